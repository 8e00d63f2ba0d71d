"""What retailers say about the assistant."""
