"""Those the shop buys from, what it bought, and what is on order."""
