"""Pages by which something is said: begun, checked while one types, previewed, cleared, released, signed once."""
