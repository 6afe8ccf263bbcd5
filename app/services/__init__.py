"""One package per journey; what the window and the command line call."""
