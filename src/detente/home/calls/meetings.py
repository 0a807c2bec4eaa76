"""Calls about meetings and decisions: papers, signatures, the next agenda."""

from typing import Literal

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.meetings import AgendaView, MeetingPaper, MinutesDraft


class DraftMinutes(Call[MinutesDraft], frozen=True, tag="draft-minutes"):
    """Minutes of a meeting as the record gives them.

    Args:
        ref: of any act of the meeting.
        symbol: None for the next one in this language.
        language: of the headings; what parties said stays in theirs.
    """

    ref: str
    council: str | None = None
    symbol: str | None = None
    language: str = "en"


class SignPaper(Call[Sent], frozen=True, tag="sign-paper"):
    """Sign minutes or a joint text.

    Args:
        ref: of the paper, or of its meeting where only one waits for this party.
    """

    ref: str
    council: str | None = None
    officer: str | None = None


class ExportMeeting(Call[MeetingPaper], frozen=True, tag="export-meeting"):
    """A meeting as a file: minutes as PDF, text or JSON, an entry for calendars, or a paper as a signed note.

    Args:
        ref: of any act of the meeting; for a note of the paper.
        language: of headings.
    """

    ref: str
    format: Literal["pdf", "text", "ics", "json", "note"] = "text"
    council: str | None = None
    language: str = "en"


class ProposeAgenda(Call[AgendaView], frozen=True, tag="propose-agenda"):
    """What the next agenda could have.

    Args:
        follows: only what this meeting left open, beside what falls due.
    """

    follows: str | None = None
    council: str | None = None


class SignOutcome(Call[Sent], frozen=True, tag="sign-outcome"):
    """Sign how a decision ended, where no depositary keeps the council's time.

    Args:
        ref: of any act of its dossier.
    """

    ref: str
    council: str | None = None
    officer: str | None = None
