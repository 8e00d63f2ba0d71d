"""Every page of support's console and of the retailer's page as pictures, to be looked at."""
