"""Forms made from what a desk says of its kinds: fields become controls, and what comes back becomes a body.

`controls` (fields → controls), `bodies` (what was typed → a body, or errors at fields), `making` (which act a form is
about), `keeping` (what was typed, kept). They know no kind by name.
"""
