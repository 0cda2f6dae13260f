"""The demonstration: simulated people who say that they are."""
