"""The centre: its PostgreSQL schema, the line to it, the sync loop, its administration."""
