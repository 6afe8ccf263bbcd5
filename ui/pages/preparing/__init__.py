"""准备: the plan, who goes, approval and departure."""
