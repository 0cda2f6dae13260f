"""Awards, the signed credential, its PDF and its life afterwards."""
