"""What the clock starts: the schedule, the night's forecasts, and alerts made into messages."""
