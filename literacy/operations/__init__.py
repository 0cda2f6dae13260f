"""Looking after an installation: migrations, projections, backup, restore, doctor."""
