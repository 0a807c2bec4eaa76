"""What every page says at its top: flash acts and drafts that ring here, and drills that are under way."""

from collections.abc import Iterator

from detente.clock import rfc3339
from detente.council.kinds import drill_of
from detente.council.ringing import Ring, ring_of, ring_of_draft
from detente.council.waiting import Waiting
from detente.home.calls import ShowRinging
from detente.home.host import Host
from detente.home.releases import held_in
from detente.home.replies.watch import RingingView, RingView
from detente.home.views import council_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.protocol.acts import Precedence

DRILLS_LOOKED_AT = 50
"""Open matters with the newest acts among which a drill is looked for: who drills, speaks."""


async def show_ringing(host: Host, call: ShowRinging) -> RingingView:
    """Return the flash acts that ring, what is unread first, then the oldest, and the drills that are under way.

    Raises:
        Refused: `council-unknown`, `council-not-named`, `council-none`.
    """
    await host.fold()
    return await host.read(lambda core: _ringing(core, call, rfc3339(host.clock.now())))


def _ringing(core: Core, call: ShowRinging, as_of: str) -> RingingView:
    council = council_of(core, call.council)
    found = [(ring, one) for one in core.watchkeeping.waiting(council) if (ring := ring_of(one)) is not None]
    views = [*(_view(*pair) for pair in found), *_drafts(core, council)]
    views.sort(key=lambda one: (one.ring != Ring.CALL, one.since_at, one.ref))
    return RingingView(as_of, council, tuple(views), drills_under_way(core, council))


def _view(ring: Ring, one: Waiting) -> RingView:
    return RingView(one.ref, one.party, ring, rfc3339(one.since), one.read_by, one.drill)


def _drafts(core: Core, council: str) -> Iterator[RingView]:
    """Yield the drafts of ours that ring until a second officer has released or somebody dropped them."""
    for one in held_in(core, council):
        ring = ring_of_draft(Precedence[one.precedence.upper()])
        if ring is not None:
            yield RingView(
                one.ref, core.context.party, ring, one.drafted_at, drill=drill_of(one.body),
                drafted_by=one.drafted_by ,
            )  # fmt: skip


def drills_under_way(core: Core, council: str) -> tuple[str, ...]:
    """Return the names of drills of which a matter is open, those with the newest acts first."""
    rows = core.context.store.dossiers(council, only_open=True, limit=DRILLS_LOOKED_AT)
    names = (core.folding.words_of(row).drill for row in rows if row.channel != OWN)
    return tuple(dict.fromkeys(name for name in names if name))
