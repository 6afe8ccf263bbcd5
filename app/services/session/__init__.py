"""Set-up, opening and closing of a data folder, and who is at the desk."""
