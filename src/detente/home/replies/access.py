"""Replies of the home face about access to the pages. Times of links and sessions are the machine's."""

from msgspec import Struct


class EnrolmentView(Struct, frozen=True):
    """A link that was made; it is shown once and kept nowhere.

    Args:
        link: to be opened by the officer on this machine.
        until_at: the last second at which it works.
    """

    as_of: str
    council: str
    officer: str
    link: str
    until_at: str


class PasskeyView(Struct, frozen=True):
    """A passkey that stands.

    Args:
        ref: of the act in `own` that enrolled it.
        credential: the beginning of its id, hex: no more is needed to tell two apart.
        site: the name to which it is bound.
        model: AAGUID of the authenticator, empty where it does not say.
    """

    ref: str
    officer: str
    credential: str
    site: str
    model: str
    since_at: str


class WaitingView(Struct, frozen=True):
    """An enrolment link that was not used yet."""

    officer: str
    council: str
    until_at: str


class PasskeysView(Struct, frozen=True):
    """Passkeys by officer, and links that wait."""

    as_of: str
    items: list[PasskeyView]
    waiting: list[WaitingView]
    next: None = None


class WithdrawnView(Struct, frozen=True):
    """A passkey that was taken back.

    Args:
        ref: of the act that says so.
        ended: ids of the sessions that ended with it.
    """

    as_of: str
    ref: str
    ended: tuple[str, ...]


class SessionView(Struct, frozen=True):
    """A session that is open.

    Args:
        id: by which it is ended; it opens nothing.
        means: `passkey`, or `rehearsal` where one click signed in.
        ref: of the sign-in in `own`.
        seen_at: when something was last done in it, to the minute; `idle_until_at` follows from it.
        until_at: the last second of it, whatever is done.
    """

    id: str
    officer: str
    means: str
    passkey: str
    ref: str
    opened_at: str
    seen_at: str
    idle_until_at: str
    until_at: str


class SessionsView(Struct, frozen=True):
    """Sessions, the newest first."""

    as_of: str
    items: list[SessionView]
    next: None = None


class EndedView(Struct, frozen=True):
    """Sessions that ended."""

    as_of: str
    items: list[SessionView]
    next: None = None
