"""What holds of alarms whatever is open: in time, never after the answer, bounded, nothing forgotten or repeated."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from detente.clock import HOUR
from detente.council.escalation import (
    ALARMS_MAX,
    BURST,
    SPACING_SECONDS,
    Message,
    Person,
    due,
    order,
    planned,
)
from detente.council.waiting import Phase, Push, Sent, Waiting

START = 1_461_153_600
OBJECTIVES = (21_600, 10_800, 1_800, 600)
NAMES = ("A. Smith", "B. Jones", "C. Brown", "D. White", "E. Green", "F. Black", "G. Grey")


def act(number: int, precedence: int, since: int = START, **changes: object) -> Waiting:
    one = Waiting(
        "c", f"RU/LINE/{number}", "ru", precedence, since, asks=True, objective_seconds=OBJECTIVES[precedence]
    )
    return replace(one, **changes)  # type: ignore[arg-type]


def written(messages: tuple[Message, ...], now: int, reached: bool | None = True) -> list[Sent]:
    """Return what the log has of messages that went out now."""
    return [
        Sent(f"{one.person.name} {now}", step.act.ref, one.party, one.person.name, step.phase, now, reached)
        for one in messages
        for step in one.steps
    ]


def run(acts: list[Waiting], people: list[Person], until: int, every: int, reached: bool | None = True) -> list[Sent]:
    """Return the log after looks at regular times; acts wait from when they are stored."""
    log: list[Sent] = []
    for now in range(START, until + 1, every):
        log += written(due([one for one in acts if one.since <= now], people, log, (), now), now, reached)
    return log


people = st.integers(1, len(NAMES)).map(lambda number: [Person(name) for name in NAMES[:number]])


@settings(max_examples=15, deadline=None)
@given(precedence=st.integers(0, 3), people=people, later=st.integers(0, 500))
def test_everybody_hears_within_the_precedences_time(precedence: int, people: list[Person], later: int) -> None:
    """The first at once, each next no later than the objective."""
    one = act(1, precedence, START + later)
    every = OBJECTIVES[precedence] // 20
    log = run([one], people, one.since + OBJECTIVES[precedence], every)
    heard = {sent.person: sent.at for sent in reversed(log)}
    assert set(heard) == {person.name for person in people}
    assert heard[people[0].name] <= one.since + every
    assert all(at <= one.since + OBJECTIVES[precedence] for at in heard.values())


@settings(max_examples=10, deadline=None)
@given(
    precedence=st.integers(0, 3),
    people=people,
    read_after=st.integers(0, 10),
    reached=st.sampled_from([True, False, None]),
)
def test_alarms_about_one_act_are_bounded(
    precedence: int, people: list[Person], read_after: int, reached: bool | None
) -> None:
    """However long nobody answers, read or not, whether addresses answer or not."""
    span = OBJECTIVES[precedence]
    one, log = act(1, precedence), list[Sent]()
    for number in range(0, 700, 20):
        now = START + number * span // 2
        known = one if number < read_after else replace(one, read_at=START + read_after * span // 2)
        log += written(due([known], people, log, (), now), now, reached)
    counted = Counter(sent.person for sent in log)
    assert max(counted.values()) <= ALARMS_MAX
    assert due([replace(one, read_at=START)], people, log, (), START + 10_000 * span) == due(
        [replace(one, read_at=START)], people, log, (), START + 20_000 * span
    )


@given(precedence=st.integers(0, 3), people=people, now=st.integers(0, 10**6))
def test_nothing_goes_out_when_nothing_is_open(precedence: int, people: list[Person], now: int) -> None:
    """What was answered is not among what is open: never a word after the answer."""
    log = run([act(1, precedence)], people, START + 600, 300)
    assert due([], people, log, [Push("RU/LINE/1", START + now)], START + now) == ()


@settings(max_examples=30, deadline=None)
@given(precedence=st.integers(0, 3), people=people, away=st.integers(0, 50_000), unknown=st.booleans())
def test_a_restart_neither_forgets_nor_repeats_at_once(
    precedence: int, people: list[Person], away: int, unknown: bool
) -> None:
    """The log alone decides: the same again says nothing, and after an absence each hears once, not once a step."""
    one = act(1, precedence)
    log = written(due([one], people, (), (), START), START, None if unknown else True)
    assert due([one], people, log, (), START) == ()
    back = START + away
    messages = due([one], people, log, (), back)
    assert all(count == 1 for count in Counter(message.person.name for message in messages).values())
    log += written(messages, back)
    assert due([one], people, log, (), back) == ()


@settings(max_examples=4, deadline=None)
@given(size=st.integers(1, 260), spread=st.integers(1, 60))
def test_a_flood_is_grouped_and_nothing_in_it_is_late(size: int, spread: int) -> None:
    """A thousand flash acts are a handful of messages, and a new one is in a message within its ten minutes."""
    acts = [act(number, 3, START + number * 3_600 // size // spread) for number in range(1, size + 1)]
    log, counted = list[Sent](), dict[int, int]()
    person = [Person(NAMES[0])]
    for now in range(START, START + HOUR + 1_200, 60):
        messages = due([one for one in acts if one.since <= now], person, log, (), now)
        assert len(messages) <= 1
        counted[now] = len(messages)
        log += written(messages, now)
        for message in messages:
            named = {step.act.ref for step in message.steps}
            unheard = {one.ref for one in acts if one.since <= now} - named - {sent.ref for sent in log}
            assert len(unheard) <= message.more
    for now in counted:
        window = sum(number for at, number in counted.items() if now - HOUR < at <= now)
        assert window <= BURST + HOUR // SPACING_SECONDS
    heard = {sent.ref: sent.at for sent in reversed(log)}
    assert all(heard[one.ref] <= one.since + 600 for one in acts if one.ref in heard)


@given(less=st.integers(0, 2), every=st.integers(60, 600))
def test_what_is_less_holds_back_nothing_that_is_more(less: int, every: int) -> None:
    """However many messages went for it, read by now or not: a flash act is heard of in the second of its storing."""
    person = [Person(NAMES[0])]
    paper = [act(number, less, START + number * every) for number in range(1, 20)]
    now = START + 19 * every
    log = run(paper, person, now, every)
    flash = act(20, 3, now)
    for still_open in (paper, []):
        (message,) = due([*still_open, flash], person, log, (), now)
        assert message.steps[0].act == flash


@given(precedence=st.integers(0, 3))
def test_quiet_hours_hold_back_routine_only(precedence: int) -> None:
    """And only until they are over."""
    quiet = Person(NAMES[0], quiet_until=START + 5_000)
    assert bool(due([act(1, precedence)], [quiet], (), (), START)) is (precedence > 0)
    assert due([act(1, precedence)], [quiet], (), (), START + 5_000)
    assert due([act(1, precedence)], [quiet], (), [Push("RU/LINE/1", START)], START), "an officer's word goes through"


@given(lead=st.integers(1, 86_400), people=people)
def test_what_we_owe_is_heard_of_before_and_after_it_is_due(lead: int, people: list[Person]) -> None:
    """By everybody: when its last time begins, once more before it is due, when it is, then ever slower; bounded."""
    due_at = START + lead
    one = act(1, 1, START, objective_seconds=lead, owed_at=due_at, due_at=due_at)
    steps = planned(one, people, (), (), START)
    for person in people:
        times = [step.at for step in steps if step.person == person]
        assert times[:3] == [START, START + 4 * lead // 5, due_at]
        assert len(times) <= ALARMS_MAX
        assert times[-1] > due_at + 14 * 86_400
    assert {step.phase for step in steps} == {Phase.OWED}


def test_acknowledged_is_not_answered() -> None:
    """Reading ends the siren; the chase goes to the others first, and comes back to who read it."""
    people = [Person(name) for name in NAMES[:3]]
    read = act(1, 3, read_at=START, read_by=(NAMES[0],))
    first = [(step.at - START, step.person.name, step.phase) for step in planned(read, people, (), (), START)][:3]
    assert first == [
        (1_440, NAMES[1], Phase.UNANSWERED), (2_160, NAMES[2], Phase.UNANSWERED), (2_880, NAMES[0], Phase.UNANSWERED),
    ]  # fmt: skip
    soon = replace(read, due_at=START + 60)
    assert planned(soon, people, (), (), START)[0].at == START + 2 * 600 // 5, "at least the objective"
    wished = replace(read, need_by_at=START + 1_800)
    assert planned(wished, people, (), (), START)[0].at == START + 2 * 1_800 // 5, "by when its author asks for it"
    assert due([read], people, (), (), START + 1_439) == ()
    assert [one.person.name for one in due([read], people, (), (), START + 1_440)] == [NAMES[1]]


def test_a_push_reaches_the_next_who_has_not_heard_then_everybody() -> None:
    people = [Person(name) for name in NAMES[:2]]
    one = act(1, 0)
    log = written(due([one], people, (), (), START), START)
    pushes = [Push(one.ref, START + 10)]
    messages = due([one], people, log, pushes, START + 10)
    assert [message.person.name for message in messages] == [NAMES[1]]
    log += written(messages, START + 10)
    assert due([one], people, log, pushes, START + 11) == ()
    again = due([one], people, log, [*pushes, Push(one.ref, START + 20)], START + 20)
    assert {message.person.name for message in again} == set(NAMES[:2])


def test_whom_no_address_reaches_is_passed_over_at_once() -> None:
    people = [Person(name) for name in NAMES[:2]]
    one = act(1, 0)
    log = written(due([one], people, (), (), START), START, reached=False)
    assert [message.person.name for message in due([one], people, log, (), START + 1)] == [NAMES[1]]


def test_who_has_the_watch_comes_first_then_the_roster_then_the_file() -> None:
    people = [Person("A", "duty desk"), Person("B"), Person("C", "ambassador"), Person("D")]
    assert [one.name for one in order(people, ["D"], ["ambassador", "B"])] == ["D", "C", "B", "A"]
    assert [one.name for one in order(people, [], [])] == ["A", "B", "C", "D"]
