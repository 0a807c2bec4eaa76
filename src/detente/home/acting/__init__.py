"""What an officer does in a session: says, clears, releases, acknowledges, hands a watch over."""
