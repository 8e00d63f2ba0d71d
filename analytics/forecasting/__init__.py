"""Demand forecasting: engines behind one contract, their registry, and how well they do."""
