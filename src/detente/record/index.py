"""An index of words over acts, in memory only: nothing of it is ever on the disk. docs/decisions/0024-search.md.

The record seals what is said, and an index is what is said in another order. So SQLite's FTS5 keeps it in a database
without a file, as postings alone: the texts themselves stay in the record. A row's number is minus the act's place in
the order of storing, so that the newest comes first, and so that the record is read from its newest act down.

It knows no desk and opens nothing: it is given words, and what lists are filtered by.
"""

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from typing import Any, Final

from msgspec import Struct

from detente.clock import Instant

OPEN, SETTLED = "open", "settled"
"""States that every matter has, whatever its desk calls it: something waits or stands in it, or nothing does."""
_TABLES: Final = (
    "CREATE VIRTUAL TABLE words USING fts5(said, content='', columnsize=0, tokenize='ascii', prefix='1 2 3')",
    """CREATE TABLE acts(at INTEGER PRIMARY KEY, council INTEGER, channel INTEGER, party INTEGER, kind INTEGER,
       precedence INTEGER, claimed INTEGER, topic INTEGER, matter INTEGER)""",
    "CREATE INDEX acts_matter ON acts(matter)",
    """CREATE TABLE matters(id INTEGER PRIMARY KEY, council INTEGER, desk INTEGER, channel INTEGER, topic INTEGER,
       state INTEGER, open INTEGER, conflict INTEGER, turn TEXT, last INTEGER)""",
    "CREATE TABLE names(id INTEGER PRIMARY KEY, name TEXT UNIQUE)",
)
_PUT_ACT: Final = "INSERT OR REPLACE INTO acts VALUES (?,?,?,?,?,?,?,?,?)"
_NAMES_KEPT: Final = 20_000
ANY: Final = "\ue001"
"""A word that every act has and nobody can ask for: what is left out is left out of it."""


class Document(Struct, frozen=True):
    """One act as the index has it.

    Args:
        sequence: its place in the order of storing.
        words: as they are compared, one space between each two; an ASCII character that is no letter and no digit
            divides words.
    """

    sequence: int
    council: str
    channel: str
    party: str
    kind: str
    precedence: int
    claimed_at: Instant
    topic: str
    matter: str
    words: str


class Matter(Struct, frozen=True):
    """What lists are filtered by of one dossier.

    Args:
        last: of its newest act in the order of storing.
    """

    council: str
    dossier: str
    desk: str
    channel: str
    topic: str
    state: str
    open: bool
    conflict: bool
    turn: tuple[str, ...]
    last: int


class Criteria(Struct, frozen=True):
    """What an act must be; what is empty or None lets all through.

    Args:
        match: an expression of FTS5 that the words must fulfil, see `expression`.
        state: a desk's word, `OPEN` or `SETTLED`.
        since: its claimed time is not before; `until` not after.
        turn: whose turn it is in the matter.
    """

    council: str
    match: str = ""
    party: str = ""
    channel: str = ""
    kinds: tuple[str, ...] = ()
    precedence: int | None = None
    since: Instant | None = None
    until: Instant | None = None
    desk: str = ""
    topic: str = ""
    state: str = ""
    turn: str = ""
    conflict: bool = False

    @property
    def speaks_of_acts(self) -> bool:
        """Say if anything is asked of single acts, beside their matter."""
        given = (self.match, self.party, self.kinds, self.precedence, self.since, self.until)
        return any(one not in ("", (), None) for one in given)


class Choices(Struct, frozen=True):
    """What occurs in a council, for lists to choose from, each in alphabetical order."""

    kinds: tuple[str, ...]
    topics: tuple[str, ...]
    states: tuple[str, ...]


