"""Evidence: taken in, asked about, shown and voided."""
