"""What the README's figures come from. Each prints a ratio against a named reference."""
