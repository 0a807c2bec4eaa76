"""Which acts need a person, how quickly, and how the board puts them in order."""

import pytest
from msgspec.structs import replace
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.attention import answers, asks, awaited, needs_us
from detente.council.board import Item, Need, board, counts, groups
from detente.council.handling import objective_seconds, parse_precedence_line, precedence_line
from detente.council.waiting import Waiting
from detente.errors import Malformed
from detente.protocol.acts import Precedence

FLASH, IMMEDIATE, PRIORITY, ROUTINE = 3, 2, 1, 0


def waiting(ref: str = "RU/LINE/2", precedence: int = FLASH, **changes: object) -> Waiting:
    objective = (21_600, 10_800, 1_800, 600)[precedence]
    one = Waiting("c", ref, "ru", precedence, NOON, asks=True, objective_seconds=objective, dossier=ref)
    return replace(one, **changes)  # type: ignore[arg-type]


def test_objectives_are_the_precedences_and_the_charter_may_change_them() -> None:
    """10 minutes, 30 minutes, 3 hours and 6 hours; a charter's clock of acknowledging takes their place."""
    assert [objective_seconds(charter_of(), one) for one in range(4)] == [21_600, 10_800, 1_800, 600]
    charter = charter_of(tables={"clocks": {"acknowledge": {"flash": 5}}})
    assert [objective_seconds(charter, one) for one in range(4)] == [21_600, 10_800, 1_800, 300]


@pytest.mark.parametrize(
    ("line", "precedence", "at"),
    [
        ("O 151235Z FEB 74", Precedence.IMMEDIATE, 130_163_700),
        ("R 192005Z JUN 75", Precedence.ROUTINE, 172_440_300),
        ("R 080255Z JAN 77", Precedence.ROUTINE, 221_540_100),
    ],
)
def test_the_first_lines_of_real_cables_are_read(line: str, precedence: Precedence, at: int) -> None:
    """Prosign and date-time group, as they stand over cables of the US State Department; written alike."""
    assert parse_precedence_line(line) == (precedence, at)
    assert precedence_line(precedence, at) == line


