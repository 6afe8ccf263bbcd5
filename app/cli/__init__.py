"""The sub-commands: thin clients of services."""
