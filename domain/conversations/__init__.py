"""Conversations, what came in, and what goes out."""
