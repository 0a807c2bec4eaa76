"""Invitations to observe as people type them, between two folders and bags."""

from tests.unit.council_of_two import NOW
from tests.unit.test_cli import Shell
from tests.unit.test_cli_explain import Pair, data, detente, done, pair

from detente.clock import DAY, rfc3339

STARTS, ENDS = rfc3339(NOW + 42 * DAY), rfc3339(NOW + 45 * DAY)
INVITE = (
    "observe",
    "invite",
    "Northern Wind",
    "--assembly",
    STARTS,
    "--place",
    "Port",
    "--starts",
    STARTS,
    "--ends",
    ENDS,
)
__all__ = ["detente", "pair"]


def test_observers_are_invited_named_and_remark(detente: Shell, pair: Pair) -> None:
    assert "no invitation" in done(detente, "observe", "list", "--dir", "RU")
    invite = data(
        detente, *INVITE, "--observers", "2", "--reply-by", rfc3339(NOW + 21 * DAY), "--working-language", "en",
        "--programme", "Briefing, map, daily progress.", "--dir", "RU",
    )  # fmt: skip
    ref = invite["act"]["ref"]
    pair.carry()
    assert "(observers-number)" in detente("observe", "reply", ref, "--dir", "NATO")[2]
    out = done(detente, "observe", "reply", ref, "--observer", "A. Name, colonel", "--dir", "NATO")
    assert f"answers {ref}: accepted" in out
    done(detente, "observe", "report", ref, "Two hours were left out.", "--dir", "NATO")
    pair.carry()
    done(detente, "observe", "report", ref, "The programme was kept.", "--dir", "RU")
    shown = done(detente, "observe", "list", ref, "--dir", "RU")
    assert "observation that a rule asks for" in shown
    assert "A. Name, colonel" in shown
    assert data(detente, "observe", "list", ref, "--dir", "RU")["data"]["invited"][0]["observers"] == 1
    assert "NATO accepted" in done(detente, "observe", "list", "--dir", "RU")
    (one,) = data(detente, "observe", "list", "--dir", "RU")["items"]
    assert [report["by"] for report in one["data"]["reports"]] == ["nato", "ru"]


def test_a_visitors_day_is_told_apart_and_declined(detente: Shell, pair: Pair) -> None:
    ref = data(detente, *INVITE, "--sort", "visitors' day", "--to", "nato", "--dir", "RU")["act"]["ref"]
    pair.carry()
    done(detente, "observe", "reply", ref, "No time.", "--decline", "--dir", "NATO")
    shown = done(detente, "observe", "list", "--dir", "NATO")
    assert "visitors' day" in shown
    assert "NATO declined" in shown
