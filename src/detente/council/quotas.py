"""Quotas over all dossiers of a council: what a year's visits used up, who asked, what is left. A pure function.

    counts       a visit that was accepted, at this site or another, or carried out
    counts not   what was refused, what is not answered yet, and what was not carried out for force majeure as both say
    year         the calendar year of the estimated entry, in UTC

Nobody is held to more than the rule has; a party may accept more, and the ledger then says so as a fact.
Source: Vienna Document 2011, chapter IX, as recalled; the quota paragraphs of an earlier edition as read.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from detente.clock import Instant
from detente.council.inspection.state import (
    DECLARED,
    EVALUATION,
    FORCE_MAJEURE,
    InspectionState,
    year_of,
)
from detente.council.kinds import text_of
from detente.council.register import Register
from detente.council.said import Said, in_order
from detente.errors import Refused
from detente.regimes.pack import Quota
from detente.regimes.quotas import Allowance, allowance


class Visit(Struct, frozen=True):
    """One visit that was asked for.

    Args:
        object: the unit of an evaluation; empty of an inspection.
        counts: `yes`, `waits` (not answered yet) or `no`; `why` says what made it so.
    """

    ref: str
    sort: str
    regime: str
    asker: str
    asked: str
    object: str
    enters_at: Instant
    leaves_at: Instant
    counts: str
    why: str

    @property
    def year(self) -> int:
        """Return the year on whose quota it draws."""
        return year_of(self.enters_at)


class Account(Struct, frozen=True):
    """What a party's quota of one sort, regime and year has come to.

    Args:
        allowed: None where no rule, or a number of units that nobody declared, sets it.
        used_up: notices by which the party says that its quota is used up; a claim beside the count, and no count.
        units: as the party declared them last, of evaluations; `allowed` follows from them, as its party says.
        units_differ: notices of the party that declare different numbers, none of them proven to be the later; then
            `units` is None.
    """

    party: str
    sort: str
    regime: str
    year: int
    visits: tuple[Visit, ...]
    allowed: Allowance | None
    used_up: tuple[str, ...] = ()
    units: int | None = None
    units_differ: tuple[str, ...] = ()

    @property
    def counted(self) -> tuple[Visit, ...]:
        """Return the visits that count."""
        return tuple(one for one in self.visits if one.counts == "yes")

    @property
    def left(self) -> int | None:
        """Return how many may still be accepted, or None where no number is known; never below 0."""
        return None if self.allowed is None else max(self.allowed.passive - len(self.counted), 0)

    @property
    def beyond(self) -> int:
        """Return how many more count than the quota has; 0 where no number is known. A fact, and no fault."""
        return 0 if self.allowed is None else max(len(self.counted) - self.allowed.passive, 0)

    def by(self, asker: str) -> int:
        """Return how many of one party count."""
        return sum(one.asker == asker for one in self.counted)


def visit_of(state: InspectionState) -> Visit | None:
    """Return the visit of a matter, or None of a notice."""
    request = state.request
    if request is None:
        return None
    unit = text_of(request.body, "unit").casefold() if state.sort == EVALUATION else ""
    counts, why = _counts(state)
    leaves_at = state.leaves_at
    return Visit(
        request.ref, state.sort, state.regime, state.asker, state.asked, unit, state.enters_at,
        state.enters_at if leaves_at is None else leaves_at, counts, why,
    )  # fmt: skip


def _counts(state: InspectionState) -> tuple[str, str]:
    answer, undone = state.standing_answer, state.undone
    if state.reports:
        return "yes", "carried out"
    if undone is not None:
        why = f"not carried out: {text_of(undone.body, 'ground')}"
        if not state.granted:
            return "no", why
        # What else kept it from being carried out uses the quota up all the same: only force majeure is left out.
        return _undone(state, why) if text_of(undone.body, "ground") == FORCE_MAJEURE else ("yes", why)
    if answer is None:
        return "waits", "not answered yet"
    word = text_of(answer.body, "answer")
    if state.granted:
        return "yes", word
    return "no", f"{word}: {text_of(answer.body, 'ground')}"


def _undone(state: InspectionState, why: str) -> tuple[str, str]:
    """Return how a visit counts that was not carried out for force majeure, as who asked says; who received says it."""
    said = state.host_on_undone
    if said is None:
        return "yes", f"{why}, by {state.asker.upper()}'s word alone"
    if said == FORCE_MAJEURE:
        return "no", f"{why}, as both say"
    return "yes", f"{why}; {state.asked.upper()} says differently"


def ledger(states: Iterable[InspectionState]) -> tuple[Account, ...]:
    """Return the accounts of all quotas on which somebody drew or of which a notice speaks, by party and year.

    What is practised in a drill counts in none.
    """
    return _ledger([state for state in states if not state.drill])


def _ledger(known: Sequence[InspectionState]) -> tuple[Account, ...]:
    visits = [visit for state in known if (visit := visit_of(state)) is not None]
    notices = [(_key(state, state.notice), state.notice) for state in known if state.notice is not None]
    keys = {(one.asked, one.sort, one.regime, one.year) for one in visits} | {key for key, _notice in notices}
    quotas = {_sort_of(state): state.request_terms.quota for state in known}
    return tuple(_account(key, visits, notices, quotas) for key in sorted(keys))


def _sort_of(state: InspectionState) -> tuple[str, str]:
    return state.sort, state.regime


_Key = tuple[str, str, str, int]


def _key(state: InspectionState, notice: Said) -> _Key:
    return notice.party, state.sort, state.regime, int(notice.body["year"])


def _account(
    key: _Key, visits: Sequence[Visit], notices: Sequence[tuple[_Key, Said]],
    quotas: Mapping[tuple[str, str], Quota | None],
) -> Account:  # fmt: skip
    party, sort, regime, year = key
    mine = [one for one in visits if (one.asked, one.sort, one.regime, one.year) == key]
    # Each notice is a matter of its own: their order is that of proof among them.
    said = in_order((one for at, one in notices if at == key), lambda one: (one.channel, one.index))
    declared: Register[int] = Register()
    for one in said:
        if isinstance(one.body.get("units"), int):
            declared = declared.put(one, int(one.body["units"]))
    units = declared.settled
    quota = quotas.get((sort, regime))
    return Account(
        party, sort, regime, year, tuple(sorted(mine, key=lambda one: (one.enters_at, one.ref))),
        None if quota is None else allowance(quota, units),
        tuple(one.ref for one in said if text_of(one.body, "says") != DECLARED), units,
        declared.refs if declared.conflict else (),
    )  # fmt: skip


def check_room(states: Iterable[InspectionState], wanted: InspectionState) -> Refused | None:
    """Return why the quota of who is asked has no room for a visit that its author is about to ask for, or None.

    Only the author's own desk asks this, and it goes by what it counts: what a party says of its own quota refuses
    nobody's request. From others a request beyond the quota counts, and so does one whose author asks all the same: it
    is for who is asked to accept it, or to say that its quota is used up.
    """
    visit = visit_of(wanted)
    if visit is None:
        return None
    # A drill has a quota of its own, so that it can be practised to its end.
    alike = [state for state in states if state.drill == wanted.drill]
    key = (visit.asked, visit.sort, visit.regime, visit.year)
    accounts = {(one.party, one.sort, one.regime, one.year): one for one in _ledger([*alike, wanted])}
    account = accounts[key]
    others = [one for one in account.visits if one.ref != visit.ref and one.counts != "no"]
    most = _most(wanted.request_terms.quota)
    return None if most is None or wanted.beyond_quota else _beyond(account, most, visit, others)


def _most(quota: Quota | None) -> Allowance | None:
    """Return what a quota can come to at most by its rule alone, whatever who is asked declares of itself."""
    if quota is None or quota.formula is None:
        return None if quota is None else allowance(quota)
    return allowance(quota, quota.formula.most * quota.formula.units_per_visit)


def _beyond(account: Account, allowed: Allowance, visit: Visit, others: Sequence[Visit]) -> Refused | None:
    counted = [one for one in others if one.counts == "yes"]
    mine = [one for one in others if one.asker == visit.asker]
    same = [one for one in others if one.object and one.object == visit.object]
    at_once = [one for one in counted if one.enters_at <= visit.leaves_at and visit.enters_at <= one.leaves_at]
    limits = (
        (allowed.passive, counted, "in the year"),
        (allowed.per_party, mine, f"of {visit.asker.upper()} in the year"),
        (allowed.at_once, at_once, "at the same time"),
        (allowed.per_object, same, "of this unit in the year"),
        (allowed.per_object_and_party, [one for one in same if one.asker == visit.asker], "of this unit by one party"),
    )
    for most, found, what in limits:
        if most is not None and len(found) >= most:
            refs = ", ".join(one.ref for one in found) or "none"
            return _full(account, f"{len(found)} {what} already: {refs}; the rule has {most}")
    return None


def _full(account: Account, got: str) -> Refused:
    return Refused(
        "quota-used-up",
        expected=f"room in the quota of {account.party.upper()} for an {account.sort} in {account.year}", got=got,
        remedy="detente inspect quota shows it; ask for another year, or all the same, with --anyway",
    )  # fmt: skip
