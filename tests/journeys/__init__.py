"""Journeys: a robot that knows only HTML walks as learners and employers do."""
