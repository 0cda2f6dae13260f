"""Promises that test themselves. Each guard is tested with a good and a bad example."""
