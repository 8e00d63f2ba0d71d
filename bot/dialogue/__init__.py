"""A message's turn: what it answers, what it asks for, what is asked back. Deciding is pure, `turn` does it."""
