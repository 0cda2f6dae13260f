"""Libraries, cohorts and the rooms where supervised tests are sat."""
