"""Matters as they were folded last: the same acts in the same light add up to the same, and are not folded again.

A page asks for some fifty matters, and for the same ones with the next look; with every new heads entry all matters in
which a clock runs are looked at. Nothing is believed to be unchanged: what a matter is folded of is read each time.
"""

from collections import OrderedDict

from msgspec import Struct

from detente.council.dossier import Folded
from detente.council.said import Said
from detente.node.context import Context

MATTERS_KEPT = 1_000
"""Matters with their acts, some 20 kB each: what is open in a busy council, and what pages show beside it."""


class _Kept(Struct, frozen=True):
    light: object
    acts: tuple[Said, ...]
    folded: Folded


class KeptMatters:
    """What matters added up to when they were folded last, those asked for last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()

    def forget(self) -> None:
        """Drop what was folded in work that left no trace."""
        self._kept.clear()

    def get(self, council: str, dossier: str, acts: tuple[Said, ...]) -> Folded | None:
        """Return what a matter of these acts adds up to, or None where that is to be worked out."""
        known = self._kept.get((council, dossier))
        if known is None or known.acts != acts or known.light != self._light(council):
            return None
        self._kept.move_to_end((council, dossier))
        return known.folded

    def put(self, council: str, acts: tuple[Said, ...], folded: Folded) -> None:
        """Keep what a matter of these acts adds up to."""
        self._kept[council, folded.ref] = _Kept(self._light(council), acts, folded)
        self._kept.move_to_end((council, folded.ref))
        if len(self._kept) > MATTERS_KEPT:
            self._kept.popitem(last=False)

    def _light(self, council: str) -> object:
        """Return all beside its acts by which a matter is folded: charters, and what authors had said of themselves.

        What an author had said before an act is proven by its feed as far as that goes, and by earlier generations of
        it as far as they are held here, which may come late.
        """
        context = self._context
        feeds = context.held.feeds(council)
        newest: dict[tuple[str, str], int] = {}
        for feed in feeds:
            place = (feed.channel, feed.party)
            newest[place] = max(feed.number, newest.get(place, 0))
        earlier = tuple((feed.origin, feed.size) for feed in feeds if feed.number < newest[feed.channel, feed.party])
        return context.directory.version, context.backgrounds_version, earlier
