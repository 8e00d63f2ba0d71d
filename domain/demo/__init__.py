"""Demo shops: a year of a kirana shop, for trying things out."""
