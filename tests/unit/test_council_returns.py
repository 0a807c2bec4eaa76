"""Returns of a year: owed by every party by a day of the calendar, from no act; absence is stated as of heads."""

from dataclasses import replace

from tests.matter import Matter, charter_of
from tests.unit.test_council_notifications import PACK, council, notify

from detente.clock import DAY, parse_rfc3339
from detente.council.agreements import named_by
from detente.council.duty import Duty, DutyState
from detente.council.returns import Made, returns_owed, yearly_rules

SINCE = parse_rfc3339("2016-04-20T12:00:00Z")
CALENDAR_DUE = parse_rfc3339("2016-11-15T23:59:59Z")
BOUND = {(PACK.id, party): SINCE for party in ("nato", "ru", "us")}


def owed(matter: Matter, at: int, party: str = "ru", **how: object) -> list[Duty]:
    """Return what a party owes of its calendar, as the journal has it."""
    made = [
        Made(PACK.id, "annual-calendar", act.body["fields"]["year"], act)
        for ref, act in matter.acts.items()
        if ref not in matter.folded().irregular
    ]
    found = returns_owed(matter.charter, BOUND, made, matter.journal(**how), at)  # type: ignore[arg-type]
    return [duty for duty in found if duty.who == party and "calendar" in duty.what.casefold()]


def calendar(matter: Matter, party: str = "ru") -> object:
    """Let a party say that it plans nothing in 2017."""
    return notify(matter, party, format="annual-calendar", fields={"year": 2017}, nil=True, single_command=None)


def test_each_form_of_a_year_has_one_rule() -> None:
    formats = [rule.format for rule in yearly_rules(PACK)]
    assert "annual-exchange" in formats
    assert "annual-calendar" in formats
    assert len(formats) == len(set(formats))


def test_the_next_return_is_due_and_no_later_one_is_shown() -> None:
    """In April 2016 the calendar of 2017 comes next, by 15 November; of 2018 nothing is said yet."""
    matter = council()
    (duty,) = owed(matter, SINCE)
    assert (duty.due_at, duty.state, duty.act, duty.regime) == (CALENDAR_DUE, DutyState.DUE, "", PACK.id)
    assert (duty.to_whom, duty.what) == (("nato", "us"), "return: Annual calendar, 2017")
    first, second = owed(matter, CALENDAR_DUE + 1)
    assert (first.due_at, second.what) == (CALENDAR_DUE, "return: Annual calendar, 2018")


def test_absence_is_overdue_only_as_of_heads() -> None:
    matter = council()
    act = calendar(matter, "nato")
    matter.heads(CALENDAR_DUE + 1)
    assert owed(matter, SINCE)[0].state is DutyState.OVERDUE
    assert owed(matter, SINCE, missing=[act])[0].state is DutyState.NOT_HEARD
    silent = council()
    assert owed(silent, SINCE)[0].state is DutyState.DUE, "no heads, nothing said of absence"


def test_a_nil_return_meets_it_by_the_evidence_of_when_it_was_there() -> None:
    for at, late in ((CALENDAR_DUE, False), (CALENDAR_DUE + DAY, True)):
        matter = council()
        act = calendar(matter)
        assert owed(matter, SINCE)[0].met_at is None
        matter.heads(at)
        (duty,) = owed(matter, SINCE)
        assert (duty.state, duty.answer, duty.met_at, duty.late) == (DutyState.MET, act.ref, at, late)  # type: ignore[attr-defined]


def test_whom_the_charter_does_not_bind_owes_and_is_owed_nothing() -> None:
    tables = {"regimes": {PACK.id: {**named_by(PACK), "parties": ["nato", "ru"]}}}
    matter = Matter(charter_of(tables=tables))
    assert owed(matter, SINCE, "us") == []
    assert [duty.to_whom for duty in owed(matter, SINCE)] == [("nato",)]


def test_whoever_is_not_bound_yet_owes_nothing() -> None:
    matter = council()
    later = {(PACK.id, "ru"): CALENDAR_DUE + 1}
    found = returns_owed(matter.charter, later, (), matter.journal(), CALENDAR_DUE + 1)
    assert {duty.who for duty in found} == {"ru"}
    assert min(duty.due_at or 0 for duty in found) > CALENDAR_DUE
    without = replace(matter.charter, tables={})
    assert returns_owed(without, BOUND, (), matter.journal(), SINCE) == ()