@pytest.mark.parametrize("line", ["X 151235Z FEB 74", "O", "", "O151235Z FEB 74", "O 151235Z FEB"])
def test_other_first_lines_are_malformed(line: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse_precedence_line(line)
    assert caught.value.code == "head-line"


@pytest.mark.parametrize(
    ("kind", "to", "precedence", "needed"),
    [
        ("message", ("nato",), ROUTINE, True),
        ("message", ("us",), FLASH, False),
        ("message", (), ROUTINE, False),
        ("message", (), PRIORITY, True),
        ("offer", (), ROUTINE, True),
        ("suspend", (), ROUTINE, True),
        ("acknowledge", ("nato",), FLASH, False),
        ("of-another-version", ("nato",), ROUTINE, True),
    ],
)
def test_an_act_needs_us_by_its_addressees_and_its_precedence(
    kind: str, to: tuple[str, ...], precedence: int, needed: bool
) -> None:
    """Named, or nobody is named and it asks or is above routine; a rung of receipt needs nobody."""
    assert needs_us(kind, "nato", to, precedence) is needed


def test_what_answers_and_what_does_not() -> None:
    """An acknowledgement, a correction and a translation are said of an act and do not answer it."""
    assert asks("offer")
    assert not asks("message")
    assert all(map(answers, ("reply", "decline", "message")))
    assert not any(map(answers, ("acknowledge", "correction", "translation")))


def test_the_board_puts_first_what_is_most_urgent() -> None:
    """Flash till it is answered, unread immediate, then by time left, then what has none; never a drill among them."""
    acts = [
        waiting("RU/LINE/9", ROUTINE),
        waiting("RU/LINE/3", IMMEDIATE),
        waiting("RU/LINE/4", FLASH, since=NOON + 5),
        waiting("RU/LINE/5", FLASH),
        waiting("RU/LINE/6", FLASH, drill="Autumn"),
        waiting("RU/LINE/7", FLASH, read_at=NOON + 60, read_by=("A. Smith",), due_at=NOON + 900),
        waiting("RU/LINE/8", FLASH, read_at=NOON + 60, read_by=("A. Smith",)),
    ]
    others = [
        Item(Need.HEAR, "", "us", "no contact"),
        Item(Need.RELEASE, "NATO/OWN/3", "ru", "suspension"),
        Item(Need.DUTY, "US/PLENARY/2", "us", "reply to an offer", by=NOON + 100, matter="US/PLENARY/2"),
        Item(Need.TURN, "US/PLENARY/3", "us", "A matter", matter="US/PLENARY/3"),
    ]
    found = board(acts, others, NOON)
    items = [one.item for one in found.meant]
    assert [one.ref or one.party for one in items] == [
        "RU/LINE/5", "RU/LINE/4", "RU/LINE/7", "RU/LINE/8", "RU/LINE/3", "US/PLENARY/2", "RU/LINE/9", "US/PLENARY/3",
        "NATO/OWN/3", "us",
    ]  # fmt: skip
    assert [one.item.ref for one in found.drilled] == ["RU/LINE/6"]
    assert items[2].need is items[3].need is Need.ANSWER
    assert "read by A. Smith" in items[2].remark
    assert items[0].objective
    assert items[0].by == NOON + 600
    assert counts(found.meant) == {
        "to be read": 4, "to be answered": 2, "owed by us": 1, "our turn": 1, "to be released": 1, "not heard": 1,
    }  # fmt: skip


def test_a_time_by_which_an_answer_is_asked_for_orders_the_board_beside_objectives_and_duties() -> None:
    """A wish stands beside what is owed for the same act; of whom an answer is owed, it is not awaited as well."""
    wish = Item(Need.AWAITED, "NATO/LINE/2", "ru", "message", need_by_at=NOON + 500)
    owed = Item(Need.OWED, "NATO/LINE/2", "ru", "reply to an offer", by=NOON + 9_000)
    acts = [waiting("RU/LINE/5", ROUTINE, need_by_at=NOON + 300), waiting("RU/LINE/6", ROUTINE)]
    found = [one.item for one in board(acts, [wish], NOON).meant]
    assert [(one.ref, one.need_by_at) for one in found] == [
        ("RU/LINE/5", NOON + 300), ("NATO/LINE/2", NOON + 500), ("RU/LINE/6", None),
    ]  # fmt: skip
    assert found[0].by == NOON + 21_600, "the objective stays the watch's own"
    (both,) = (one.item for one in board([], [wish, owed], NOON).meant)
    assert (both.need, both.by, both.need_by_at) == (Need.OWED, NOON + 9_000, NOON + 500)
    read = replace(owed, what="acknowledge an offer", by=NOON + 100, answers=False)
    found = [one.item for one in board([], [wish, owed, read], NOON).meant]
    assert [(one.what, one.need_by_at) for one in found] == [(read.what, None), (owed.what, NOON + 500)]
    found = [one.item.need for one in board([], [wish, read], NOON).meant]
    assert found == [Need.OWED, Need.AWAITED], "who owes only that it is read is asked for the answer all the same"
    apart = [one.item.need for one in board([], [wish, replace(owed, party="us")], NOON).meant]
    assert apart == [Need.AWAITED, Need.OWED]


def test_silence_that_runs_stands_on_the_board_whoever_read_it() -> None:
    """Beside the act while nobody has read it, in a row of its own from then on; a duty for it is said there too."""
    runs = Item(Need.RUNS, "RU/PLENARY/2", "ru", "A text", runs_until=NOON + 300, matter="RU/PLENARY/2")
    early = waiting("RU/LINE/4", ROUTINE, since=NOON - 21_000)
    unread = [waiting("RU/PLENARY/2", ROUTINE), waiting("RU/LINE/6", ROUTINE), early]
    found = [one.item for one in board(unread, [runs], NOON).meant]
    assert [(one.ref, one.need, one.runs_until) for one in found] == [
        ("RU/PLENARY/2", Need.READ, NOON + 300), ("RU/LINE/4", Need.READ, None), ("RU/LINE/6", Need.READ, None),
    ]  # fmt: skip
    assert found[0].by == NOON + 21_600, "the objective stays the watch's own"
    (row,) = (one.item for one in board([], [runs], NOON).meant)
    assert row is runs


def test_what_several_parties_owe_alike_is_one_thing() -> None:
    """One row names them all; another due second, another drill or another act is another thing."""
    owed = [Item(Need.OWED, "RU/LINE/1", one, "reply", since=NOON + at, by=NOON + 900)
            for at, one in enumerate(("us", "nato"))]  # fmt: skip
    others = [replace(owed[0], by=NOON + 901), replace(owed[0], drill="d"), replace(owed[0], ref="RU/LINE/2")]
    found = board([], [*owed, *others], NOON)
    assert [(one.item.party, one.item.since) for one in found.meant] == [
        ("nato, us", NOON), ("us", NOON), ("us", NOON),
    ]  # fmt: skip
    assert [one.item.party for one in found.drilled] == ["us"]
    assert counts(found.meant) == {"owed to us": 3}


def test_a_wish_orders_the_board_until_it_is_past() -> None:
    """Its last second belongs to it; past, what has no other time stands last among what has one."""
    wished, other = waiting("RU/LINE/5", ROUTINE, need_by_at=NOON + 300), waiting("RU/LINE/4", ROUTINE, since=NOON - 9)
    awaited = Item(Need.AWAITED, "NATO/LINE/2", "ru", "message", need_by_at=NOON + 200)
    turn = Item(Need.TURN, "RU/LINE/8", "ru", "A matter", matter="RU/LINE/8")
    wanted = {
        200: ["NATO/LINE/2", "RU/LINE/5", "RU/LINE/4", "RU/LINE/8"],
        300: ["RU/LINE/5", "RU/LINE/4", "NATO/LINE/2", "RU/LINE/8"],
        301: ["RU/LINE/4", "RU/LINE/5", "NATO/LINE/2", "RU/LINE/8"],
    }
    for later, refs in wanted.items():
        found = board([wished, other], [turn, awaited], NOON + later)
        assert [one.item.ref for one in found.meant] == refs
        assert groups(found.meant) == {"timed": 3, "untimed": 1}


def test_what_ran_out_long_ago_stands_last_unless_it_rings_or_is_still_in_time() -> None:
    """What is owed after thirty days; an objective after three, and only where an act cannot ask for more."""
    later = NOON + 40 * DAY
    live, old = waiting("RU/LINE/9", since=later), waiting("RU/LINE/2")
    acts = [live, old, waiting("RU/LINE/3", IMMEDIATE), waiting("RU/LINE/4", PRIORITY, since=later - DAY)]
    acts.append(waiting("RU/LINE/5", ROUTINE, need_by_at=later + 1))
    others = [
        Item(Need.OWED, "NATO/LINE/6", "ru", "reply to an offer", by=later - 30 * DAY),
        Item(Need.DUTY, "NATO/LINE/7", "ru", "reply to an offer", by=later - 30 * DAY - 1),
        Item(Need.DUTY, "RU/LINE/3", "ru", "reply to an offer", by=later - 31 * DAY),
        Item(Need.TURN, "RU/LINE/8", "ru", "A matter", matter="RU/LINE/8"),
    ]
    found = board(acts, others, later)
    assert [one.item.ref for one in found.meant] == [
        "RU/LINE/9", "RU/LINE/2", "RU/LINE/4", "RU/LINE/5", "NATO/LINE/6", "RU/LINE/8", "RU/LINE/3", "NATO/LINE/7",
    ]  # fmt: skip
    assert groups(found.meant) == {"first": 3, "timed": 2, "untimed": 1, "gone": 2}
    assert counts(found.meant)["to be read"] == 5
    assert counts(found.meant)["owed by us"] == 1
    silent = waiting("RU/LINE/10", ROUTINE)
    assert groups(board([silent], [], later).meant) == {"timed": 1}, "whoever has not read a proposal agrees by silence"
    told = waiting("RU/LINE/11", ROUTINE, asks=False)
    assert groups(board([told], [], NOON + 3 * DAY).meant) == {"timed": 1}
    assert groups(board([told], [], NOON + 4 * DAY).meant) == {"gone": 1}
    sooner = board(acts[2:3], [replace(others[2], by=later - 29 * DAY)], later)
    assert groups(sooner.meant) == {"first": 1}, "what is still owed keeps its act in sight"


def test_a_board_is_shown_in_parts_and_counted_whole() -> None:
    """The first of each group, or a page of the whole with drills last: no row is lost between two pages."""
    acts = [waiting(f"RU/LINE/{number}", FLASH if number < 4 else ROUTINE) for number in range(2, 9)]
    found = board([*acts, waiting("RU/LINE/9", drill="Autumn")], [Item(Need.HEAR, "", "us", "no contact")], NOON)
    assert groups(found.meant) == {"first": 2, "timed": 5, "untimed": 1}
    meant, drilled = found.chosen(each=1)
    assert [one.item.ref for one in (*meant, *drilled)] == ["RU/LINE/2", "RU/LINE/4", "", "RU/LINE/9"]
    assert [one.need for one in found.chosen([Need.HEAR])[0]] == [Need.HEAR]
    pages = [found.chosen(after=after, limit=3) for after in range(0, 12, 3)]
    assert [one for page in pages for part in page for one in part] == [*found.meant, *found.drilled]
    assert found.chosen() == (found.meant, found.drilled)


def test_nothing_is_named_twice() -> None:
    """What is owed for an act on the board stands beside it, with the earliest time; its matter is not named again."""
    one = waiting("RU/LINE/5")
    duty = Item(Need.DUTY, "RU/LINE/5", "ru", "acknowledge a message", by=NOON + 300, matter="RU/LINE/5")
    reply = replace(duty, what="reply to an offer", by=NOON + 9_000)
    turn = Item(Need.TURN, "RU/LINE/5", "ru", "A matter", matter="RU/LINE/5")
    (item,) = (each.item for each in board([one], [reply, duty, turn], NOON).meant)
    assert (item.need, item.by, item.duty_at) == (Need.READ, NOON + 600, NOON + 300)


def awaited_of(matter: Matter, party: str) -> set[str]:
    folded = matter.folded()
    return {kind for kind, _re in awaited(folded.next_acts(party), folded.acts, folded.charter, party)}


def test_an_answer_is_awaited_until_it_is_given_and_from_whoever_is_asked() -> None:
    """By each desk's own answer; nobody waits for an objection, nor for an answer to one's own act."""
    matter = Matter()
    question = matter.say("nato", "clarification-request")
    assert awaited_of(matter, "ru") == {"reply", "decline"}
    assert awaited_of(matter, "nato") == set()
    matter.say("us", "message", to=("nato",))
    matter.say("ru", "reply", question)
    assert awaited_of(matter, "ru") == set()
    assert awaited_of(matter, "us") == {"reply", "decline"}
    assert awaited_of(matter, "nato") == {"reply"}
    meeting = Matter()
    terms = {"title": "Council", "level": "ambassadors", "begins_at": NOON + DAY}
    invitation = meeting.say("nato", "meeting-convene", **terms)
    assert awaited_of(meeting, "ru") == {"meeting-accept", "meeting-decline"}
    meeting.say("ru", "meeting-accept", invitation, delegation=[{"name": "A. Grushko"}])
    assert awaited_of(meeting, "ru") == set()
    silence = {"procedure": "silence", "expires_at": NOON + 2 * DAY}
    for terms, wanted in (
        (silence, set()),
        ({"procedure": "consensus"}, {"decision-agree", "decision-object", "decision-amend"}),
    ):
        proposal = Matter()
        proposal.say("ru", "decision-propose", title="Hours", **terms)
        assert awaited_of(proposal, "us") == wanted
        proposal.say("ru", "decision-withdraw", next(iter(proposal.folded().acts)))
        assert awaited_of(proposal, "us") == set(), "nobody waits for a word on what is withdrawn"
