"""Who comes in: the guard, the server, whose request it is, which form it sends, signing in."""
