"""Everything of the program that is not pixels."""
