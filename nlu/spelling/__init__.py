"""How words are written: text made into tokens, and the keys under which the spellings of one word meet."""
