"""Safekeeping: backup to a second disk, restore from it, and the recovery key."""
