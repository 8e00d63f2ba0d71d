"""What a store sells, under which names and at which price."""
