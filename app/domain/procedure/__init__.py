"""The guided procedure: what is recorded of an inspection, and the guards that the law puts before each act."""
