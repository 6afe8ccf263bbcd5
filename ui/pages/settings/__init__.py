"""What an officer sets, each kind on a part of its own."""
