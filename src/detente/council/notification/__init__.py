"""Notifications under a regime: their versions, what is checked before anybody signs, and what their rules ask."""
