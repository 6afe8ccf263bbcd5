"""The rehearsal: a whole inspection day played from a scenario, in training stores, through the same services."""
