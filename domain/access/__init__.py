"""Doors for programs: keys of the API, what was answered to whom, and the receipts of point-of-sale programs."""
