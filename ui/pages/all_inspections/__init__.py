"""全部检查: the list of a hundred thousand, its saved views and its export."""
