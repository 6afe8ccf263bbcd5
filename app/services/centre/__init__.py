"""The administrator's journeys at a centre."""
