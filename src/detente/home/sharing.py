"""Calls about sharing: giving under a label where only its readers read, and the list."""

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.desks.sharing import NAME
from detente.council.dossier import Folded
from detente.council.journal import Journal
from detente.council.kinds import text_of
from detente.council.registry import kind_of
from detente.council.said import Said
from detente.council.sharing.balance import topic_name
from detente.council.sharing.labels import Label, fitting, handling_of, parse_label
from detente.council.sharing.sheet import OVER, given_data, request_data
from detente.council.sharing.state import GIVEN, PASSED_ON, REQUEST, SANITISED, VERSION, SharingState
from detente.council.sharing.topics import topic_of
from detente.errors import Refused
from detente.home import attachments, two_person
from detente.home.acts import locate, officer_of, view_at
from detente.home.asked import party_of
from detente.home.calls import LISTING_MAX, ListShared, Share
from detente.home.handled import marked
from detente.home.host import Host
from detente.home.newest import LOOKED_AT_MAX, newest_first
from detente.home.replies.sharing import GivenSent, GivenView, RequestView, SharingView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.events import Draft, Written
from detente.node.sayings import channel_of
from detente.protocol.charter import LINE, Charter
from detente.protocol.heads import parse_origin
from detente.record.store import ActRow

_TAKEN_OVER = ("tlp", "source_grade", "information_grade", "confidence")


# --- saying -----------------------------------------------------------------------------------------------------------


class _Source(Struct, frozen=True):
    """The item or answer from which another one is made, with the state of its dossier."""

    given: Said
    state: SharingState


async def share(host: Host, call: Share) -> GivenSent:
    """Say it, and note beside its source that it stands there too.

    Raises:
        Refused: `item-unknown`, and what the sharing desk and the node refuse.
    """
    council = await host.read(lambda core: council_of(core, call.council))
    source = None if call.of is None else await host.read(lambda core: _source(core, council, call.of or ""))
    draft = await host.read(lambda core: _draft(core, council, call, source, officer_of(host, call.officer)))
    # Nothing is sealed, and nothing said, where the label or the note beside the source would be refused.
    await host.read(lambda core: _check(core, draft, source, host.clock.now()))
    sealed = await attachments.seal_files(host, call.attach, as_evidence=call.as_evidence, erasable=call.erasable)
    try:
        written = await two_person.submit(host, replace(draft, attachments=sealed))
    except Refused:
        attachments.withdraw(host, sealed)
        raise
    noted = None
    if source is not None and parse_origin(written.origin).channel == draft.channel:
        note = await host.read(lambda core: _note(core, source, draft, written.ref))
        noted = await two_person.submit(host, note)
    return await host.read(lambda core: _sent(core, rfc3339(host.clock.now()), written, noted))


def _sent(core: Core, as_of: str, written: Written, noted: Written | None) -> GivenSent:
    beside = None if noted is None else view_at(core, noted.council, noted.ref)
    return GivenSent(as_of, view_at(core, written.council, written.ref), beside)


def _check(core: Core, draft: Draft, source: _Source | None, now: Instant) -> None:
    core.scribe.check(draft)
    core.folding.check_draft(draft, now)
    if source is not None:
        core.folding.check_draft(_note(core, source, draft, ""), now)


def _draft(core: Core, council: str, call: Share, source: _Source | None, officer: str) -> Draft:
    body = _body(call, source, core.context.party)
    charter, to = core.context.directory.charter(council), tuple(dict.fromkeys(party.lower() for party in call.to))
    handling = handling_of(body)
    if handling.label is Label.RED and not handling.only and to:
        body = {**body, "only": list(to)}
    re = None if call.re is None else locate(core, council, call.re)[1]
    draft = Draft(
        council,
        (call.channel or (channel_of(re) if re else _channel(charter, core.context.party, body, to))).lower(),
        call.kind,
        body,
        officer=officer,
        to=to,
        re=re,
        language=call.language,
    )
    return marked(core.folding, draft)


def _body(call: Share, source: _Source | None, party: str) -> dict[str, Any]:
    """Return the body as the act carries it, with what its source has and it does not say itself."""
    body = kind_of(call.kind).read(call.body)
    if isinstance(label := body.get("tlp"), str) and label:
        body["tlp"] = parse_label(label).value
    if source is None:
        return body
    given, state = source.given, source.state
    originator = state.originator_of(given)
    taken: dict[str, Any] = {name: state.value(given, name) for name in _TAKEN_OVER}
    taken |= {"topic": topic_name(state, given), "valid_until_at": state.valid_until(given)}
    if not text_of(body, "content"):
        taken["content"] = state.value(given, "content")
    if originator != party:
        taken["originator"] = originator
    if handling_of(given.body).control:
        taken["originator_control"] = True
    made = {**{name: value for name, value in taken.items() if value}, **body}
    if originator != party and handling_of(given.body).asks_originator and _unchanged(made, source):
        # What its originator keeps to some it still keeps there, whatever the officer gave.
        made |= {"originator": originator, "originator_control": True}
    return made


