"""How much to order, and whether now: pure functions of forecasts and stock."""
