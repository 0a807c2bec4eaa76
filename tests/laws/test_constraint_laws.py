"""What holds of every list of activities: more never stand within fewer, order does not matter, overlaps are mutual."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from detente.regimes.activity import Activity, Figure, Precision, When
from detente.regimes.constraints import constraints, overlaps
from detente.regimes.library import find

PACK = find("vienna-2011")


@st.composite
def activities(draw: st.DrawFn) -> Activity:
    start = draw(st.dates(date(2020, 1, 1), date(2023, 12, 31)))
    end = start + timedelta(days=draw(st.integers(0, 40)))
    troops = draw(st.sampled_from([None, 9_000, 13_001, 25_001, 40_001]))
    return Activity(
        id="",
        name="A",
        start=When(start, start, Precision.DAY),
        end=When(end, end, Precision.DAY),
        figures={} if troops is None else {"troops": Figure(troops, troops)},
        flags=draw(st.dictionaries(st.sampled_from(["forecast", "from_calendar"]), st.booleans())),
        host=draw(st.sampled_from([("Norway",), ("Sweden",), ("Norway", "Sweden"), ("Russia",)])),
    )


several = st.lists(activities(), max_size=6).map(
    lambda found: [replace(one, id=f"A{number}") for number, one in enumerate(found)]
)


@settings(max_examples=60)
@given(several, st.randoms(use_true_random=False))
def test_order_does_not_matter(listed: list[Activity], lots: object) -> None:
    """Every order of the list counts alike and finds the same pairs."""
    mixed = list(listed)
    lots.shuffle(mixed)  # type: ignore[attr-defined]

    def counted(found: list[Activity]) -> list[object]:
        return [
            (one.rule, one.state, one.period, one.standing, sorted(one.activities), sorted(one.left_open))
            for one in constraints(found, PACK)
        ]

    plain = [one for one in counted(listed) if one[0] not in ("VD-67.3", "VD-70")]  # type: ignore[index]
    assert plain == [one for one in counted(mixed) if one[0] not in ("VD-67.3", "VD-70")]  # type: ignore[index]
    assert sorted(map(repr, overlaps(listed))) == sorted(map(repr, overlaps(mixed)))


@settings(max_examples=60)
@given(several, activities())
def test_one_more_never_lowers_a_count(listed: list[Activity], more: Activity) -> None:
    """Whatever is added, no state's count in any period falls, and nothing that was above comes back within."""
    before = {(one.rule, one.state, one.period): one for one in constraints(listed, PACK) if one.most}
    after = {
        (one.rule, one.state, one.period): one
        for one in constraints([*listed, replace(more, id="more")], PACK)
        if one.most
    }
    for key, one in before.items():
        if key in after:
            assert after[key].count >= one.count
    highest = {key[:2]: 0 for key in (*before, *after)}
    for key, one in after.items():
        highest[key[:2]] = max(highest[key[:2]], one.count)
    for key, one in before.items():
        assert highest[key[:2]] >= one.count


@settings(max_examples=60)
@given(several)
def test_a_standing_says_what_its_count_says(listed: list[Activity]) -> None:
    """Above is more than allowed, at is as many, within is fewer; only what is left open cannot be said."""
    for one in constraints(listed, PACK):
        assert one.count == len(one.activities)
        match str(one.standing):
            case "above the limit":
                assert one.count > one.most
            case "at the limit":
                assert one.count == one.most
            case "within the limit":
                assert one.count + len(one.left_open) <= one.most
            case _:
                assert one.count <= one.most < one.count + len(one.left_open)
                assert one.missing


@given(several)
def test_overlaps_share_their_days(listed: list[Activity]) -> None:
    """Both take place on the first and on the last day that is named, in a state that hosts both."""
    by_id = {one.id: one for one in listed}
    for pair in overlaps(listed):
        for one in (by_id[pair.first], by_id[pair.second]):
            assert one.start is not None
            assert one.end is not None
            assert one.start.first <= date.fromisoformat(pair.starts) <= date.fromisoformat(pair.ends) <= one.end.last
            assert pair.state in one.host
