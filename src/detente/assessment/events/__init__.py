"""Events that others report, kept apart from the record, and a record as event data."""