def _unchanged(body: Mapping[str, Any], source: _Source) -> bool:
    return text_of(body, "content") == source.state.value(source.given, "content")


def _channel(charter: Charter, party: str, body: dict[str, Any], to: tuple[str, ...]) -> str:
    """Return the channel in which all who are named read, and as few others as there is one for."""
    handling, topic = handling_of(body), topic_of(charter, text_of(body, "topic"), REQUEST)
    taking = () if topic is None else topic.parties
    if topic is not None and topic.channels:
        return topic.channels[0]
    named = handling.only or (to if handling.label is None or handling.label.narrow else ()) or taking
    found = [name for name in fitting(charter, party, named) if set(named) <= {party, *charter.members_of(name)}]
    wide = fitting(charter, party, tuple(charter.parties))
    usual = [name for name in (*found, *wide) if name != LINE]
    return next(iter(usual), LINE)


def _source(core: Core, council: str, ref: str) -> _Source:
    """Return an item or answer with the state of its dossier.

    Raises:
        Refused: `item-unknown`, `reference-unknown`.
    """
    row = core.context.store.act(*locate(core, council, ref))
    folded = None if row is None else core.folding.folded(council, row.dossier or row.ref)
    state = None if folded is None else folded.state_of(NAME)
    given = state.said.get(row.ref) if row is not None and isinstance(state, SharingState) else None
    if given is None or given.kind not in GIVEN or not isinstance(state, SharingState):
        raise Refused(
            "item-unknown", expected="an item or answer that counts", got=ref, remedy="detente share list shows them"
        )
    return _Source(given, state)


def _note(core: Core, source: _Source, draft: Draft, ref: str) -> Draft:
    """Return the note beside a source; it cites the version only where all who read the source may hold that.

    Args:
        ref: of the version; empty where it is not said yet.
    """
    given, council = source.given, draft.council
    may = core.context.directory.all_hold(council, given.channel, draft.channel)
    version = ref or f"{core.context.party}/{draft.channel}/0".upper()
    body = {"version": version, "how": PASSED_ON if _unchanged(draft.body, source) else SANITISED}
    if label := text_of(draft.body, "tlp"):
        body["tlp"] = label
    return Draft(
        council, given.channel, VERSION, body, officer=draft.officer, re=given.ref,
        cites=(ref,) if ref and may else (),
    )  # fmt: skip


# --- the list ---------------------------------------------------------------------------------------------------------


async def list_shared(host: Host, call: ListShared) -> SharingView:
    """Return what was asked and given, that said last first.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()
    return await host.read(lambda core: _list(core, call, rfc3339(host.clock.now())))


def _list(core: Core, call: ListShared, as_of: str) -> SharingView:
    council, limit = council_of(core, call.council), max(1, min(call.limit, LISTING_MAX))
    matters = _Matters(core, council)
    kinds = {"request": [REQUEST], "item": list(GIVEN)}.get(call.sort or "", [REQUEST, *GIVEN])
    items: list[RequestView | GivenView] = []
    following = None
    topic = None if call.topic is None else core.context.mark_of(NAME, "topic", call.topic.lower())
    party = party_of(core, call.party)
    rows = newest_first(
        core, council, kinds, call.before, in_open=not call.all, party=party, trait=topic, at_first=2 * limit
    )
    for looked_at, (sequence, row) in enumerate(rows, 1):
        view = matters.view(row)
        if view is not None and _wanted(view, call):
            items.append(view)
        if len(items) == limit or looked_at == LOOKED_AT_MAX:
            following = sequence
            break
    return SharingView(as_of, heads_of(core.context.store.feeds(council)), items, following)


def _wanted(view: RequestView | GivenView, call: ListShared) -> bool:
    if call.topic is not None and view.topic != call.topic.lower():
        return False
    stands = view.open if isinstance(view, RequestView) else view.status not in OVER
    return call.all or stands


class _Matters:
    """Reads dossiers for one listing, each once."""

    def __init__(self, core: Core, council: str) -> None:
        self._core, self._council = core, council
        self._folded: dict[str, tuple[Folded, Journal]] = {}

    def view(self, row: ActRow) -> RequestView | GivenView | None:
        """Return a request, or what was given, as it stands; None where it counts for nothing."""
        folded, journal = self._of(row.dossier or row.ref)
        state = folded.states.get(NAME)
        act = state.said.get(row.ref) if isinstance(state, SharingState) else None
        if act is None or not isinstance(state, SharingState):
            return None
        where = {"dossier": row.dossier or row.ref, "channel": row.channel}
        if act.kind == REQUEST:
            return msgspec.convert({"sort": "request", **request_data(state, act), **where}, RequestView)
        return msgspec.convert({"sort": "item", **given_data(state, act, journal), **where}, GivenView)

    def _of(self, dossier: str) -> tuple[Folded, Journal]:
        if dossier not in self._folded:
            folded = self._core.folding.folded(self._council, dossier)
            self._folded[dossier] = folded, self._core.folding.journal_of(folded)
        return self._folded[dossier]
