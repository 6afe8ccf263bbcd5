"""Reads and checks forms/."""
