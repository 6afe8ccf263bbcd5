"""A centre written out and brought back."""
