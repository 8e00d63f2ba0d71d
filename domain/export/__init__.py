"""A copy of all that a store has here, for who owns it."""
