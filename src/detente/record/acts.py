"""The derived rows: how each entry reads, which acts make up a dossier, and which of them cite which."""

import difflib
from collections.abc import Iterable, Sequence
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.protocol.acts import NODE_KINDS
from detente.record.database import damaged
from detente.record.dossiers import Dossiers
from detente.record.logs import Logs
from detente.record.schema import (
    DERIVED,
    INDEX_BITS,
    acts,
    citations,
    commits,
    dossiers,
    feed_and_index,
    place_of,
    traits,
)
from detente.record.store import ActRow, Feed, Reading

_NAMED = tuple(column for column in acts.c if column.name != "sequence")
ACT_ROW = sa.select(acts.c.sequence, *_NAMED)
_BY_PLACE = ACT_ROW.where(acts.c.place == bindparam("place"))
_BY_REF = ACT_ROW.where(acts.c.council == bindparam("council"), acts.c.ref == bindparam("ref"))
_OLD = sa.select(acts.c.sequence, acts.c.council, acts.c.cites).where(acts.c.place == bindparam("place"))
_NEWEST = sa.select(sa.func.max(acts.c.sequence))
_DROPPED = sa.select(commits.c.acts_dropped)
_REMEMBER = sa.update(commits).values(acts_dropped=bindparam("dropped"))
_DELETE = sa.delete(acts).where(acts.c.place == bindparam("place"))
_ADD = sa.insert(acts)

_CITED_IN = (
    sa.select(citations.c.place)
    .where(citations.c.council == bindparam("council"), citations.c.cited == bindparam("cited"))
    .where(citations.c.place >= bindparam("first"), citations.c.place < bindparam("last"))
    .limit(1)
)
_CITING = (
    ACT_ROW.where(
        acts.c.place.in_(
            sa.select(citations.c.place).where(
                citations.c.council == bindparam("council"), citations.c.cited == bindparam("cited")
            )
        )
    ),
    ACT_ROW.where(acts.c.dossier == bindparam("cited"), acts.c.council == bindparam("council")),
)
_ADD_CITATION = sa.insert(citations)
_DELETE_CITATION = (
    sa.delete(citations)
    .where(citations.c.council == bindparam("council"), citations.c.cited == bindparam("cited"))
    .where(citations.c.place == bindparam("place"))
)

_LIKE_PREFIX = (
    sa.select(acts.c.ref)
    .where(acts.c.council == bindparam("council"), acts.c.ref >= bindparam("low"), acts.c.ref < bindparam("high"))
    .order_by(acts.c.ref)
    .limit(bindparam("limit"))
)
_LAST_OF_FEED = (
    sa.select(acts.c.ref)
    .where(acts.c.place >= bindparam("first"), acts.c.place < bindparam("last"))
    .order_by(acts.c.place.desc())
    .limit(1)
)

_FIRST_CLOSED = (
    sa.select(acts.c.place)
    .where(acts.c.reading == sa.text("'cannot-open'"))
    .where(acts.c.place >= bindparam("first"), acts.c.place < bindparam("last"))
    .order_by(acts.c.place)
    .limit(1)
)

_DROP = tuple(sa.delete(table) for table in DERIVED)

_CANDIDATES = 32
"""References read for each beginning that is tried: more than anybody wants to be offered."""

_texts = msgspec.json.Decoder(tuple[str, ...])
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_json = msgspec.json.Encoder()
_HAVING = sa.select(traits.c.dossier).where(
    traits.c.council == bindparam("council"), traits.c.trait == bindparam("trait")
)
_IS_OPEN = dossiers.c.open == sa.text("1")
# Every reference comes after nothing: said so that the index of open dossiers is taken, and not that of a desk's.
_OPEN = sa.select(dossiers.c.dossier).where(
    dossiers.c.council == bindparam("council"), dossiers.c.dossier > sa.text("''"), _IS_OPEN
)
_OPEN_OF_ACT = sa.exists().where(dossiers.c.council == acts.c.council, dossiers.c.dossier == acts.c.dossier, _IS_OPEN)
_ANSWERS = ACT_ROW.where(
    acts.c.council == bindparam("council"), acts.c.re == bindparam("ref"), acts.c.party == bindparam("party")
).order_by(acts.c.sequence)
_answers = acts.alias("answers")


