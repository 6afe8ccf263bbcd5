"""Document numbers: leased in blocks, reserved, consumed or voided, and accounted for by year."""
