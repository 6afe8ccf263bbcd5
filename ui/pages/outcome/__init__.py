"""认定与措施: findings, severity and what the unit is ordered to do."""
