"""Acts of some kinds over all matters, the newest first: what the lists of a desk's acts begin with."""

from collections.abc import Iterator, Sequence

from detente.home.calls import LISTING_MAX
from detente.node.core import Core
from detente.record.store import ActRow, Reading

LOOKED_AT_MAX = 2_000
"""Acts looked at for one listing: a few hundred dossiers are folded in a second; then the listing says how to go on."""


def newest_first(
    core: Core, council: str, kinds: Sequence[str] | None = None, before: int | None = None, *, in_open: bool = False,
    party: str | None = None, trait: bytes | None = None, at_first: int = LISTING_MAX,
) -> Iterator[tuple[int, ActRow]]:  # fmt: skip
    """Yield (sequence, row) of readable acts, from below sequence `before`, a page at a time.

    Args:
        in_open: only those of open matters.
        party: only those that it said.
        trait: only those of matters that have it.
        at_first: how many are read at once, more each time: who needs few has no others looked for.
    """
    last, more, most = before or 0, True, at_first
    while more:
        rows = core.context.store.acts(
            council, kinds=kinds, readings=[Reading.READABLE], in_open=in_open, newest=True, after=last,
            limit=most, party=party, trait=trait,
        )  # fmt: skip
        yield from rows
        more, last, most = len(rows) == most, rows[-1][0] if rows else 0, min(4 * most, LISTING_MAX)
