"""检查: the checklist, its questions and sampling tables."""
