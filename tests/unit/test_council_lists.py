"""The lists desk: nobody shows before all are bound, nobody shows something else, and who did not show is seen."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.matter import NOON, Matter

from detente.clock import HOUR
from detente.council.desk import NextAct
from detente.council.desks import lists
from detente.council.duty import DutyState
from detente.council.said import Said
from detente.errors import Malformed
from detente.limits import LIST_ITEMS_MAX
from detente.protocol.commitment import Committed, commitment_of, file_words, parse_preimage, preimage_of

SALTS = {"nato": b"n" * 32, "ru": b"r" * 32, "us": b"u" * 32}
LISTS = {"nato": "four ships", "ru": "three ships", "us": "two ships"}
TIMES = {"commit_by_at": NOON + HOUR, "reveal_by_at": NOON + 2 * HOUR}


def opening(matter: Matter, **more: Any) -> Said:
    fields: dict[str, Any] = {"title": "Ships in the bay", "items": ["ships"], "parties": ["nato", "ru"], **TIMES}
    return matter.say("nato", "lists-open", **{**fields, **more})


def commitment(matter: Matter, party: str, opened: Said, item: int = 1, content: str = "") -> bytes:
    text = content or f"{LISTS[party]} {item}"
    return commitment_of(Committed(matter.charter.council_id, opened.ref, party, SALTS[party], text.encode()))


def commit(matter: Matter, party: str, opened: Said, item: int = 1, **more: Any) -> Said:
    given = commitment(matter, party, opened, item)
    return matter.say(party, "lists-commit", opened, **{"item": item, "commitment": given, **more})


def shown(party: str, item: int = 1) -> dict[str, Any]:
    return {"item": item, "salt": SALTS[party], "text": f"{LISTS[party]} {item}"}


def committed(*, items: int = 1, staged: bool = False) -> tuple[Matter, Said]:
    """Return an exchange in which NATO and Russia have committed themselves to everything."""
    matter = Matter()
    opened = opening(matter, items=[f"list {number}" for number in range(items)], staged=staged)
    for party in ("nato", "ru"):
        for number in range(1, items + 1):
            commit(matter, party, opened, number)
    return matter, opened


def exchange(matter: Matter) -> dict[str, Any]:
    found: dict[str, Any] = matter.folded().sheet(matter.journal()).data["exchanges"][0]
    return found


# --- the exchange -----------------------------------------------------------------------------------------------------


def test_lists_are_exchanged_when_all_are_bound() -> None:
    """Committing, revealing, exchanged; the same in every order of proof."""
    matter = Matter()
    opened = opening(matter)
    assert matter.turn() == {"nato", "ru"}
    commit(matter, "ru", opened, knows=())
    commit(matter, "nato", opened, knows=())
    assert exchange(matter)["status"] == "revealing"
    matter.say("nato", "lists-reveal", opened, **shown("nato"))
    assert matter.turn() == {"ru"}
    matter.say("ru", "lists-reveal", opened, **shown("ru"))
    matter.same_in_every_order()
    assert exchange(matter)["status"] == "exchanged"
    assert exchange(matter)["items"][0]["by"]["ru"]["reveals"][0]["text"] == "three ships 1"
    assert matter.turn() == frozenset()


def test_nobody_reveals_before_everybody_is_bound() -> None:
    """Early is refused at the author's desk and counts for nothing from a peer, also where it did not know better."""
    matter = Matter()
    opened = opening(matter)
    commit(matter, "nato", opened)
    assert matter.refused("nato", "lists-reveal", opened, **shown("nato")) == "lists-reveal-early"
    commit(matter, "ru", opened, knows=())
    blind = matter.say("nato", "lists-reveal", opened, knows=(), **shown("nato"))
    assert matter.why(blind) == "lists-reveal-early"
    assert matter.refused("nato", "lists-reveal", opened, **shown("nato")) == ""


def test_what_is_kept_in_own_says_for_what() -> None:
    matter = Matter()
    body = {"opening": "NATO/PLENARY/2", "item": 1, "salt": SALTS["ru"], "text": "three ships"}
    matter.say("ru", "lists-kept", channel="own", **body)
    sheet = matter.same_in_every_order().sheet(matter.journal())
    assert (sheet.title.words, sheet.status) == ("Kept for NATO/PLENARY/2, item 1", "kept")


def test_a_reveal_that_does_not_match_is_kept_with_both_hashes() -> None:
    """The reason names what was committed to and what the content gives."""
    matter, opened = committed()
    other = {"item": 1, "salt": SALTS["ru"], "text": "one ship"}
    assert matter.refused("ru", "lists-reveal", opened, **other) == "lists-mismatch"
    wrong = matter.say("ru", "lists-reveal", opened, **other)
    reason = matter.folded().irregular[wrong.ref]
    assert reason.code == "lists-mismatch"
    assert commitment(matter, "ru", opened).hex() in reason.expected
    assert commitment(matter, "ru", opened, content="one ship").hex() in str(reason.got)
    assert exchange(matter)["items"][0]["by"]["ru"]["reveals"] == []
    assert matter.refused("ru", "lists-reveal", opened, item=1, salt=b"short", text="x") == "lists-mismatch"


