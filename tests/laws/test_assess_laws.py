"""What holds of every activity: estimates change nothing, more troops never owe less, order does not matter."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from detente.regimes.activity import Activity, Figure, Precision, When
from detente.regimes.assess import assess, summarise
from detente.regimes.assessed import Assessed
from detente.regimes.library import find

PACK = find("vienna-2011")
numbers = st.integers(0, 60_000)
figures = st.builds(lambda low, more: Figure(low, low + more), numbers, st.sampled_from([0, 0, 0, 500, 20_000]))


def day(value: date) -> When:
    return When(value, value, Precision.DAY)


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    start = draw(st.dates(date(2012, 1, 1), date(2030, 12, 31)))
    counts = draw(
        st.dictionaries(st.sampled_from(["troops", "tanks", "acv", "artillery", "parachute_troops"]), figures)
    )
    return Activity(
        id="A",
        name="A",
        start=draw(st.sampled_from([None, day(start)])),
        end=draw(st.sampled_from([None, day(start + timedelta(days=draw(st.integers(0, 9))))])),
        announced=draw(st.none() | figures),
        figures=counts,
        flags=draw(st.dictionaries(st.sampled_from(["in_zone", "single_command", "transfer"]), st.booleans())),
        kind=draw(st.sampled_from(["", "snap", "planned", "planned/snap check"])),
        host=draw(st.sampled_from([(), ("Norway",), ("Russia",), ("Russia (east)",), ("Belarus", "Russia")])),
    )


def of(one: Activity) -> Assessed:
    return assess([one], PACK)[0]


def owed(found: Assessed) -> set[str]:
    return {duty.rule for duty in found.duties}


@given(activities(), figures)
def test_an_estimate_changes_no_result(one: Activity, estimate: Figure) -> None:
    """Whatever others estimate, verdict, duties and what is missing stay the same."""
    plain, estimated = of(replace(one, estimate=None)), of(replace(one, estimate=estimate))
    assert (plain.verdict, plain.duties, plain.missing) == (estimated.verdict, estimated.duties, estimated.missing)


@given(activities(), numbers, st.integers(0, 60_000))
def test_more_counted_troops_never_owe_less(one: Activity, troops: int, more: int) -> None:
    """What is due at a figure is due at any higher one."""
    fewer, many = (
        of(replace(one, figures={**one.figures, "troops": Figure(count, count)})) for count in (troops, troops + more)
    )
    assert owed(fewer) <= owed(many)


@given(activities())
def test_a_verdict_says_why(one: Activity) -> None:
    """A duty has reasons, no duty has one, and what cannot be said names what is missing."""
    found = of(one)
    assert found.reason
    assert bool(found.duties) == (str(found.verdict) == "duty")
    assert bool(found.missing) or str(found.verdict) != "cannot say"
    assert all(duty.due is not None for duty in found.duties) or "start" in found.missing


@given(activities(), st.integers(0, 60_000))
def test_what_is_only_announced_is_never_surer_than_what_is_counted(one: Activity, troops: int) -> None:
    """The same number gives the same duties under less confidence, where it lies in the zone as stated."""
    levels = ("high", "medium", "low")
    flags = {**one.flags, "in_zone": True}
    rest = {name: figure for name, figure in one.figures.items() if name != "troops"}
    number = Figure(troops, troops)
    counted = of(replace(one, flags=flags, announced=None, figures={**rest, "troops": number}))
    announced = of(replace(one, flags=flags, announced=number, figures=rest))
    assert owed(counted) == owed(announced)
    for sure, less in zip(counted.duties, announced.duties, strict=True):
        assert levels.index(sure.confidence) <= levels.index(less.confidence)


@given(st.lists(activities(), max_size=5), st.randoms(use_true_random=False))
def test_order_does_not_matter(several: list[Activity], lots: object) -> None:
    """Each activity is assessed alike in every order, and the summary is the same."""
    named = [replace(one, id=f"A{number}", lead=f"L{number % 2}") for number, one in enumerate(several)]
    mixed = list(named)
    lots.shuffle(mixed)  # type: ignore[attr-defined]
    straight, shuffled = assess(named, PACK), assess(mixed, PACK)
    assert sorted(straight, key=lambda one: one.id) == sorted(shuffled, key=lambda one: one.id)
    assert summarise(straight, PACK) == summarise(shuffled, PACK)
