"""A shop's month, played through the chat, and its books kept a second time by plain arithmetic."""
