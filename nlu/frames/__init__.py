"""Filling frames: the intent and what a message says made into the fields that product.md lists."""