class Index:
    """Words of acts, and what lists are filtered by. Any thread may use it; each call is done in one piece."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._names: dict[str, int] = {}
        self._seen: dict[str, tuple[set[str], set[str], set[str]]] = {}
        self.acts = 0
        """How many acts it has."""
        self._open = _opened()

    def clear(self) -> None:
        """Forget everything."""
        with self._turn:
            self._open.close()
            self._open = _opened()
            self._names.clear()
            self._seen.clear()
            self.acts = 0

    # --- filling --------------------------------------------------------------------------------------------------

    def add(self, documents: Iterable[Document], matters: Iterable[Matter] = ()) -> int:
        """Add acts, and what is new of matters, in one piece; return how many acts were new.

        Of an act that is there already only what it is filtered by is renewed: its words never change.
        """
        # FTS5 takes rising numbers quickly.
        ordered = sorted(documents, key=_by_newest)
        with self._turn:
            self._open.execute("BEGIN")
            try:
                new = self._add(ordered)
                for matter in matters:
                    self._put(matter)
            except BaseException:
                self._open.execute("ROLLBACK")
                raise
            self._open.execute("COMMIT")
            self.acts += new
        return new

    def _add(self, ordered: Sequence[Document]) -> int:
        if not ordered:
            return 0
        ends = (-ordered[0].sequence, -ordered[-1].sequence)
        known = {at for (at,) in self._open.execute("SELECT at FROM acts WHERE at BETWEEN ? AND ?", ends)}
        rows = [(-one.sequence, self._values(one)) for one in ordered]
        new = [(at, one.words) for (at, _values), one in zip(rows, ordered, strict=True) if at not in known]
        self._open.executemany(_PUT_ACT, ((at, *values) for at, values in rows))
        self._open.executemany(
            "INSERT INTO words(rowid, said) VALUES (?,?)", ((at, f"{ANY} {said}") for at, said in new)
        )
        return len(new)

    def _values(self, one: Document) -> tuple[int, ...]:
        kinds, topics, _states = self._seen_in(one.council)
        kinds.add(one.kind)
        topics.add(one.topic)
        return (
            self._id(one.council), self._id(one.channel), self._id(one.party), self._id(one.kind), one.precedence,
            one.claimed_at, self._id(one.topic), self._id(f"{one.council}:{one.matter}"),
        )  # fmt: skip

    def _put(self, one: Matter) -> None:
        _kinds, topics, states = self._seen_in(one.council)
        topics.add(one.topic)
        states.add(one.state)
        values = (
            self._id(f"{one.council}:{one.dossier}"), self._id(one.council), self._id(one.desk), self._id(one.channel),
            self._id(one.topic), self._id(one.state), one.open, one.conflict, f" {' '.join(one.turn)} ", one.last,
        )  # fmt: skip
        self._open.execute("INSERT OR REPLACE INTO matters VALUES (?,?,?,?,?,?,?,?,?,?)", values)

    def _seen_in(self, council: str) -> tuple[set[str], set[str], set[str]]:
        return self._seen.setdefault(council, (set(), set(), set()))

    def _id(self, name: str) -> int:
        """Return the number of a name; a filter by numbers needs a third of the room."""
        found = self._names.get(name)
        if found is None:
            row = self._open.execute("SELECT id FROM names WHERE name = ?", (name,)).fetchone()
            if row is None:
                row = (self._open.execute("INSERT INTO names(name) VALUES (?)", (name,)).lastrowid,)
            found = self._names[name] = row[0]
            if len(self._names) > _NAMES_KEPT:
                self._names.clear()
        return found

    # --- asking ---------------------------------------------------------------------------------------------------

    def find(self, wanted: Criteria, *, before: int | None, limit: int) -> list[int]:
        """Return the sequences of acts, the newest first, below one."""
        where, values = self._where(wanted)
        if before is not None:
            where.append(f"{_at(wanted)} > ?")
            values.append(-before)
        sql = f"SELECT {_at(wanted)} {_from(wanted)} {_all(where)} ORDER BY 1 LIMIT ?"
        return [-at for (at,) in self._rows(sql, (*values, limit))]

    def count(self, wanted: Criteria, most: int, *, above: int = 0) -> int:
        """Return how many acts there are, `most` + 1 where there are more; only those above a sequence."""
        where, values = self._where(wanted)
        if above:
            where.append(f"{_at(wanted)} < ?")
            values.append(-above)
        inner = f"SELECT 1 {_from(wanted)} {_all(where)} LIMIT ?"
        return int(self._rows(f"SELECT count(*) FROM ({inner})", (*values, most + 1))[0][0])  # noqa: S608

    def matters(self, wanted: Criteria, *, before: int | None, limit: int) -> list[str]:
        """Return the dossiers in which an act is what is wanted, those with the newest acts first."""
        where, values = self._where_matter(wanted)
        if wanted.speaks_of_acts:
            inner, more = self._where(wanted)
            where.append(f"m.id IN (SELECT a.matter {_from(wanted)} {_all(inner)})")
            values += more
        if before is not None:
            where.append("m.last < ?")
            values.append(before)
        sql = (
            f"SELECT n.name FROM matters m JOIN names n ON n.id = m.id {_all(where)}"  # noqa: S608  our own parts
            " ORDER BY m.last DESC LIMIT ?"
        )
        return [name.partition(":")[2] for (name,) in self._rows(sql, (*values, limit))]

    def choices(self, council: str) -> Choices:
        """Return what occurs in a council, or did since the index was begun."""
        kinds, topics, states = (sorted(one - {""}) for one in self._seen.get(council, (set(), set(), set())))
        return Choices(tuple(kinds), tuple(topics), tuple(states))

    def bytes_held(self) -> int:
        """Return how many bytes of memory its pages take."""
        (size,), (pages,) = self._rows("PRAGMA page_size", ())[0], self._rows("PRAGMA page_count", ())[0]
        return int(size) * int(pages)

    def _rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        with self._turn:
            return self._open.execute(sql, values).fetchall()

    def _known(self, name: str) -> int:
        """Return the number of a name, or one that nothing has."""
        found = self._names.get(name)
        if found is None:
            row = self._rows("SELECT id FROM names WHERE name = ?", (name,))
            found = row[0][0] if row else -1
        return found

    def _where(self, wanted: Criteria) -> tuple[list[str], list[Any]]:
        """Return the conditions on acts, with those on their matters, and their values."""
        where: list[str] = ["a.council = ?"]
        values: list[Any] = [self._known(wanted.council)]
        if wanted.match:
            where.append("words MATCH ?")
            values.append(wanted.match)
        for column, name in (("a.party", wanted.party), ("a.channel", wanted.channel)):
            if name:
                where.append(f"{column} = ?")
                values.append(self._known(name))
        if wanted.kinds:
            where.append(f"a.kind IN ({','.join('?' * len(wanted.kinds))})")
            values += [self._known(one) for one in wanted.kinds]
        bounds = (("a.precedence = ?", wanted.precedence), ("a.claimed >= ?", wanted.since),
                  ("a.claimed <= ?", wanted.until))  # fmt: skip
        for condition, bound in bounds:
            if bound is not None:
                where.append(condition)
                values.append(bound)
        if wanted.topic:
            where.append("(a.topic = ? OR m.topic = ?)")
            values += [self._known(wanted.topic)] * 2
        of_matter, more = self._where_matter(wanted, beside=True)
        return where + of_matter, values + more

    def _where_matter(self, wanted: Criteria, *, beside: bool = False) -> tuple[list[str], list[Any]]:
        """Return the conditions on matters, and their values.

        Args:
            beside: acts are asked for, and what is said of the council, channel and topic is asked of them.
        """
        where: list[str] = []
        values: list[Any] = []
        named = [("m.desk", wanted.desk)]
        if not beside:
            named += [("m.council", wanted.council), ("m.channel", wanted.channel), ("m.topic", wanted.topic)]
        if wanted.state in (OPEN, SETTLED):
            where.append(f"m.open = {int(wanted.state == OPEN)}")
        else:
            named.append(("m.state", wanted.state))
        for column, name in named:
            if name:
                where.append(f"{column} = ?")
                values.append(self._known(name))
        if wanted.turn:
            where.append("instr(m.turn, ?) > 0")
            values.append(f" {wanted.turn} ")
        if wanted.conflict:
            where.append("m.conflict = 1")
        return where, values


def _opened() -> sqlite3.Connection:
    found = sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)
    # What is sorted must not go to a file either.
    found.execute("PRAGMA temp_store = MEMORY")
    for table in _TABLES:
        found.execute(table)
    return found


def _by_newest(one: Document) -> int:
    return -one.sequence


def _at(wanted: Criteria) -> str:
    """Return the column by which acts are in order: FTS5 knows only its own to be so already."""
    return "words.rowid" if wanted.match else "a.at"


def _from(wanted: Criteria) -> str:
    """Return the tables of a question, the words first where some are asked for."""
    acts = "FROM words CROSS JOIN acts a ON a.at = words.rowid" if wanted.match else "FROM acts a"
    of_matter = wanted.desk or wanted.state or wanted.turn or wanted.conflict or wanted.topic
    return f"{acts} LEFT JOIN matters m ON m.id = a.matter" if of_matter else acts


def _all(where: Sequence[str]) -> str:
    return f"WHERE {' AND '.join(where)}" if where else ""


def expression(wanted: Iterable[tuple[Sequence[str], bool]], unwanted: Iterable[tuple[Sequence[str], bool]]) -> str:
    """Return the expression of FTS5 for terms, each some words and whether the last one is a beginning; "" for none.

    Args:
        wanted: all of these.
        unwanted: none of these.
    """
    found = " AND ".join(map(_term, wanted))
    without = " OR ".join(map(_term, unwanted))
    return f"({found or _term(((ANY,), False))}) NOT ({without})" if without else found


def _term(term: tuple[Sequence[str], bool]) -> str:
    # Words have no quotation marks: what divides words never comes here.
    words, prefix = term
    return f'"{" ".join(words)}"{" *" if prefix else ""}'
