"""Duties: what a party owes by a time, with the evidence that starts and stops its clock.

    start   the earliest of: the debtor's recorded receipt; its first entry that cites the act; the first heads that
            cover the act, plus the charter's deeming hours
    stop    the earlier of: the creditor's recorded receipt of the answer; the first heads that cover the answer
    absence `overdue` needs heads after the due second and every entry below them of who owes and who is owed; before
            that it is `due, not heard`. An answer that nothing proves to be there yet ends no absence

Source: design section 4, "Clocks are fair by evidence"; the normative page is docs/spec/duties.md.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import HOUR, Instant, held, rfc3339, written
from detente.council.journal import Journal
from detente.council.reckoning import span
from detente.council.said import Said
from detente.protocol.charter import Charter

FLASH = 3


class DutyState(StrEnum):
    """How a duty stands; the words are for people, and none of them accuses."""

    DUE = "due"
    NOT_HEARD = "due, not heard"
    MET = "met"
    OVERDUE = "overdue"
    EXCUSED = "excused"
    DISPUTED = "disputed"
    NOT_APPLICABLE = "rule not applicable"
    QUOTA_USED = "quota used up"
    FORCE_MAJEURE = "force majeure"


OPEN: Final = (DutyState.DUE, DutyState.NOT_HEARD, DutyState.OVERDUE)
"""States in which nothing is proven to have met a duty, and nobody has said why it is not owed."""


class Start(Struct, frozen=True):
    """Since when a clock runs, and by which evidence: `receipt`, `cited` or `deemed`."""

    at: Instant
    evidence: str


class Duty(Struct, frozen=True):
    """What a party owes.

    Args:
        who: the debtor; `to_whom` the creditors.
        what: a few words, like `reply to a request for clarification`.
        act: reference of the act from which it comes.
        start: None while nothing proves that the act arrived.
        due_at: the last second at which the answer is in time; None while no clock runs, or where none is set.
        answer: reference of the act that meets it, or of one that will once evidence has since when it is there.
        met_at: since when it is there, by evidence; None while nothing bounds that.
        rule: where the time comes from, like `charter, reply clock: 48 hours for a warning`.
        reason: for a state that needs one.
        reading: it asks that an officer reads something, and for no answer.
        due_strict_at: the due second by the stricter reading, where a rule leaves two; `due_at` is the lenient one.
        steps: how the due second was found, step by step, in words with times.
        regime: id of the agreement from which the duty comes; empty where it comes from the charter.
        drill: name of the drill in which it is practised, empty for a real one; it is listed apart, and not counted.
        key: what tells it from others of the same debtor that come from the same act, like `item 2`; no words for eyes.
        by_evidence: of a disputed duty, how it stands without what is said of it.
        form: of the agreement, in which a notification meets it; empty where another act does.
        stands: its clock stands, for a question that waits for its answer: that is why there is no due second.
    """

    who: str
    to_whom: tuple[str, ...]
    what: str
    act: str
    state: DutyState
    start: Start | None = None
    due_at: Instant | None = None
    answer: str | None = None
    met_at: Instant | None = None
    rule: str = ""
    reason: str = ""
    reading: bool = False
    due_strict_at: Instant | None = None
    steps: tuple[str, ...] = ()
    regime: str = ""
    drill: str = ""
    key: str = ""
    by_evidence: DutyState | None = None
    form: str = ""
    stands: bool = False

    @property
    def late(self) -> bool:
        """Say if it was met, or said on some ground not to be owed, after the due second."""
        return self.met_at is not None and self.due_at is not None and self.met_at > self.due_at

    @property
    def open(self) -> bool:
        """Say if nothing is proven to have met it, and nobody has said why it is not owed."""
        return self.state in OPEN

    @property
    def unanswered(self) -> bool:
        """Say if its debtor still has to do something; one who has answered only waits for the proof of that."""
        return self.open and self.answer is None

    @property
    def unsettled(self) -> bool:
        """Say if later heads alone may change it: it is open, or said not to be owed and not yet proven to be said."""
        return self.open or (self.answer is not None and self.met_at is None)

    def excused(self, reason: str) -> "Duty":
        """Return the duty as excused for that reason, where it was not answered yet."""
        return replace(self, state=DutyState.EXCUSED, reason=reason) if self.unanswered else self

    def met_by(self, answer: str, at: Instant | None, journal: Journal) -> "Duty":
        """Return the duty as met by an act, or while nothing proves that one to be there, as open by what heads show.

        Args:
            at: since when the act is there by evidence, or None.
        """
        state = DutyState.MET if at is not None else absence(self, journal)
        return replace(self, state=state, answer=answer, met_at=at)

    def unmet(self, journal: Journal) -> "Duty":
        """Return the duty as nobody has met it, as of the newest heads."""
        return replace(self, state=absence(self, journal))


def duty_data(duty: Duty) -> dict[str, Any]:
    """Return what a sheet says of a duty, for programs."""
    return {
        "who": duty.who, "state": duty.state.value, "due_at": written(duty.due_at), "met_at": written(duty.met_at),
        "late": duty.late, "answer": duty.answer, "rule": duty.rule, "reason": duty.reason,
    }  # fmt: skip


def clock_start(act: Said, debtor: str, citing: Iterable[Said], journal: Journal, charter: Charter) -> Start | None:
    """Return since when a debtor has an act, or None while nothing proves it.

    Args:
        citing: acts among which the debtor's that cite it are looked for, in any order.
    """
    found = []
    if (received_at := journal.held_since(act).get(debtor)) is not None:
        found.append(Start(received_at, "receipt"))
    entries = [journal.entered(one) for one in citing if one.party == debtor and act.ref in one.cites]
    found += [Start(heads.at, "cited") for heads in entries if heads is not None]
    if (entered := journal.entered(act)) is not None:
        flash = act.precedence >= FLASH
        hours = charter.clocks.flash_deeming_hours if flash else charter.clocks.deeming_hours
        found.append(Start(held(entered.at + hours * HOUR), "deemed"))
    return min(found, key=lambda start: start.at, default=None)


def answered_at(answer: Said, creditor: str, journal: Journal) -> Instant | None:
    """Return by when an answer was there, by evidence, or None while nothing bounds its time."""
    entered = journal.entered(answer)
    found = [journal.held_since(answer).get(creditor), None if entered is None else entered.at]
    return min((at for at in found if at is not None), default=None)


def seconds_to_answer(
    act: Said, answer: Said, citing: Iterable[Said], journal: Journal, charter: Charter
) -> int | None:
    """Return in how many seconds an act was answered, from its proven arrival to the proven answer.

    None while one of the two is not proven; what was only deemed to have arrived has no time of arrival.

    Args:
        citing: as in `clock_start`.
    """
    start = clock_start(act, answer.party, citing, journal, charter)
    done = answered_at(answer, act.party, journal)
    if start is None or start.evidence == "deemed" or done is None:
        return None
    return max(0, done - start.at)


def reply_duty(
    act: Said,
    debtor: str,
    what: str,
    *,
    citing: Iterable[Said],
    answers: Iterable[Said],
    journal: Journal,
    charter: Charter,
    seconds: int | None = None,
    due_at: Instant | None = None,
    due_strict_at: Instant | None = None,
    rule: str = "",
    reading: bool = False,
    steps: Sequence[str] = (),
    regime: str = "",
) -> Duty:
    """Return the duty to answer an act, as the evidence has it now.

    Args:
        citing: acts of this dossier, by anybody: the debtor's first one that cites it shows that it had it.
        answers: acts that would meet the duty, by anybody.
        seconds: from the start of the clock to the due second; None where the charter sets no clock.
        due_at: a fixed due second instead, such as a meeting's, and `due_strict_at` by its stricter reading.
        reading: what is owed is an officer's acknowledgement.
        steps: how that second was found, where the rule has more to say than its words.
        regime: see `Duty`; left empty, it is the first word of the rule where the charter names such an agreement.
    """
    start = clock_start(act, debtor, citing, journal, charter)
    fixed = due_at is not None
    if due_at is None and start is not None and seconds is not None:
        due_at = held(start.at + seconds)
    met = [(answered_at(one, act.party, journal), one.ref) for one in answers if one.party == debtor]
    started = start_step(start, debtor, act.ref, kept=journal.kept)
    duty = Duty(
        debtor, (act.party,), what, act.ref, DutyState.DUE, start, due_at, rule=rule, reading=reading,
        due_strict_at=due_strict_at, steps=(started, *steps, due_step(due_at, rule, None if fixed else seconds)),
        regime=regime or regime_of(rule, charter),
    )  # fmt: skip
    if met:
        at, ref = min(met, key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1]))
        return duty.met_by(ref, at, journal)
    return duty.unmet(journal)


def exempted(duty: Duty, state: DutyState, text: str, said: Iterable[Said], journal: Journal) -> Duty:
    """Return a duty that stands as its debtor says, with what evidence has of when that was said.

    Args:
        said: the acts that say it, from which the earliest proven one is taken.
    """
    found = [at for one in said for creditor in duty.to_whom if (at := answered_at(one, creditor, journal)) is not None]
    late = min(found) > duty.due_at if found and duty.due_at is not None else False
    unheard = not found and absence(duty, journal) is DutyState.OVERDUE
    return replace(duty, state=state, reason=f"{text} (said after the due time)" if late or unheard else text)


def start_step(start: Start | None, debtor: str, act: str, *, kept: bool = True) -> str:
    """Return in words since when a clock runs, and by which evidence.

    Args:
        kept: whether the council has a depositary, whose journal records receipts.
    """
    who = debtor.upper()
    if start is None:
        return f"nothing proves yet that {act} is at {who}"
    since = f"the clock runs since {rfc3339(start.at)}"
    match start.evidence:
        case "receipt":
            return (
                f"{since}: {who}'s own receipt of {act}, as {'the journal recorded it' if kept else 'it is held here'}"
            )
        case "cited":
            return f"{since}: the first heads that cover an entry of {who} which cites {act}"
        case _:
            return f"{since}: the first heads that cover {act}, and the charter's deeming hours"


def due_step(due_at: Instant | None, rule: str, seconds: int | None) -> str:
    """Return in words to which second a rule leads.

    Args:
        seconds: from the start of the clock, None where the second is fixed.
    """
    by = f" ({rule})" if rule else ""
    if due_at is not None and seconds is not None:
        return f"{span(seconds)} after that, due {rfc3339(due_at)}{by}"
    if due_at is not None:
        return f"due by {rfc3339(due_at)}{by}"
    return f"due {span(seconds)} after the clock starts{by}" if seconds is not None else f"no due time is set{by}"


def regime_of(rule: str, charter: Charter) -> str:
    """Return the agreement that a rule names first, like `vienna-2011 VD-16`, where the charter has it, or nothing."""
    first = rule.partition(" ")[0]
    regimes = charter.tables.get("regimes", {})
    return first if isinstance(regimes, Mapping) and first in regimes else ""


def absence(duty: Duty, journal: Journal) -> DutyState:
    """Return how a duty stands that nobody has met: what rests on absence is stated as of heads."""
    return absence_of((duty.who, *duty.to_whom), duty.due_at, journal)


def absence_of(parties: Collection[str], due_at: Instant | None, journal: Journal) -> DutyState:
    """Return how it stands that parties have said nothing by a second.

    Only their own feeds have to be here: what a third party keeps back hides nothing that is owed between others.
    """
    if due_at is None or (heads := journal.first(due_at + 1)) is None:
        return DutyState.DUE
    return DutyState.OVERDUE if journal.whole(heads, parties) else DutyState.NOT_HEARD
