"""What a centre's administrator does and asks."""
