"""Incidents: accounts that stand beside each other, what differs between them as questions, and the way to an end."""
