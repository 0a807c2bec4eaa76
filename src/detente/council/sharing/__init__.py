"""Sharing between parties as its acts add up: topics, labels, state, rules, sheet, balance."""
