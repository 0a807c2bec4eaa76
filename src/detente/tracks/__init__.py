"""Readers of positions over time (AIS, ADS-B, GPX, GeoJSON, CSV), what is odd in them, and their geometry."""
