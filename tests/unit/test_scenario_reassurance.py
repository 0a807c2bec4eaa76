"""The scenario of concerns: both sides have theirs with sources, and what nobody said is marked."""

from detente.rehearsal import scenario as s
from detente.rehearsal.library import load_scenario

STORY = load_scenario("reassurance")
ACTS = STORY.acts()


def test_both_sides_raise_a_concern_of_their_own_with_its_source() -> None:
    """Forces near a border and a ship near Kaliningrad on one side, snap exercises on the other."""
    raised = {name: event for name, event in ACTS.items() if event.what.kind == "concern"}
    assert {event.what.party for event in raised.values()} == {"nato", "ru"}
    assert {event.basis for event in raised.values()} == {s.Basis.SOURCED}
    assert all(event.sources for event in raised.values())
    assert "Kaliningrad" in ACTS["near-borders"].what.texts["en"]
    assert "snap exercises" in ACTS["snap"].what.text


def test_nobody_is_said_to_have_given_an_assurance() -> None:
    given = [event for event in ACTS.values() if event.what.kind.startswith("assurance")]
    assert given
    assert {event.basis for event in given} == {s.Basis.INJECT}


def test_each_side_briefs_and_the_source_is_named() -> None:
    briefed = [event for event in ACTS.values() if event.what.kind == "briefing"]
    assert {event.what.party for event in briefed} == {"nato", "ru"}
    assert all(event.basis is s.Basis.RECONSTRUCTED and event.sources for event in briefed)
