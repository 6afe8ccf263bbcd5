"""All inspections as a list: rows that follow the store, found by any words, kept filters, export, and what is due."""
