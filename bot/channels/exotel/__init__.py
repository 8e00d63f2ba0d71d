"""Two-way SMS in India by Exotel."""
