"""The register of concerns and assurances: over all dossiers, with what bears on an assurance wherever it was said."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from detente.clock import rfc3339, written
from detente.council.concern.sheet import assurance_data, concern_data, disputes, status_of
from detente.council.concern.standing import AssuranceStanding
from detente.council.concern.state import ASSURANCE, CONCERN, ConcernsState, names
from detente.council.desks.concerns import NAME
from detente.council.dossier import Folded
from detente.council.journal import Journal
from detente.council.kinds import text_of
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.home.asked import party_of
from detente.home.calls import LISTING_MAX, ListConcerns
from detente.home.host import Host
from detente.home.newest import LOOKED_AT_MAX, newest_first
from detente.home.replies.concerns import AssuranceView, BearingView, ConcernsView, ConcernView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.record.store import ActRow


async def list_concerns(host: Host, call: ListConcerns) -> ConcernsView:
    """Return concerns and assurances, those said last first.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()
    return await host.read(lambda core: _list(core, call, rfc3339(host.clock.now())))


def _list(core: Core, call: ListConcerns, as_of: str) -> ConcernsView:
    council, limit = council_of(core, call.council), max(1, min(call.limit, LISTING_MAX))
    register = _Register(core, council)
    kinds = [call.sort] if call.sort else [CONCERN, ASSURANCE]
    party = party_of(core, call.party)
    rows = newest_first(core, council, kinds, call.before, in_open=not call.all, party=party, at_first=2 * limit)
    items: list[ConcernView | AssuranceView] = []
    following = None
    for looked_at, (sequence, row) in enumerate(rows, 1):
        view = register.view(row)
        if view is not None and _wanted(view, call):
            items.append(view)
        if len(items) == limit or looked_at == LOOKED_AT_MAX:
            following = sequence
            break
    time_at = written(core.context.store.journal_time(council))
    return ConcernsView(as_of, heads_of(core.context.store.feeds(council)), time_at, items, following)


def _wanted(view: ConcernView | AssuranceView, call: ListConcerns) -> bool:
    return call.all or (view.holds if isinstance(view, AssuranceView) else not view.settled)


class _Register:
    """Reads dossiers for one listing, each once."""

    def __init__(self, core: Core, council: str) -> None:
        self._core, self._council = core, council
        self._folded: dict[str, tuple[Folded, Journal]] = {}

    def view(self, row: ActRow) -> ConcernView | AssuranceView | None:
        """Return a concern or an assurance as it stands, or None where it counts for nothing."""
        state, journal = self._state(row)
        act = state.said.get(row.ref) if state is not None else None
        if act is None or state is None:
            return None
        where = {"dossier": row.dossier or row.ref, "channel": row.channel}
        if act.kind == CONCERN:
            return msgspec.convert({"sort": CONCERN, **concern_data(state, act, journal), **where}, ConcernView)
        data = assurance_data(state, act, journal)
        bearing = list(self._bearing(row, data["bearing"]))
        disputing = [*data["disputed_by"], *(one.ref for one in bearing if self._disputes(one, act))]
        data["disputed_by"] = list(dict.fromkeys(disputing))
        data["status"] = status_of(AssuranceStanding(data["standing"]), disputed=bool(disputing))
        data["bearing"] = [_bearing(one) for one in bearing]
        return msgspec.convert({"sort": ASSURANCE, **data, **where}, AssuranceView, from_attributes=True)

    def _state(self, row: ActRow) -> tuple[ConcernsState | None, Journal]:
        dossier = row.dossier or row.ref
        if dossier not in self._folded:
            folded = self._core.folding.folded(self._council, dossier)
            self._folded[dossier] = folded, self._core.folding.journal_of(folded)
        folded, journal = self._folded[dossier]
        found: Any = folded.states.get(NAME)
        return (found if isinstance(found, ConcernsState) else None), journal

    def _bearing(self, assurance: ActRow, own: Iterable[str]) -> Iterator[Said]:
        """Yield acts of other matters that cite an assurance, and those of its own that say that they bear on it."""
        store, dossier = self._core.context.store, assurance.dossier or assurance.ref
        inside = [row for row in (store.act(self._council, ref) for ref in own) if row is not None]
        cited = (row for row in store.citing(self._council, assurance.ref) if row.channel != OWN)
        outside = [row for row in cited if row.kind in KINDS and (row.dossier or row.ref) != dossier]
        yield from (act for act in self._core.folding.sayings.opened([*inside, *outside]) if self._counts(act))

    def _counts(self, act: Said) -> bool:
        row = self._core.context.store.dossier(self._council, act.dossier or act.ref)
        return row is None or act.ref not in self._core.folding.words_of(row).irregular

    def _disputes(self, act: Said, assurance: Said) -> bool:
        row = self._core.context.store.act(self._council, act.ref)
        if act.kind != CONCERN or row is None or not (names(act, assurance.ref) or act.re == assurance.ref):
            return False
        state, _journal = self._state(row)
        return state is not None and act.ref in state.said and disputes(state, state.said[act.ref], assurance)


def _bearing(act: Said) -> BearingView:
    title = KINDS[act.kind].title if act.kind in KINDS else act.kind
    return BearingView(
        act.ref, act.dossier or act.ref, act.party, act.kind, title, text_of(act.body, "text"), rfc3339(act.claimed_at)
    )
