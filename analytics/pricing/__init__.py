"""Which price to charge: pure functions of cost, MRP, the store's own price history and its sales."""
