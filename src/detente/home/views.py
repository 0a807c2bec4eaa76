"""From the record to what people read: one entry as an act with its receipts and the bounds of its time."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from detente.clock import Instant, rfc3339, written
from detente.council.kinds import Kind, drill_of
from detente.council.registry import KINDS, rungs
from detente.council.settings import fits
from detente.council.told import Told
from detente.errors import Refused
from detente.home.handled import handled, words_of
from detente.home.replies import ActView, AttachmentView, Bounds, Heads, Irregularity, ReceiptView
from detente.home.replies.officers import DraftView
from detente.home.sentences import tell
from detente.node.attachment_rows import AttachmentRows
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.reader import open_entry
from detente.protocol.acts import Act, Attachment, Precedence
from detente.protocol.attachments import files_of
from detente.protocol.charter import LINE
from detente.protocol.heads import Origin, Receipt, Role
from detente.record.store import ActRow, Feed, Reading


class Uttered(Struct, frozen=True):
    """What an act says, without what became of it: empty where it cannot be read here."""

    kind: str
    body: dict[str, Any] = {}
    told: Told = Told()
    language: str = ""
    handling: tuple[str, ...] = ()


class Viewer:
    """Makes the views of one listing; what several of them share is read once.

    Args:
        core: read between two steps, or at rest.
    """

    def __init__(self, core: Core) -> None:
        self._context = core.context
        self._store = core.context.store
        self._answers: dict[tuple[str, str], list[ActRow]] = {}
        self._feeds: dict[str, Feed] = {}
        self._cosigners: dict[str, list[tuple[str, Role]]] = {}
        self._covering: dict[str, list[Receipt]] = {}
        self._rungs = rungs()
        self._folding = core.folding
        self._irregular: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def act(self, row: ActRow, sequence: int = 0) -> ActView:
        """Return the view of one entry."""
        act = self.opened(row)
        leaf = self._store.leaves(self.feed_of(row), row.index, row.index + 1)[0]
        receipts = self._receipts(row)
        body = {} if act is None else shown_body(act)
        says = Told() if act is None else self._told(row, body)
        basis = body.get("basis")
        return ActView(
            ref=row.ref,
            id=leaf.hex(),
            kind=row.kind,
            council=row.council,
            channel=row.channel,
            party=row.party,
            officer=row.officer,
            claimed_at=rfc3339(row.claimed_at) if act is not None else None,
            received=(*self._received(receipts), *self._acknowledged(row)),
            dossier=row.dossier,
            re=row.re,
            to=row.to,
            info=self._informed(row),
            precedence=Precedence(row.precedence).name.lower(),
            marking=act.marking if act is not None else "",
            irregular=tuple(Irregularity(code, text) for code, text in (*row.irregular, *self._judged(row))),
            body=body,
            basis=basis if isinstance(basis, str) else None,
            language=act.language if act is not None else "",
            reading=row.reading.value,
            bounds=self._bounds(row, receipts),
            stored_at=rfc3339(row.stored_at),
            sequence=sequence,
            attachments=() if act is None else tuple(self._attachment(row, one) for one in files_of(act.attachments)),
            drill="" if act is None else drill_of(act.body),
            says=says.words,
            frame=says.frame,
            handling=() if act is None else self._handling(row, act),
        )

    def uttered(self, row: ActRow) -> Uttered:
        """Return what one entry says; its receipts are not looked for."""
        act = self.opened(row)
        if act is None:
            return Uttered(row.kind)
        body = shown_body(act)
        return Uttered(row.kind, body, self._told(row, body), act.language, self._handling(row, act))

    def drafted(self, one: DraftView) -> Uttered:
        """Return what an act says that waits for a second officer."""
        charter, party = self._context.directory.charter(one.council), self._context.party
        if one.kind not in KINDS:
            return Uttered(one.kind)
        told = tell(charter, one.kind, party, one.re, one.body, lambda: self.body_of(one.council, one.re))
        marks = words_of(handled(self._folding, one.council, one.kind, one.re, one.body), one.marking)
        return Uttered(one.kind, one.body, told, one.language, marks)

    def told(self, council: str, ref: str) -> Told:
        """Return what an act by its reference says, in a sentence of ours; empty where it is not held or not read."""
        row = self._store.act(council, ref)
        return Told() if row is None else self.uttered(row).told

    def _handling(self, row: ActRow, act: Act) -> tuple[str, ...]:
        return words_of(handled(self._folding, row.council, row.kind, row.re, act.body), act.marking)

    def _told(self, row: ActRow, body: Mapping[str, Any]) -> Told:
        charter = self._context.directory.charter(row.council)
        return tell(charter, row.kind, row.party, row.re, body, lambda: self.body_of(row.council, row.re))

    def body_of(self, council: str, ref: str | None) -> Mapping[str, Any]:
        """Return the body of an act by its reference; empty where it is not held, or cannot be read here."""
        row = self._store.act(council, ref) if ref else None
        act = None if row is None else self.opened(row)
        return {} if act is None else act.body

    def opened(self, row: ActRow) -> Act | None:
        """Return the act of one entry, or None where it cannot be read here."""
        feed = self.feed_of(row)
        entry = self._store.entries(feed, row.index, row.index + 1)[0]
        opened = open_entry(self._context, feed, row.index, entry, sure=row.reading is Reading.READABLE)
        return opened if isinstance(opened, Act) else None

    def first_receipt_at(self, row: ActRow) -> Instant | None:
        """Return by when the entry was held by another party, by the earliest receipt held here."""
        return min((one.at for one in self._receipts(row)), default=None)

    def feed_of(self, row: ActRow) -> Feed:
        """Return the feed in which the entry of a row stands."""
        generation, dot, _index = row.ref.rpartition("/")[2].rpartition(".")
        origin = str(Origin(row.council, row.channel, row.party, generation if dot else "1"))
        if origin not in self._feeds:
            feed = self._store.feed(origin)
            assert feed is not None, f"a row without its feed: {row.ref}"
            self._feeds[origin] = feed
        return self._feeds[origin]

    def _receipts(self, row: ActRow) -> list[Receipt]:
        """Return the first receipt of each party and role for an entry; of what is cited it is asked again."""
        if row.ref not in self._covering:
            feed = self.feed_of(row)
            if feed.origin not in self._cosigners:
                self._cosigners[feed.origin] = self._store.cosigners(feed)
            known = self._cosigners[feed.origin]
            self._covering[row.ref] = self._store.receipts(feed, covering=row.index, cosigners=known)
        return self._covering[row.ref]

    def _attachment(self, row: ActRow, one: Attachment) -> AttachmentView:
        rows = self._context.attachments
        held = max((known.held for known in rows.of(one.hash)), default=0)
        return view_of(rows, row.council, row.channel, one, held)

    def _judged(self, row: ActRow) -> list[tuple[str, str]]:
        """Return why the act counts for nothing in its dossier, as that was folded last."""
        key = (row.council, row.dossier)
        if key not in self._irregular:
            found = self._store.dossier(*key)
            self._irregular[key] = {} if found is None else self._folding.words_of(found).irregular
        why = self._irregular[key].get(row.ref)
        return [] if why is None else [why]

    def _received(self, receipts: Iterable[Receipt]) -> list[ReceiptView]:
        return [ReceiptView(one.party, rfc3339(one.at), one.role.rung) for one in receipts]

    def _acknowledged(self, row: ActRow) -> list[ReceiptView]:
        """What officers of other parties did with the act; the time is that of the first receipt of their act."""
        found = []
        for answer in self._answers_in(row):
            if answer.re == row.ref and answer.party != row.party:
                at = min((one.at for one in self._receipts(answer)), default=None)
                found.append(ReceiptView(answer.party, written(at), self._rungs[answer.kind]))
        return found

    def _answers_in(self, row: ActRow) -> list[ActRow]:
        key = (row.council, row.dossier)
        if key not in self._answers:
            rows = self._store.acts(row.council, dossier=row.dossier, kinds=self._rungs) if row.dossier else []
            self._answers[key] = [answer for _sequence, answer in rows]
        return self._answers[key]

    def _informed(self, row: ActRow) -> tuple[str, ...]:
        if row.channel == OWN:
            return ()
        members = self._context.directory.members(row.council, row.channel)
        return tuple(party for party in members if party != row.party and party not in row.to)

    def _bounds(self, row: ActRow, receipts: Iterable[Receipt]) -> Bounds:
        """Return between which times an act was made; a lower bound that a first receipt excludes is none."""
        above = min((one.at for one in receipts), default=None)
        below = self._not_before(row)
        if below is not None and above is not None and below > above:
            below = None
        return Bounds(written(below), written(above))

    def _not_before(self, row: ActRow) -> Instant | None:
        """The act is later than its author's own receipts of what it cites, where the first of these are held here.

        Receipts go to the author of what is receipted and to the depositary; of others' a later one may be the first
        that came here, which says nothing of when its giver had the act.
        """
        here, keeper = self._context.party, self._context.directory.charter(row.council).depositary
        found: list[Instant] = []
        for ref in row.cites:
            cited = self._store.act(row.council, ref)
            if cited is not None and cited.party != row.party and here in (cited.party, row.party, keeper):
                found.extend(one.at for one in self._receipts(cited) if one.party == row.party)
        return max(found, default=None)


def view_of(rows: AttachmentRows, council: str, channel: str, one: Attachment, held: int) -> AttachmentView:
    """Return an attachment of an act as lists carry it."""
    row = next((row for row in rows.of(one.hash) if (row.council, row.channel) == (council, channel)), None)
    erased = row.erased_by if row is not None else ""
    return AttachmentView(
        one.hash.hex(),
        one.size,
        0 if erased else held,
        one.name,
        one.media_type,
        council,
        channel,
        erasable=row is not None and row.erasable,
        erased_by=erased or None,
    )


def heads_of(feeds: Iterable[Feed]) -> Heads:
    """Return size and root of each feed, as every listing names what it was read from."""
    return {feed.origin: (feed.size, base64.b64encode(feed.range.root()).decode()) for feed in feeds}


def shown_body(act: Act) -> dict[str, Any]:
    """Return the body of an act as JSON can say it; times that its kind knows as such are RFC 3339."""
    kind = KINDS.get(act.kind)
    body = act.body if kind is None else kind.show(act.body)
    return {key: plain(value) for key, value in body.items()}


def plain(value: Any) -> Any:
    """Return a value of a body as JSON can say it: bytes as hex, or as text where they are a signed note."""
    match value:
        case bytes():
            try:
                text = value.decode()
            except UnicodeDecodeError:
                return value.hex()
            return text if "\n\n— " in text else value.hex()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple():
            return [plain(item) for item in value]
        case _:
            return value


def places(core: Core, council: str, kind: Kind) -> tuple[str, ...]:
    """Return the channels in which this party can say a kind, the line first and its own last."""
    charter, party = core.context.directory.charter(council), core.context.party
    named = [name for name in (*charter.channels, OWN) if fits(kind.place, charter, name)]
    found = [name for name in named if name == OWN or charter.may_write(party, name)]
    return tuple(sorted(found, key=lambda name: (name == OWN, name != LINE)))


def council_of(core: Core, text: str | None) -> str:
    """Return the id of the council that is meant: by id, by name, or the only one.

    Raises:
        Refused: `council-unknown`, `council-not-named`, `council-none`.
    """
    councils = core.context.directory.councils
    if text is None:
        if len(councils) == 1:
            return next(iter(councils))
        if not councils:
            raise Refused(
                "council-none", expected="a council joined here", got="none", remedy="detente council join FILE"
            )
        raise Refused(
            "council-not-named",
            expected=f"--council, one of {', '.join(councils)}",
            got="nothing",
            remedy="name the council",
        )
    for council, charter in councils.items():
        if text in (council, charter.name):
            return council
    core.context.directory.charter(text)
    raise AssertionError("unreachable: the directory refuses what it does not know")
