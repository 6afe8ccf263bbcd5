"""Canonical bytes, digests, signatures and verification."""
