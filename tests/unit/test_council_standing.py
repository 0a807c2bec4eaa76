"""The standing desk: what a party suspends of its own participation, what it resumes, what stays open meanwhile."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.matter import NOON, Matter, charter_of

from detente.council.background import Suspension
from detente.council.desk import NextAct
from detente.council.desks import standing
from detente.council.duty import DutyState
from detente.council.judgement import closing
from detente.council.registry import KINDS, background, check_charter
from detente.council.said import Said
from detente.council.scope import open_for
from detente.errors import Malformed
from detente.home.sentences import tell
from detente.protocol.charter import Channel, Charter

RANKS = {"levels": {"kinds": {"suspend": "watch officer"}}}
TOPICS = {"topics": {"terrorism": "Terrorism", "incidents": "Incidents at sea and in the air"}}
DAY = 86_400


def council(**tables: Any) -> Charter:
    """Return a charter in which any officer may suspend, with two topics and two channels of one level."""
    group = Channel(("*",), "experts", title="Working group on airspace")
    return charter_of(tables={**RANKS, **TOPICS, **tables}, airspace=group)


def suspend(matter: Matter, party: str = "nato", **body: Any) -> Said:
    return matter.say(party, "suspend", **{"reason": "Events.", "ground": "Article 60 VCLT"} | body)


def suspended(matter: Matter, party: str = "nato") -> Suspension | None:
    """Return the one suspension that is left of a party, or None."""
    found = matter.standing(party).suspensions
    assert len(found) <= 1
    return found[0] if found else None


def test_a_form_says_that_the_line_stays_open_also_where_its_level_is_suspended() -> None:
    """Of the level at which the line meets its other channels alone are suspended, which is not refused."""
    matter = Matter(council())
    first, duties, other = standing.unsaid(standing.begin(matter.charter), "suspend", NOON)
    assert first == "The line stays open, whatever is suspended: no act suspends it."
    assert duties.endswith("they are excused while it stands.")
    assert other == "Who suspends the level watch suspends its other channels alone: pair."
    assert list(standing.unsaid(standing.begin(matter.charter), "resume", NOON)) == []


def test_what_is_suspended_binds_its_author_alone() -> None:
    """A statement in the scope is refused at its author's desk and counts for nothing from a peer; others go on."""
    matter = Matter(council())
    statement = matter.say("ru", "statement")
    suspend(matter, channels=["plenary"])
    assert matter.refused("nato", "statement", statement) == "scope-suspended"
    bound = closing(KINDS["statement"], matter.charter, matter.standing("nato"), "plenary", (), NOON)
    assert bound is not None, "it is known before anything is drafted"
    assert closing(KINDS["statement"], matter.charter, matter.standing("nato"), "plenary", ("", ""), NOON) == bound
    assert bound == suspended(matter)
    assert matter.refused("ru", "statement", statement) == ""
    assert matter.refused("nato", "message", channel="line") == ""
    assert matter.refused("nato", "message", channel="experts") == ""
    assert matter.refused("nato", "acknowledge", statement) == "", "to have read something is said in any case"
    wrong = matter.say("nato", "statement", statement)
    assert matter.why(wrong) == "scope-suspended"
    assert wrong.ref not in matter.same_in_every_order().states["line"].answers_to(statement.ref)


def test_what_is_not_proven_to_follow_the_suspension_counts() -> None:
    """Nobody is bound by what the order of proof does not put before the act."""
    matter = Matter(council(), channel="experts")
    statement = matter.say("ru", "statement")
    said = matter.say("nato", "statement", statement)
    suspend(matter, channels=["experts"], channel="plenary", knows=())
    unaware = matter.say("nato", "message", knows=(statement,), channel="pair")
    assert matter.why(said) == matter.why(unaware) == ""


def test_levels_stand_for_their_channels_and_topics_for_every_channel() -> None:
    matter = Matter(council())
    matter.say("ru", "statement")
    suspend(matter, levels=["experts"], topics=["terrorism"])
    for channel in ("experts", "airspace"):
        assert matter.refused("nato", "statement", channel=channel) == "scope-suspended"
    assert matter.refused("nato", "statement", topic="terrorism") == "scope-suspended"
    assert matter.refused("nato", "statement", topic="incidents") == ""
    assert matter.refused("nato", "message", channel="line", topic="terrorism") == "", "the line is never within"


