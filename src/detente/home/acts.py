"""Calls about acts: saying one, listing them, showing one with its receipts and its dossier."""

import re
from collections.abc import Iterable

from detente.clock import rfc3339
from detente.council.kinds import Kind
from detente.council.registry import kind_of
from detente.errors import Fault
from detente.home import two_person
from detente.home.calls import LISTING_MAX, Inbox, Send, Show
from detente.home.handled import has_rule, marked
from detente.home.host import Host
from detente.home.replies import ActView, Listing, Sent, Shown
from detente.home.views import Viewer, council_of, heads_of, places
from detente.limits import IDENTITIES_BYTES_MAX
from detente.node.core import Core
from detente.node.events import Draft, Written
from detente.node.reader import GRANT_KIND
from detente.node.references import find
from detente.protocol.acts import NODE_KINDS, Attachment, Precedence
from detente.protocol.charter import LINE
from detente.protocol.heads import Role, parse_origin
from detente.record.store import ActRow, Feed, Reading

SHOWN_READINGS = (Reading.READABLE, Reading.CANNOT_OPEN, Reading.MALFORMED)
LISTED_ACTS_MAX = 500
_WHOLE_ID = re.compile(r"[a-z0-9-]{1,32}-[0-9a-f]{16}")


async def send(host: Host, call: Send, attachments: tuple[Attachment, ...] = ()) -> Sent:
    """Say something, and wait for receipts where the call asks for it.

    What a policy gives to two officers is not said: the reply shows the draft that is held in `own` for its release.

    Args:
        attachments: what the files named in the call were sealed as.

    Raises:
        Refused: what the desk or the node refuses; `node-not-running` where receipts are to be waited for.
        Fault: `wait-expired`; the act stands all the same.
    """
    draft = await draft_of(host, call, attachments)
    if call.wait is not None and host.port is None:
        await host.until(lambda _core: None, 0)
    written = await two_person.submit(host, draft)
    if call.wait is not None and parse_origin(written.origin).channel == draft.channel:
        await _until_stored(host, written.ref, (written.origin, written.index), draft.to, call.timeout_seconds)
    return await sent(host, written)


async def draft_of(host: Host, call: Send, attachments: tuple[Attachment, ...] = ()) -> Draft:
    """Return the draft that a call makes; nothing is checked yet but that its body can be read.

    Raises:
        Refused: `kind-unknown`, `body-field-type`, `council-unknown`.
    """
    kind, council, channel = kind_of(call.kind), call.council, call.channel
    body = kind.read(call.body)
    if council is None or not _WHOLE_ID.fullmatch(council):
        council = await host.read(lambda core: council_of(core, call.council))
    if channel is None:
        channel = await host.read(lambda core: _first_place(core, council, kind))
    draft = Draft(
        council=council,
        channel=channel,
        kind=call.kind,
        body=body,
        officer=officer_of(host, call.officer),
        to=tuple(dict.fromkeys(party.lower() for party in call.to)),
        precedence=Precedence[call.precedence.upper()],
        re=_short(call.re, council),
        dossier=_short(call.dossier, council),
        cites=tuple(_short(text, council) or text for text in call.cites),
        language=call.language,
        marking=call.marking,
        attachments=attachments,
    )
    return await host.read(lambda core: marked(core.folding, draft)) if has_rule(call.kind) else draft


def _first_place(core: Core, council: str, kind: Kind) -> str:
    return next(iter(places(core, council, kind)), LINE)


def officer_of(host: Host, named: str | None) -> str:
    """Return who speaks: the officer named, else the one in party.toml."""
    return named if named is not None else str(host.config.get("officer", ""))


def identity_notes(core: Core, parties: Iterable[str]) -> list[str]:
    """Return the identity notes that go with signatures in an act: whole chains of parties, as far as there is room."""
    found: list[str] = []
    for party in parties:
        notes = [note.decode() for note in core.context.directory.notes(party)]
        if sum(map(len, [*found, *notes])) <= IDENTITIES_BYTES_MAX:
            found += notes
    return found


async def sent(host: Host, written: Written) -> Sent:
    """Return the reply to a call that said an act."""
    return await host.read(lambda core: Sent(rfc3339(host.clock.now()), view_at(core, written.council, written.ref)))


