"""Scenarios and what plays them: real courses of events, replayed over real nodes with rehearsal keys."""
