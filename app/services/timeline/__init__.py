"""What happened in a case, in its order."""
