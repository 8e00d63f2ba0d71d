"""People of support: their accounts, their sessions, and what they read of a store and why."""
