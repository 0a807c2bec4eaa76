"""Agreements as rule packs: formats, thresholds, lead times, quotas, reply times as data. See docs/spec/regimes.md."""
