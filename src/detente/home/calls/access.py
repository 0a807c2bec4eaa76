"""Calls about access to the pages: enrolment links, passkeys, sessions."""

from detente.home.calls.call import Call
from detente.home.replies.access import EndedView, EnrolmentView, PasskeysView, SessionsView, WithdrawnView


class EnrolOfficer(Call[EnrolmentView], frozen=True, tag="enrol-officer"):
    """A link through which an accredited officer enrols a passkey, once."""

    officer: str
    council: str | None = None


class ListPasskeys(Call[PasskeysView], frozen=True, tag="passkeys"):
    """The passkeys that stand, and the links that wait to be used."""


class WithdrawPasskey(Call[WithdrawnView], frozen=True, tag="withdraw-passkey"):
    """A passkey opens nothing from now on, and its sessions end.

    Args:
        ref: of the act that enrolled it.
        text: why.
    """

    ref: str
    text: str = ""
    council: str | None = None
    officer: str | None = None


class ListSessions(Call[SessionsView], frozen=True, tag="sessions"):
    """The officers' sessions that are open."""


class EndSessions(Call[EndedView], frozen=True, tag="end-sessions"):
    """Sessions end at once.

    Args:
        session: the id of one, as listed; None for all.
        officer: all of this officer; None for all.
    """

    session: str | None = None
    officer: str | None = None
