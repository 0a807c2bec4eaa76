"""The handovers' desk: who has a watch offers it, who is offered it takes it, and who begins one says so."""

from tests.matter import Matter

from detente.council.desks.handovers import question_of_offer, question_of_taking
from detente.council.said import Said

SMITH, JONES, BROWN = "A. Smith", "C. Jones", "D. Brown"


def offer(made: Matter, giver: str, to: str, re: Said | None = None, **more: object) -> Said:
    fields = {"watch": "line", "taker": to, "text": "Quiet.", "open": [{"ref": "US/LINE/7", "need": "to be read"}]}
    return made.say("ru", "watch-offered", re, channel="own", officer=giver, **{**fields, **more})


def take(made: Matter, officer: str, re: Said | None = None) -> Said:
    return made.say("ru", "watch-taken", re, channel="own", officer=officer, watch="line")


def test_a_watch_goes_from_officer_to_officer_in_every_order() -> None:
    """An offer that another follows counts no more; who took it last has it."""
    made = Matter()
    first = take(made, SMITH)
    early = offer(made, SMITH, BROWN, first)
    later = offer(made, SMITH, JONES, early, text="Ask for the log.")
    take(made, JONES, later)
    state = made.same_in_every_order().states["handovers"]
    assert [one.officer for one in state.holders["line"].values.values()] == [JONES]
    assert state.offers["line"].values == {}
    sheet = made.folded().sheet(made.journal())
    assert (sheet.title.words, sheet.status) == ("Watch line", f"{JONES} has the watch")
    assert [line.cells[2] for line in sheet.sections[1].lines] == [BROWN, JONES]


def test_only_who_has_it_offers_it_and_only_who_is_offered_it_takes_it() -> None:
    made = Matter()
    first = take(made, SMITH)

    def refused(kind: str, officer: str, re: Said, **body: object) -> str:
        return made.refused("ru", kind, re, channel="own", officer=officer, watch="line", **body)

    assert refused("watch-offered", BROWN, first, taker=JONES) == "watch-other-holder"
    assert refused("watch-offered", SMITH, first, taker=SMITH) == "watch-same-officer"
    assert refused("watch-offered", "", first, taker=JONES) == "watch-nobody"
    early = offer(made, SMITH, BROWN, first)
    assert refused("watch-taken", JONES, early) == "watch-for-other"
    offer(made, SMITH, JONES, early)
    assert refused("watch-taken", BROWN, early) == "watch-not-offered"


def test_what_a_passkey_signs_is_bound_to_all_that_is_said() -> None:
    """Another note, officer, offer or nonce is another question."""
    body = {"watch": "line", "taker": JONES, "text": "Quiet."}
    asked = {
        question_of_offer("nrc", SMITH, body, b"1"), question_of_offer("nrc", SMITH, {**body, "text": "Loud."}, b"1"),
        question_of_offer("nrc", BROWN, body, b"1"), question_of_offer("nrc", SMITH, body, b"2"),
        question_of_taking("nrc", SMITH, "line", None, b"1"),
    }  # fmt: skip
    assert len(asked) == 5
    assert question_of_offer("nrc", SMITH, {**body, "session": "1"}, b"1") in asked, "evidence signs nothing"
