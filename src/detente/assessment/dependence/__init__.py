"""The dependence ledger: who needs whom and the channel, how sure that is, and what would turn it. Judgement."""
