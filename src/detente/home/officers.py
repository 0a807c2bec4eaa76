"""Calls about who speaks for a party and with which keys: officers of all parties, and a party's identity notes."""

import hashlib
from collections.abc import Iterator

from detente.clock import Instant, rfc3339, written
from detente.council.background import Accreditation
from detente.council.desks.officers import NAME as DESK
from detente.council.desks.officers import OfficersState
from detente.home.calls import ListOfficers, ShowHistory
from detente.home.host import Host
from detente.home.replies.officers import HistoryView, NoteView, OfficersView, OfficerView, RetiredView
from detente.home.views import Viewer, council_of
from detente.node.core import Core
from detente.protocol.acts import IDENTITY, OPEN
from detente.protocol.identity import RETIRABLE, Identity, Retired, note_digest
from detente.tlog.notes import parse_vkey


async def answer(host: Host, call: ListOfficers | ShowHistory) -> OfficersView | HistoryView:
    """Return the reply to a call about officers or keys."""
    now = host.clock.now()
    if isinstance(call, ListOfficers):
        return await host.read(lambda core: _officers(core, call, now))
    return await host.read(lambda core: _history(core, call, now))


# --- officers ---------------------------------------------------------------------------------------------------------


def _officers(core: Core, call: ListOfficers, now: Instant) -> OfficersView:
    """Return the officers whose credentials stand, as far as they are held here.

    Raises:
        Refused: `council-unknown`, `council-not-named`, `council-none`.
    """
    council = council_of(core, call.council)
    charter = core.context.directory.charter(council)
    wanted = [party for party in charter.parties if call.party is None or party == call.party.lower()]
    items = [
        _officer(core, council, party, one, now)
        for party in wanted
        for _name, one in sorted(core.folding.standing(council, party).accreditations.items())
    ]
    return OfficersView(rfc3339(now), items)


def _officer(core: Core, council: str, party: str, one: Accreditation, now: Instant) -> OfficerView:
    row = core.context.store.act(council, one.ref)
    assert row is not None, f"an accreditation without its act: {one.ref}"
    state: OfficersState = core.folding.folded(council, row.dossier or row.ref).states[DESK]
    return OfficerView(
        ref=one.ref,
        council=council,
        party=party,
        name=one.name,
        rank=one.rank.value,
        channels=one.channels,
        valid_from_at=rfc3339(one.valid_from) if one.valid_from else None,
        valid_until_at=written(one.valid_until),
        valid=one.holds(now),
        desk=state.presented[one.ref].desk,
        key=one.key,
        fingerprint=hashlib.sha256(parse_vkey(one.key).public).hexdigest() if one.key else "",
        noted_by=tuple(sorted(state.noted.get(one.ref, ()))),
    )


# --- keys over time ---------------------------------------------------------------------------------------------------


def _history(core: Core, call: ShowHistory, now: Instant) -> HistoryView:
    """Return a party's verified identity notes.

    Raises:
        Refused: `party-unknown`.
    """
    party = (call.party or core.context.party).lower()
    directory = core.context.directory
    directory.identity(party)
    published: dict[str, list[str]] = {}
    for ref, note in _published(core, party) if call.places else ():
        published.setdefault(note, []).append(ref)
    chain = zip(directory.chain(party), directory.notes(party), strict=True)
    return HistoryView(rfc3339(now), party, [_note(one, note, published.get(note.decode(), [])) for one, note in chain])


def _published(core: Core, party: str) -> Iterator[tuple[str, str]]:
    """Yield the entries of a party in which an identity note stands, with that note."""
    viewer = Viewer(core)
    for council in core.context.directory.councils:
        for _sequence, row in core.context.store.acts(council, kinds=[OPEN, IDENTITY], party=party):
            yield f"{council}:{row.ref}", str(viewer.act(row).body.get("identity", ""))


def _note(one: Identity, note: bytes, published: list[str]) -> NoteView:
    return NoteView(
        serial=one.serial,
        valid_from_at=rfc3339(one.valid_from),
        name=one.name,
        url=one.url,
        digest=note_digest(note).hex(),
        keys={key: one.public(key).hex() for key in RETIRABLE},
        retired=tuple(_retired(retired) for retired in one.retired),
        published=tuple(published),
    )


def _retired(one: Retired) -> RetiredView:
    return RetiredView(one.key, one.public.hex(), {head.origin: head.size for head in one.heads})
