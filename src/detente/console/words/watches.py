"""What the watch board says in words: its heading, its parts, what is quiet; what a title says of a ring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from detente.clock import HOUR, parse_rfc3339
from detente.console.words.facts import TONES, Tone, listed
from detente.council.board import Group, Need
from detente.council.duty import DutyState
from detente.council.ringing import Ring
from detente.home.replies import DutyView
from detente.home.replies.watch import BoardItemView, BoardView, RingingView, RingView
from detente.languages import gettext as _
from detente.languages import ngettext, noted, pgettext, said

ROWS_SHOWN: Final = 30
"""Rows of one part of the board before the page says that there are more: what an officer reads through in a night."""
ROWS_PAGE: Final = 60
"""Rows of one page of the whole board."""
HEADINGS: Final = {
    Group.FIRST: noted("First"),
    Group.TIMED: noted("By time"),
    Group.UNTIMED: noted("No time is set"),
    Group.GONE: noted("Ran out long ago"),
}
NOTES: Final = {
    Group.FIRST: noted(
        "Acts above routine that no officer here has read, flash acts until they are answered, and drafts above "
        "routine that wait for a second officer, by precedence."
    ),
    Group.TIMED: noted(
        "The earliest first: handling times of the watch, duties and matters with a due time, silence that runs, and "
        "times by which an answer is asked for. What nobody read in time days ago stands behind them."
    ),
    Group.UNTIMED: noted("Our turn, and peers that are not heard."),
    Group.GONE: noted(
        "What is overdue by more than 30 days, and routine acts that ask for nothing and were not read for days. It is "
        "counted above, and stands here until somebody takes it up."
    ),
}
READABLE: Final = (Need.READ,)
SOON_SECONDS: Final = HOUR
"""From so long before its time on a clock is amber."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the board.

    Args:
        id: by which the browser knows it again after the page has renewed itself.
        item: what it shows.
        to_read: an officer can acknowledge it.
    """

    id: str
    item: BoardItemView
    to_read: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the board under its heading, with those of its `number` rows that are shown."""

    name: str
    heading: str
    note: str
    rows: tuple[Row, ...]
    number: int

    @property
    def folded(self) -> bool:
        """Say if its rows are shown on a press only."""
        return self.name == Group.GONE

    @property
    def more(self) -> int:
        """Return how many rows are not shown."""
        return self.number - len(self.rows)


@dataclass(frozen=True, slots=True)
class Span:
    """Which rows of a whole list a page of it shows, counted from 1; where the pages before and after it begin."""

    first: int
    last: int
    number: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Due:
    """What the clock of a thing on the watch board says.

    Args:
        by: the time by which it goes, or None.
        owed: it is a duty's or a matter's; else the watch's own objective, which nobody owes.
        wish: it is when its author asks for an answer, which nobody owes either.
        silence: it is when silence expires, by which something takes effect.
        grave: past it is an alarm: it is owed, or a flash act that nobody here has read.
        tone: as `tone_until` has it.
        owed_at: when what is owed is due where that is another time, or None.
        asked_by: when an answer is asked for at another time, or None.
        remark: what the record remarks beside its clock, which says by itself that something is due or overdue.
    """

    by: str | None
    owed: bool
    wish: bool
    silence: bool
    grave: bool
    tone: Tone
    owed_at: str | None
    asked_by: str | None
    remark: str


def due_of(one: BoardItemView, as_of: str) -> Due:
    """Return what the clock of a thing on the watch board says at a time; times of the record compare as texts."""
    by, sets = one.clock(as_of)
    owed, wish = sets == "due", sets == "wish"
    grave = owed or one.ring == Ring.CALL
    return Due(
        by, owed, wish, sets == "silence", grave, Tone.CALM if by is None else tone_until(by, as_of, grave=grave),
        one.owed_at if one.owed_at != by else None, None if wish else one.need_by_at,
        "" if owed and one.remark in (DutyState.DUE, DutyState.OVERDUE) else one.remark,
    )  # fmt: skip


def tone_until(at: str, as_of: str, *, grave: bool = True) -> Tone:
    """Return the colour of a running clock: none while hours are left, amber when it is soon, red once it is past.

    Args:
        grave: somebody owes it; what nobody owes stays amber.
    """
    left = parse_rfc3339(at) - parse_rfc3339(as_of)
    if left < 0 and grave:
        return Tone.ALARM
    return Tone.WAITING if left < SOON_SECONDS else Tone.CALM


def tone_of_duty(duty: DutyView, as_of: str) -> str:
    """Return the colour of a duty's state: while it runs that of its clock."""
    if duty.state != DutyState.DUE:
        return TONES.get(duty.state, Tone.GOOD)
    return Tone.CALM if duty.due_at is None else tone_until(duty.due_at, as_of, grave=False)


