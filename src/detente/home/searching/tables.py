"""The tables over which analysts ask: what they have, and how their rows are read from the record. docs/query.md."""

from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from detente.clock import Instant, rfc3339, written
from detente.council.kinds import drill_of, text_of
from detente.council.registry import KINDS, desk_of
from detente.council.search.texts import texts_of
from detente.home.host import Host
from detente.limits import SEARCH_READ_AT_ONCE
from detente.node.core import Core
from detente.node.reader import GRANT_KIND, open_entry
from detente.protocol.acts import NODE_KINDS, Act, Precedence
from detente.protocol.attachments import files_of
from detente.protocol.heads import Role
from detente.record.analysis import Cell
from detente.record.store import ActRow, DossierRow, Feed, Reading

Rows = list[Sequence[Cell]]
Step = Callable[[Core], "Rows | None"]
"""One slice of a table, read between two steps of the node; None at its end."""


class Column(Struct, frozen=True):
    """One column: what stands in it, and in which unit or spelling."""

    name: str
    sort: str
    words: str


class Table(Struct, frozen=True):
    """One table, with a query that shows it at work."""

    name: str
    words: str
    example: str
    columns: tuple[Column, ...]


def _table(name: str, words: str, example: str, *columns: str) -> Table:
    """Return a table; each column is written `name sort words`."""
    parts = (one.split(" ", 2) for one in columns)
    return Table(name, words, example, tuple(Column(*one) for one in parts))


