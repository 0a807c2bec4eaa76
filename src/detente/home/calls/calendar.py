"""Calls about the calendar: what stands in it, and what constraining provisions say of what was notified."""

from detente.home.calls.call import Call
from detente.home.replies.calendar import CalendarChecked, CalendarView


class ExportCalendar(Call[CalendarView], frozen=True, tag="calendar"):
    """Meetings, activities, inspections and deadlines of a council, the earliest first, and as one file.

    Args:
        sort: only these: `meeting`, `activity`, `inspection`, `deadline`.
        party: only what it convened, notified, asked for or owes; `me` is the party itself.
        language: of the file's fixed words.
        file: with the file.
        patience_seconds: how long to wait at most for matters that are still to be read; None for all of them.
    """

    council: str | None = None
    sort: str | None = None
    party: str | None = None
    language: str = "en"
    file: bool = True
    patience_seconds: float | None = None


class CheckCalendar(Call[CalendarChecked], frozen=True, tag="check-calendar"):
    """What an agreement's constraining provisions say of the activities that the council was notified of.

    Args:
        regime: one of the charter's, or id of a shipped pack; else the charter's first that limits anything, else
            vienna-2011.
        patience_seconds: as in `ExportCalendar`.
    """

    council: str | None = None
    regime: str | None = None
    patience_seconds: float | None = None
