"""Evidence: photos and files taken in with their digests, linked to questions and findings, never re-encoded."""
