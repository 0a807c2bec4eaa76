"""Evidence: trees, notes, heads, cosignatures, proofs, tiles and policies, as RFC 6962 and C2SP define them.

Pure, and ignorant of diplomacy: whoever can read this package can check a proof without knowing what a council is.
The normative page is docs/spec/evidence.md.
"""
