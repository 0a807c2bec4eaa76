"""Quotas, and cases by which packs prove themselves."""

import pytest
from tests.regimes import bay

from detente.regimes.cases import Difference, play
from detente.regimes.clocks import said
from detente.regimes.conditions import fields_of
from detente.regimes.forms import check
from detente.regimes.library import find, shipped
from detente.regimes.pack import Case, Formula, Pack
from detente.regimes.quotas import EVALUATIONS, Allowance, allowance, passive, same_party
from detente.regimes.times import Span


@pytest.mark.parametrize(
    ("units", "visits", "share"),
    [
        (0, 0, 0),
        (1, 1, 1),
        (60, 1, 1),
        (61, 2, 1),
        (240, 4, 1),
        (300, 5, 1),
        (301, 6, 1),
        (600, 10, 2),
        (900, 15, 3),
        (901, 15, 3),
        (1200, 15, 3),
        (-5, 0, 0),
    ],
)
def test_one_visit_for_sixty_units_or_part_and_a_fifth_for_the_same_party(units: int, visits: int, share: int) -> None:
    """As the paragraphs read say: at most 15, and one of the same party where a fifth is less than one."""
    assert (passive(units), same_party(passive(units))) == (visits, share)


def test_an_allowance_follows_from_the_quota_and_the_units() -> None:
    quotas = bay().quotas
    assert allowance(quotas["visits"]) == Allowance(3, 1)
    assert allowance(quotas["evaluations"]) is None
    assert allowance(quotas["evaluations"], 600) == Allowance(10, 2, 1, 2, 1)
    assert quotas["evaluations"].formula == EVALUATIONS == Formula(60, 15, 5, 1)


@pytest.mark.parametrize("pack", shipped().values(), ids=lambda pack: pack.id)
def test_every_shipped_pack_proves_itself(pack: Pack) -> None:
    """Each case comes out as it says, and each rule with a condition or a clock, and each quota, is in some case."""
    played = play(pack)
    assert [one for one in played if one.differences] == []
    bearing = {rule.id for rule in pack.rules.values() if rule.when is not None or rule.due is not None}
    assert bearing <= {one.case.rule for one in played}
    assert pack.quotas.keys() <= {one.case.quota for one in played}


@pytest.mark.parametrize("pack", shipped().values(), ids=lambda pack: pack.id)
def test_every_reading_of_a_word_and_every_recalled_number_says_so(pack: Pack) -> None:
    """What was recalled has its source as what was read has, and a word for time shows that a reading was taken."""
    assert all(pack.sources[source] for rule in pack.rules.values() for source in rule.basis.sources)
    for rule in pack.rules.values():
        if isinstance(rule.due, Span) and rule.due.length.word:
            assert "read as" in said(rule.due)


def test_no_distance_at_sea_is_a_limit() -> None:
    """Fixed distances were never agreed: no rule reads one, and a form takes any, with unit and method."""
    pack = find("incsea-1972")
    conditions = [rule.when for rule in pack.rules.values() if rule.when is not None]
    assert {name for condition in conditions for name in fields_of(condition)} == {"dangerous", "flight_operations"}
    form = pack.format("incident-information")
    for metres in (0, 9, 1_000, 100_000):
        stated = {"distance": {"value": metres, "unit": "m"}, "distance_method": "by eye"}
        assert {one.code for one in check(form, stated, pack)} == {"form-missing"}
        assert not [one for one in check(form, stated, pack) if "distance" in one.expected]


@pytest.mark.parametrize(
    ("old", "new", "difference"),
    [
        ("due = 2028-01-18", "due = 2028-01-19", Difference("due", "2028-01-19", "2028-01-18")),
        (
            "due = 2028-01-18",
            "due = 2028-01-18T00:00:00Z",
            Difference("due", "2028-01-18T00:00:00Z", "2028-01-18T23:59:59Z"),
        ),
        (
            "due = 2028-01-18",
            "due = 2028-01-18T00:00:00",
            Difference("due", "2028-01-18T00:00:00, without a zone", "2028-01-18T23:59:59Z"),
        ),
        ("due = 2028-01-18", "strict = 2028-01-17", Difference("strict", "2028-01-17", "2028-01-18")),
        ("due = 2028-01-18", "opens = 2028-01-18", Difference("opens", "2028-01-18", "nothing")),
        ('verdict = "duty"', 'verdict = "no duty"', Difference("verdict", "no duty", "duty")),
        ('verdict = "duty"', 'missing = ["tanks"]', Difference("missing", "tanks", "none")),
        ('verdict = "duty"', 'by = "BAY-2"', Difference("by", "BAY-2", "BAY-1")),
        (
            'refused = ["form-missing", "form-missing"]',
            'refused = ["form-missing"]',
            Difference("refused", "form-missing", "form-missing, form-missing"),
        ),
        ("passive = 2", "passive = 1", Difference("passive", "1", "2")),
        ("units = 61", "unit = 61", Difference("passive", "2", "nothing")),
    ],
)
def test_where_a_case_differs_it_says_so(old: str, new: str, difference: Difference) -> None:
    found = [one for played in play(bay((old, new))) for one in played.differences]
    assert difference in found


def test_a_case_that_comes_out_says_why() -> None:
    first, second, third = play(bay())
    assert not any(one.differences for one in (first, second, third))
    assert isinstance(first.case, Case)
    assert first.reason.startswith("troops 1,000 ≥ 1,000; lenient until")
    assert "Designation (designation): to be stated" in second.reason
