"""What holds for every condition and every clock, whatever the form states."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tests.regimes import bay

from detente.clock import DAY, HOUR
from detente.regimes.clocks import Event, due
from detente.regimes.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    During,
    Not,
    Operator,
    Truth,
    evaluate,
    fields_of,
)
from detente.regimes.forms import check, json_schema, render, written
from detente.regimes.times import At, Due, Fixed, Length, Side, Span, Unit, Window

PACK = bay()
FIELDS = ("a", "b", "c")
compare = st.builds(
    Compare, st.sampled_from(FIELDS), st.sampled_from([Operator.AT_LEAST, Operator.EQUALS]), st.integers(0, 3)
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    compare,
    lambda inner: st.one_of(
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple)),
        st.builds(Not, inner),
        st.builds(During, st.just("rows"), inner),
    ),
    max_leaves=8,
)
some = st.one_of(st.none(), st.integers(0, 3))
values = st.fixed_dictionaries(dict.fromkeys(FIELDS, some))
forms = st.builds(lambda whole, rows: {**whole, "rows": rows}, values, st.lists(values, max_size=2))
RANK = {Truth.FALSE: 0, Truth.UNKNOWN: 1, Truth.TRUE: 2}
days = st.dates(date(1971, 1, 1), date(9000, 1, 1))
seconds = st.integers(DAY, 250_000_000_000)
lengths = st.builds(
    lambda amount, unit: Length(amount, unit, "working" if unit is Unit.WORKING_DAYS else ""),
    st.integers(0, 60),
    st.sampled_from(Unit),
)
dues: st.SearchStrategy[Due] = st.one_of(
    st.builds(Span, lengths, st.sampled_from(Side), st.just("start")),
    st.just(At("start")),
    st.builds(Fixed, st.integers(1, 12), st.integers(1, 29), st.integers(-2, 2)),
    st.builds(lambda near, side: Window(near, near, side, "start"), lengths, st.sampled_from(Side)),
)


@given(conditions, conditions, forms)
def test_kleenes_laws(one: Condition, other: Condition, form: dict[str, Any]) -> None:
    """`all` is the least of its parts and `any` the greatest; `not` turns round; De Morgan holds."""
    p, q = evaluate(one, form).truth, evaluate(other, form).truth
    assert RANK[evaluate(All((one, other)), form).truth] == min(RANK[p], RANK[q])
    assert RANK[evaluate(AnyOf((one, other)), form).truth] == max(RANK[p], RANK[q])
    assert RANK[evaluate(Not(one), form).truth] == 2 - RANK[p]
    assert evaluate(Not(Not(one)), form) == evaluate(one, form)
    assert evaluate(Not(All((one, other))), form).truth is evaluate(AnyOf((Not(one), Not(other))), form).truth


@settings(max_examples=200)
@given(conditions, values)
def test_what_is_known_stays_so_whatever_the_blanks_turn_out_to_be(condition: Condition, form: dict[str, Any]) -> None:
    """True and false are never guesses: no way to fill the blanks changes them, and only blanks are called missing."""
    found = evaluate(condition, form)
    blank = [name for name in FIELDS if form[name] is None]
    assert set(found.missing) <= set(blank) & fields_of(condition)
    assert (found.truth is Truth.UNKNOWN) == bool(found.missing)
    if found.truth is not Truth.UNKNOWN:
        for filled in product(range(4), repeat=len(blank)):
            assert evaluate(condition, {**form, **dict(zip(blank, filled, strict=True))}).truth is found.truth


@given(dues, st.one_of(days, seconds))
def test_strict_is_never_after_lenient(when: Due, event: Event) -> None:
    """In every kind of clock, and a window opens before it closes."""
    found = due(when, {"start": event, "period": event}, PACK)
    assert found is not None
    assert 0 <= found.strict_at <= found.due_at
    assert found.steps
    if found.opens_at is not None and isinstance(event, date):
        assert found.opens_at <= found.due_at


@given(lengths, st.sampled_from(Side), st.one_of(days, seconds), st.integers(0, 400))
@example(Length(1, Unit.WORKING_DAYS, "working"), Side.BEFORE, 3_934_336, 22)
def test_a_later_event_is_never_due_sooner(length: Length, side: Side, event: Event, later: int) -> None:
    """Clocks are monotone in their event, in both readings."""
    after = event + timedelta(days=later) if isinstance(event, date) else event + later * HOUR
    one, other = (due(Span(length, side, "start"), {"start": at}, PACK) for at in (event, after))
    assert one is not None
    assert other is not None
    assert (one.strict_at, one.due_at) <= (other.strict_at, other.due_at)
    assert one.strict_at <= other.strict_at


@given(days, st.integers(0, 1000), st.sampled_from(Side))
def test_days_are_those_of_the_calendar(day: date, count: int, side: Side) -> None:
    """As the standard library counts them: the day has 86,400 seconds, and both readings bound it."""
    found = due(Span(Length(count, Unit.DAYS), side, "start"), {"start": day}, PACK)
    wanted = day + timedelta(days=count if side is Side.AFTER else -count)
    assert found is not None
    if wanted >= date(1970, 1, 1):
        assert found.strict_at == int(datetime(wanted.year, wanted.month, wanted.day, tzinfo=UTC).timestamp())
        assert found.due_at == found.strict_at + DAY - 1


@given(days, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(day: date, count: int) -> None:
    """Between the event and the due day lie so many days of work, and the last of them is the due day."""
    when = Span(Length(count, Unit.WORKING_DAYS, "working"), Side.AFTER, "start")
    found = due(when, {"start": day}, PACK)
    assert found is not None
    end = datetime.fromtimestamp(found.due_at, UTC).date()
    between = [day + timedelta(days=number) for number in range(1, (end - day).days + 1)]
    assert sum(map(PACK.calendars["working"].works, between)) == count
    assert PACK.calendars["working"].works(end)


def hundredths(least: int, most: int) -> st.SearchStrategy[float]:
    """Return fractions as people state them; what is finer than nine places is rounded when it is written."""
    return st.integers(least * 100, most * 100).map(lambda number: number / 100)


sound = st.fixed_dictionaries(
    {"designation": st.text(max_size=5), "start": st.dates()},
    optional={
        "kind": st.sampled_from(["land", "sea", "air", ""]),
        "troops": st.one_of(st.integers(-1, 5), st.just("3"), st.just({"value": 2, "unit": "persons"})),
        "by_state": st.lists(st.fixed_dictionaries({"state": st.just("PL"), "troops": st.integers(0, 3)}), max_size=2),
        "width": st.one_of(
            hundredths(-1, 9), st.fixed_dictionaries({"value": hundredths(0, 9), "unit": st.just("km")})
        ),
        "assembly": st.one_of(st.datetimes(), st.datetimes(timezones=st.just(UTC))),
        "origin": st.fixed_dictionaries({"lat": hundredths(-100, 100), "lon": hundredths(-200, 200)}),
        "alert": st.booleans(),
    },
)


@settings(max_examples=300)
@given(sound)
def test_what_the_check_finds_sound_the_schema_allows(values: dict[str, Any]) -> None:
    """The schema is never stricter than the check, and what is written down is as sound as what was stated."""
    form = PACK.format("notice")
    wrong = [one.code for one in check(form, values, PACK)]
    assert [one.code for one in check(form, written(values), PACK)] == wrong
    assert written(written(values)) == written(values)
    if not wrong:
        assert Draft202012Validator(json_schema(form)).is_valid(written(values))
    assert isinstance(render(form, values), tuple)
