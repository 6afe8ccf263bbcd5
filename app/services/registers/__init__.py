"""The registers of inspected units and of officers with their credentials."""
