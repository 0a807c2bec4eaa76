"""Which acts wait for a person of ours: found once by what the record has open, then kept up with what is stored.

It is read between two steps and changes nothing. Rows keep their place in the order of storing when they are derived
anew, so what could not be opened is looked at again when a secret came.
"""

from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant
from detente.council.attention import LOUD, answers, asks, may_ask, needs_us, of_all
from detente.council.handling import objective_seconds
from detente.council.kinds import drill_of, need_by_of
from detente.council.registry import KINDS
from detente.council.said import Said, asked_of
from detente.council.waiting import Waiting
from detente.node.context import Context
from detente.node.directory import OWN
from detente.node.folding import Folding, Words
from detente.node.reader import GRANT_KIND
from detente.protocol.acts import NODE_KINDS
from detente.protocol.charter import Charter
from detente.record.store import ActRow, Reading

ROWS_AT_ONCE = 1_000
UNOPENED = (Reading.SEALED, Reading.CANNOT_OPEN)
NOT_OURS = (*NODE_KINDS, GRANT_KIND)
"""Kinds that nodes say for themselves; no person is asked for."""
OF_ALL = tuple(name for name in KINDS if of_all(name))
RUNGS = tuple(name for name, kind in KINDS.items() if kind.rung is not None)


class _Council(Struct):
    """What is known of one council so far."""

    after: int | None = None
    sealed: set[str] = field(default_factory=set)
    """Entries that cannot be opened here, or not yet."""
    secrets_version: int = 0
    open: dict[str, Waiting] = field(default_factory=dict)
    new: dict[str, None] = field(default_factory=dict)
    """References of acts that wait of which it is not known yet if they are part of a drill, or ask by a time."""
    unsure: set[str] = field(default_factory=set)
    """Those of them that name nobody, and wait only if they ask by a time."""
    charter: Charter | None = None
    """By which the objectives of what is open were set."""
    ours: dict[str, list[ActRow]] = field(default_factory=dict)
    """By reference of an act of another party: our acts that answer it."""


