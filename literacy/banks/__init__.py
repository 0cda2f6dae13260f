"""Item banks: items, their formats with raw scoring, generators, specifications, releases and the linter."""
