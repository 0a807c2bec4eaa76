"""The derived rows above acts: the council's time as the journal tells it, and what each dossier adds up to."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import bindparam

from detente.clock import Instant
from detente.record.database import Database
from detente.record.schema import (
    acts,
    dossiers,
    duties,
    journal_heads,
    journal_receipts,
    journal_sizes,
    traits,
    turns,
)
from detente.record.store import DossierRow, DutyRow

_COLUMNS = tuple(dossiers.c)
_ROW = sa.select(*_COLUMNS)
_OF_DOSSIER = (dossiers.c.council == bindparam("council"), dossiers.c.dossier == bindparam("dossier"))
_ONE = _ROW.where(*_OF_DOSSIER)
NAMED_AT_ONCE = 200
"""References in one question."""
_NAMED = _ROW.where(
    dossiers.c.council == bindparam("council"),
    dossiers.c.dossier.in_([bindparam(f"ref_{at}") for at in range(NAMED_AT_ONCE)]),
)
_OF_DESK = (
    sa.select(sa.func.count())
    .select_from(dossiers)
    .where(dossiers.c.council == bindparam("council"), dossiers.c.desk == bindparam("desk"))
)
_STALE = (
    sa.select(dossiers.c.council, dossiers.c.dossier)
    .where(dossiers.c.stale == bindparam("stale"), dossiers.c.stale > sa.text("0"))
    .order_by(dossiers.c.last_sequence)
    .limit(bindparam("limit"))
)
_TO_RENEW = (
    sa.select(sa.func.count())
    .select_from(dossiers)
    .where(dossiers.c.stale == sa.text("2"), dossiers.c.stale > sa.text("0"))
)
_RENEW = sa.update(dossiers).values(stale=2).where(dossiers.c.stale == sa.text("0"))
_LAST = sa.select(dossiers.c.last_sequence).where(*_OF_DOSSIER)
_DELETE = sa.delete(dossiers).where(*_OF_DOSSIER)
_ADD = sa.insert(dossiers)
_DELETE_TURNS = sa.delete(turns).where(turns.c.council == bindparam("of"), turns.c.dossier == bindparam("matter"))
_ADD_TURN = sa.insert(turns)
_TURNS = (
    sa.select(turns.c.party)
    .where(turns.c.council == bindparam("council"), turns.c.dossier == bindparam("dossier"))
    .order_by(turns.c.party)
)
_DELETE_TRAITS = sa.delete(traits).where(traits.c.council == bindparam("of"), traits.c.dossier == bindparam("matter"))
_ADD_TRAIT = sa.insert(traits)
_HAVING = (
    sa.select(traits.c.dossier)
    .where(traits.c.council == bindparam("council"), traits.c.trait == bindparam("trait"))
    .limit(bindparam("most"))
)
_HOW_MANY = sa.select(sa.func.count()).select_from(_HAVING.subquery("counted"))
_COUNTED_MOST = 1_000
"""Matters counted to find the rarest of several traits: beyond that all are common, and a page is found soon."""
_DELETE_DUTIES = sa.delete(duties).where(duties.c.council == bindparam("of"), duties.c.dossier == bindparam("matter"))
_ADD_DUTY = sa.insert(duties)
_HEADS = (
    sa.select(journal_heads.c.position, journal_heads.c.at)
    .where(journal_heads.c.council == bindparam("council"), journal_heads.c.position > bindparam("after"))
    .order_by(journal_heads.c.position)
)
_TIME = (
    sa.select(journal_heads.c.at)
    .where(journal_heads.c.council == bindparam("council"))
    .order_by(journal_heads.c.position.desc())
    .limit(1)
)
_SIZES = (
    sa.select(journal_sizes.c.position, journal_sizes.c.size)
    .where(journal_sizes.c.origin == bindparam("origin"))
    .order_by(journal_sizes.c.position)
)
_ORIGINS = (
    sa.select(journal_sizes.c.origin)
    .where(journal_sizes.c.origin >= bindparam("low"), journal_sizes.c.origin < bindparam("high"))
    .distinct()
    .order_by(journal_sizes.c.origin)
)
_RECEIPTS = (
    sa.select(journal_receipts.c.position, journal_receipts.c.party, journal_receipts.c.size, journal_receipts.c.at)
    .where(journal_receipts.c.origin == bindparam("origin"))
    .order_by(journal_receipts.c.position, journal_receipts.c.party)
)
_DROP = tuple(sa.delete(table) for table in (journal_heads, journal_sizes, journal_receipts))


def _touch(insert: Any) -> Any:
    row = insert(dossiers).values(
        council=bindparam("council"), dossier=bindparam("dossier"), last_sequence=bindparam("last"),
        stale=1, timed=0, open=1, desk="", channel="", status="", conflict=0, acts=0,
    )  # fmt: skip
    return row.on_conflict_do_update(
        index_elements=["council", "dossier"], set_={"stale": 1, "last_sequence": row.excluded.last_sequence}
    )


def _once(table: sa.Table, *names: str) -> Any:
    """Return the builder of an insert that leaves a row that is there as it is."""
    return lambda insert: insert(table).values(**{name: bindparam(name) for name in names}).on_conflict_do_nothing()


_PUT_HEADS = _once(journal_heads, "council", "position", "at")
_PUT_SIZE = _once(journal_sizes, "origin", "position", "size")
_PUT_RECEIPT = _once(journal_receipts, "origin", "position", "party", "size", "at")


class Dossiers(Database):
    """The council's time, dossiers, turns and duties of a record."""

    # --- the council's time --------------------------------------------------------------------------------------

    def put_heads(self, council: str, position: int, at: Instant, sizes: Mapping[str, int]) -> None:
        """Store what one `heads` entry of the journal says; again is no change."""
        with self.together():
            self.write(_PUT_HEADS, council=council, position=position, at=at)
            for origin, size in sizes.items():
                self.write(_PUT_SIZE, origin=origin, position=position, size=size)

    def put_recorded(self, origin: str, position: int, party: str, size: int, at: Instant) -> None:
        """Store one receipt that the journal recorded; again is no change."""
        self.write(_PUT_RECEIPT, origin=origin, position=position, party=party, size=size, at=at)

    def journal_heads(self, council: str, after: int = -1) -> list[tuple[int, Instant]]:
        """Return (position, time) of the heads entries beyond a position, in order."""
        return [(position, at) for position, at in self.all(_HEADS, council=council, after=after)]

    def journal_time(self, council: str) -> Instant | None:
        """Return the time of the newest heads entry, or None where none is held here."""
        row = self.one(_TIME, council=council)
        return None if row is None else int(row[0])

    def journal_sizes(self, origin: str) -> list[tuple[int, int]]:
        """Return (position, size) of each listing of a feed, in order."""
        return [(position, size) for position, size in self.all(_SIZES, origin=origin)]

    def journal_origins(self, council: str, channel: str) -> list[str]:
        """Return the feeds of a channel that the journal ever listed, whether anything of them is held here or not."""
        # "0" is the character after "/": every origin between the two begins with the channel's.
        low, high = f"{council}/{channel}/", f"{council}/{channel}0"
        return [origin for (origin,) in self.all(_ORIGINS, low=low, high=high)]

    def journal_receipts(self, origin: str) -> list[tuple[int, str, int, Instant]]:
        """Return (position, party, size, time) of each recorded receipt of a feed, in order."""
        return [(position, party, size, at) for position, party, size, at in self.all(_RECEIPTS, origin=origin)]

    def drop_journal(self) -> None:
        """Remove what was read from journals; the entries stay."""
        with self.together():
            for delete in _DROP:
                self.write(delete)

    # --- dossiers ------------------------------------------------------------------------------------------------

    def touch(self, council: str, dossier: str, sequence: int) -> None:
        """Mark one dossier as to be folded anew, because an act of it was stored."""
        self.write(_touch, council=council, dossier=dossier, last=sequence)

    def touch_dossiers(self, council: str | None = None, *, party: str | None = None, timed: bool = False) -> None:
        """Mark dossiers as to be folded anew: a council's, where a party spoke or owes, or timed ones."""
        values = {"of": council, "who": party}
        change = sa.update(dossiers).values(stale=1)
        if council is not None:
            change = change.where(dossiers.c.council == bindparam("of"))
        if party is not None:
            # Nobody waits for what is settled; what a party says of itself seldom changes anything there.
            awaited = (dossiers.c.open == sa.text("1")) | (dossiers.c.stale == sa.text("1"))
            change = change.values(stale=sa.case((awaited, sa.text("1")), else_=sa.text("2")))
            spoken = sa.select(acts.c.dossier).where(
                acts.c.council == bindparam("of"), acts.c.party == bindparam("who")
            )
            owing = sa.select(duties.c.dossier).where(
                duties.c.council == bindparam("of"), duties.c.who == bindparam("who")
            )
            change = change.where(dossiers.c.dossier.in_(spoken) | dossiers.c.dossier.in_(owing))
        if timed:
            change = change.where(dossiers.c.timed == sa.text("1"))
        shape = ("touch", council is None, party is None, timed)
        self.write(change, shape, **{name: value for name, value in values.items() if value is not None})

    def renew_dossiers(self) -> None:
        """Mark all dossiers as to be folded anew at leisure: no act came, what reads them has changed."""
        self.write(_RENEW)

    def stale_dossiers(self, limit: int, *, at_leisure: bool = False) -> list[tuple[str, str]]:
        """Return (council, dossier) of dossiers to be folded, oldest first: those at leisure, or the others."""
        return [(council, dossier) for council, dossier in self.all(_STALE, limit=limit, stale=1 + at_leisure)]

    def to_renew(self) -> int:
        """Return how many dossiers are to be folded anew at leisure."""
        return int(self.one(_TO_RENEW)[0])

    def put_dossier(
        self, row: DossierRow, turns: Iterable[str], duties: Sequence[DutyRow], traits: Iterable[bytes] = ()
    ) -> None:
        """Store a dossier as it was folded, with whose turn it is, what is owed in it, and by what it is found."""
        place = {"council": row.council, "dossier": row.dossier}
        with self.together():
            self.write(_DELETE, **place)
            self.write(
                _ADD, **place, last_sequence=row.last_sequence, stale=int(row.stale), timed=int(row.timed),
                open=int(row.open), desk=row.desk, channel=row.channel, status=row.status,
                conflict=int(row.conflict), acts=row.acts, due_at=row.due_at, sealed=row.sealed,
            )  # fmt: skip
            self.write(_DELETE_TURNS, of=row.council, matter=row.dossier)
            self.write_rows(_ADD_TURN, [{**place, "party": party} for party in turns])
            self.write(_DELETE_TRAITS, of=row.council, matter=row.dossier)
            self.write_rows(
                _ADD_TRAIT,
                [{**place, "trait": trait, "last_sequence": row.last_sequence} for trait in sorted(set(traits))],
            )
            self.write(_DELETE_DUTIES, of=row.council, matter=row.dossier)
            self.write_rows(
                _ADD_DUTY,
                [
                    {**place, "number": number, "who": duty.who, "state": duty.state, "due_at": duty.due_at,
                     "sealed": duty.sealed}
                    for number, duty in enumerate(duties)
                ],
            )  # fmt: skip

    def dossier(self, council: str, dossier: str) -> DossierRow | None:
        """Return the row of a dossier by the reference of its first act, or None."""
        row = self.one(_ONE, council=council, dossier=dossier)
        return None if row is None else _dossier_of(row)

    def dossiers(
        self,
        council: str,
        *,
        desk: str | None = None,
        channel: str | None = None,
        turn: str | None = None,
        only_open: bool = False,
        before: int | None = None,
        limit: int | None = None,
        traits: Iterable[bytes] = (),
    ) -> list[DossierRow]:
        """Return dossiers, those with the newest acts first, from below sequence `before`."""
        query = _ROW.where(dossiers.c.council == bindparam("council"))
        values: dict[str, Any] = {"council": council, "before": 2**63 - 1 if before is None else before}
        order: sa.ColumnElement[int] = dossiers.c.last_sequence
        if having := self._rarest_first(council, traits):
            query, order = _having(query, len(having))
            values |= {f"trait_{at}": trait for at, trait in enumerate(having)}
        if turn is not None:
            # Few matters wait for one party: they are found by that, and not among all in the order of their acts. The
            # sum is no figure: it keeps SQLite from the index of that order, which it would go through from end to end.
            order = order + sa.text("0")
        query = query.where(order < bindparam("before"))
        for name, value in (("desk", desk), ("channel", channel)):
            if value is not None:
                query, values[name] = query.where(dossiers.c[name] == bindparam(name)), value
        if turn is not None:
            whose = sa.select(turns.c.dossier).where(
                turns.c.council == bindparam("council"), turns.c.party == bindparam("turn")
            )
            query, values["turn"] = query.where(dossiers.c.dossier.in_(whose)), turn
        if only_open:
            query = query.where(dossiers.c.open == sa.text("1"))
        query = query.order_by(order.desc())
        if limit is not None:
            query, values["limit"] = query.limit(bindparam("limit")), limit
        return [_dossier_of(row) for row in self.all(query, ("dossiers", tuple(values), only_open), **values)]

    def _rarest_first(self, council: str, having: Iterable[bytes]) -> list[bytes]:
        """Return traits, that of the fewest dossiers first: those that have it are gone through."""
        found = sorted(set(having))
        if len(found) > 1:
            found.sort(key=lambda one: self._number_of(council, one))
        return found

    def _number_of(self, council: str, trait: bytes) -> int:
        row = self.one(_HOW_MANY, council=council, trait=trait, most=_COUNTED_MOST)
        return 0 if row is None else int(row[0])

    def number_of_dossiers(self, council: str, desk: str) -> int:
        """Return how many dossiers of a desk there are."""
        return int(self.one(_OF_DESK, council=council, desk=desk)[0])

    def dossiers_named(self, council: str, refs: Collection[str]) -> list[DossierRow]:
        """Return the rows of the dossiers of these references that there are, in no order."""
        named, found = list(refs), list[DossierRow]()
        for start in range(0, len(named), NAMED_AT_ONCE):
            # One statement for every number of references: the last goes with itself again.
            some = named[start : start + NAMED_AT_ONCE]
            some += some[-1:] * (NAMED_AT_ONCE - len(some))
            values = {f"ref_{at}": ref for at, ref in enumerate(some)}
            found += [_dossier_of(row) for row in self.all(_NAMED, council=council, **values)]
        return found

    def turns(self, council: str, dossier: str) -> tuple[str, ...]:
        """Return the parties whose turn it is in a dossier."""
        return tuple(party for (party,) in self.all(_TURNS, council=council, dossier=dossier))

    def duties(
        self,
        council: str,
        *,
        who: str | None = None,
        dossier: str | None = None,
        states: Iterable[str] | None = None,
        last: int | None = None,
    ) -> list[DutyRow]:
        """Return duties, the earliest due first; those for which no clock runs last.

        Args:
            last: how many at most, those due last.
        """
        query = sa.select(
            duties.c.who, duties.c.state, duties.c.due_at, duties.c.sealed, duties.c.council, duties.c.dossier
        ).where(duties.c.council == bindparam("council"))
        values: dict[str, Any] = {"council": council}
        for name, value in (("who", who), ("dossier", dossier)):
            if value is not None:
                query, values[name] = query.where(duties.c[name] == bindparam(name)), value
        chosen = None if states is None else sorted(set(states))
        if chosen is not None:
            query = query.where(duties.c.state.in_([bindparam(f"state_{at}") for at in range(len(chosen))]))
            values |= {f"state_{at}": state for at, state in enumerate(chosen)}
        if last is not None:
            query, values["last"] = query.order_by(duties.c.due_at.desc().nulls_last()).limit(bindparam("last")), last
        found = self.all(query, ("duties", tuple(values)), **values)
        return sorted((DutyRow(*row) for row in found), key=lambda duty: (duty.due_at is None, duty.due_at or 0))


def _having(query: Any, number: int) -> tuple[Any, Any]:
    """Return a question about the dossiers that have so many traits, and the column by which they come in order."""
    first, *others = (traits.alias(f"traits_{at}") for at in range(number))
    query = query.where(
        first.c.council == bindparam("council"), first.c.trait == bindparam("trait_0"),
        dossiers.c.dossier == first.c.dossier,
    )  # fmt: skip
    for at, one in enumerate(others, 1):
        query = query.where(
            sa.exists().where(
                one.c.council == bindparam("council"), one.c.dossier == first.c.dossier,
                one.c.trait == bindparam(f"trait_{at}"),
            )
        )  # fmt: skip
    return query, first.c.last_sequence


def _dossier_of(row: Sequence[Any]) -> DossierRow:
    council, dossier, last, stale, timed, desk, channel, status, conflict, acts_held, due_at, sealed, is_open = row
    return DossierRow(
        council,
        dossier,
        last,
        bool(stale),
        bool(timed),
        bool(is_open),
        desk,
        channel,
        status,
        bool(conflict),
        acts_held,
        due_at,
        sealed,
    )
