"""Analysis: what the record says (evidence) and what stated inputs say (judgement), never in one number. Pure.

From the ground: `numbers`; `reading`, `linear`, `basis`; then `evidence`, and beside it three judgements that know
neither it nor each other: `dependence`, `conflict`, `exchange`; then `events` of others, and `inputs` by name; at
the top the `report` and published `cases`, which see all.
"""
