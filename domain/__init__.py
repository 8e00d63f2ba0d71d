"""The shop: its books and what is said about them.

One folder a noun: `models` are tables, `rules` decide, `store` reads and writes.
"""
