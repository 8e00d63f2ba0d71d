"""What products, people, firms and shops are called, and how they are found by it."""
