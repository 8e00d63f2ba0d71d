"""Stock: movements that are only ever added, and the balance they sum to."""