def _unanswered(but: int, of_all: int) -> sa.Select[Any]:
    """Return the statement for so many kinds that are left out, and so many that ask."""
    named = acts.c.to.contains(bindparam("named"))
    asks = acts.c.kind.in_([bindparam(f"of_all_{at}") for at in range(of_all)])
    to_nobody = (acts.c.to == sa.text("'[]'")) & (asks | (acts.c.precedence >= bindparam("loud")))
    answered = sa.exists().where(
        _answers.c.council == acts.c.council,
        _answers.c.re == acts.c.ref,
        _answers.c.party == bindparam("party"),
        _answers.c.channel != bindparam("apart"),
    )
    return ACT_ROW.where(
        acts.c.council == bindparam("council"),
        acts.c.party != bindparam("party"),
        acts.c.reading == bindparam("reading"),
        acts.c.kind.not_in([bindparam(f"but_{at}") for at in range(but)]),
        named | to_nobody,
        ~answered,
    ).order_by(acts.c.sequence)


_SEQUENCE_MAX = 2**63 - 1


class Acts(Logs, Dossiers):
    """The derived rows of a record."""

    def put_act(self, row: ActRow) -> None:
        """Store the derived row of an entry, or replace it, which leaves its place in the order of storing."""
        place = place_of(row.feed, row.index)
        with self.together():
            old = self.one(_OLD, place=place)
            if old is not None:
                self._remove(place, *old[1:])
            sequence = self._sequence() if old is None else old[0]
            cites = tuple(dict.fromkeys(row.cites))
            if cites:
                self._cite(row, place, cites)
            self.write(_ADD, **_columns(row, place), sequence=sequence)
            if row.dossier and row.kind not in NODE_KINDS:
                self.touch(row.council, row.dossier, sequence)

    def _cite(self, row: ActRow, place: int, cites: tuple[str, ...]) -> None:
        self.write_rows(
            _ADD_CITATION,
            [{"council": row.council, "cited": ref, "place": place} for ref in cites],
        )

    def _remove(self, place: int, council: str, cites: str) -> None:
        self.write(_DELETE, place=place)
        for ref in dict.fromkeys(_texts.decode(cites)):
            self.write(_DELETE_CITATION, council=council, cited=ref, place=place)

    def _sequence(self) -> int:
        """Return the next number in the order of storing; none is ever given twice, so no reader misses a row."""
        if self._next_sequence is None:
            (newest,), (dropped,) = self.one(_NEWEST), self.one(_DROPPED)
            self._next_sequence = max(newest or 0, dropped) + 1
        found = self._next_sequence
        self._next_sequence += 1
        return found

    def act(self, council: str, ref: str) -> ActRow | None:
        """Return the row with that reference, or None."""
        row = self.one(_BY_REF, council=council, ref=ref)
        return None if row is None else act_of(row)

    def sequence(self, council: str, ref: str) -> int | None:
        """Return the place in the order of storing of the row with that reference, or None."""
        row = self.one(_BY_REF, council=council, ref=ref)
        return None if row is None else int(row[0])

    def act_at(self, feed: Feed, index: int) -> ActRow | None:
        """Return the row of that entry, or None."""
        row = self.one(_BY_PLACE, place=place_of(feed.id, index))
        return None if row is None else act_of(row)

    def acts(
        self,
        council: str | None = None,
        *,
        channel: str | None = None,
        party: str | None = None,
        dossier: str | None = None,
        kinds: Iterable[str] | None = None,
        readings: Iterable[Reading] | None = None,
        in_open: bool = False,
        trait: bytes | None = None,
        after: int = 0,
        limit: int | None = None,
        newest: bool = False,
    ) -> list[tuple[int, ActRow]]:
        """Return (sequence, row) in the order of storing, from beyond sequence `after` (before it, where `newest`).

        With `newest` the order is turned round and `after` 0 means from the end. With `in_open` only acts of open
        dossiers of the council, with `trait` only of those that have it.
        """
        equal = {"council": council, "channel": channel, "party": party, "dossier": dossier}
        values: dict[str, Any] = {name: value for name, value in equal.items() if value is not None}
        values["after"] = after or _SEQUENCE_MAX if newest else after
        values |= {name: value for name, value in (("limit", limit), ("trait", trait)) if value is not None}
        chosen = {name: sorted({str(one) for one in given}) for name, given in (("kind", kinds), ("reading", readings))
                  if given is not None}  # fmt: skip
        if not all(chosen.values()):
            return []
        if dossier is None and "kind" in chosen:
            # Of several kinds at once SQLite would go through all acts, to have them in their order.
            each = [self._acts({**values, "kind": kind}, {**chosen, "kind": []}, newest=newest, in_open=in_open)
                    for kind in chosen["kind"]]  # fmt: skip
            found = merge(*each, key=itemgetter(0), reverse=newest) if len(each) > 1 else each[0]
            return list(found if limit is None else islice(found, limit))
        return self._acts(values, chosen, newest=newest, in_open=in_open)

    def _acts(
        self, values: dict[str, Any], chosen: dict[str, list[str]], *, newest: bool, in_open: bool
    ) -> list[tuple[int, ActRow]]:
        """Return (sequence, row) where columns have these values, or one of those that are chosen."""
        equal = tuple(name for name in values if name not in ("after", "limit", "trait"))
        numbers = tuple((name, len(given)) for name, given in chosen.items() if given)
        limited, having = "limit" in values, "trait" in values

        def found_by(name: str) -> sa.ColumnElement[Any]:
            """Return a column, so that no index of it is taken where another finds less.

            What is of one matter is found by its matter, else what is of one kind by its kind; which of several equal
            indexes SQLite takes depends on when each was made.
            """
            apart = {"kind": "dossier" in equal, "channel": "dossier" in equal or "kind" in equal}.get(name, False)
            return acts.c[name].concat(sa.text("''")) if apart else acts.c[name]

        def query(_insert: Any) -> sa.Select[Any]:
            """Return the statement of this shape, which is built once."""
            found = ACT_ROW
            for name in equal:
                found = found.where(found_by(name) == bindparam(name))
            for name, number in numbers:
                found = found.where(found_by(name).in_([bindparam(f"{name}_{at}") for at in range(number)]))
            if in_open:
                found = found.where(_OPEN_OF_ACT if "kind" in equal else acts.c.dossier.in_(_OPEN))
            if having:
                found = found.where(acts.c.dossier.in_(_HAVING))
            edge: sa.BindParameter[int] = bindparam("after")
            order, sequence = acts.c.sequence.desc() if newest else acts.c.sequence, acts.c.sequence
            found = found.where(sequence < edge if newest else sequence > edge).order_by(order)
            return found.limit(bindparam("limit")) if limited else found

        given = {f"{name}_{at}": one for name, some in chosen.items() for at, one in enumerate(some)}
        shape = ("acts", equal, numbers, newest, limited, in_open, having)
        return [(row[0], act_of(row)) for row in self.all(query, shape, **values, **given)]

    def unanswered(
        self, council: str, party: str, apart: str, *, but: Sequence[str], of_all: Sequence[str], loud: int
    ) -> list[tuple[int, ActRow]]:
        """Return (sequence, row) of readable acts of others for a party to which none of its acts says `re`, in order.

        For a party is what names it, and what names nobody and asks, or is loud enough.

        Args:
            apart: channel whose acts answer nothing.
            but: kinds that are left out.
            of_all: kinds that are for all who read them.
            loud: the least precedence.
        """
        kinds = {f"{name}_{at}": kind for name, given in (("but", but), ("of_all", of_all))
                 for at, kind in enumerate(given)}  # fmt: skip
        found = self.all(
            lambda _insert: _unanswered(len(but), len(of_all)), ("unanswered", len(but), len(of_all)), council=council,
            party=party, apart=apart, reading=str(Reading.READABLE), named=_json.encode(party).decode(), loud=loud,
            **kinds,
        )  # fmt: skip
        return [(row[0], act_of(row)) for row in found]

    def answers(self, council: str, ref: str, party: str) -> list[ActRow]:
        """Return the acts of a party that say `re` to a reference, in the order of storing."""
        return [act_of(row) for row in self.all(_ANSWERS, council=council, ref=ref, party=party)]

    def citing(self, council: str, ref: str) -> list[ActRow]:
        """Return the other acts that cite a reference or name it as their dossier's first act."""
        found = [act_of(row) for query in _CITING for row in self.all(query, council=council, cited=ref)]
        return list({row.ref: row for row in found if row.ref != ref}.values())

    def cited_in(self, feed: Feed, below: int, cited: str) -> bool:
        """Say if an entry of the feed below that index cites a reference."""
        first = place_of(feed.id, 0)
        return self.one(_CITED_IN, council=feed.council, cited=cited, first=first, last=first + below) is not None

    def first_closed(self, feed: Feed) -> int | None:
        """Return the index of the first entry of a feed that is for this party and does not open here, or None."""
        row = self.one(_FIRST_CLOSED, first=place_of(feed.id, 0), last=feed.id + 1 << INDEX_BITS)
        return None if row is None else feed_and_index(row[0])[1]

    def references(self, council: str, like: str, limit: int = 5) -> list[str]:
        """Return existing references that resemble the given one, nearest first, for a helpful error.

        Tried are the beginnings of the given text and, for each feed, its own beginning with the given end; so neither
        a slip in the number nor one in the party or channel needs a look at every act.
        """
        found: set[str] = set()
        for cut in range(len(like), 0, -1):
            found.update(self._beginning_with(council, like[:cut]))
            if len(found) >= _CANDIDATES:
                break
        tail = like.rpartition("/")[2]
        for feed in self.feeds(council):
            newest = self.one(_LAST_OF_FEED, first=place_of(feed.id, 0), last=feed.id + 1 << INDEX_BITS)
            if newest is not None:
                found.add(newest[0])
                guess = newest[0].rpartition("/")[0] + "/" + tail
                found.update(ref for ref in self._beginning_with(council, guess, limit=1) if ref == guess)
        matcher = difflib.SequenceMatcher(b=like, autojunk=False)

        def unlike(ref: str) -> tuple[float, str]:
            matcher.set_seq1(ref)
            return -matcher.ratio(), ref

        return sorted(found, key=unlike)[:limit]

    def _beginning_with(self, council: str, beginning: str, limit: int = _CANDIDATES) -> list[str]:
        high = beginning[:-1] + chr(min(ord(beginning[-1]) + 1, 0x10FFFF))
        rows = self.all(_LIKE_PREFIX, council=council, low=beginning, high=high, limit=limit)
        return [ref for (ref,) in rows]

    def drop_derived(self) -> None:
        """Remove every derived row; the entries stay."""
        with self.together():
            self.write(_REMEMBER, dropped=self._sequence() - 1)
            for delete in _DROP:
                self.write(delete)
            self._next_sequence = None


