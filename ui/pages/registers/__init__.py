"""The registers: units, officers, reports received and document numbers."""