class Watchkeeping:
    """The acts that wait for us."""

    def __init__(self, context: Context, folding: Folding) -> None:
        self._context = context
        self._folding = folding
        self._councils: dict[str, _Council] = {}

    def waiting(self, council: str) -> list[Waiting]:
        """Return the acts of a council that need a person of ours, in the order of storing.

        Its dossiers are folded: whoever asks sees to it.
        """
        known = self._councils.setdefault(council, _Council())
        self._set_objectives(council, known)
        self._read_on(council, known)
        self._mark_words(council, known)
        found = []
        for one in list(known.open.values()):
            ours = known.ours.get(one.ref)
            if ours is None:
                found.append(one)
            elif not one.asks or any(answers(row.kind) for row in ours):
                del known.open[one.ref]
            elif self._waits(one):
                found.append(self._read(one, ours))
        return found

    def _set_objectives(self, council: str, known: _Council) -> None:
        """Set within which time what is open is to be read, by the charter as it stands now."""
        charter = self._context.directory.charter(council)
        if charter is known.charter:
            return
        known.charter = charter
        seconds = [objective_seconds(charter, precedence) for precedence in range(4)]
        known.open = {ref: replace(one, objective_seconds=seconds[one.precedence]) for ref, one in known.open.items()}

    def _mark_words(self, council: str, known: _Council) -> None:
        """Set of which drill each new act is a part, and by when it asks for an answer; drop what only might ask.

        Its body says so. It is opened only where its matter may not have told already.
        """
        new = [known.open[ref] for ref in known.new if ref in known.open]
        known.new.clear()
        if not new:
            return
        matters = self._context.store.dossiers_named(council, {one.dossier for one in new})
        words = {row.dossier: self._folding.words_of(row) for row in matters if not row.stale}
        said = [one for one in new if _may_be_drill(one, words.get(one.dossier))]
        rows = (self._context.store.act(council, one.ref) for one in said)
        opened = {act.ref: act for act in self._folding.sayings.opened(row for row in rows if row is not None)}
        for one in new:
            act = opened.get(one.ref)
            by_at = self._asked_by(one, words.get(one.dossier), act)
            if one.ref in known.unsure and by_at is None:
                del known.open[one.ref]
                continue
            drill = one.drill if act is None else drill_of(act.body)
            known.open[one.ref] = replace(one, drill=drill, asks=one.asks or by_at is not None, need_by_at=by_at)
        known.unsure.clear()

    def _asked_by(self, one: Waiting, matter: Words | None, act: Said | None) -> Instant | None:
        """Return by when an act asks us for an answer, or None: one that counts for nothing asks for none."""
        ours = self._context.party
        if matter is not None and matter.opened_by:
            return next((wish.by_at for wish in matter.wishes if wish.ref == one.ref and ours in wish.lacking), None)
        if act is None or one.irregular or ours not in asked_of(act, self._context.directory.charter(one.council)):
            return None
        return need_by_of(KINDS.get(act.kind), act.body)

    def _begin(self, council: str, known: _Council) -> int:
        """Take in what may wait, what nobody of ours answered and what is in open matters, and return the newest place.

        An old record has far more acts than that, and none of the others can ever wait again: answered is answered.
        What names nobody and asks by a time is in an open matter, for it gives us the turn until we answered it.
        """
        store = self._context.store
        newest = store.acts(council, newest=True, limit=1)
        rows = dict(store.acts(council, readings=UNOPENED))
        rows |= store.unanswered(council, self._context.party, OWN, but=RUNGS, of_all=OF_ALL, loud=LOUD)
        rows |= store.acts(council, in_open=True)
        for _sequence, row in sorted(rows.items(), key=lambda pair: pair[0]):
            self._take(row, known)
        known.secrets_version = self._context.secrets_version
        return newest[0][0] if newest else 0

    def _read_on(self, council: str, known: _Council) -> None:
        store, version = self._context.store, self._context.secrets_version
        if known.after is None:
            known.after = self._begin(council, known)
        if known.secrets_version != version:
            for ref in list(known.sealed):
                row = store.act(council, ref)
                if row is not None and row.reading not in UNOPENED:
                    known.sealed.discard(ref)
                    self._take(row, known)
            known.secrets_version = version
        more = True
        while more:
            rows = store.acts(council, after=known.after, limit=ROWS_AT_ONCE)
            for sequence, row in rows:
                known.after = sequence
                self._take(row, known)
            more = len(rows) == ROWS_AT_ONCE

    def _take(self, row: ActRow, known: _Council) -> None:
        if row.reading in UNOPENED:
            known.sealed.add(row.ref)
        elif row.reading is not Reading.READABLE or row.kind in NOT_OURS or row.channel == OWN:
            return
        elif row.party == self._context.party:
            if row.re is not None:
                known.ours.setdefault(row.re, []).append(row)
        elif needs_us(row.kind, self._context.party, row.to, row.precedence):
            known.open[row.ref] = self._unread(row)
            known.new[row.ref] = None
        elif not row.to and may_ask(row.kind):
            known.open[row.ref] = self._unread(row)
            known.new[row.ref] = None
            known.unsure.add(row.ref)

    def _unread(self, row: ActRow) -> Waiting:
        charter = self._context.directory.charter(row.council)
        return Waiting(
            council=row.council,
            ref=row.ref,
            party=row.party,
            precedence=row.precedence,
            since=row.stored_at,
            asks=asks(row.kind),
            objective_seconds=objective_seconds(charter, row.precedence),
            kind=KINDS[row.kind].title if row.kind in KINDS else row.kind,
            channel=row.channel,
            dossier=row.dossier,
            rehearsal=charter.rehearsal,
            irregular=bool(row.irregular),
        )

    def _read(self, one: Waiting, ours: Sequence[ActRow]) -> Waiting:
        officers = sorted({row.officer for row in ours if row.officer})
        read_at = min(row.stored_at for row in ours)
        return replace(one, read_at=read_at, read_by=tuple(officers), due_at=self._answer_due_at(one))

    def _waits(self, one: Waiting) -> bool:
        """Say if its matter still waits for us, as its desk has it."""
        return self._context.party in self._context.store.turns(one.council, one.dossier)

    def _answer_due_at(self, one: Waiting) -> Instant | None:
        rows = self._context.store.duties(one.council, who=self._context.party, dossier=one.dossier)
        duties = (self._folding.duty_of(row) for row in rows if row.due_at is not None)
        return min(
            (duty.due_at for duty in duties if duty.act == one.ref and duty.unanswered and duty.due_at), default=None
        )


def _may_be_drill(one: Waiting, matter: Words | None) -> bool:
    """Say if an act may be part of a drill, by what is known of its matter: nothing, that it is one, that it is none.

    In a matter that is none an act with another mark is irregular.
    """
    return matter is None or not matter.opened_by or bool(matter.drill) or one.ref in matter.irregular
