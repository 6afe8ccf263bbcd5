"""Re-inspection of what was ordered: planned from its case, its checklist made from the orders, its end told there."""
