"""The trainer's day, the morning sheet, the people."""
