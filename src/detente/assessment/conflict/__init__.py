"""The graph model of a conflict: would a state hold, and what would change it. Judgement."""
