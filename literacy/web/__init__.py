"""The shell: factory, security headers, navigation."""