def span_of(board: BoardView, after: int) -> Span:
    """Return which rows a page shows that begins after so many."""
    number = sum(board.groups.values()) + sum(board.drilled.values())
    return span_in(number, after, len(board.items) + len(board.drills), ROWS_PAGE)


def span_in(number: int, after: int, shown: int, page: int) -> Span:
    """Return which rows of so many a page shows that begins after some of them, and shows `shown` of `page` at most."""
    last = after + shown
    before = max(0, min(after, number) - page) if after else None
    return Span(after + 1, last, number, before, last if last < number and last > after else None)


def parts_of(items: Sequence[BoardItemView], groups: Mapping[str, int]) -> list[Part]:
    """Return the parts of a board of which there are rows here, in its order.

    Args:
        groups: how many rows each has.
    """
    rows = _rows(items)
    found = []
    for group in Group:
        mine = tuple(row for row in rows if row.item.group == group)
        if mine:
            number = groups.get(group, len(mine))
            found.append(Part(group, said(HEADINGS[group]), said(NOTES[group]), mine, number))
    return found


def _rows(items: Sequence[BoardItemView]) -> list[Row]:
    taken: dict[str, int] = {}
    found = []
    for item in items:
        name = sha256(f"{item.ref or item.party} {'' if item.text else item.what}".encode()).hexdigest()[:12]
        taken[name] = taken.get(name, 0) + 1
        number = "" if taken[name] == 1 else f"-{taken[name]}"
        found.append(Row(f"row-{name}{number}", item, item.need in READABLE))
    return found


def heading_of(board: BoardView, asked: int = 0) -> str:
    """Return what the board says first.

    Args:
        asked: requests for clearance that wait for the officer who looks at it.
    """
    # Where English counts by putting a number before the words, other languages put it behind a colon.
    counted = pgettext("counted", "{n} {what}")
    counts = [counted.format(n=number, what=said(need)) for need, number in board.counts.items()]
    if asked:
        counts.append(_("{n} to be cleared by you").format(n=asked))
    return ", ".join(counts) or _("Nothing needs a human here now")


def tone_of(board: BoardView, asked: int = 0) -> str:
    """Return the one colour of the board's heading."""
    if not board.counts:
        return "waiting" if asked else "good"
    return "alarm" if Group.FIRST in board.groups else "waiting"


def quiet_of(board: BoardView) -> list[str]:
    """Return in sentences what needs nobody now.

    An act that waits to be read or answered has its duty and its matter's turn in its own row: while one stands there,
    nothing is said of either.
    """
    needs = board.counts.keys()
    acts = not needs.isdisjoint({Need.READ, Need.ANSWER})
    heard = [peer.party.upper() for peer in board.peers if peer.link.state == "reachable"]
    sentences = [
        (_("Every act that is for us was read."), Need.READ not in needs),
        (_("Nothing that was asked of us waits for an answer."), not acts),
        (_("Nothing is owed by us."), not acts and Need.DUTY not in needs),
        (_("Nothing takes effect by silence."), not acts and Need.RUNS not in needs),
        (_("In no matter is it our turn."), not acts and needs.isdisjoint({Need.DUTY, Need.TURN})),
        (_("No draft waits for a second officer."), Need.RELEASE not in needs),
    ]
    found = [sentence for sentence, holds in sentences if holds]
    if heard:
        words = ngettext("{parties} is heard.", "{parties} are heard.", len(heard))
        found.append(words.format(parties=listed(heard)))
    return found


# --- ringing ----------------------------------------------------------------------------------------------------------


def title_of(ringing: RingingView) -> str:
    """Return what the title of a window says while flash acts ring, or nothing."""
    if not ringing.items:
        return ""
    first = ringing.items[0]
    drill = all(one.drill for one in ringing.items)
    title = (_("DRILL FLASH {act}") if drill else _("FLASH {act}")).format(act=first.ref)
    if not (more := len(ringing.items) - 1):
        return title
    return ngettext("{title} and {n} more", "{title} and {n} more", more).format(title=title, n=more)


def sentence_of(one: RingView) -> str:
    """Return what the strip above a page says of a flash act that rings, and what is told to who hears the page."""
    party = one.party.upper()
    if one.drafted_by:
        drafted = _("flash draft of {officer}; it waits for a second officer to release it")
        sentence = drafted.format(officer=one.drafted_by)
    elif one.ring == Ring.CALL:
        sentence = _("flash act of {party}; nobody here has read it").format(party=party)
    elif one.read_by:
        read = _("flash act of {party}; read by {officers}, and not answered yet")
        sentence = read.format(party=party, officers=listed(one.read_by))
    else:
        sentence = _("flash act of {party}; read, and not answered yet").format(party=party)
    return _("Drill {drill}: {sentence}").format(drill=one.drill, sentence=sentence) if one.drill else sentence
