"""What each number of a message counts: quantities, packs, prices and amounts, and the products that they belong to."""
