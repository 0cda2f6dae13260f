"""Sittings, item responses and the frozen results."""