def test_a_copied_commitment_is_refused_and_opens_to_nobody_else() -> None:
    """Whoever copies another's bytes knew them or did not say so; either way only their maker can open them."""
    matter = Matter()
    opened = opening(matter)
    first = commit(matter, "nato", opened)
    copied = {"item": 1, "commitment": first.body["commitment"]}
    assert matter.refused("ru", "lists-commit", opened, **copied) == "lists-copied-commitment"
    assert matter.why(matter.say("ru", "lists-commit", opened, **copied)) == "lists-copied-commitment"
    fresh = Matter()
    opened = opening(fresh)
    commit(fresh, "nato", opened)
    fresh.say("ru", "lists-commit", opened, knows=(), item=1, commitment=commitment(fresh, "nato", opened))
    (conflict,) = fresh.same_in_every_order().conflicts
    assert conflict == "one commitment for NATO, item 1 and RU, item 1"
    stolen = {"item": 1, "salt": SALTS["nato"], "text": "four ships 1"}
    assert fresh.refused("ru", "lists-reveal", opened, **stolen) == "lists-mismatch"
    assert fresh.refused("nato", "lists-reveal", opened, **stolen) == ""


def test_in_a_staged_exchange_each_shows_the_next_when_the_others_have_shown_the_last() -> None:
    matter, opened = committed(items=2, staged=True)
    assert matter.refused("nato", "lists-reveal", opened, **shown("nato", 2)) == "lists-stage"
    matter.say("nato", "lists-reveal", opened, **shown("nato", 1))
    early = matter.say("nato", "lists-reveal", opened, **shown("nato", 2))
    assert matter.why(early) == "lists-stage"
    assert matter.turn() == {"ru"}
    matter.say("ru", "lists-reveal", opened, **shown("ru", 1))
    assert matter.turn() == {"nato", "ru"}
    for party in ("ru", "nato"):
        matter.say(party, "lists-reveal", opened, **shown(party, 2))
    assert exchange(matter)["status"] == "exchanged"


def test_to_decline_is_shown_with_its_reason_and_may_be_followed_by_a_reveal() -> None:
    matter, opened = committed()
    matter.say("ru", "lists-decline", opened, text="No instructions yet.")
    assert matter.turn() == {"nato"}
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.status == "declined"
    assert sheet.sections[-1].lines[0].cells == ("RU", "No instructions yet.")
    matter.say("ru", "lists-reveal", opened, **shown("ru"))
    assert exchange(matter)["status"] == "revealing"
    assert matter.refused("ru", "lists-decline", opened, item=1, text="Changed.") == "lists-revealed"
    assert matter.refused("ru", "lists-reveal", opened, **shown("ru")) == "lists-revealed"


@pytest.mark.parametrize(
    ("party", "kind", "how", "code"),
    [
        ("us", "lists-commit", {"item": 1, "commitment": bytes(32)}, "lists-not-taking-part"),
        ("ru", "lists-commit", {"item": 2, "commitment": bytes(32)}, "lists-item"),
        ("ru", "lists-commit", {"item": 0, "commitment": bytes(32)}, "lists-item"),
        ("ru", "lists-commit", {"item": 1, "commitment": bytes(31)}, "lists-commitment-size"),
        ("nato", "lists-commit", {"item": 1, "commitment": bytes(32)}, "lists-committed"),
        ("ru", "lists-commit", {"item": 1, "commitment": bytes(32), "channel": "experts"}, "lists-not-taking-part"),
        ("ru", "lists-decline", {"item": 7}, "lists-item"),
        ("ru", "lists-open", {"title": "t", "items": ["a"], **TIMES}, "lists-inside"),
    ],
)
def test_what_does_not_fit_the_exchange_counts_for_nothing(
    party: str, kind: str, how: dict[str, Any], code: str
) -> None:
    """Refused at the author's desk; from a peer kept, marked with the same reason, and without effect."""
    matter = Matter()
    opened = opening(matter)
    commit(matter, "nato", opened)
    re = None if kind == "lists-open" else opened
    assert matter.refused(party, kind, re, **how) == code
    assert matter.why(matter.say(party, kind, re, **how)) == code


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"parties": ["nato"]}, "lists-parties"),
        ({"parties": ["nato", "dep"]}, "lists-parties"),
        ({"parties": ["ru", "ru"]}, "lists-parties"),
        ({"items": ["x"] * (LIST_ITEMS_MAX + 1)}, "lists-items"),
        ({"commit_by_at": NOON - 1}, "lists-times"),
        ({"reveal_by_at": NOON + 1}, "lists-times"),
    ],
)
def test_an_exchange_that_cannot_be_is_not_opened(how: dict[str, Any], code: str) -> None:
    fields = {"title": "t", "items": ["a"], "parties": ["nato", "ru"], **TIMES, **how}
    assert Matter().refused("nato", "lists-open", **fields) == code
    matter = Matter()
    assert matter.why(matter.say("nato", "lists-open", **fields)) == code


