"""Licences of the shop, and when they lapse."""
