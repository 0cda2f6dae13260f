"""The demonstration: simulated people, who say that they are simulated wherever they are shown."""
