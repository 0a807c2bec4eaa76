"""Alarms out: whom to alarm and how, the process that does it, and the node's watch over that process."""
