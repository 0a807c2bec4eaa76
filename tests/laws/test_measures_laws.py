"""What holds for the measures of every record: no order of its acts matters, names mean nothing, and parts add up."""

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.assessment.evidence.compare import compare
from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.part import Part, part_of
from detente.clock import DAY

KINDS = ("message", "clarification-request", "reply", "decline", "protest", "share-answer", "suspend", "unheard-of")
NAMES = ("a", "b", "c")
END = 200 * DAY


@st.composite
def acts(draw: st.DrawFn) -> list[Counted]:
    """Return acts of three parties over half a year, each with a reference of its own."""
    found = []
    for number in range(draw(st.integers(0, 25))):
        party = draw(st.sampled_from(NAMES))
        to = tuple(draw(st.sets(st.sampled_from([one for one in NAMES if one != party]))))
        kind, at = draw(st.sampled_from(KINDS)), draw(st.integers(0, 150 * DAY))
        topic, opens = draw(st.sampled_from(("", "syria"))), draw(st.booleans())
        found.append(
            Counted(
                f"{party}/{number}", party, kind, "line", tuple(sorted(to)), at, opens, party if opens else "a", topic
            )
        )
    return found


def of(found: list[Counted]) -> dict[str, Any]:
    return measures(Evidence(found, (), NAMES, END))


@settings(deadline=None)
@given(acts(), st.randoms(use_true_random=False))
def test_no_order_of_the_acts_matters(found: list[Counted], dice: Any) -> None:
    """The same acts in any order give the same bytes."""
    mixed = list(found)
    dice.shuffle(mixed)
    assert of(mixed) == of(found)


@settings(deadline=None)
@given(acts())
def test_parts_add_up(found: list[Counted]) -> None:
    """Each table counts every act once; the index is the sum of its classes, and of its parties; a share is one."""
    said = of(found)
    for table in ("by_party", "by_desk", "by_channel", "by_topic", "by_month"):
        rows = said[table].values()
        assert sum(sum(row.values()) - row.get("opens", 0) - row.get("follows", 0) for row in rows) == len(found)
    index = said["tension"]["index"]
    for parts in ("by_class", "by_party"):
        assert abs(sum(index[parts].values()) - index["value"]) < 1e-5
    for pair in said["pairs"]:
        assert pair["balance"] is None or 0 <= pair["balance"] <= 1
        assert all(row["share"] is None or 0 <= row["share"] <= 1 for row in pair["in_kind"])
        assert all(row["followed"] <= row["n"] for row in pair["in_kind"])


@settings(deadline=None)
@given(acts())
def test_names_mean_nothing(found: list[Counted]) -> None:
    """Renamed in the order of their names, parties keep their figures."""
    new = dict(zip(NAMES, ("x", "y", "z"), strict=True))
    renamed = [
        replace(one, party=new[one.party], to=tuple(new[to] for to in one.to), ref=f"{new[one.party]}{one.ref[1:]}")
        for one in found
    ]
    before, after = of(found), measures(Evidence(renamed, (), tuple(new.values()), END))
    assert after["tension"]["index"]["value"] == before["tension"]["index"]["value"]
    assert [pair["balance"] for pair in after["pairs"]] == [pair["balance"] for pair in before["pairs"]]
    assert after["balance_of_all"] == before["balance_of_all"]
    assert [row["share"] for pair in after["pairs"] for row in pair["in_kind"]] == [
        row["share"] for pair in before["pairs"] for row in pair["in_kind"]
    ]


@settings(deadline=None)
@given(acts(), st.integers(1, 150 * DAY))
def test_two_periods_share_what_was_said(found: list[Counted], split: int) -> None:
    """Every act lies in one of the two periods, and every table of counts adds up to that of the whole."""
    whole = of(found)
    before, after = (
        measures(part_of(Evidence(found, (), NAMES, END), part)) for part in (Part(until=split), Part(since=split))
    )
    assert before["acts"] + after["acts"] == whole["acts"]
    for row in compare(before | {"record": ""}, after | {"record": ""}).rows:
        if row.what.split(" ")[0].lower() in NAMES and "share of" not in row.what:
            party, _, word = row.what.partition(" ")
            if word in (counts := whole["by_party"].get(party.lower(), {})):
                assert sum(value for value in row.values if isinstance(value, int)) == counts[word]


@settings(deadline=None)
@given(acts())
def test_a_side_of_one_is_that_party(found: list[Counted]) -> None:
    """A party that is counted as a side of its own has its own figures; all as one side say nothing to each other."""
    alone = part_of(Evidence(found, (), NAMES, END), Part(sides=(("a", ("a",)),)))
    assert measures(alone) == of(found)
    together = measures(part_of(Evidence(found, (), NAMES, END), Part(sides=(("all", NAMES),))))
    assert (together["asked"], together["pairs"], together["balance_of_all"]) == ({}, [], None)
