"""Concerns and assurances as their acts add up: state, rules, where each stands by the council's time, sheet."""
