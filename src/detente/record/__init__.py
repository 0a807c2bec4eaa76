"""The durable replica of everything that a party holds."""
