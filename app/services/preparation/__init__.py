"""Before the visit: the plan, its officers, approvals and their countersignature, the departure check."""
