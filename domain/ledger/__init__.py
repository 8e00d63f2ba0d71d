"""The credit ledger (khata): who owes what, and why."""