def _columns(row: ActRow, place: int) -> dict[str, Any]:
    return {
        "place": place,
        "ref": row.ref,
        "council": row.council,
        "channel": row.channel,
        "party": row.party,
        "reading": row.reading.value,
        "stored_at": row.stored_at,
        "kind": row.kind,
        "claimed_at": row.claimed_at,
        "officer": row.officer,
        "dossier": row.dossier,
        "re": row.re,
        "precedence": row.precedence,
        "to": _text(row.to),
        "cites": _text(row.cites),
        "irregular": _text(row.irregular),
    }


def _text(items: tuple[Any, ...]) -> str:
    return _json.encode(items).decode() if items else "[]"


def act_of(stored: Sequence[Any]) -> ActRow:
    """Return the derived row that a row of `ACT_ROW` holds."""
    (_, place, ref, council, channel, party, reading, stored_at, kind, claimed_at, officer, dossier, re, precedence,
     to, cites, irregular) = stored  # fmt: skip
    feed, index = feed_and_index(place)
    try:
        read, addressees = Reading(reading), _texts.decode(to)
        cited, faults = _texts.decode(cites), _pairs.decode(irregular)
    except (ValueError, msgspec.DecodeError) as error:
        raise damaged(f"the act at entry {index} of feed number {feed}", str(error)) from error
    return ActRow(
        feed,
        index,
        ref,
        council,
        channel,
        party,
        read,
        stored_at,
        kind,
        claimed_at,
        officer,
        dossier,
        re,
        precedence,
        addressees,
        cited,
        faults,
    )
