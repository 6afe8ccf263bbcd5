"""The case file 案卷 of an inspection: gathered, bound in a process of its own, kept; ``making`` is the way in."""