def test_an_answer_in_a_matter_of_a_suspended_topic_is_within_whatever_it_names() -> None:
    """The topic of a matter is that of its first act; naming another, or none, does not lead out of it."""
    matter = Matter(council())
    opening = matter.say("ru", "statement", topic="terrorism")
    matter.say_elsewhere("nato", "suspend", topics=["terrorism"], reason="Events.", ground="None stated")
    assert matter.refused("nato", "statement", opening) == "scope-suspended"
    assert matter.refused("nato", "statement", opening, topic="incidents") == "scope-suspended"
    wrong = matter.say("nato", "statement", opening, topic="incidents")
    assert matter.why(wrong) == "scope-suspended"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "scope-empty"),
        ({"channels": ["line"]}, "line-suspended"),
        ({"channels": ["plenary", "line"]}, "line-suspended"),
        ({"channels": ["plenry"]}, "scope-unknown"),
        ({"channels": ["journal"]}, "scope-unknown"),
        ({"channels": ["own"]}, "scope-unknown"),
        ({"levels": ["ministers"]}, "scope-unknown"),
        ({"topics": ["weather"]}, "scope-unknown"),
        ({"topics": ["terrorism"], "channel": "line"}, "suspend-on-line"),
        ({"topics": ["terrorism"], "channel": "pair"}, "channel-not-for-kind"),
        ({"topics": ["terrorism"], "until_at": NOON - DAY}, "until-past"),
        ({"topics": ["terrorism"], "duties": "forgotten"}, "body-field-choice"),
        ({"topics": ["terrorism"], "ground": ""}, "body-incomplete"),
    ],
)
def test_a_suspension_that_is_none_is_refused_and_from_others_counts_for_nothing(
    body: dict[str, Any], code: str
) -> None:
    """Refused where it is drafted; from a peer kept and marked, and its author's acts are judged as if it were not."""
    given = {"reason": "Events.", "ground": "None stated", **body}
    matter = Matter(council())
    assert matter.refused("nato", "suspend", **given) == code
    wrong = matter.say("nato", "suspend", **given)
    assert matter.why(wrong) == code
    if code not in ("channel-not-for-kind", "body-field-choice", "body-incomplete"):
        assert suspended(matter) is None


def test_the_level_of_the_line_alone_cannot_be_suspended_and_a_shared_one_leaves_the_line_out() -> None:
    body = {"levels": ["watch"], "reason": "Events.", "ground": "None stated"}
    alone = Matter(charter_of(tables=RANKS, pair=Channel(("nato", "ru"), "experts")))
    assert alone.refused("nato", "suspend", **body) == "line-suspended"
    shared = Matter(council())
    suspend(shared, levels=["watch"])
    assert shared.refused("nato", "message", channel="pair") == "scope-suspended"
    assert shared.refused("nato", "message", channel="line") == ""


def test_the_nearest_name_is_offered() -> None:
    act = Matter(council()).make("nato", "suspend", channels=["expert"], reason="Events.", ground="None stated")
    refused = standing.may(standing.begin(council()), act)
    assert refused is not None
    assert refused.remedy == "did you mean experts?"


# --- resuming ---------------------------------------------------------------------------------------------------------


def test_a_part_is_resumed_and_the_rest_stays_suspended() -> None:
    matter = Matter(council())
    first = suspend(matter, channels=["plenary"], levels=["experts"], topics=["terrorism"])
    matter.say("nato", "resume", first, channels=["airspace"], topics=["terrorism"])
    left = suspended(matter)
    assert left is not None
    assert (left.channels, left.levels, left.topics) == (("experts", "plenary"), (), ())
    assert matter.refused("nato", "statement", channel="airspace") == ""
    assert matter.refused("nato", "statement", channel="experts") == "scope-suspended"
    matter.say("nato", "resume", first)
    assert suspended(matter) is None
    assert matter.refused("nato", "statement") == ""
    assert matter.same_in_every_order().sheet(matter.journal()).status == "resumed"