def test_an_exchange_that_does_not_count_takes_no_commitments() -> None:
    matter = Matter()
    opened = opening(matter, parties=["nato"])
    assert matter.refused("nato", "lists-commit", opened, item=1, commitment=bytes(32)) == "lists-unknown"


def test_all_readers_take_part_where_nobody_is_named() -> None:
    matter = Matter()
    opening(matter, parties=[])
    assert exchange(matter)["parties"] == ["nato", "ru", "us"]


def test_what_is_offered_is_what_counts() -> None:
    """Each next act that needs no hash would be signed, and those that do stand there when they can be made."""
    matter, opened = committed()
    offered = lists.next_acts(matter.state(), "ru")
    assert NextAct("lists-reveal", opened.ref, {"item": 1}) in offered
    assert NextAct("lists-decline", opened.ref, {"item": 1}) in offered
    assert lists.next_acts(matter.state(), "us") == ()


# --- duties -----------------------------------------------------------------------------------------------------------


def test_who_has_not_committed_in_time_is_overdue_by_the_journal() -> None:
    matter = Matter()
    opened = opening(matter)
    commit(matter, "nato", opened)
    matter.heads(NOON + HOUR + 1)
    states = {duty.who: duty.state for duty in matter.duties("commit")}
    assert states == {"nato": DutyState.MET, "ru": DutyState.OVERDUE}
    assert {duty.to_whom for duty in matter.duties("commit")} == {("ru",), ("nato",)}


def test_not_to_reveal_by_the_time_set_is_seen_and_to_decline_is_something_else() -> None:
    """One reveals, one declines: both did what was owed. One does neither: overdue, as of heads."""
    matter, opened = committed()
    matter.heads(NOON + HOUR)
    matter.say("nato", "lists-reveal", opened, **shown("nato"))
    matter.heads(NOON + 2 * HOUR)
    matter.heads(NOON + 2 * HOUR + 1)
    states = {duty.who: duty.state for duty in matter.duties("reveal")}
    assert states == {"nato": DutyState.MET, "ru": DutyState.OVERDUE}
    matter.say("ru", "lists-decline", opened)
    assert {duty.state for duty in matter.duties("reveal")} == {DutyState.MET, DutyState.OVERDUE}
    matter.heads(NOON + 3 * HOUR)
    assert {duty.state for duty in matter.duties("reveal")} == {DutyState.MET}
    assert {duty.who for duty in matter.duties("reveal") if duty.late} == {"ru"}


def test_nobody_owes_a_reveal_before_all_are_bound_or_after_they_were_bound_too_late() -> None:
    matter = Matter()
    opened = opening(matter)
    commit(matter, "nato", opened)
    assert matter.duties("reveal") == []
    commit(matter, "ru", opened)
    matter.heads(NOON + 3 * HOUR)
    assert {duty.state for duty in matter.duties("reveal")} == {DutyState.NOT_APPLICABLE}


# --- commitments ------------------------------------------------------------------------------------------------------

QUINTUPLES = st.builds(
    Committed, st.text(max_size=20), st.text(max_size=20), st.text(max_size=20), st.binary(min_size=32, max_size=32),
    st.binary(max_size=80),
)  # fmt: skip


@given(QUINTUPLES, QUINTUPLES)
@settings(max_examples=300)
def test_no_two_commitments_share_a_preimage(one: Committed, other: Committed) -> None:
    """What differs in any field has another preimage, because each preimage reads back as the one that made it."""
    assert parse_preimage(preimage_of(one)) == one
    assert (preimage_of(one) == preimage_of(other)) == (one == other)


@given(st.binary(max_size=120))
def test_foreign_bytes_are_a_preimage_or_malformed(data: bytes) -> None:
    for tried in (data, b"detente commit" + data):
        try:
            found = parse_preimage(tried)
        except Malformed:
            continue
        assert preimage_of(found) == tried


def test_the_worked_example_stands() -> None:
    """docs/council/lists.md, section 3."""
    example = Committed("example-rehearsal-0123456789abcdef", "NATO/PLENARY/3", "ru", bytes(range(32)), b"three ships")
    assert commitment_of(example).hex() == "40302171e384bb0c647b2842a1a63d00136af4c4cd47a6e43d9cb530e04dd651"
    assert file_words(3, bytes(32)) == f"file sha256 {'00' * 32} bytes 3"
    with pytest.raises(Malformed, match="commitment-preimage"):
        parse_preimage(b"detente commit\x80")
