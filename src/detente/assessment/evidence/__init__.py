"""What a record says: who asks, answers, opens and follows, how fast, what was left out. Evidence, from acts alone."""
