"""Pictures of every page: for the help and the README (``make pictures``), and to see when a page changes its look."""
