"""Role tests of digital skills: banks, item-response scoring, verifiable certificates, library courses."""

__version__ = "0.1.0"
