"""The phone in the browser and in the terminal: nothing leaves the machine."""
