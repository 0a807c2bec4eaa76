"""An invitation to observe as its acts make it: who was invited, who comes, who did not say, and what was remarked."""
