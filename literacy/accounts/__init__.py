"""Who people are to the product: learners and their sealed identity, staff accounts, consents."""
