"""The set-up behind ./run and ./test. Standard library only: it runs before anything is installed."""
