"""Who may open the store, and by what."""
