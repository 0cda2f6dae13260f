"""Floor 0: what every feature stands on; knows no feature and no HTTP."""
