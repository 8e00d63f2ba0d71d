"""What single words say: numbers, units, case endings, and which language they are of."""
