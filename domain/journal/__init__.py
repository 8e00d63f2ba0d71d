"""The journal: what one message did to the books, so that all of it can be taken back at once."""
