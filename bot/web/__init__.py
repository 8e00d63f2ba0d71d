"""The web: webhooks, health, and the simulator's phone."""
