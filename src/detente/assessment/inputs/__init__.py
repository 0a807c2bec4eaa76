"""Stated inputs by name: those that come along, and those that a party keeps for itself."""
