"""The rehearsed alliance is invented throughout, and goes up every rung, from broken silence to a revocation."""

from typing import Any

import pytest

from detente.rehearsal import scenario as s
from detente.rehearsal.library import load_scenario

ALLIANCE = load_scenario("alliance-mandate")
WHAT = [event.what for event in ALLIANCE.events]
LEAGUE, BORDER = ALLIANCE.councils["league"], ALLIANCE.councils["main"]


def said(**wanted: str) -> list[str]:
    """Return the ids of acts of which all this is so, in their order."""
    acts = [what for what in WHAT if isinstance(what, s.Act)]
    return [act.id for act in acts if all(getattr(act, name) == value for name, value in wanted.items())]


def states_of(act: str) -> list[str]:
    return [what.status for what in WHAT if isinstance(what, s.Check) and what.of == act and what.status]


def body_of(act: str) -> dict[str, Any]:
    return next(dict(what.body or what.args) for what in WHAT if isinstance(what, s.Act) and what.id == act)


def text_of(act: str) -> str:
    return next(what.text for what in WHAT if isinstance(what, s.Act) and what.id == act)


def test_everything_is_invented_and_says_so() -> None:
    assert {event.basis for event in ALLIANCE.events} == {s.Basis.INJECT}
    assert ALLIANCE.sources == {}
    assert all(party.fictional and (party.note or "").startswith("Fictional.") for party in ALLIANCE.parties.values())
    texts = [what.text for what in WHAT if isinstance(what, s.Act) and what.text]
    assert [text for text in texts if not text.startswith("Rehearsal inject: ")] == []


def test_the_other_side_and_its_depositary_have_no_seat_in_the_leagues_council() -> None:
    assert LEAGUE.parties == ("alder", "birch", "cedar", "registry")
    assert set(LEAGUE.parties) & set(BORDER.parties) == {"alder"}
    (rule,) = BORDER.alliances.values()
    assert (rule.id, rule.council, rule.rule) == ("league", "league", 0), "all members sign"


def test_one_member_breaks_silence_and_the_amended_text_is_adopted() -> None:
    assert said(kind="decision-propose", council="league") == ["first", "second"]
    assert said(kind="decision-object", party="birch", refused="") == ["objection"]
    assert said(refused="silence-over") == ["too-late"]
    assert states_of("first") == ["not adopted (silence broken by BIRCH)"]
    assert body_of("second")["revises"] == "@first"
    assert "9,000 troops" in text_of("objection")
    assert "9,000 troops" in text_of("second")
    assert "9,000 troops" not in text_of("first")
    assert states_of("second") == ["adopted"]


def test_the_text_that_was_adopted_is_the_text_that_is_signed_and_said() -> None:
    assert body_of("mandate")["text"] == text_of("second") == text_of("assurance") == text_of("after")
    assert body_of("mandate")["dossier"] == "@request"
    assert body_of("assurance") == {"for": "league", "mandate": "@presented"}


def test_each_member_signs_and_one_refuses_first() -> None:
    assert said(call="grant-mandate") == ["alder-signs", "birch-signs", "cedar-signs"]
    assert said(kind="mandate-refuse", party="cedar") == ["cedar-refuses"]
    assert states_of("mandate") == ["not agreed", "complete", "taken back"]


def test_the_mandate_is_presented_and_checked_by_the_other_side() -> None:
    checks = [what for what in WHAT if isinstance(what, s.Ask) and what.call == "check-mandate"]
    assert {check.party for check in checks} == {"south"}
    assert [check.expect["code"] for check in checks] == ["", "mandate-expired", "mandate-revoked"]
    assert said(call="present-mandate") == ["presented", "taken-back"]
    assert states_of("presented") == ["stands", "taken back"]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ("without", "mandate-missing"),
        ("elsewhere", "mandate-other-dossier"),
        ("other-words", "mandate-other-text"),
        ("after", "mandate-revoked"),
    ],
)
def test_what_no_mandate_covers_is_refused_at_the_speakers_own_desk(act: str, code: str) -> None:
    assert said(refused=code, party="alder") == [act]
    assert body_of(act)["for"] == "league"


def test_what_is_not_signed_by_all_is_not_exported_and_the_leagues_acts_are_unknown_outside() -> None:
    refused = [(what.party, what.refused) for what in WHAT if isinstance(what, s.Ask) and what.refused]
    assert refused == [
        ("alder", "mandate-unsigned"),
        ("south", "council-unknown"),
        ("depositary", "council-unknown"),
    ]
