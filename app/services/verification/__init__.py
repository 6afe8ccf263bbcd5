"""Verification: is a paper or a data folder what it was when it was made?"""
