"""Calls about access: what a keeper of the node asks for, from the command or the pages."""

from msgspec import Struct

from detente.clock import rfc3339
from detente.council.desks.access import REVOKED, Passkey
from detente.errors import Refused
from detente.home.access import passkeys, sessions
from detente.home.access.sessions import Session
from detente.home.access.state import Access
from detente.home.acts import officer_of
from detente.home.calls.access import EndSessions, EnrolOfficer, ListPasskeys, ListSessions, WithdrawPasskey
from detente.home.host import Host
from detente.home.replies.access import (
    EndedView,
    EnrolmentView,
    PasskeysView,
    PasskeyView,
    SessionsView,
    SessionView,
    WaitingView,
    WithdrawnView,
)
from detente.limits import SESSION_IDLE_SECONDS_MAX

PATH = "enrol/"
"""Where the pages take enrolment links."""


async def answer(
    host: Host, call: EnrolOfficer | ListPasskeys | WithdrawPasskey | ListSessions | EndSessions
) -> Struct:
    """Return the reply to a call about access."""
    access = Access(host)
    match call:
        case EnrolOfficer():
            return await enrol(access, call)
        case ListPasskeys():
            return await list_passkeys(access)
        case WithdrawPasskey():
            return await withdraw(access, call)
        case ListSessions():
            return SessionsView(rfc3339(access.now()), list(map(session_view, await sessions.opened(access))))
        case EndSessions():
            return await end(access, call)


async def enrol(access: Access, call: EnrolOfficer) -> EnrolmentView:
    """Return an enrolment link on this machine.

    Raises:
        Refused: `pages-not-served`, and what `passkeys.invite` says.
    """
    page = access.host.page
    if page is None:
        raise Refused(
            "pages-not-served", expected="a running node that serves the pages, where the officer opens the link",
            got="none", remedy="detente up --home-port 8080, or home_port in party.toml",
        )  # fmt: skip
    token, made = await passkeys.invite(access, call.officer, call.council)
    return EnrolmentView(rfc3339(access.now()), made.council, made.officer, f"{page}{PATH}{token}", rfc3339(made.until))


async def list_passkeys(access: Access) -> PasskeysView:
    """Return the passkeys that stand, by officer, and the links that wait."""
    found = sorted((await passkeys.standing(access)).values(), key=lambda one: (one.officer, one.since, one.ref))
    waiting = [WaitingView(one.officer, one.council, rfc3339(one.until)) for one in await passkeys.waiting(access)]
    return PasskeysView(rfc3339(access.now()), list(map(passkey_view, found)), waiting)


async def withdraw(access: Access, call: WithdrawPasskey) -> WithdrawnView:
    """Take a passkey back, and end its sessions.

    Raises:
        Refused: `passkey-not-standing`, `reference-unknown`.
    """
    by = officer_of(access.host, call.officer)
    ref = await passkeys.withdraw(access, call.ref, call.council, by, call.text)
    ended = await sessions.end_taken_back(access, by=by)
    return WithdrawnView(rfc3339(access.now()), ref, tuple(one.id for one in ended))


async def end(access: Access, call: EndSessions) -> EndedView:
    """End one session, an officer's, or all.

    Raises:
        Refused: `session-unknown`.
    """
    by = officer_of(access.host, None)
    if call.session is not None:
        ended = [await sessions.end(access, call.session, REVOKED, by=by)]
    else:
        ended = await sessions.end_all(access, officer=call.officer, by=by)
    return EndedView(rfc3339(access.now()), list(map(session_view, ended)))


def passkey_view(one: Passkey) -> PasskeyView:
    """Return a passkey as lists carry it."""
    return PasskeyView(one.ref, one.officer, one.credential.hex()[:16], one.site, one.model, rfc3339(one.since))


def session_view(one: Session) -> SessionView:
    """Return a session as lists carry it."""
    idle = min(one.seen_at + SESSION_IDLE_SECONDS_MAX, one.until)
    return SessionView(
        one.id, one.officer, one.means, one.passkey, one.ref, rfc3339(one.opened_at), rfc3339(one.seen_at),
        rfc3339(idle), rfc3339(one.until),
    )  # fmt: skip
