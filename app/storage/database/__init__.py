"""The encrypted database: its tables, its one writer, its settings."""
