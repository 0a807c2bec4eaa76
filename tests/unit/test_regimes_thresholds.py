"""Thresholds beside figures: which number of which rule, what was stated, and whether that reaches it."""

import pytest

from detente.errors import Malformed
from detente.regimes.activity_files import read_activity
from detente.regimes.library import find
from detente.regimes.thresholds import Threshold, thresholds

VIENNA = find("vienna-2011")


def of(rule: str, field: str, **fields: object) -> Threshold:
    """Return one threshold of the Vienna Document beside an activity with these fields."""
    found = thresholds(read_activity({"name": "Zapad", **fields}), VIENNA)
    (one,) = [each for each in found if (each.rule, each.field) == (rule, field)]
    return one


def test_a_threshold_has_its_rule_number_unit_and_source() -> None:
    one = of("VD-40.1", "troops", troops=12_700)
    assert (one.stated, one.compared, one.mark, one.unit, one.reached) == ("12,700", "at least", 9_000, "persons", True)
    assert one.heading == "Total number of troops"
    assert one.title == "Prior notification of a land activity"
    assert any(text.startswith("S24: ") for text in one.sources)
    assert of("VD-40.1", "troops", troops=8_999).reached is False


@pytest.mark.parametrize(("stated", "reached"), [("8000-9500", None), ("9000-9500", True), ("7000-8000", False)])
def test_a_range_reaches_a_threshold_with_both_ends_or_cannot_say(stated: str, reached: bool | None) -> None:
    assert of("VD-40.1", "troops", troops=stated).reached is reached


def test_a_blank_is_not_zero_and_a_public_figure_is_said_to_be_one() -> None:
    assert of("VD-40.1", "tanks").reached is None
    public = of("VD-40.1", "troops", announced_troops=12_700)
    assert (public.announced, public.reached) == (True, True)
    assert of("VD-40.1", "troops", announced_troops=20_000, troops=5_000).reached is False
    assert not of("VD-40.1", "tanks", announced_troops=9_000).announced


def test_each_number_of_a_rule_stands_once() -> None:
    found = thresholds(read_activity({"name": "x"}), VIENNA)
    keys = [(one.rule, one.field, one.mark) for one in found]
    assert len(keys) == len(set(keys)) > 20
    assert all(one.stated is None and one.reached is None for one in found)


def test_a_field_that_cannot_be_read_is_named() -> None:
    with pytest.raises(Malformed, match=r"activity-malformed") as refusal:
        read_activity({"name": "x", "troops": "many"})
    assert "vd_notified_troops" in refusal.value.got