_COUNCIL: Final = "council text id of the council"
TABLES: Final = (
    _table(
        "acts", "every entry held here; of what cannot be opened here only what can be seen",
        "SELECT party, count(*) AS acts FROM acts WHERE node = 0 GROUP BY party ORDER BY acts DESC",
        _COUNCIL,
        "ref text its reference, like RU/LINE/42; unique in a council",
        "sequence number place in this record's order of storing",
        "channel text where it stands",
        "party text who said it",
        "officer text who spoke for the party",
        "kind text like note-verbale; empty where it cannot be read here",
        "kind_title text what people call the kind, in English",
        "desk text to which the kind belongs",
        "speech text asks, answers, declines, informs, agrees or suspends",
        "dossier text reference of its matter",
        "re text the act that it answers, or NULL",
        "claimed_at time by its author's own word; NULL where it cannot be read here",
        "stored_at time when this node stored it",
        "precedence text routine, priority, immediate or flash",
        "reading text readable, sealed (for others), cannot-open or malformed",
        "node 0/1 1 where nodes write it by themselves: heads, receipts, grants",
        "irregular text codes of what is wrong with it by form, one space between each two; else empty",
        "language text BCP 47, as its author gave it",
        "marking text handling words",
        "topic text topic of the charter",
        "drill text name of the drill, else empty",
        "basis text in rehearsals sourced, reconstructed or inject",
        "title text title in its body, else empty",
        "text text all its texts, one a line",
    ),
    _table(
        "addressees", "who was asked to act, one row for each act and party",
        "SELECT a.party, d.party AS asked, count(*) AS acts"
        " FROM acts a JOIN addressees d USING (council, ref) GROUP BY 1, 2",
        _COUNCIL, "ref text of the act", "party text who is asked to act; all other readers are informed",
    ),
    _table(
        "citations", "on what each act builds, one row for each act that it cites",
        "SELECT cited, count(*) AS by FROM citations GROUP BY cited ORDER BY by DESC LIMIT 5",
        _COUNCIL, "ref text of the act", "cited text reference of an act that it cites",
    ),
    _table(
        "receipts", "since when at the latest parties held each act, by their first receipt that covers it",
        "SELECT r.party, avg(unixepoch(at) - unixepoch(claimed_at)) AS seconds"
        " FROM receipts r JOIN acts USING (council, ref) WHERE rung = 'stored' GROUP BY 1",
        _COUNCIL, "ref text of the act", "party text who signed the receipt",
        "rung text stored: it holds the act and all before it; seen: its witness saw the head",
        "at time of the earliest receipt known here",
    ),
    _table(
        "dossiers", "what matters add up to",
        "SELECT desk, state, count(*) AS matters FROM dossiers GROUP BY desk, state",
        _COUNCIL, "dossier text reference of its first act", "desk text to which the matter belongs",
        "channel text in which it was opened", "kind text of its first act", "title text what it is called",
        "topic text topic of the charter", "state text in the desk's word",
        "open 0/1 1 where something in it waits or stands",
        "conflict 0/1 1 where concurrent acts left something open", "acts number how many it has",
        "opened_by text party", "opened_at time by its author's word",
        "due_at time next due second of an open duty, or NULL",
        "drill text name of the drill, else empty",
    ),
    _table(
        "turns", "whose turn it is in open matters",
        "SELECT party, count(*) AS matters FROM turns GROUP BY party",
        _COUNCIL, "dossier text reference of its first act", "party text whose turn it is",
    ),
    _table(
        "duties", "what parties owe and owed, by evidence",
        "SELECT who, state, count(*) AS duties, avg(unixepoch(met_at) - unixepoch(started_at)) / 3600.0 AS hours"
        " FROM duties GROUP BY who, state",
        _COUNCIL, "dossier text in which it arose", "act text from which it comes", "who text the debtor",
        "to_whom text creditors, one space between each two", "what text what is owed",
        "state text due, met, overdue, excused, disputed and others",
        "started_at time since when its clock runs, or NULL", "due_at time or NULL", "met_at time or NULL",
        "late 0/1 1 where it was met after the due second", "answer text the act that meets it, or NULL",
        "regime text id of the agreement, empty for the charter", "drill text name of the drill, else empty",
    ),
    _table(
        "parties", "members of councils",
        "SELECT party, name FROM parties WHERE depositary = 0",
        _COUNCIL, "party text id", "name text of the party's newest identity note", "number number in the charter",
        "depositary 0/1 1 for the neutral keeper", "present 0/1 0 once it has withdrawn", "me 0/1 1 for this party",
    ),
    _table(
        "channels", "who reads which channel, one row for each channel and party",
        "SELECT channel, group_concat(party) AS readers FROM channels GROUP BY channel",
        _COUNCIL, "channel text its name", "party text who reads it",
    ),
    _table(
        "attachments", "files that came with acts that can be read here",
        "SELECT media_type, count(*) AS files, sum(size_bytes) AS bytes FROM attachments GROUP BY media_type",
        _COUNCIL, "ref text of the act", "number number which of the act's files, from 1",
        "name text its sender's word",
        "media_type text its sender's word", "size_bytes bytes of the ciphertext",
        "held_bytes bytes of it that are here",
        "erasable 0/1 1 where all can agree to erase it", "erased_by text the act by which it was erased here, or NULL",
    ),
    _table(
        "feeds", "logs held here with their heads",
        "SELECT party, sum(size) AS entries FROM feeds GROUP BY party",
        _COUNCIL, "channel text where it stands", "party text its author",
        "generation text of the log", "size number entries held here",
        "closed 0/1 1 where a contradiction closes it",
    ),
)  # fmt: skip
COLUMNS: Final = {table.name: tuple(column.name for column in table.columns) for table in TABLES}
OPENED: Final = frozenset({"language", "marking", "topic", "drill", "basis", "title", "text"})
"""Columns of acts for which entries have to be opened."""


async def rows_of(host: Host, table: str, columns: Sequence[str], council: str | None) -> AsyncIterator[Rows]:
    """Yield the rows of a table in slices, each read between two steps of the node.

    Args:
        columns: which of the table's, in this order.
        council: only this one's; None for all.
    """
    at = [COLUMNS[table].index(name) for name in columns]
    step = _STEPS[table](_Wanted(council, frozenset(columns)))
    while (found := await host.read(step)) is not None:
        yield [tuple(row[one] for one in at) for row in found]


class _Wanted:
    def __init__(self, council: str | None, columns: frozenset[str]) -> None:
        self.council = council
        self.opened = bool(columns & OPENED)

    def councils(self, core: Core) -> list[str]:
        """Return which councils are read."""
        return list(core.context.directory.councils) if self.council is None else [self.council]


def _acts_by(wanted: _Wanted, make: Callable[[Core, int, ActRow], Iterator[Sequence[Cell]]], at_once: int) -> Step:
    """Return the slices of a table that is made act by act."""
    after = 0

    def step(core: Core) -> Rows | None:
        nonlocal after
        rows = core.context.store.acts(wanted.council, after=after, limit=at_once)
        if not rows:
            return None
        after = rows[-1][0]
        return [made for sequence, row in rows for made in make(core, sequence, row)]

    return step


