"""Labels: what a misunderstood message really meant, said by a person, for tests and training."""
