"""The tour of a rehearsal: one page, two parties side by side, and five cards to try what the line does."""
