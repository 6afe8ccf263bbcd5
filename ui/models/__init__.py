"""What tables and lists show: rows as plain data and Qt models over them."""
