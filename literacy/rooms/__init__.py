"""The supervised rooms in which tests are sat: codes, seats, who sits where."""