def _acts(wanted: _Wanted) -> Step:
    def make(core: Core, sequence: int, row: ActRow) -> Iterator[Sequence[Cell]]:
        act = _opened(core, row) if wanted.opened else None
        read = row.reading is Reading.READABLE
        kind = KINDS.get(row.kind)
        yield (
            row.council, row.ref, sequence, row.channel, row.party, row.officer, row.kind,
            row.kind if kind is None else kind.title, desk_of(row.kind).NAME if kind else "",
            str(kind.speech) if kind else "", row.dossier, row.re, rfc3339(row.claimed_at) if read else None,
            rfc3339(row.stored_at), Precedence(row.precedence).name.lower(), row.reading.value,
            int(row.kind in NODE_KINDS or row.kind == GRANT_KIND), " ".join(code for code, _text in row.irregular),
            *_said(act),
        )  # fmt: skip

    return _acts_by(wanted, make, SEARCH_READ_AT_ONCE if wanted.opened else 5 * SEARCH_READ_AT_ONCE)


def _said(act: Act | None) -> tuple[str, ...]:
    if act is None:
        return ("",) * len(OPENED)
    texts = "\n".join(text for _field, text in texts_of(act.kind, act.body) if text)
    known = (text_of(act.body, name) for name in ("topic",))
    return (
        act.language, act.marking, *known, drill_of(act.body), text_of(act.body, "basis"), text_of(act.body, "title"),
        texts,
    )  # fmt: skip


def _opened(core: Core, row: ActRow) -> Act | None:
    if row.reading is not Reading.READABLE:
        return None
    feed = _feed(core, row)
    entry = core.context.store.entries(feed, row.index, row.index + 1)[0]
    found = open_entry(core.context, feed, row.index, entry, sure=True)
    return found if isinstance(found, Act) else None


def _feed(core: Core, row: ActRow) -> Feed:
    feeds = core.context.held.feeds(row.council, channel=row.channel, party=row.party)
    return next(one for one in feeds if one.id == row.feed)


def _addressees(wanted: _Wanted) -> Step:
    return _acts_by(wanted, lambda _core, _at, row: ((row.council, row.ref, one) for one in row.to), _MANY)


def _citations(wanted: _Wanted) -> Step:
    return _acts_by(wanted, lambda _core, _at, row: ((row.council, row.ref, one) for one in row.cites), _MANY)


def _attachments(wanted: _Wanted) -> Step:
    def make(core: Core, _at: int, row: ActRow) -> Iterator[Sequence[Cell]]:
        act = _opened(core, row)
        for number, one in enumerate(files_of(act.attachments) if act is not None else (), 1):
            known = core.context.attachments.of(one.hash)
            here = next((item for item in known if (item.council, item.channel) == (row.council, row.channel)), None)
            erased = here.erased_by if here else ""
            held = 0 if erased else max((item.held for item in known), default=0)
            yield (
                row.council, row.ref, number, one.name, one.media_type, one.size, held,
                int(bool(here and here.erasable)), erased or None,
            )  # fmt: skip

    return _acts_by(wanted, make, SEARCH_READ_AT_ONCE)


def _receipts(wanted: _Wanted) -> Step:
    kept: dict[int, list[tuple[str, str, list[tuple[int, Instant]]]]] = {}

    def make(core: Core, _at: int, row: ActRow) -> Iterator[Sequence[Cell]]:
        if row.feed not in kept:
            kept[row.feed] = _firsts(core, _feed(core, row))
        for party, rung, steps in kept[row.feed]:
            at = next((at for size, at in _from_index(steps, row.index)), None)
            if at is not None:
                yield row.council, row.ref, party, rung, rfc3339(at)

    return _acts_by(wanted, make, _MANY)


def _firsts(core: Core, feed: Feed) -> list[tuple[str, str, list[tuple[int, Instant]]]]:
    """Return by party and rung the sizes that it receipted, with the earliest time at which it held so much or more."""
    by: dict[tuple[str, Role], list[tuple[int, Instant]]] = defaultdict(list)
    for one in core.context.store.receipts(feed):
        by[one.party, one.role].append((one.head.size, one.at))
    found = []
    for (party, role), steps in sorted(by.items()):
        least: Instant | None = None
        made = []
        for size, at in sorted(steps, reverse=True):
            least = at if least is None else min(least, at)
            made.append((size, least))
        found.append((party, role.rung, made[::-1]))
    return found


