"""By when an answer is asked for: a wish that gives the turn and no duty, with the answers that came beside it."""

from msgspec.structs import replace
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY, HOUR, rfc3339
from detente.council.desk import NextAct
from detente.council.desks import line
from detente.council.registry import KINDS
from detente.council.said import asked_of

CLOCKS = {"clocks": {"reply_hours": 48}}


def test_a_message_that_says_by_when_asks_for_an_answer_and_nobody_owes_it() -> None:
    """Having read it leaves the turn where it is; declining is offered; the charter's clock of replies does not run."""
    matter = Matter(charter_of(tables=CLOCKS))
    asked = matter.say("ru", "message", to=("nato", "us"), need_by_at=NOON + HOUR)
    matter.say("nato", "acknowledge", asked)
    assert matter.turn() == {"nato", "us"}
    assert NextAct("decline", asked.ref) in line.next_acts(matter.state(), "nato")
    assert matter.duties("reply") == []
    (wish,) = matter.folded().wishes(matter.journal())
    assert (wish.ref, wish.by_at, wish.lacking, wish.answers) == (asked.ref, NOON + HOUR, ("nato", "us"), ())
    in_time = matter.say("nato", "reply", asked)
    late = matter.say("us", "decline", asked, claimed_at=NOON + 2 * HOUR)
    (wish,) = matter.same_in_every_order().wishes(matter.journal())
    assert (wish.lacking, [one[1] for one in wish.answers]) == ((), [in_time.ref, late.ref])
    assert matter.turn() == frozenset()
    section = matter.folded().sheet(matter.journal()).sections[-1]
    assert [one.cells[-1] for one in section.lines] == ["answered by then", "answered later"]


def test_a_message_without_addressees_asks_every_reader_only_where_it_says_by_when() -> None:
    matter = Matter()
    matter.say("ru", "message")
    assert matter.turn() == frozenset()
    matter.say("ru", "message", need_by_at=matter.now + HOUR)
    assert matter.turn() == {"nato", "us"}


def test_a_wish_that_names_nobody_makes_nobody_owe_an_acknowledgement() -> None:
    """The charter's clock of reading runs for addressees, and for readers of what asks by its kind."""
    matter = Matter(charter_of(tables={"clocks": {"acknowledge": {"routine": 30}}}))
    wished = matter.say("ru", "message", need_by_at=NOON + HOUR)
    named = matter.say("ru", "message", to=("us",), need_by_at=NOON + HOUR)
    offered = matter.say("ru", "proposal")
    owed = {(duty.act, duty.who) for duty in matter.duties("acknowledge")}
    assert matter.turn() == {"nato", "us"}
    assert owed == {(named.ref, "us"), (offered.ref, "nato"), (offered.ref, "us")}, f"nothing by {wished.ref}"


def test_a_time_that_is_past_is_refused_for_every_kind_that_may_name_one() -> None:
    """It is asked for by a time after the act's own; from others such an act counts for nothing."""
    may = {name for name, kind in KINDS.items() if "need_by_at" in kind.fields}
    assert may == {
        "message", "clarification-request", "offer", "proposal", "concern", "briefing-request", "briefing-question",
        "incident-question", "share-request", "onward-request",
    }  # fmt: skip
    matter = Matter()
    assert matter.refused("ru", "message", need_by_at=matter.now) == "need-by-past"
    assert matter.refused("ru", "message", need_by_at="soon") == "body-field-type"
    assert matter.why(matter.say("ru", "proposal", need_by_at=NOON - DAY)) == "need-by-past"
    assert matter.refused("ru", "statement", need_by_at=NOON - DAY) == "", "of a kind that informs it says nothing"


def test_what_is_no_longer_asked_is_no_longer_awaited() -> None:
    """A concern that its author took back; the matter's sheet has the time of what is still asked."""
    matter = Matter()
    concern = matter.say("ru", "concern", to=("nato",), about="plan", need_by_at=NOON + DAY)
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.data["need_by_at"] == rfc3339(NOON + DAY)
    assert sheet.data["wishes"][0]["lacking"] == ["nato"]
    matter.say("ru", "concern-withdrawal", concern)
    (wish,) = matter.folded().wishes(matter.journal())
    assert (wish.lacking, wish.answers) == ((), ())
    assert matter.folded().sheet(matter.journal()).data["need_by_at"] is None


def test_a_line_leaves_a_wish_to_who_shows_it() -> None:
    """Behind a party's own words nobody could tell it from what those say."""
    for name in ("message", "statement"):
        told = KINDS[name].tell({"party": "RU"}, {"text": "Where?", "need_by_at": "2016-04-20T14:00:00Z"})
        assert told.endswith(": Where?")


def test_only_who_is_asked_answers_a_wish_and_the_depositary_where_it_is_named() -> None:
    """What a reader says who was not asked is no answer; a public channel's depositary keeps what it reads."""
    matter = Matter()
    asked = matter.say("ru", "message", to=("us",), need_by_at=NOON + HOUR)
    matter.say("nato", "reply", asked)
    (wish,) = matter.folded().wishes(matter.journal())
    assert (wish.lacking, wish.answers) == (("us",), ())
    charter = matter.charter
    said = replace(asked, origin=asked.origin.replace("/plenary/", "/public/"))
    assert "dep" in charter.members_of("public")
    assert asked_of(replace(said, to=("dep",)), charter) == {"dep"}
    to_all = replace(said, to=())
    assert asked_of(to_all, charter) == line.begin(charter).addressees_of(to_all) == {"nato", "us"}
