"""What every intent comes to in the chat, in every language."""
