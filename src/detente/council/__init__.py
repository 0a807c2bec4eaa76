"""Meaning: what acts say and what follows from them. One module a desk; desks do not know each other."""