def test_who_resumes_a_level_resumes_its_channels() -> None:
    matter = Matter(council())
    first = suspend(matter, channels=["experts", "airspace", "plenary"])
    matter.say("nato", "resume", first, levels=["experts"])
    left = suspended(matter)
    assert left is not None
    assert left.channels == ("plenary",)


def test_concurrent_resumptions_add_up() -> None:
    """The whole, and beside it a part by an act that knows nothing of it: both count, in any order."""
    matter = Matter(council())
    first = suspend(matter, levels=["experts"], topics=["terrorism"])
    one = matter.say("nato", "resume", first, topics=["terrorism"], knows=())
    other = matter.say("nato", "resume", first, knows=(), channel="experts")
    again = matter.say("nato", "resume", first, levels=["experts"], knows=(), channel="airspace")
    folded = matter.same_in_every_order()
    assert {matter.why(one), matter.why(other), matter.why(again)} == {""}
    assert not folded.states["standing"].scope_left(first.ref)
    assert suspended(matter) is None


@pytest.mark.parametrize(
    ("party", "body", "code"),
    [
        ("ru", {}, "suspension-of-other"),
        ("nato", {"channels": ["plenary"]}, "not-suspended"),
        ("nato", {"channels": ["experts", "plenary"]}, "not-suspended"),
        ("nato", {"levels": ["ambassadors"]}, "not-suspended"),
        ("nato", {"topics": ["weather"]}, "not-suspended"),
    ],
)
def test_what_is_not_suspended_or_by_another_is_not_resumed(party: str, body: dict[str, Any], code: str) -> None:
    """One name too many, and all of it counts for nothing: in the dossier, and for what its author may say."""
    matter = Matter(council())
    first = suspend(matter, levels=["experts"])
    assert matter.refused(party, "resume", first, **body) == code
    wrong = matter.say(party, "resume", first, **body)
    assert matter.why(wrong) == code
    assert matter.refused("nato", "statement", channel="experts") == "scope-suspended"


def test_what_is_resumed_or_over_is_not_resumed_again() -> None:
    matter = Matter(council())
    first = suspend(matter, channels=["experts"], until_at=NOON + DAY)
    assert matter.refused("nato", "resume", first, claimed_at=NOON + DAY + 1) == "not-suspended"
    matter.say("nato", "resume", first)
    assert matter.refused("nato", "resume", first) == "not-suspended"
    message = Matter(council())
    assert message.refused("nato", "resume", message.say("ru", "message")) == "re-of-other-kind"


def test_a_resumption_said_in_another_matter_ends_nothing() -> None:
    """It belongs to the dossier of the suspension; elsewhere it counts for nothing, for its author's standing too."""
    matter = Matter(council())
    first = suspend(matter, channels=["experts"])
    resume = matter.make("nato", "resume", first)
    assert background([first, resume], matter.charter).suspensions == ()
    assert background([first, replace(resume, dossier="RU/PLENARY/1")], matter.charter).suspensions


def test_suspensions_overlap_and_each_is_resumed_for_itself() -> None:
    matter = Matter(council())
    matter.say_elsewhere("nato", "suspend", channels=["plenary"], reason="One.", ground="None stated")
    second = suspend(matter, channels=["plenary", "experts"])
    matter.say("nato", "resume", second)
    assert matter.refused("nato", "statement") == "scope-suspended", "the first one stands"
    assert matter.refused("nato", "statement", channel="experts") == ""


def test_it_ends_by_itself() -> None:
    """An act that its author dates after the last second is outside; the sheet says so once the council's time does."""
    matter = Matter(council())
    suspend(matter, channels=["plenary"], until_at=NOON + DAY)
    assert matter.refused("nato", "statement", claimed_at=NOON + DAY) == "scope-suspended"
    assert matter.refused("nato", "statement", claimed_at=NOON + DAY + 1) == ""
    sheet = matter.folded().sheet(matter.journal())
    assert (sheet.status, sheet.timed) == ("in force", True)
    matter.heads(NOON + DAY + 1)
    sheet = matter.folded().sheet(matter.journal())
    assert (sheet.status, sheet.timed) == ("ended", False)


