"""Is silence read as what it is? Evidence in, state out; nothing here runs."""

import pytest

from detente.council.background import Announcement, Suspension
from detente.council.silence import (
    FRESH_SECONDS,
    TITLES,
    Addressed,
    Evidence,
    Fact,
    Link,
    Sign,
    Silence,
    What,
    act_fact,
    in_words,
    link_fact,
    most_urgent,
    party_facts,
)

NOW = 1_461_153_600
LINE = "nrc-rehearsal-0123456789abcdef/line/dep/1"
RECEIPT = Evidence(What.RECEIPT, "ru", NOW - 50)
READ = Evidence(What.ACKNOWLEDGEMENT, "ru", NOW - 40, "RU/LINE/4")
DECLINE = Evidence(What.ACT, "ru", NOW - 30, "RU/LINE/5")
SUSPENSION = Suspension("RU/PLENARY/3", channels=("experts",), since=NOW - 500, reason="Events.")
ANNOUNCED = Announcement("RU/LINE/2", LINE, 2, NOW - 900, NOW - 600, NOW + 600, (), True, "Painting.")


def link(**known: object) -> Link:
    return Link("ru", **{"contact_at": NOW - 30, "current": True, **known})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (link(), Silence.REACHABLE),
        (link(unanswered=1, unanswered_since=NOW - 1), Silence.REACHABLE),
        (link(unanswered=2, unanswered_since=NOW - 20), Silence.NOT_HEARD),
        (link(unanswered=2, unanswered_since=NOW - 20, sign=Sign(NOW - 21, LINE)), Silence.NOT_HEARD),
        (link(unanswered=2, unanswered_since=NOW - 20, sign=Sign(NOW - 20, LINE)), Silence.NOT_HEARD),
        (link(unanswered=2, unanswered_since=NOW - 20, sign=Sign(NOW - 19, LINE)), Silence.LINK_DOWN),
        (
            link(unanswered=9, unanswered_since=NOW - 9_000, sign=Sign(NOW - FRESH_SECONDS - 1, LINE)),
            Silence.NOT_HEARD,
        ),
        (link(contact_at=None, current=False), Silence.NOT_HEARD),
        (link(contact_at=None, current=False, sign=Sign(NOW - 5, LINE)), Silence.LINK_DOWN),
        (link(current=False), Silence.REACHABLE),
        (link(current=False, contact_at=NOW - FRESH_SECONDS - 1), Silence.NOT_HEARD),
        (link(contact_at=NOW - 86_400), Silence.REACHABLE),
    ],
)
def test_a_cut_wire_and_a_silent_party_are_different_facts(known: Link, state: Silence) -> None:
    """Only a sign of life that is newer than the first unanswered request shows that others still hear the party."""
    assert link_fact(known, NOW).state is state


def test_the_evidence_of_a_link_names_who_when_and_where() -> None:
    """Which sign of life, on which feed; which contact; how many requests, since when."""
    found = link_fact(link(unanswered=3, unanswered_since=NOW - 20, sign=Sign(NOW - 5, LINE)), NOW)
    assert found.evidence == (
        Evidence(What.SIGN_OF_LIFE, "ru", NOW - 5, LINE),
        Evidence(What.CONTACT, "ru", NOW - 30),
        Evidence(What.UNANSWERED, "ru", NOW - 20, number=3),
    )
    assert in_words(found) == (
        "link down: others hold its newer sign of life (its newest sign of life held here 2016-04-20T11:59:55Z, on "
        f"{LINE}; last contact 2016-04-20T11:59:30Z; 3 requests without answer since 2016-04-20T11:59:40Z)"
    )


@pytest.mark.parametrize(
    ("act", "state"),
    [
        (Addressed("US/LINE/7", "line"), Silence.UNREAD),
        (Addressed("US/LINE/7", "line", received=RECEIPT), Silence.UNREAD),
        (Addressed("US/LINE/7", "line", asks=True, received=RECEIPT, read=READ), Silence.READ_UNANSWERED),
        (Addressed("US/LINE/7", "line", received=RECEIPT, read=READ), None),
        (Addressed("US/LINE/7", "line", asks=True, answered=True), None),
        (Addressed("US/LINE/7", "line", asks=True, read=READ, declined=DECLINE), Silence.DECLINED),
    ],
)
def test_what_became_of_an_act(act: Addressed, state: Silence | None) -> None:
    """Stored is not read, read is not answered, and to decline is an answer."""
    found = act_fact("ru", act)
    assert (None if found is None else found.state) is state
    if found is not None:
        assert found.about == "US/LINE/7"


def test_what_a_party_said_of_its_silence_comes_before_what_it_did_not_say() -> None:
    """An act in a suspended scope, or within an announced silence, is not called unread; its receipt is still shown."""
    act = Addressed("US/EXPERTS/7", "experts", received=RECEIPT)
    suspended = act_fact("ru", act, SUSPENSION, ANNOUNCED)
    assert suspended is not None
    assert suspended.state is Silence.SUSPENDED
    assert suspended.evidence == (Evidence(What.ACT, "ru", NOW - 500, "RU/PLENARY/3"), RECEIPT)
    announced = act_fact("ru", act, None, ANNOUNCED)
    assert announced is not None
    assert (announced.state, announced.until, announced.reason) == (Silence.SILENCE_ANNOUNCED, NOW + 600, "Painting.")


def test_facts_of_the_party_as_a_whole_end_when_they_said_they_would() -> None:
    """A suspension with an end and an announced silence hold up to their last second."""
    facts = party_facts("ru", [SUSPENSION], [ANNOUNCED], NOW)
    assert [one.state for one in facts] == [Silence.SUSPENDED, Silence.SILENCE_ANNOUNCED]
    assert in_words(facts[0]) == (
        "suspended by its author's act, channels experts (RU/PLENARY/3, 2016-04-20T11:51:40Z)"
    )
    assert in_words(facts[1]) == (
        "silence announced, all channels, until 2016-04-20T12:10:00Z (RU/LINE/2, 2016-04-20T11:45:00Z)"
    )
    assert len(party_facts("ru", [SUSPENSION], [ANNOUNCED], NOW + 600)) == 2
    assert [one.state for one in party_facts("ru", [SUSPENSION], [ANNOUNCED], NOW + 601)] == [Silence.SUSPENDED]
    assert party_facts("ru", [], [ANNOUNCED], NOW - 601) == ()


def test_the_most_urgent_state_is_that_of_the_wire() -> None:
    """Nobody is reached where the wire is silent; where it is not, what is unread comes before what was declined."""
    silent, reached = Fact(Silence.NOT_HEARD, "ru"), Fact(Silence.REACHABLE, "ru")
    unread, declined = Fact(Silence.UNREAD, "ru", about="US/LINE/7"), Fact(Silence.DECLINED, "ru", about="US/LINE/8")
    assert most_urgent([silent, unread]).state is Silence.NOT_HEARD
    assert most_urgent([reached, declined, unread]).state is Silence.UNREAD
    assert most_urgent([reached]).state is Silence.REACHABLE


def test_no_word_accuses() -> None:
    """Every state has words, and none of them says why."""
    assert set(TITLES) == set(Silence)
    said = " ".join([*TITLES.values(), in_words(Fact(Silence.NOT_HEARD, "ru"))]).lower()
    assert not [word for word in ("refus", "fail", "ignor", "withh", "violat", "breach") if word in said]
    assert "never in contact" in said
