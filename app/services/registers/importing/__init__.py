"""Units and officers out of a table: read, matched, looked over, and entered in one transaction."""
