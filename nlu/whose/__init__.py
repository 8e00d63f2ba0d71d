"""Whose a message is: customer, supplier, another shop of the same owner, or nobody."""
