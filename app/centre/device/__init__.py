"""A device at its centre: the line, the calls, the sync loop."""
