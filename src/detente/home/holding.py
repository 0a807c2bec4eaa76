"""Who has a watch of this party, read from the record: taken in the pages or by name, or signed over with keys."""

from collections.abc import Iterator

from detente.clock import Instant
from detente.council.desks import handovers, watches
from detente.council.desks.handovers import HandoversState, Holder, Offer
from detente.node.core import Core

DOSSIERS_LOOKED_AT = 8
"""Dossiers of handovers, those with the newest acts first: one has a year of them, each taking without one its own."""


def standing_of(core: Core, council: str, watch: str) -> tuple[Holder | None, Offer | None]:
    """Return who took a watch last, in whichever way, and the newest offer that waits to be taken."""
    holders = [*_by_keys(core, council, watch)]
    offers: list[Offer] = []
    for state in _states(core, council):
        holders += state.holders[watch].values.values() if watch in state.holders else ()
        offers += state.offers[watch].values.values() if watch in state.offers else ()
    holder = max(holders, key=_order, default=None)
    offer = max(offers, key=_order, default=None)
    # What was offered before somebody took the watch in another way is no longer the holder's to give.
    return holder, offer if offer is not None and (holder is None or offer.at >= holder.at) else None


def holders_of(core: Core, council: str) -> list[tuple[Instant, str]]:
    """Return who took which watch when, of the watches that were taken in the pages or by name."""
    found = [one for state in _states(core, council) for register in state.holders.values()
             for one in register.values.values()]  # fmt: skip
    return [(one.at, one.officer) for one in found]


def _states(core: Core, council: str) -> Iterator[HandoversState]:
    for row in core.context.store.dossiers(council, desk=handovers.NAME, limit=DOSSIERS_LOOKED_AT):
        state = core.folding.folded(council, row.dossier).states.get(handovers.NAME)
        if isinstance(state, HandoversState):
            yield state


def _by_keys(core: Core, council: str, watch: str) -> Iterator[Holder]:
    """Yield who took it by a handover that both signed with keys of their own."""
    party = core.context.party
    standing = core.folding.standing(council, party)
    names = {standing.id_of(name): name for name in standing.accreditations}
    for row in core.context.store.dossiers(council, desk=watches.NAME):
        state = core.folding.folded(council, row.dossier).states.get(watches.NAME)
        register = state.watches.get((party, watch)) if isinstance(state, watches.WatchesState) else None
        for ref, one in register.values.items() if register is not None else ():
            yield Holder(ref, watch, names.get(one.taker, one.taker), one.at, names.get(one.giver, one.giver))


def _order(one: Holder | Offer) -> tuple[Instant, int, str]:
    """Return the place of an entry of one feed: by its time, and within a second by its number."""
    return one.at, len(one.ref), one.ref
