"""Checking: answers, sampling rows, results of the check items, and the findings that follow from 不符合."""
