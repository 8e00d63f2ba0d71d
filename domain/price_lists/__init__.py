"""Price lists that shops send as files, kept until they are taken over."""
