"""What a rule says of a situation."""

from datetime import date

from tests.regimes import bay

from detente.clock import rfc3339
from detente.regimes.ruling import Verdict, rule_on

PACK = bay()
RULE = PACK.rule("BAY-1")


def test_a_duty_has_its_time_its_reason_and_its_paragraph() -> None:
    ruling = rule_on(RULE, {"troops": 12700, "start": "2017-09-14", "alert": False}, PACK)
    assert (ruling.verdict, ruling.by, ruling.reason) == (Verdict.DUTY, "BAY-1", "troops 12,700 ≥ 1,000")
    assert ruling.due is not None
    assert rfc3339(ruling.due.due_at) == "2017-08-03T23:59:59Z"
    assert ruling.open == ()


def test_an_exception_sets_another_time_only_where_its_condition_is_true() -> None:
    """Where nobody said, the general time stands and the exception is named as open."""
    values = {"troops": 12700, "start": date(2015, 5, 25)}
    alert = rule_on(RULE, {**values, "alert": True}, PACK)
    assert alert.by == "BAY-2"
    assert alert.due is not None
    assert rfc3339(alert.due.due_at) == "2015-05-25T23:59:59Z"
    silent = rule_on(RULE, values, PACK)
    assert (silent.by, silent.open) == ("BAY-1", ("BAY-2: alert not stated",))


def test_what_is_missing_is_named() -> None:
    """Of the condition: cannot say. Of the time: a duty without one."""
    unknown = rule_on(RULE, {"troops": 10, "start": date(2017, 9, 14)}, PACK)
    assert (unknown.verdict, unknown.missing, unknown.due) == (Verdict.CANNOT_SAY, ("tanks",), None)
    undated = rule_on(RULE, {"troops": 12700}, PACK)
    assert (undated.verdict, undated.missing, undated.due) == (Verdict.DUTY, ("start",), None)


def test_below_its_thresholds_there_is_no_duty() -> None:
    ruling = rule_on(RULE, {"troops": 999, "tanks": 19, "start": date(2017, 9, 14)}, PACK)
    assert (ruling.verdict, ruling.due) == (Verdict.NO_DUTY, None)
    assert ruling.reason == "troops 999 < 1,000; tanks 19 < 20"


def test_a_rule_without_condition_and_time_always_stands() -> None:
    ruling = rule_on(PACK.rule("BAY-6"), {}, PACK)
    assert (ruling.verdict, ruling.due, ruling.missing) == (Verdict.DUTY, None, ())
