"""Calls of the watch: what needs a human now, which alarms went out, and the words of the process that sends them."""

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.watch import AlarmsView, BoardView, RingingView, WatchView


class ShowBoard(Call[BoardView], frozen=True, tag="board"):
    """What needs a human now, the most urgent first, with how each peer can be reached; all of it is counted.

    Args:
        needs: only these of what is meant; none for all.
        each: at most so many of each part of the board, and of the drills.
        after: so many of the whole board come before, drills last.
        limit: of the whole board at most so many from there on.
    """

    council: str | None = None
    needs: tuple[str, ...] = ()
    each: int | None = None
    after: int = 0
    limit: int | None = None


class ShowAlarms(Call[AlarmsView], frozen=True, tag="alarms"):
    """Acts that wait for a person, what was sent about them, and who has the watch, for each council.

    Args:
        known: the `version` of the last reply; where nothing has changed since, the answer waits.
        seconds: at most so long, real ones.
        process: the asker is the alarm process, and alive.
    """

    known: int | None = None
    seconds: float = 0.0
    process: bool = False


class NoteAlarm(Call[Sent], frozen=True, tag="note-alarm"):
    """Write down an alarm before it goes out.

    Args:
        about: reference and phase of each act.
        more: further acts that the message counts.
    """

    council: str
    person: str
    party: str
    about: tuple[tuple[str, str], ...]
    more: int = 0


class NoteOutcome(Call[Sent], frozen=True, tag="note-outcome"):
    """Write down which addresses answered.

    Args:
        ref: of the alarm.
    """

    council: str
    ref: str
    answered: tuple[str, ...] = ()
    silent: tuple[str, ...] = ()


class PushAlarm(Call[Sent], frozen=True, tag="push-alarm"):
    """Let the next step for an act be taken now.

    Args:
        officer: who says so; by default as in party.toml.
    """

    ref: str
    council: str | None = None
    officer: str | None = None


class ShowRinging(Call[RingingView], frozen=True, tag="ringing"):
    """The flash acts that ring here, and the drills that are under way: what every page says at its top."""

    council: str | None = None


class PassOn(Call[Sent], frozen=True, tag="pass-on"):
    """Write down that an officer of this party takes something on the watch board over.

    Args:
        ref: of the act or matter.
        to: the officer's name; one's own where one takes it oneself.
        text: a note for that officer.
        officer: who passes it on; by default as in party.toml.
    """

    ref: str
    to: str
    text: str = ""
    council: str | None = None
    officer: str | None = None


class ShowWatch(Call[WatchView], frozen=True, tag="watch"):
    """Who has a watch of this party, what is open now, and what was done since that officer took it.

    Args:
        brief: only who has it and what is offered.
        each: of what is open at most so many of each part of the board; all are counted.
    """

    watch: str = "line"
    council: str | None = None
    brief: bool = False
    each: int | None = None


class OfferWatch(Call[Sent], frozen=True, tag="offer-watch"):
    """Hand a watch over to another officer, who then takes it; what is open now is listed in it.

    Args:
        to: the officer's name.
        text: notes.
        officer: who hands over; by default as in party.toml.
    """

    to: str
    text: str = ""
    watch: str = "line"
    council: str | None = None
    officer: str | None = None


class TakeWatch(Call[Sent], frozen=True, tag="take-watch"):
    """Take a watch that was offered to the officer, or begin one that nobody handed over.

    Args:
        unoffered: begin it though nobody handed it over.
        officer: who takes it; by default as in party.toml.
    """

    watch: str = "line"
    text: str = ""
    unoffered: bool = False
    council: str | None = None
    officer: str | None = None
