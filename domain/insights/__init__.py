"""What the nightly work found out: forecasts, advice, alerts."""
