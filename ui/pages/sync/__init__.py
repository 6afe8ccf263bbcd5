"""同步: what waits, conflicts, backups, and a laptop that was lost or has lost its key."""
