"""Role tests of digital skills: banks, item-response scoring, verifiable certificates, library courses."""
