"""Who is to be alarmed now, for which acts: each precedence's ladder, its repeats and its bounds.

T is the objective of the act's precedence. People stand in one order: who has the watch, the party's roster, others.

    phase        begins      person k of the order (from 0) hears of it      and again, while the phase lasts
    not read     it is here  after k fifths of T, 4 at most                  1 2 3 4 5 10 20 40 80 160 320 fifths later
    not answered it was read after k + 1 fifths of S, 4 at most; who         5 10 20 40 80 fifths of S later
                             read it after 4 fifths
    owed by us   L before due    at once                                 4 5 10 20 fifths of L later
    done         answered, or read where it does not ask: nobody any more

S is the time from reading to the answer's due second, or to that by which its author asks for one where none is due, at
least T and at most six times T; L is a day, of a shorter
clock half of it. After the last of these a person hears once a day for two weeks. So everybody has heard before T is
over, and acknowledging ends the first phase and not the chase. A person whom no address reached is passed over at once.
Quiet hours hold back routine only.

What is due for one person about one party goes as one message; six such messages in an hour go at once, further ones at
least five minutes apart. What went for less counts against nothing that is more: routine paper uses up no message of a
flash act. All of it is computed from what is open, what was sent, and the time.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from msgspec import Struct

from detente.clock import DAY, HOUR, Instant
from detente.council.attention import LOUD
from detente.council.waiting import Phase, Push, Sent, Waiting
from detente.limits import ALARM_ACTS_MAX

UNREAD_FIFTHS: Final = (0, 1, 2, 3, 4, 5, 10, 20, 40, 80, 160, 320)
UNANSWERED_FIFTHS: Final = (0, 5, 10, 20, 40, 80)
OWED_FIFTHS: Final = (0, 4, 5, 10, 20)
DAYS: Final = 14
"""For so many days a person hears once a day of what is still open; the board has it for as long as it is."""
ALARMS_MAX: Final = len(UNREAD_FIFTHS) + len(UNANSWERED_FIFTHS) + 2 * DAYS
"""Alarms to one person about one act, pushes not counted."""
BURST: Final = 6
"""Messages to one person about one party in an hour before they are spaced."""
SPACING_SECONDS: Final = 300
"""Between two further ones: half of flash's objective, so a flood makes nothing late."""
GROUP_MAX: Final = ALARM_ACTS_MAX
"""Acts that one message covers; further ones are counted in it and come when these are done."""


class Person(Struct, frozen=True):
    """Whom to alarm.

    Args:
        quiet_until: end of the quiet hours in which the person is now, or None.
    """

    name: str
    role: str = ""
    quiet_until: Instant | None = None


class Step(Struct, frozen=True):
    """One person hears of one act.

    Args:
        number: from 1, of `of` that this phase has for the person.
    """

    act: Waiting
    person: Person
    phase: Phase
    at: Instant
    number: int = 1
    of: int = 1


class Message(Struct, frozen=True):
    """What goes to one person about one party, now.

    Args:
        more: further acts that are due and that the message only counts.
    """

    person: Person
    party: str
    steps: tuple[Step, ...]
    more: int = 0


def order(people: Iterable[Person], on_watch: Sequence[str], roster: Sequence[str]) -> tuple[Person, ...]:
    """Return people in the order of the ladder: who has the watch, then as the roster names names or roles."""
    places = {name: number for number, name in reversed(list(enumerate([*on_watch, *roster])))}
    last = len(places) + len(on_watch) + len(roster)
    return tuple(sorted(people, key=lambda one: min(places.get(one.name, last), places.get(one.role, last))))


