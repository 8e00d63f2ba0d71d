"""A price list that came as a file: read into cells, its columns recognised, its rows checked. Nothing here writes."""
