"""Forecasts, how much to order, which price: decided by pure functions of values, stored and read at the edges."""
