"""Attached files: on their way in, encrypted, read again."""
