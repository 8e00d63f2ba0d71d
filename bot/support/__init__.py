"""A person has the chat: taking over, answering, mending, handing back. What the console and the worker both go by."""
