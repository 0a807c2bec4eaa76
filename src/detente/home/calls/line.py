"""Calls about the line itself."""

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.line import ContactsAsked, ContactsView, LineStatusView, LineTestsView

MATTERS_MAX = 100
"""Dossiers looked at for each counterpart: those with the newest acts; a watch officer reads no more."""


class ShowLine(Call[LineStatusView], frozen=True, tag="line-status"):
    """How counterparts can be reached and what their silence is, each state with its evidence.

    Args:
        party: only this one.
        matters: how many dossiers that await each counterpart are looked at, the newest first.
    """

    council: str | None = None
    party: str | None = None
    matters: int = MATTERS_MAX


class SendLineTest(Call[Sent], frozen=True, tag="test-line"):
    """Send the next line test: this party's next number, and a text without meaning.

    Args:
        to: who is to read it back; empty for all counterparts.
        drill: name of the drill of which it is part.
    """

    council: str | None = None
    to: tuple[str, ...] = ()
    officer: str | None = None
    drill: str = ""


class ListLineTests(Call[LineTestsView], frozen=True, tag="line-tests"):
    """Line tests with what came back, the newest first, and a score for each pair of those listed.

    Args:
        party: only tests between this party and the one that asks.
        before: only those whose newest act has a smaller sequence; a listing's `next`.
    """

    council: str | None = None
    party: str | None = None
    before: int | None = None
    limit: int = 200


class CheckContacts(Call[ContactsAsked], frozen=True, tag="check-contacts"):
    """Ask contact points to answer.

    Args:
        to: whose; empty for those of all counterparts.
        role: which of them, as rosters name it; empty for whoever has the duty.
    """

    council: str | None = None
    to: tuple[str, ...] = ()
    role: str = ""
    text: str = ""
    officer: str | None = None
    drill: str = ""


class ListContacts(Call[ContactsView], frozen=True, tag="contact-checks"):
    """Checks of contact points with their answers, the newest first.

    Args:
        before: as in `ListLineTests`.
    """

    council: str | None = None
    before: int | None = None
    limit: int = 200
