"""Paper: frozen data and a document definition become PDF bytes."""
