"""Matters as they were folded last: the same acts in the same light add up to the same, and are not folded again.

A page asks for some fifty matters, and for the same ones with the next look; with every new heads entry all matters in
which a clock runs are looked at. Nothing is believed to be unchanged: what a matter is folded of is read each time.
"""

from collections import OrderedDict

from msgspec import Struct

from detente.council.dossier import Folded
from detente.council.said import Said
from detente.limits import KEPT_MATTER_ACTS_MAX, KEPT_MATTERS_ACTS_MAX
from detente.node.context import Context


class _Kept(Struct, frozen=True):
    light: object
    acts: tuple[Said, ...]
    folded: Folded


class KeptMatters:
    """What matters added up to when they were folded last, those asked for last."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._kept: OrderedDict[tuple[str, str], _Kept] = OrderedDict()
        self._acts = 0

    def forget(self) -> None:
        """Drop what was folded in work that left no trace."""
        self._kept.clear()
        self._acts = 0

    def get(self, council: str, dossier: str, acts: tuple[Said, ...]) -> Folded | None:
        """Return what a matter of these acts adds up to, or None where that is to be worked out."""
        known = self._kept.get((council, dossier))
        if known is None or known.acts != acts or known.light != self._light(council):
            return None
        self._kept.move_to_end((council, dossier))
        return known.folded

    def put(self, council: str, acts: tuple[Said, ...], folded: Folded) -> None:
        """Keep what a matter of these acts adds up to, unless it is long; those asked for longest ago make room."""
        old = self._kept.pop((council, folded.ref), None)
        self._acts -= 0 if old is None else len(old.acts)
        if not 0 < len(acts) <= KEPT_MATTER_ACTS_MAX:
            return
        self._kept[council, folded.ref] = _Kept(self._light(council), acts, folded)
        self._acts += len(acts)
        while self._acts > KEPT_MATTERS_ACTS_MAX:
            self._acts -= len(self._kept.popitem(last=False)[1].acts)

    def _light(self, council: str) -> object:
        """Return all beside its acts by which a matter is folded: charters, and what authors had said of themselves.

        What an author had said before an act is proven by its feed as far as that goes, and by earlier generations of
        it as far as they are held here, which may come late. What acts cite may be read late, too, with a secret that
        opens them to a party that came after them.
        """
        context = self._context
        feeds = context.held.feeds(council)
        newest: dict[tuple[str, str], int] = {}
        for feed in feeds:
            place = (feed.channel, feed.party)
            newest[place] = max(feed.number, newest.get(place, 0))
        earlier = tuple((feed.origin, feed.size) for feed in feeds if feed.number < newest[feed.channel, feed.party])
        versions = context.directory.version, context.backgrounds_version, context.secrets_version
        return versions, earlier
