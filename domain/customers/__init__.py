"""The people who buy, as far as the shop keeps their names."""
