"""What a bureau publishes to its laptops, and what of it a laptop takes."""
