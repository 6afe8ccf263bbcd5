"""亮证: who came, who was met, what rights were told."""
