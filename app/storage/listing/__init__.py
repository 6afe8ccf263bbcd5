"""The rows that lists show."""