def steps_of(
    act: Waiting, people: Sequence[Person], sent: Sequence[Sent], pushes: Iterable[Push] = ()
) -> Iterator[Step]:
    """Return every step of the phase in which an act is, sent or not, person by person.

    Args:
        people: in the order of the ladder.
        sent: about this act.
        pushes: of this act.
    """
    phase = phase_of(act)
    begins, span, fifths = _span(act)
    mine = [one for one in sent if one.phase is phase]
    failed: Instant | None = None
    for place, person in enumerate(people):
        start = begins + _rung(act, phase, place, person) * span // 5
        if failed is not None:
            start = min(start, failed)
        times = [start + fifth * span // 5 for fifth in fifths]
        times += [times[-1] + day * DAY for day in range(1, DAYS + 1)]
        for number, at in enumerate(times, 1):
            yield Step(act, person, phase, at, number, len(times))
        for push in pushes:
            if push.at >= begins and person in _pushed(people, sent, push.at):
                yield Step(act, person, phase, push.at)
        last = max((one for one in mine if one.person == person.name), key=lambda one: one.at, default=None)
        failed = last.at if last is not None and last.reached is False else None


def due(
    open_acts: Iterable[Waiting], people: Sequence[Person], sent: Iterable[Sent], pushes: Iterable[Push], now: Instant
) -> tuple[Message, ...]:
    """Return what is to go out now.

    Args:
        open_acts: of one council; what is done is not among them.
        sent: all that the log of this council has.
    """
    by_ref, log, open_acts = defaultdict(list), list(sent), list(open_acts)
    for one in log:
        by_ref[one.ref].append(one)
    asked = defaultdict(list)
    for push in pushes:
        asked[push.ref].append(push)
    waiting: dict[tuple[str, str], list[Step]] = defaultdict(list)
    for act in open_acts:
        for step in _due_of(act, people, by_ref[act.ref], asked[act.ref], now):
            waiting[step.person.name, act.party].append(step)
    found = []
    known = {act.ref: act.precedence for act in open_acts}
    for (name, party), steps in waiting.items():
        steps.sort(key=lambda one: (bool(one.act.drill), -one.act.precedence, one.act.since, one.act.ref))
        most = max(step.act.precedence for step in steps)
        # What is done is known no more: it counts against routine and priority, and holds back nothing above them.
        done = most if most <= LOUD else -1
        told = [one for one in log if (one.person, one.party) == (name, party)]
        if may_send([one for one in told if known.get(one.ref, done) >= most], now):
            found.append(Message(steps[0].person, party, tuple(steps[:GROUP_MAX]), len(steps[GROUP_MAX:])))
    return tuple(found)


def may_send(sent: Iterable[Sent], now: Instant) -> bool:
    """Say if one more message may go to a person about a party, by those that went for as much or more."""
    times = {one.message: one.at for one in sent}.values()
    return sum(at > now - HOUR for at in times) < BURST or max(times) <= now - SPACING_SECONDS


def planned(
    act: Waiting, people: Sequence[Person], sent: Sequence[Sent], pushes: Sequence[Push], now: Instant
) -> tuple[Step, ...]:
    """Return the steps that are still to come for an act while nothing changes, the next first."""
    found = []
    for step in steps_of(act, people, sent, pushes):
        last = _last(sent, step)
        if last is None or step.at > last:
            at = step.at if _held_until(step, now) is None else max(step.at, step.person.quiet_until or now)
            found.append(Step(step.act, step.person, step.phase, max(at, now), step.number, step.of))
    return tuple(sorted(found, key=lambda one: (one.at, people.index(one.person), one.number)))


def _due_of(
    act: Waiting, people: Sequence[Person], sent: Sequence[Sent], pushes: Sequence[Push], now: Instant
) -> Iterator[Step]:
    """Return for each person at most one step: the newest whose time has come since the person last heard of it."""
    newest: dict[str, Step] = {}
    pushed = {one.at for one in pushes}
    for step in steps_of(act, people, sent, pushes):
        last = _last(sent, step)
        quiet = step.at not in pushed and _held_until(step, now) is not None
        if step.at <= now and (last is None or step.at > last) and not quiet:
            known = newest.get(step.person.name)
            if known is None or known.at <= step.at:
                newest[step.person.name] = step
    yield from newest.values()


def _last(sent: Iterable[Sent], step: Step) -> Instant | None:
    mine = (one.at for one in sent if (one.person, one.phase) == (step.person.name, step.phase))
    return max(mine, default=None)


def _held_until(step: Step, now: Instant) -> Instant | None:
    until = step.person.quiet_until
    return until if step.act.precedence == 0 and until is not None and now < until else None


def _pushed(people: Sequence[Person], sent: Iterable[Sent], at: Instant) -> Sequence[Person]:
    """Return whom a push reaches: the first who had not heard of the act by then, or everybody."""
    heard = {one.person for one in sent if one.at < at}
    return [one for one in people if one.name not in heard][:1] or people


def phase_of(act: Waiting) -> Phase:
    """Return what is missing."""
    if act.owed_at is not None:
        return Phase.OWED
    return Phase.UNREAD if act.read_at is None else Phase.UNANSWERED


def _rung(act: Waiting, phase: Phase, place: int, person: Person) -> int:
    """Return after how many fifths a person hears first."""
    match phase:
        case Phase.OWED:
            return 0
        case Phase.UNREAD:
            return min(place, 4)
        case Phase.UNANSWERED:
            return 4 if person.name in act.read_by else min(place + 1, 4)


def _span(act: Waiting) -> tuple[Instant, int, tuple[int, ...]]:
    """Return since when the phase runs, over how many seconds its ladder is spread, and its repeats."""
    objective = act.objective_seconds
    if act.owed_at is not None:
        return act.since, objective, OWED_FIFTHS
    if act.read_at is None:
        return act.since, objective, UNREAD_FIFTHS
    until = act.need_by_at if act.due_at is None else act.due_at
    left = 6 * objective if until is None else until - act.read_at
    return act.read_at, max(objective, min(left, 6 * objective)), UNANSWERED_FIFTHS
