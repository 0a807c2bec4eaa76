"""The scenario of a request for explanation: invented throughout, every stage checked, and nobody accused."""

import pytest

from detente.rehearsal import scenario as s
from detente.rehearsal.library import load_scenario

STORY = load_scenario("explanation")
ACTS = [event.what for event in STORY.events if isinstance(event.what, s.Act)]
CHECKS = [event.what for event in STORY.events if isinstance(event.what, s.Check)]


def test_every_event_is_an_inject_and_every_party_invented() -> None:
    assert {event.basis for event in STORY.events} == {s.Basis.INJECT}
    assert all(party.fictional and party.note.startswith("Invented.") for party in STORY.parties.values())
    assert not STORY.sources


def test_its_parties_are_those_of_the_bay_and_a_weather_service() -> None:
    bay = load_scenario("bay").parties
    assert set(STORY.parties) - set(bay) == {"wth"}
    assert all(STORY.parties[name].name == bay[name].name for name in set(STORY.parties) & set(bay))


@pytest.mark.parametrize(
    ("by", "status"),
    [
        ("", "requested"),
        ("lir", "overdue"),
        ("ald", "overdue"),
        ("com", "due, not heard"),
        ("", "bilateral meeting: not attended by ALD"),
        ("", "meeting of all: held"),
        ("", "meeting of all: reported jointly"),
        ("", "closed"),
    ],
)
def test_every_stage_is_checked_where_it_holds(by: str, status: str) -> None:
    """Without `by` it is every reader's node."""
    assert (by, status) in {(check.by, check.status) for check in CHECKS if check.expect is s.Expect.STATE}


def test_every_kind_of_the_desk_is_said_and_two_acts_are_refused_at_their_own_desk() -> None:
    said = {act.kind for act in ACTS if not act.refused and act.kind.startswith("explanation-")}
    assert said == {f"explanation-{one}" for one in ("request", "answer", "meeting", "sitting", "report")}
    assert {act.refused for act in ACTS if act.refused} == {"explanation-too-early", "explanation-not-asked"}


@pytest.mark.parametrize("word", ["failed", "refused to", "withheld", "violat", "aggress", "lied", "fault", "blame"])
def test_the_narrator_reports_and_never_accuses(word: str) -> None:
    narrated = [event.headline + event.remark for event in STORY.events]
    assert [line for line in narrated if word in line.lower()] == []
