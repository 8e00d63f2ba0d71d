"""The end of an account: what is erased after the notice, what the law keeps, and what is too old to keep."""
