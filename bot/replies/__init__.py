"""Every word the assistant says: texts as data, a folder a language, and their rendering."""