async def _until_stored(host: Host, ref: str, entry: tuple[str, int], to: tuple[str, ...], seconds: float) -> None:
    """Return when every addressee, or without one any other party, holds the entry at (origin, index)."""
    origin, index = entry

    def stored(core: Core) -> bool | None:
        feed = core.context.store.feed(origin)
        receipts = core.context.store.receipts(feed, covering=index) if feed else []
        by = {receipt.party for receipt in receipts if receipt.role is Role.MIRROR}
        return (set(to) <= by if to else bool(by)) or None

    if await host.until(stored, seconds) is None:
        raise Fault(
            "wait-expired",
            expected=f"a receipt from {', '.join(to) or 'another party'} within {seconds:g} s",
            got=f"none yet; {ref} stands in the record and is on its way",
            remedy=f"detente show {ref} --wait stored",
        )


async def inbox(host: Host, call: Inbox) -> Listing:
    """Return acts in the order of storing, from beyond `after`."""
    return await host.read(lambda core: _inbox(core, call, rfc3339(host.clock.now())))


def _inbox(core: Core, call: Inbox, as_of: str) -> Listing:
    store, party = core.context.store, core.context.party
    council = council_of(core, call.council)
    limit = max(1, min(call.limit, LISTING_MAX))
    answered = set() if call.all else {row.re for _, row in store.acts(council, party=party) if row.re}

    def wanted(row: ActRow) -> bool:
        if row.kind == GRANT_KIND or not (call.nodes or row.kind not in NODE_KINDS):
            return False
        return call.all or (row.party != party and row.kind not in NODE_KINDS and row.ref not in answered)

    found: list[tuple[int, ActRow]] = []
    after, more, most = call.after, True, min(2 * limit, LISTING_MAX) if call.all else LISTING_MAX
    while more and len(found) <= limit:
        rows = store.acts(
            council, channel=call.channel, party=call.party, kinds=call.kinds or None, readings=SHOWN_READINGS,
            after=after, limit=most, newest=call.newest,
        )  # fmt: skip
        found.extend((sequence, row) for sequence, row in rows if wanted(row))
        more = len(rows) == most
        after = rows[-1][0] if rows else after
    viewer = Viewer(core)
    items = [viewer.act(row, sequence) for sequence, row in found[:limit]]
    heads = heads_of(store.feeds(council, channel=call.channel))
    return Listing(as_of, heads, items, items[-1].sequence if len(found) > limit else None)


async def show(host: Host, call: Show) -> Shown:
    """Return one act with its receipts and the acts of its dossier.

    Raises:
        Refused: `reference-unknown`, with the nearest; `node-not-running`. Fault: `wait-expired`.
    """
    await host.fold()
    if call.wait is not None:
        row, feed = await host.read(lambda core: _entry(core, call))
        await _until_stored(host, row.ref, (feed.origin, row.index), row.to, call.timeout_seconds)
    return await host.read(lambda core: _show(core, call, rfc3339(host.clock.now())))


def _entry(core: Core, call: Show) -> tuple[ActRow, Feed]:
    council, ref = locate(core, call.council, call.ref)
    row = core.context.store.act(council, ref)
    assert row is not None, f"an entry without its row: {ref}"
    return row, Viewer(core).feed_of(row)


def _show(core: Core, call: Show, as_of: str) -> Shown:
    store = core.context.store
    council, ref = locate(core, call.council, call.ref)
    act = view_at(core, council, ref)
    viewer = Viewer(core)
    with_it = act.dossier and not call.alone
    rows = store.acts(council, dossier=act.dossier, limit=LISTED_ACTS_MAX) if with_it else []
    items = [viewer.act(row, sequence) for sequence, row in rows]
    following = items[-1].sequence if len(rows) == LISTED_ACTS_MAX else None
    return Shown(as_of, heads_of(store.feeds(council, channel=act.channel)), act, items, following)


def locate(core: Core, council: str | None, text: str) -> tuple[str, str]:
    """Return council id and whole reference of what a person means by `RU/LINE/42` or `COUNCIL:RU/LINE/42`.

    Raises:
        Refused: `reference-unknown`, with the nearest; `council-unknown`.
    """
    named, colon, rest = text.partition(":")
    chosen = council_of(core, named if colon else council)
    feed, index = find(core.context, chosen, rest if colon else text)
    row = core.context.store.act_at(feed, index)
    assert row is not None, f"an entry without its row: {text}"
    return chosen, row.ref


def view_at(core: Core, council: str, ref: str) -> ActView:
    """Return the view of an act that is held."""
    row = core.context.store.act(council, ref)
    assert row is not None, f"an entry without its row: {ref}"
    return Viewer(core).act(row)


def _short(text: str | None, council: str) -> str | None:
    """A reference in full loses the council's name; one of another council stays as it is and is refused."""
    if text is None:
        return None
    named, colon, rest = text.partition(":")
    return rest if colon and (council == named or council.rpartition("-")[0] == named) else text
