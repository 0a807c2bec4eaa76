"""Analysis: what the record says (evidence) and what stated inputs say (judgement), never in one number. Pure."""
