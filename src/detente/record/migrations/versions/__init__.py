"""One module a version, oldest first. A migration is never changed once it was released: it names no other module."""
