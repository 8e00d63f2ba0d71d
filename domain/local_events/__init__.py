"""What comes up near a shop and moves its sales, as the retailer tells it: a fair, a wedding, the shop's own holiday."""
