"""What the assistant does: one function an intent, from a `Request` to an `Outcome`, inside the message's transaction."""
