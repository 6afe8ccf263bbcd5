"""The store written out and brought back."""
