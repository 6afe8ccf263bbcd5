"""Checklists: the expression language, the model, the play engine, verdicts, findings and item results."""