def _from_index(steps: list[tuple[int, Instant]], index: int) -> Iterator[tuple[int, Instant]]:
    """Yield the receipts that cover an index, the smallest first."""
    low, high = 0, len(steps)
    while low < high:
        middle = (low + high) // 2
        if steps[middle][0] > index:
            high = middle
        else:
            low = middle + 1
    yield from steps[low : low + 1]


def _dossiers_by(wanted: _Wanted, make: Callable[[Core, DossierRow], Iterator[Sequence[Cell]]]) -> Step:
    left: list[str] | None = None
    before: int | None = None

    def step(core: Core) -> Rows | None:
        nonlocal left, before
        left = wanted.councils(core) if left is None else left
        if not left:
            return None
        rows = core.context.store.dossiers(left[0], before=before, limit=SEARCH_READ_AT_ONCE)
        before = rows[-1].last_sequence if len(rows) == SEARCH_READ_AT_ONCE else None
        if before is None:
            left = left[1:]
        return [made for row in rows for made in make(core, row)]

    return step


def _dossiers(wanted: _Wanted) -> Step:
    def make(core: Core, row: DossierRow) -> Iterator[Sequence[Cell]]:
        words = core.folding.words_of(row)
        yield (
            row.council, row.dossier, row.desk, row.channel, words.kind, words.title.words, words.topic, row.status,
            int(row.open), int(row.conflict), row.acts, words.opened_by,
            rfc3339(words.opened_at) if words.opened_by else None, written(row.due_at), words.drill,
        )  # fmt: skip

    return _dossiers_by(wanted, make)


def _turns(wanted: _Wanted) -> Step:
    def make(core: Core, row: DossierRow) -> Iterator[Sequence[Cell]]:
        for party in core.context.store.turns(row.council, row.dossier):
            yield row.council, row.dossier, party

    return _dossiers_by(wanted, make)


def _duties(wanted: _Wanted) -> Step:
    def make(core: Core, row: DossierRow) -> Iterator[Sequence[Cell]]:
        for stored in core.context.store.duties(row.council, dossier=row.dossier):
            duty = core.folding.duty_of(stored)
            yield (
                row.council, row.dossier, duty.act, duty.who, " ".join(duty.to_whom), duty.what, str(duty.state),
                written(duty.start.at if duty.start else None), written(duty.due_at), written(duty.met_at),
                int(duty.late), duty.answer, duty.regime, duty.drill,
            )  # fmt: skip

    return _dossiers_by(wanted, make)


def _at_once(make: Callable[[Core], Iterator[Sequence[Cell]]]) -> Step:
    """Return the one slice of a table that is small."""
    done = False

    def step(core: Core) -> Rows | None:
        nonlocal done
        if done:
            return None
        done = True
        return list(make(core))

    return step


def _parties(wanted: _Wanted) -> Step:
    def make(core: Core) -> Iterator[Sequence[Cell]]:
        directory = core.context.directory
        for council in wanted.councils(core):
            charter = directory.charter(council)
            for party, member in charter.parties.items():
                yield (
                    council, party, directory.identity(party).name, member.number, int(party == charter.depositary),
                    int(party in charter.present), int(party == core.context.party),
                )  # fmt: skip

    return _at_once(make)


def _channels(wanted: _Wanted) -> Step:
    def make(core: Core) -> Iterator[Sequence[Cell]]:
        for council in wanted.councils(core):
            charter = core.context.directory.charter(council)
            for channel in charter.channels:
                yield from ((council, channel, party) for party in charter.members_of(channel))

    return _at_once(make)


def _feeds(wanted: _Wanted) -> Step:
    def make(core: Core) -> Iterator[Sequence[Cell]]:
        for council in wanted.councils(core):
            for one in core.context.store.feeds(council):
                yield council, one.channel, one.party, one.generation, one.size, int(one.closed_index is not None)

    return _at_once(make)


_MANY: Final = 5 * SEARCH_READ_AT_ONCE
_STEPS: Final[dict[str, Callable[[_Wanted], Step]]] = {
    "acts": _acts,
    "addressees": _addressees,
    "citations": _citations,
    "receipts": _receipts,
    "dossiers": _dossiers,
    "turns": _turns,
    "duties": _duties,
    "parties": _parties,
    "channels": _channels,
    "attachments": _attachments,
    "feeds": _feeds,
}
