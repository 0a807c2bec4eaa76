"""What the decisions desk computes with: a decision as its acts add up, the terms of silence, and the outcome."""
