"""A retailer's own page: its link that opens once, and the phone that it was opened on."""
