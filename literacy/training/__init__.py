"""Libraries, courses, cohorts, and the sessions in which people learn."""
