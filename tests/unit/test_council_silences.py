"""Does announced silence say what it says, and stop nothing?"""

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.council.background import Background
from detente.council.duty import Duty, DutyState
from detente.council.registry import check_charter
from detente.errors import Malformed

HOUR = 3_600
SAYS = {"until_at": NOON + 6 * HOUR, "reason": "The mast is painted.", "meanwhile": "receives only"}
EXCUSES = {"line": {"silence_excuses": True}, "clocks": {"acknowledge": {"routine": 60}}}


def matter(**tables: object) -> Matter:
    return Matter(charter_of(tables=tables or None), "line")


def test_an_announcement_binds_its_author_and_says_from_when_until_when() -> None:
    """Begin left out is at once; the state, the background and the sheet say the same."""
    said = matter()
    act = said.say("ru", "silence-announcement", **SAYS)
    (found,) = said.standing("ru").announcements
    assert (found.ref, found.since, found.until, found.receives_only) == (act.ref, NOON, NOON + 6 * HOUR, True)
    assert said.standing("us").announcements == ()
    sheet = said.folded().sheet(said.journal())
    assert sheet.status == "announced"
    said.heads(NOON + HOUR)
    assert said.folded().sheet(said.journal()).status == "under way"
    said.heads(NOON + 7 * HOUR)
    assert said.folded().sheet(said.journal()).status == "ended"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"from_at": NOON - 1}, "silence-past"),
        ({"until_at": NOON}, "silence-end"),
        ({"until_at": NOON + 94 * 24 * HOUR}, "silence-end"),
        ({"channels": ["nowhere"]}, "channel-unknown"),
        ({"reason": ""}, "body-incomplete"),
        ({"meanwhile": "sleeps"}, "body-field-choice"),
        ({"until_at": "tomorrow"}, "body-field-type"),
    ],
)
def test_what_is_refused(changes: dict[str, object], code: str) -> None:
    """A silence has an end, lies ahead, and is of channels that its author reads; from others it would be irregular."""
    said = matter()
    assert said.refused("ru", "silence-announcement", **{**SAYS, **changes}) == code
    act = said.say("ru", "silence-announcement", **{**SAYS, **changes})
    assert said.why(act) == code


def test_it_is_announced_anew_by_its_author_alone() -> None:
    """Another time replaces the first; an early end is one that has come; nobody ends another's silence."""
    said = matter()
    first = said.say("ru", "silence-announcement", **SAYS)
    assert said.refused("us", "silence-announcement", first, **SAYS) == "silence-of-other"
    said.say("ru", "silence-announcement", first, **{**SAYS, "until_at": said.now})
    (found,) = said.standing("ru").announcements
    assert found.until == NOON + 60
    assert not found.holds(NOON + 120)


def test_two_announcements_at_once_are_a_conflict() -> None:
    """Both stand, and both hold, until one that knows both replaces them."""
    said = matter()
    first = said.say("ru", "silence-announcement", **SAYS)
    one = said.say("ru", "silence-announcement", first, knows=[first], channel="plenary", **SAYS)
    other = said.say("ru", "silence-announcement", first, knows=[first], **{**SAYS, "until_at": NOON + 9 * HOUR})
    assert said.folded().conflicts == (f"RU, announced silence: {other.ref}, {one.ref} differ",)
    said.say("ru", "silence-announcement", one, **SAYS)
    assert said.folded().conflicts == ()


def test_it_stops_nothing() -> None:
    """Its author speaks as before, in whatever channel, and whatever is said to it counts."""
    said = matter()
    said.say("ru", "silence-announcement", **SAYS)
    assert said.refused("ru", "message") == ""
    assert said.refused("us", "clarification-request", to=("ru",)) == ""


def read_by(said: Matter, announced_at: int | None) -> Duty:
    """Return what RU owes on a message of NOON, with the announcement proven at a second."""
    background = said.standing("ru")
    found = said.folded().duties(said.journal(), lambda party: background if party == "ru" else Background(),
                                 said.now, lambda _one: announced_at)  # fmt: skip
    return next(duty for duty in found if duty.reading)


def asked(**tables: object) -> Matter:
    said = matter(**tables)
    said.background.append(said.make("ru", "silence-announcement", knows=(), channel="plenary", **SAYS))
    message = said.say("us", "message", to=("ru",))
    said.receipt("ru", message, NOON + 60)
    said.heads(NOON + 2 * HOUR)
    return said


def test_what_is_to_be_read_within_it_is_excused_where_the_charter_says_so() -> None:
    """The acknowledgement's clock alone, and only where the charter agreed on it."""
    excused = read_by(asked(**EXCUSES), NOON)
    assert excused.state is DutyState.EXCUSED
    assert excused.reason == "silence announced by RU/PLENARY/1"
    without = {"clocks": EXCUSES["clocks"]}
    assert read_by(asked(**without), NOON).state is DutyState.OVERDUE


@pytest.mark.parametrize("proven_at", [None, NOON + 60 + HOUR + 1])
def test_nobody_announces_a_silence_afterwards(proven_at: int | None) -> None:
    """Only what was proven to be said before the due second excuses; the author's own word on its time is none."""
    assert read_by(asked(**EXCUSES), proven_at).state is DutyState.OVERDUE


def test_what_falls_due_after_its_end_is_owed() -> None:
    """A silence excuses what falls due within it, to the second."""
    said = matter(**EXCUSES)
    said.background.append(
        said.make("ru", "silence-announcement", knows=(), channel="plenary", **{**SAYS, "until_at": NOON + HOUR})
    )
    message = said.say("us", "message", to=("ru",))
    said.receipt("ru", message, NOON + 60)
    said.heads(NOON + 2 * HOUR)
    assert read_by(said, NOON).state is DutyState.OVERDUE


def test_the_charter_says_yes_or_no() -> None:
    """Anything else is refused when the charter is drafted or joined."""
    with pytest.raises(Malformed) as caught:
        check_charter(charter_of(tables={"line": {"silence_excuses": "often"}}))
    assert caught.value.code == "charter-setting"
