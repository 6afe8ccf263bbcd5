"""The operation log and the projection that follows it."""
