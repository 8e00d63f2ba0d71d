"""Support's cases: which conversation needs a person, why, since when, whose it is, and how it ended."""
