"""Dossiers of a record: which are to be folded anew, what they add up to, and whether a draft may join one.

An act only marks its dossier; folding is done when nothing else waits, or when somebody asks. So delivery does not wait
for meaning, and a desk that cannot cope with what somebody sent it stops neither.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec.structs import replace

from detente import __version__
from detente.clock import Instant
from detente.council.background import Announcement, Background
from detente.council.desks import line
from detente.council.dossier import Folded, check_next, check_owing, fold_dossier
from detente.council.duty import Duty, DutyState, Start
from detente.council.journal import Journal
from detente.council.kinds import ABOUT_DUTIES, drill_of, texts_of
from detente.council.registry import DESKS, FOUND_BY, desk_of, kind_of, traits_of
from detente.council.said import Said
from detente.council.titles import Title, titled
from detente.council.wishes import Wish
from detente.errors import Malformed, Refused
from detente.log import log_of
from detente.node.context import Context
from detente.node.council_time import CouncilTime
from detente.node.directory import OWN
from detente.node.events import Alarm, Draft
from detente.node.kept_matters import KeptMatters
from detente.node.sayings import Sayings, channel_of
from detente.node.scribe import Scribe
from detente.protocol.charter import Charter
from detente.protocol.heads import Origin
from detente.record.store import ActRow, DossierRow, DutyRow
from detente.regimes.library import fingerprint

FOLDED_AT_A_TIME = 200
"""Dossiers in one step at most, and `ACTS_AT_A_TIME` acts where one dossier alone has no more: a tenth of a second."""
ACTS_AT_A_TIME = 500
OPENED_KEPT = 20_000
"""Rows of which the words are kept open: some 20 MB, the duties of ten busy years."""
NOT_UNDERSTOOD = "not understood here"
ASKS_BY = ("wishes", "by")
"""As what a matter is found in which a party asks for an answer by a time; no desk has that name."""
WISHED_MAX = 500
"""Matters with a wish of ours that are looked at, the newest first: a wish without answer stays open, and a watch board
is made anew every few seconds; what is older stands in its matter."""
RUNS = ("running", "until", "")
"""As what a matter is found in which something takes effect by itself; no desk has that name either."""
RUNNING_MAX = 500
"""Matters of that sort that are looked at, the newest first."""
READS_WITH = "reads-with"
"""The setting that names what folded the record last."""
ROWS_SHAPE = "rows-shape"
"""The setting that names which fields the words and duties of the rows have."""

T = TypeVar("T")

log = log_of("node")


class Words(msgspec.Struct, frozen=True):
    """What the row of a dossier says in words, sealed under the store key.

    Args:
        irregular: reference to code and text of the acts that count for nothing.
        wishes: answers that are asked for by a time and are not here.
        runs_until: when something takes effect by itself unless somebody speaks, or None.
    """

    title: Title = Title()
    opened_by: str = ""
    opened_at: Instant = 0
    kind: str = ""
    topic: str = ""
    drill: str = ""
    conflicts: tuple[str, ...] = ()
    irregular: dict[str, tuple[str, str]] = {}
    wishes: tuple[Wish, ...] = ()
    runs_until: Instant | None = None


SEALED: Final = (Words, Title, Wish, Duty, Start)
"""What rows carry sealed, and what stands in that: every one has its fields in their shape."""


class _Opened(Generic[T]):
    """What rows say sealed, opened once: a row is sealed with a label of its own each time that it is written."""

    def __init__(self, context: Context, kind: type[T]) -> None:
        self._context = context
        self._decode = msgspec.json.Decoder(kind).decode
        self._kept: dict[bytes, T] = {}

    def of(self, sealed: bytes) -> T:
        """Return what a row says.

        Raises:
            Malformed, msgspec.DecodeError: another version of the software wrote it, or the disk is wrong.
        """
        found = self._kept.get(sealed)
        if found is None:
            if len(self._kept) >= OPENED_KEPT:
                self._kept.clear()
            found = self._kept[sealed] = self._decode(self._context.open_words(sealed))
        return found


class Folding:
    """Folds dossiers, and writes down what lists and the watch read of them."""

    def __init__(self, context: Context, scribe: Scribe) -> None:
        self._context = context
        self._scribe = scribe
        self.sayings = Sayings(context, scribe.entry)
        self.time = CouncilTime(context)
        self._matters = KeptMatters(context)
        self._words = _Opened(context, Words)
        self._duties = _Opened(context, Duty)
        self.behind = True
        """Whether some dossier may be stale: set by every act, cleared when all are folded."""
        self.renewing = True
        """Whether some dossier may wait to be folded anew at leisure, because what reads it has changed."""

    def forget(self) -> None:
        """Drop what was read in work that left no trace; what it had folded is to be folded again."""
        self.sayings.forget()
        self.time.forget()
        self._matters.forget()
        self.behind = True

    def renew(self) -> None:
        """Have all folded anew where another version of the software or its packs folded last; in a transaction.

        It is done at leisure, so nobody waits for a large record, unless the rows themselves can no longer be read.
        """
        store, reads_with, shape = self._context.store, _reads_with(), _shape()
        if store.setting(ROWS_SHAPE) != shape:
            for council in self._context.directory.councils:
                store.touch_dossiers(council)
        elif store.setting(READS_WITH) != reads_with:
            store.renew_dossiers()
        store.put_setting(READS_WITH, reads_with)
        store.put_setting(ROWS_SHAPE, shape)

    # --- folding ----------------------------------------------------------------------------------

    def fold(self, now: Instant) -> int:
        """Fold stale dossiers, and return how many acts they had; `behind` says if some are left; in a transaction."""
        store = self._context.store
        if self.time.read():
            store.touch_dossiers(timed=True)
        acts, self.behind = self._fold_all(store.stale_dossiers(FOLDED_AT_A_TIME), now)
        self.renewing = self.renewing or bool(store.stale_dossiers(1, at_leisure=True))
        return acts

    def fold_at_leisure(self, now: Instant) -> None:
        """Fold some dossiers that only the software, not an act, has made stale; `renewing` says if some are left."""
        stale = self._context.store.stale_dossiers(FOLDED_AT_A_TIME, at_leisure=True)
        _acts, self.renewing = self._fold_all(stale, now)

    def _fold_all(self, stale: list[tuple[str, str]], now: Instant) -> tuple[int, bool]:
        """Fold dossiers until that has taken long enough; return how many acts they had, and if others may wait."""
        acts = 0
        for council, dossier in stale:
            if acts >= ACTS_AT_A_TIME:
                return acts, True
            acts += self._fold(council, dossier, now)
        return acts, len(stale) == FOLDED_AT_A_TIME

    def _fold(self, council: str, dossier: str, now: Instant) -> int:
        store = self._context.store
        old = store.dossier(council, dossier)
        assert old is not None, f"a stale dossier without its row: {dossier}"
        try:
            folded = self.folded(council, dossier)
            row, turns, duties, traits = self._rows(old, folded, now)
            for ref, mistake in folded.mistakes.items():
                log.error("act-not-understood", exc_info=mistake.__cause__, act=ref)
                self._context.effects.append(Alarm("act-not-understood", f"{ref} counts for nothing here"))
        except Exception:
            log.exception("fold-failed", dossier=dossier)
            self._context.effects.append(Alarm("fold-failed", f"{dossier}: what it adds up to is not known here"))
            row, turns, duties, traits = _unfolded(old), frozenset(), [], []
        store.put_dossier(row, turns, duties, traits)
        if self._context.changes is not None:
            self._context.changes.note(self._context.changes.dossiers, council, dossier)
        return row.acts

    def folded(self, council: str, dossier: str, counts: Callable[[Said], bool] | None = None) -> Folded:
        """Return a dossier as its acts held here add up.

        Args:
            counts: which acts are read; None for all.
        """
        of_matter, _channel = self.sayings.of_dossier(council, dossier)
        acts = tuple(of_matter if counts is None else filter(counts, of_matter))
        known = self._matters.get(council, dossier, acts) if counts is None else None
        if known is not None:
            return known
        first = next((act for act in acts if act.ref == dossier), None)
        # A matter lives under the charter under which it was opened: what comes later changes no outcome.
        charter = self._charter_of(council, {} if first is None else first.body)
        folded = fold_dossier(dossier, acts, charter, lambda act: self.sayings.background_before(act, council))
        if counts is None:
            self._matters.put(council, acts, folded)
        return folded

    def dossier_of(self, council: str, ref: str) -> str:
        """Return the first act of the dossier of which an act is part; its own reference where it is not here."""
        row = self._context.store.act(council, ref)
        return (row.dossier if row is not None else "") or ref

    def matter_of(self, council: str, ref: str) -> Folded:
        """Return the dossier of which an act is part, as its acts held here add up."""
        return self.folded(council, self.dossier_of(council, ref))

    def _charter_of(self, council: str, body: Mapping[str, Any]) -> Charter:
        number = body.get("amended", 0)
        known = self._context.directory.amended[council]
        return known.as_of(number if isinstance(number, int) else 0, texts_of(body, "without"))

    def journal_of(self, folded: Folded) -> Journal:
        """Return the council's time for the channels of a dossier."""
        channels = {channel_of(folded.ref), *(act.channel for act in folded.acts)}
        return self.time.journal(folded.charter.council_id, frozenset(channels))

    def duties_of(self, folded: Folded, now: Instant, counts: Callable[[Said], bool] | None = None) -> tuple[Duty, ...]:
        """Return what is owed in a dossier.

        Args:
            counts: which acts are read of what parties have said about themselves; None for all.
        """
        council = folded.charter.council_id
        return folded.duties(
            self.journal_of(folded),
            lambda party: self.sayings.background_now(council, party, counts),
            now,
            lambda announced: self._proven_at(council, announced),
        )

    def _proven_at(self, council: str, announced: Announcement) -> Instant | None:
        """Return the first heads that cover an announcement of silence; without a journal its own word must do."""
        journal = self.time.journal(council, frozenset({channel_of(announced.ref)}))
        heads = journal.entered_at(announced.origin, announced.index)
        return heads.at if heads is not None else None if journal.kept else announced.said_at

    def standing(self, council: str, party: str) -> Background:
        """Return what a party has said about itself, as far as it is held here."""
        return self.sayings.background_now(council, party)

    def _rows(
        self, old: DossierRow, folded: Folded, now: Instant
    ) -> tuple[DossierRow, frozenset[str], list[DutyRow], list[bytes]]:
        journal = self.journal_of(folded)
        duties = self.duties_of(folded, now)
        sheet = folded.sheet(journal, duties=duties)
        first = next((act for act in folded.acts if act.ref == folded.ref), None)
        wishes = tuple(one for one in folded.wishes(journal) if one.lacking)
        # A matter is found by what every desk says of it that has spoken there, not by its leading desk's words alone.
        sheets = {
            name: sheet if name == folded.desk else DESKS[name].render(state, journal)
            for name, state in folded.states.items()
            if name in FOUND_BY
        }
        running = [one.runs_until for one in sheets.values() if one.runs_until is not None]
        words = Words(
            title=sheet.title,
            opened_by=first.party if first else "",
            opened_at=first.claimed_at if first else 0,
            kind=first.kind if first else "",
            topic=folded.topic,
            drill=folded.drill,
            conflicts=folded.conflicts,
            irregular={ref: (why.code, _text(why)) for ref, why in folded.irregular.items()},
            wishes=wishes,
            runs_until=min(running, default=None),
        )
        # What is excused may be owed again: a suspension can end by itself.
        unsettled = [duty for duty in duties if duty.unsettled or duty.state is DutyState.EXCUSED]
        due = min((duty.due_at for duty in duties if duty.unanswered and duty.due_at is not None), default=None)
        timed, turn = sheet.timed or bool(unsettled), folded.turn(journal)
        row = DossierRow(
            old.council,
            old.dossier,
            old.last_sequence,
            stale=False,
            timed=timed,
            open=timed or bool(turn) or folded.stands(journal),
            desk=folded.desk,
            channel=channel_of(folded.ref),
            status=sheet.status,
            conflict=bool(folded.conflicts),
            acts=len(folded.acts),
            due_at=due,
            sealed=self._context.seal_words(msgspec.json.encode(words)),
        )
        traits = [
            self._context.mark_of(name, trait, value)
            for name, shown in sheets.items() for trait, values in traits_of(name, shown).items() for value in values
        ]  # fmt: skip
        marks = {self._context.mark_of(*ASKS_BY, one.party) for one in wishes}
        if running:
            marks.add(self._context.mark_of(*RUNS))
        return row, turn, [self._duty_row(duty) for duty in duties], [*traits, *marks]

    def _duty_row(self, duty: Duty) -> DutyRow:
        return DutyRow(duty.who, duty.state, duty.due_at, self._context.seal_words(msgspec.json.encode(duty)))

    def words_of(self, row: DossierRow) -> Words:
        """Return the words of a dossier's row; none where it is not folded yet."""
        if row.sealed is None:
            return Words()
        try:
            return self._words.of(row.sealed)
        except (Malformed, msgspec.DecodeError):
            return Words(title=titled(NOT_UNDERSTOOD))

    def wishes_of(self, council: str, party: str) -> Iterator[tuple[DossierRow, Wish]]:
        """Yield the answers that a party asks for by a time and that are not here, each with its matter's row.

        At most those of `WISHED_MAX` matters, the newest first.
        """
        marks = [self._context.mark_of(*ASKS_BY, party)]
        for row in self._context.store.dossiers(council, traits=marks, limit=WISHED_MAX):
            yield from ((row, one) for one in self.words_of(row).wishes if one.party == party)

    def running(self, council: str) -> Iterator[tuple[DossierRow, Words, Instant]]:
        """Yield the matters in which something takes effect by itself, with their words, and when it does.

        At most `RUNNING_MAX` of them, the newest first.
        """
        for row in self._context.store.dossiers(council, traits=[self._context.mark_of(*RUNS)], limit=RUNNING_MAX):
            words = self.words_of(row)
            if words.runs_until is not None:
                yield row, words, words.runs_until

    def duty_of(self, row: DutyRow) -> Duty:
        """Return the duty of a row."""
        return self._duties.of(row.sealed)

    # --- drafting ---------------------------------------------------------------------------------

    def complete(self, draft: Draft) -> Draft:
        """Return a draft with the mark of the drill as which its dossier was opened; who answers need not name it."""
        row = self._row(draft.council, draft.dossier) or self._row(draft.council, draft.re)
        first = None if row is None else self._context.store.act(draft.council, row.dossier or row.ref)
        if draft.channel == OWN or "drill" in draft.body or first is None:
            return draft
        drill = next((drill_of(act.body) for act in self.sayings.opened([first])), "")
        return replace(draft, body={**draft.body, "drill": drill}) if drill else draft

    def check_draft(self, draft: Draft, now: Instant) -> None:
        """Be silent where an act may be drafted so: nothing irregular is ever signed here.

        Raises:
            Refused: what `council.judgement` or a desk says; `dossier-elsewhere`, `background-full`,
                `reference-unknown`.
        """
        if kind_of(draft.kind).background:
            self.sayings.check_room(draft.council, draft.channel)
        answered = self._row(draft.council, draft.re)
        opener = self._row(draft.council, draft.dossier)
        dossier = (opener.dossier or opener.ref) if opener else (answered.dossier or answered.ref) if answered else None
        elsewhere = dossier is not None and not self._counts(draft, dossier)
        if dossier is None or elsewhere:
            charter = self._context.directory.charter(draft.council)
            folded = Folded(dossier or "", charter, tuple(self.sayings.opened([answered] if answered else [])))
        else:
            folded = self.folded(draft.council, dossier)
        act = self._said(draft, folded, answered, now)
        check_next(folded, act, self.sayings.background_here(draft.council, draft.channel))
        if draft.kind in ABOUT_DUTIES:
            check_owing(folded, act, self.duties_of(folded, now))
        self._check_among(draft, folded, act)
        self._check_for(draft, folded, act)

    def _check_for(self, draft: Draft, folded: Folded, act: Said) -> None:
        """Be silent where the act may be said to those who would read it, where its desk looks at them."""
        desk: Any = desk_of(draft.kind)
        readers = getattr(desk, "may_draft_for", None)
        if readers is None:
            return
        confirmed = self._context.store.confirmed()
        reason = readers(act, folded.charter, lambda party: self.standing(draft.council, party), confirmed)
        if reason is not None:
            raise reason

    def _check_among(self, draft: Draft, folded: Folded, act: Said) -> None:
        """Be silent where the act agrees with the other matters of its desk, where the desk looks at them."""
        desk: Any = desk_of(draft.kind)
        among = getattr(desk, "may_draft_among", None)
        if among is None:
            return
        others = [one.states[desk.NAME] for one in self.of_desk(draft.council, desk.NAME) if one.ref != folded.ref]
        reason = among(others, folded.states.get(desk.NAME, desk.begin(folded.charter)), act)
        if reason is not None:
            raise reason

    def of_desk(self, council: str, desk: str) -> list[Folded]:
        """Return all dossiers of a desk, those that were not folded yet among them."""
        store = self._context.store
        known = {row.dossier for row in store.dossiers(council, desk=desk)}
        stale = {dossier for of, dossier in store.stale_dossiers(FOLDED_AT_A_TIME) if of == council}
        found = [self.folded(council, ref) for ref in sorted(known | stale)]
        return [one for one in found if one.desk == desk and desk in one.states]

    def _counts(self, draft: Draft, dossier: str) -> bool:
        """Say if an act would count towards the dossier; plain words may be said of it anywhere.

        Raises:
            Refused: `dossier-elsewhere`.
        """
        channel, directory = channel_of(dossier), self._context.directory
        if channel == draft.channel:
            return True
        if OWN not in (channel, draft.channel):
            here = set(directory.members(draft.council, draft.channel))
            if set(directory.members(draft.council, channel)) <= here:
                return True
        if draft.channel != OWN and draft.kind not in line.KINDS:
            raise Refused(
                "dossier-elsewhere",
                expected=f"a channel that all who read {channel} read, for an act that counts in {dossier}",
                got=draft.channel,
                remedy=f"say it with --channel {channel}",
            )
        return False

    def _row(self, council: str, text: str | None) -> ActRow | None:
        if text is None:
            return None
        feed, index = self._scribe.locate(council, text)
        return self._context.store.act_at(feed, index)

    def _said(self, draft: Draft, folded: Folded, answered: ActRow | None, now: Instant) -> Said:
        past = frozenset(act.ref for act in folded.acts if act.ref not in folded.irregular)
        return Said(
            ref="",
            party=self._context.party,
            kind=draft.kind,
            claimed_at=now if draft.claimed_at is None else draft.claimed_at,
            origin=str(Origin(draft.council, draft.channel, self._context.party, "1")),
            re=answered.ref if answered else None,
            to=draft.to,
            cites=tuple(sorted(past)),
            officer=draft.officer,
            body=draft.body,
            language=draft.language,
            precedence=int(draft.precedence),
            dossier=folded.ref,
            past=past,
        )


def _text(why: Refused) -> str:
    return f"expected {why.expected}; got {why.got}"


def _unfolded(old: DossierRow) -> DossierRow:
    return DossierRow(
        old.council, old.dossier, old.last_sequence, stale=False, desk=line.NAME, channel=channel_of(old.dossier),
        status=NOT_UNDERSTOOD,
    )  # fmt: skip


def _reads_with() -> bytes:
    """Return by what dossiers are read: the version of the software, and the packs that it brings."""
    return f"{__version__} {fingerprint()}".encode()


def _shape() -> bytes:
    """Return the fields of what rows carry sealed, and by what lists find them: another version needs other rows."""
    found_by = (f"{name}:{trait}" for name in sorted(FOUND_BY) for trait in FOUND_BY[name])
    fields = (name for kind in SEALED for name in (*kind.__struct_fields__, "/"))
    return " ".join((*fields, *found_by)).encode()
