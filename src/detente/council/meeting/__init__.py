"""What the meetings desk computes with: a meeting as its acts add up, its rules, agenda, texts and minutes."""
