"""The central PostgreSQL database: schema, transport, administration."""
