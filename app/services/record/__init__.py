"""The record D4: drafted, read back, signed or refused, and sealed."""