# --- duties, and what is open -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("usual", "said", "state"),
    [
        (None, None, DutyState.EXCUSED),
        (None, "go on", DutyState.DUE),
        ("go on", None, DutyState.DUE),
        ("go on", "excused", DutyState.EXCUSED),
    ],
)
def test_duties_within_are_excused_or_go_on_as_the_act_or_the_charter_says(
    usual: str | None, said: str | None, state: DutyState
) -> None:
    tables: dict[str, Any] = {"clocks": {"reply_hours": 48}, **({"standing": {"duties": usual}} if usual else {})}
    matter = Matter(council(**tables))
    request = matter.say("ru", "clarification-request", to=("nato",))
    matter.everybody_holds(request, NOON)
    body = {"duties": said} if said else {}
    act = matter.say_elsewhere("nato", "suspend", channels=["plenary"], reason="Events.", ground="None", **body)
    (duty,) = matter.duties("reply")
    assert duty.state is state
    assert duty.reason == (f"suspended by {act.ref}" if state is DutyState.EXCUSED else "")


def test_a_charter_that_says_neither_is_malformed() -> None:
    with pytest.raises(Malformed, match="charter-setting"):
        check_charter(council(standing={"duties": "forgotten"}))
    check_charter(council(standing={"duties": "go on"}))


def test_what_stays_open_is_computed_and_the_line_always_does() -> None:
    """The union of all suspensions counts; a level is open where one of its channels is."""
    matter = Matter(council())
    suspend(matter, channels=["plenary", "experts"], topics=["terrorism"])
    matter.say_elsewhere("nato", "suspend", levels=["watch"], reason="Two.", ground="None stated")
    found = open_for(matter.charter, "nato", matter.standing("nato").suspensions, matter.now)
    assert found.channels == ("line", "public", "airspace")
    assert found.levels == ("watch", "experts")
    assert found.topics == ("incidents",)
    assert open_for(matter.charter, "ru", (), matter.now).channels == (
        "line", "plenary", "experts", "public", "pair", "airspace",
    )  # fmt: skip


def test_the_sheet_says_it_in_words_and_for_programs() -> None:
    matter = Matter(council())
    first = suspend(matter, channels=["plenary"], topics=["terrorism"], until_at=NOON + DAY, review="In June.")
    matter.say("nato", "resume", first, topics=["terrorism"], text="At the request of the Allies.")
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.title.words == "suspended by NATO: the channel plenary; the topic Terrorism"
    assert sheet.status == "resumed in part"
    body = {"channels": ["plenary"], "topics": ["terrorism"], "reason": "Events."}
    told = tell(council(), "suspend", "nato", None, body)
    assert told.words == "NATO suspends its participation in part (the channel plenary; the topic Terrorism): Events."
    facts = dict(sheet.facts)
    assert facts["covers"] == "the channel plenary; the topic Terrorism (terrorism)"
    alike = council(topics={"terrorism": "Terrorism", "far": "Terrorism", "near": "far"})
    both = {**body, "topics": ["terrorism", "near", "far"]}
    told = tell(alike, "suspend", "nato", None, both)
    assert told.words == (
        "NATO suspends its participation in part (the channel plenary; the topics Terrorism (terrorism), "
        "Terrorism (far), far (near)): Events."
    )
    assert (facts["reason"], facts["legal ground"], facts["review"]) == ("Events.", "Article 60 VCLT", "In June.")
    (told,) = sheet.data["suspensions"]
    assert told["left"] == {"channels": ["plenary"], "levels": [], "topics": []}
    assert told["until_at"] == "2016-04-21T12:00:00Z"
    assert [one["topics"] for one in told["resumed"]] == [["terrorism"]]
    assert "line" in told["open"]["channels"]
    assert [section.heading for section in sheet.sections] == ["Suspended", "What stays open", "Resumed"]


def test_what_is_offered_is_what_its_author_would_sign() -> None:
    matter = Matter(council())
    first = suspend(matter, channels=["experts"])
    assert standing.next_acts(matter.state(), "nato") == (NextAct("resume", first.ref),)
    assert standing.next_acts(matter.state(), "ru") == ()
    matter.say("nato", "resume", first)
    assert standing.next_acts(matter.state(), "nato") == ()
    assert matter.turn() == frozenset()
    assert matter.duties() == []
