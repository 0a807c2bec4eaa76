"""The watches' desk: rosters, and watches that two officers hand over with keys that their party accredited."""

import pytest
from tests.matter import NOON, Matter

from detente.council.said import Said
from detente.protocol.officers import officer_name
from detente.protocol.statements import Handover, render_handover
from detente.tlog.notes import Algorithm, Note, Signer, sign_text

KEYS = {
    name: Signer(officer_name("ru", name), Algorithm.ED25519, bytes([number]) * 32)
    for number, name in enumerate(("smith", "jones", "brown", "stranger"), 1)
}


def matter() -> Matter:
    """Return a matter of a party that accredits three officers with keys."""
    made = Matter()
    for name in ("smith", "jones", "brown"):
        made.accredit("ru", name.title(), "expert", key=KEYS[name].key.text())
    return made


def note(council: str, giver: str, taker: str, *, party: str = "ru", signers: tuple[str, ...] = ()) -> bytes:
    text = render_handover(Handover(council, party, "line", giver, taker, NOON, "Quiet.", ("US/LINE/7",)))
    return Note(text, tuple(sign_text(text, KEYS[name]) for name in signers or (giver, taker))).to_bytes()


def hand_over(made: Matter, giver: str, taker: str, re: Said | None = None, **more: object) -> Said:
    return made.say("ru", "watch-handover", re, note=note(made.charter.council_id, giver, taker), **more)


def test_a_watch_goes_from_hand_to_hand_in_every_order() -> None:
    made = matter()
    first = hand_over(made, "smith", "jones")
    second = hand_over(made, "jones", "brown", first, knows=())
    state = made.same_in_every_order().states["watches"]
    assert state.watches["ru", "line"].refs == (second.ref,)
    sheet = made.folded().sheet(made.journal())
    assert (sheet.title.words, sheet.status) == ("Watch line of RU", "brown has the watch")
    assert sheet.data["watches"][0]["open"] == ["US/LINE/7"]


def test_only_who_has_the_watch_hands_it_over() -> None:
    made = matter()
    first = hand_over(made, "smith", "jones")
    body = {"note": note(made.charter.council_id, "smith", "brown")}
    assert made.refused("ru", "watch-handover", first, **body) == "handover-other-giver"
    assert made.why(made.say("ru", "watch-handover", first, **body)) == "handover-other-giver"


def test_two_handovers_at_once_are_a_conflict() -> None:
    """Two takers, each signed for by the same giver, in channels of which neither cites the other."""
    made = matter()
    first = hand_over(made, "smith", "jones")
    hand_over(made, "jones", "smith", first, knows=())
    hand_over(made, "jones", "brown", first, knows=(), channel="line")
    folded = made.same_in_every_order()
    assert [one.split(":")[0] for one in folded.conflicts] == ["RU, watch line"]
    assert folded.sheet(made.journal()).status == "conflict"


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"giver": "smith", "taker": "jones", "signers": ("smith",)}, "handover-unsigned"),
        ({"giver": "smith", "taker": "stranger"}, "handover-unsigned"),
        ({"giver": "smith", "taker": "jones", "party": "us", "signers": ("smith", "jones")}, "handover-elsewhere"),
    ],
)
def test_a_handover_that_does_not_verify_counts_for_nothing(how: dict[str, object], code: str) -> None:
    """Refused at the author's desk; from a peer kept, and everybody who holds it judges alike."""
    made = matter()
    body = {"note": note(made.charter.council_id, **how)}  # type: ignore[arg-type]
    assert made.refused("ru", "watch-handover", **body) == code
    assert made.why(made.say("ru", "watch-handover", **body)) == code
    assert "watches" not in made.folded().states


def test_what_is_no_handover_is_refused() -> None:
    made = matter()
    assert made.refused("ru", "watch-handover", note=b"noise") == "handover-unsound"
    assert made.refused("ru", "watch-handover", note=note("nrc-0123456789abcdef", "smith", "jones")) == (
        "handover-elsewhere"
    )


def test_a_roster_takes_the_place_of_the_party_s_last_one() -> None:
    """Each party has its own; nobody answers another's with one."""
    made = Matter()
    first = made.say("ru", "roster", contacts=[{"role": "watch", "languages": ["ru"]}])
    second = made.say("ru", "roster", first, knows=(), contacts=[{"role": "deputy"}])
    made.say("us", "roster", knows=(first,), contacts=[{"role": "watch"}])
    state = made.same_in_every_order().states["watches"]
    assert state.rosters["ru"].refs == (second.ref,)
    assert made.refused("us", "roster", first, contacts=[{"role": "x"}]) == "watch-of-other"
    assert made.why(made.say("us", "roster", first, contacts=[{"role": "x"}])) == "watch-of-other"
    assert made.refused("ru", "roster", contacts=[{"name": "without a role"}]) == "body-incomplete"
    assert [one.kind for one in made.folded().next_acts("ru") if one.re == second.ref][:1] == ["roster"]
