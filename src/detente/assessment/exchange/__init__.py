"""The package deal of equal gain, and what it does to third parties. Judgement."""
