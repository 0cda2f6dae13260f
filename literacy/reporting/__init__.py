"""Reports: what an installation tells others of itself."""
