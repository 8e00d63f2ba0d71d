"""What people agreed to: their consent to the notice that they were shown."""
