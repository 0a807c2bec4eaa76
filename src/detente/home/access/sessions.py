"""Sessions of officers: a token in the browser, its hash on a shelf here, limits, and an entry in `own` for each."""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

import msgspec
from msgspec import Struct

from detente.clock import Instant
from detente.council.desks.access import (
    BY_PASSKEY,
    BY_REHEARSAL,
    END,
    NO_ONE_CLICK,
    NOT_ACCREDITED,
    REVOKED,
    SIGN_IN,
    SIGNED_OUT,
    WITHOUT_PASSKEY,
    Passkey,
)
from detente.errors import Refused
from detente.home.access import audit
from detente.home.access.passkeys import accredits, check_accredited, read_standing, standing_in
from detente.home.access.state import Access, Submitting, draw, everything, get, kept, may_act_as_any, put, woven
from detente.home.views import council_of
from detente.limits import (
    SESSION_IDLE_SECONDS_MAX,
    SESSION_NOTED_SECONDS,
    SESSION_SECONDS_MAX,
    SESSIONS_MAX,
)
from detente.node.core import Core
from detente.node.events import Alarm
from detente.protocol.passkeys import Site, assertion_options, challenge_of, id_of, is_behind, text_of, verify_assertion

SHELF, COUNTS = "sessions", "passkey-counts"
Standing = Mapping[bytes, Passkey]
"""The passkeys that stand, by the id of the credential."""
KEPT_FOR_EVER = 2**53


class Session(Struct, frozen=True):
    """An officer's session.

    Args:
        id: by which it is listed and revoked; it opens nothing.
        council: in whose `own` it is noted.
        means: `passkey`, or `rehearsal` where one click signed in.
        passkey: reference of the passkey's act, or empty.
        credential: the passkey's id: references begin anew in each council, this is one passkey's alone.
        ref: of the sign-in in `own`.
        opened_at, seen_at: by the machine's clock.
        until: the last second of it, whatever is done in it.
    """

    id: str
    officer: str
    council: str
    means: str
    ref: str
    opened_at: Instant
    seen_at: Instant
    until: Instant
    passkey: str = ""
    credential: bytes = b""

    def holds(self, now: Instant) -> bool:
        """Say if the session has not ended by itself."""
        return now <= self.until and now <= self.seen_at + SESSION_IDLE_SECONDS_MAX


class Count(Struct, frozen=True):
    """How often a passkey has signed, as far as it was seen."""

    count: int


@dataclass(frozen=True, slots=True)
class Opened:
    """A session that was opened; the token goes to the browser and is kept nowhere."""

    token: str
    session: Session


def key_of(token: str) -> str:
    """Return under which hash a token's session is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


# --- signing in -------------------------------------------------------------------------------------------------------


async def ask(access: Access, visitor: str, site: Site) -> str:
    """Return as JSON what a browser is asked whose officer wants to sign in.

    Args:
        visitor: the secret of this browser, so that the answer comes from where the question went.
    """
    challenge = draw()
    access.challenges.put(challenge, f"sign-in {key_of(visitor)}", access.now())
    known = await access.host.read(standing_in)
    return assertion_options(site, challenge, [one.credential for one in known.values() if one.site == site.id])


async def sign_in(access: Access, visitor: str, answer: str, site: Site, replaced: Session | None = None) -> Opened:
    """Open the session of the officer whose passkey answered.

    Args:
        replaced: the session of this browser so far, which ends.

    Raises:
        Refused: `challenge-unknown`, `passkey-unknown`, `passkey-behind`, `officer-not-accredited`, `sessions-full`.
        Malformed: `passkey-unsound`.
    """
    challenge = challenge_of(answer)
    access.challenges.take(challenge, f"sign-in {key_of(visitor)}", access.now())
    passkey = await answered(access, answer, site, challenge)
    council = await access.host.read(lambda core: _council_of(core, passkey.officer, access.host.clock.now()))
    return await _open(access, passkey.officer, council, BY_PASSKEY, passkey, replaced=replaced)


async def answered(access: Access, answer: str, site: Site, challenge: bytes) -> Passkey:
    """Return the passkey that signed a challenge; what it counts has gone on, or somebody is told.

    Raises:
        Refused: `passkey-unknown`, `passkey-behind`. Malformed: `passkey-unsound`.
    """
    passkey = (await access.host.read(standing_in)).get(id_of(answer))
    if passkey is None:
        raise Refused(
            "passkey-unknown", expected="a passkey that is enrolled here and not withdrawn", got="another one",
            remedy="ask who keeps the node for an enrolment link: detente officer enrol NAME",
        )  # fmt: skip
    asserted = verify_assertion(answer, site, challenge, passkey.key)

    def count(core: Core) -> int | None:
        found = get(core, COUNTS, text_of(passkey.credential), Count)
        known = max(found.count if found is not None else 0, passkey.count)
        if is_behind(asserted.count, known):
            return known
        put(core, COUNTS, text_of(passkey.credential), Count(asserted.count), KEPT_FOR_EVER)
        return None

    known = await kept(access.host, count)
    if known is not None:
        text = f"{passkey.officer}'s passkey {passkey.ref} may exist twice: it counted {asserted.count} after {known}"
        access.host.alarms.append((access.host.clock.now(), Alarm("passkey-behind", text)))
        raise Refused(
            "passkey-behind",
            expected=f"a passkey that has signed more than {known} times",
            got=f"{passkey.officer}'s, which says {asserted.count}: it may exist twice",
            remedy=f"detente officer withdraw-passkey {passkey.ref}, and enrol another",
        )
    return passkey


def _council_of(core: Core, officer: str, at: Instant) -> str:
    """Return the first council in which an officer is accredited.

    Raises:
        Refused: `officer-not-accredited`.
    """
    if (found := accredits(core, officer, at)) is not None:
        return found
    check_accredited(core, council_of(core, next(iter(core.context.directory.councils), None)), officer, at)
    raise AssertionError("an officer is accredited nowhere, and somewhere")


async def sign_in_as(access: Access, officer: str, council: str | None, replaced: Session | None = None) -> Opened:
    """Open a session by one click: in a rehearsal only, where the settings say so.

    Args:
        replaced: the session of this browser so far, which ends.

    Raises:
        Refused: `no-one-click`, `officer-unknown`, `sessions-full`.
    """
    at = access.host.clock.now()

    def find(core: Core) -> str:
        if not may_act_as_any(core, access.host.config):
            raise Refused(
                "no-one-click", expected="a passkey: one click signs in only in a rehearsal", got="a click",
                remedy="sign in with a passkey",
            )  # fmt: skip
        where = council_of(core, council)
        if officer not in castable(core, where, str(access.host.config.get("officer", "")), at):
            raise Refused("officer-unknown", expected="an officer of this party in the rehearsal", got=officer[:80])
        return where

    return await _open(access, officer, await access.host.read(find), BY_REHEARSAL, replaced=replaced)


def castable(core: Core, council: str, default: str, at: Instant) -> dict[str, str]:
    """Return as whom one click signs in, with their rank: who is accredited, and the officer of `party.toml`."""
    present = core.folding.standing(council, core.context.party).present(at)
    found = {name: one.rank.value for name, one in sorted(present.items())}
    if default in found or (found and not default):
        return found
    return {**found, (default or "Watch officer"): "watch officer"}


async def _open(
    access: Access,
    officer: str,
    council: str,
    means: str,
    passkey: Passkey | None = None,
    *,
    replaced: Session | None = None,
) -> Opened:
    now, at, token = access.now(), access.host.clock.now(), text_of(draw())
    name, until = key_of(token)[:12], now + SESSION_SECONDS_MAX
    shown, credential = ("", b"") if passkey is None else (passkey.ref, passkey.credential)
    body = {"officer": officer, "session": name, "means": means, "passkey": shown, "until_at": until}

    def do(core: Core, submit: Submitting) -> Session:
        _make_room(core, access, now, replaced)
        ref = audit.enter(core, submit, council, SIGN_IN, body, at, officer=officer)
        session = Session(name, officer, council, means, ref, now, now, until, shown, credential)
        put(core, SHELF, key_of(token), session, until)
        # It may have been revoked meanwhile.
        if replaced is not None and replaced.holds(now) and (known := _take(core, replaced.id)) is not None:
            _note_end(core, submit, known, SIGNED_OUT, known.officer, at)
        return session

    return Opened(token, await woven(access.host, do))


def _make_room(core: Core, access: Access, now: Instant, replaced: Session | None) -> None:
    """Let there be room for one more session: those that ended by themselves are remembered only as long as there is.

    Raises:
        Refused: `sessions-full`.
    """
    store = core.context.store
    store.clear_shelves(now)
    known = everything(core, SHELF, Session)
    holding = _holding(core, access, now, read_standing(core))
    if len([one for one in holding if replaced is None or one.id != replaced.id]) >= SESSIONS_MAX:
        raise Refused(
            "sessions-full", expected=f"at most {SESSIONS_MAX} sessions", got="one more",
            remedy="end some: detente officer sessions",
        )  # fmt: skip
    hold = {one.id for one in holding}
    ended = sorted((one.seen_at, key) for key, one in known.items() if one.id not in hold)
    for _seen_at, key in ended[: max(0, len(known) + 1 - SESSIONS_MAX)]:
        store.take_off_shelf(SHELF, key)


def _holding(core: Core, access: Access, now: Instant, standing: Standing) -> list[Session]:
    """Return the sessions that hold.

    Args:
        standing: the passkeys, read once for all of them.
    """
    found = everything(core, SHELF, Session).values()
    return [one for one in found if one.holds(now) and not _taken_back(core, access, one, standing)]


# --- sessions that are open -------------------------------------------------------------------------------------------


async def find(access: Access, token: str, *, used: bool) -> Session | None:
    """Return the session of a token, also one that has ended by itself and is still remembered; else None.

    One whose key was taken back, or whose officer no council accredits any more, ends here, however that was said.

    Args:
        used: an officer does something in it, so it is not idle; what a page asks by itself is no use of it.
    """
    now = access.now()

    def look(core: Core) -> tuple[Session | None, str]:
        found = get(core, SHELF, key_of(token), Session)
        return found, "" if found is None else taken_back(core, access, found)

    session, why = await access.host.read(look)
    if why:
        await end_taken_back(access)
        return None
    if session is None or not used or not session.holds(now) or now - session.seen_at < SESSION_NOTED_SECONDS:
        return session
    seen = msgspec.structs.replace(session, seen_at=now)

    def note(core: Core) -> None:
        # It may have been revoked between the two readings.
        if core.context.store.on_shelf(SHELF, key_of(token)) is not None:
            put(core, SHELF, key_of(token), seen, seen.until)

    await kept(access.host, note)
    return seen


def taken_back(core: Core, access: Access, session: Session) -> str:
    """Return why a session opens nothing any more, as `own` says it; empty where it still would.

    Asked of the record and the settings each time: a passkey is withdrawn by command or in a form, credentials are
    withdrawn or run out, and the last council that is a rehearsal may be joined by one that is none.
    """
    return _taken_back(core, access, session, standing_in(core))


def _taken_back(core: Core, access: Access, session: Session, standing: Standing) -> str:
    if session.means == BY_REHEARSAL:
        return "" if may_act_as_any(core, access.host.config) else NO_ONE_CLICK
    passkey = standing.get(session.credential)
    if passkey is None or passkey.ref != session.passkey:
        return WITHOUT_PASSKEY
    return "" if accredits(core, session.officer, access.host.clock.now()) is not None else NOT_ACCREDITED


async def opened(access: Access) -> list[Session]:
    """Return the sessions that hold, the newest first."""
    now = access.now()
    found = await access.host.read(lambda core: _holding(core, access, now, standing_in(core)))
    return sorted(found, key=lambda one: (-one.opened_at, one.id))


async def end(access: Access, name: str, why: str, *, by: str | None = None) -> Session:
    """End a session by its id, and note it.

    Args:
        by: who ends it, if not its own officer; empty where nobody is named.

    Raises:
        Refused: `session-unknown`.
    """
    at = access.host.clock.now()

    def do(core: Core, submit: Submitting) -> Session:
        if (session := _take(core, name)) is None:
            raise Refused(
                "session-unknown", expected="a session that is open", got=name[:32], remedy="detente officer sessions"
            )
        _note_end(core, submit, session, why, session.officer if by is None else by, at)
        return session

    return await woven(access.host, do)


def _take(core: Core, name: str) -> Session | None:
    """Take a session off its shelf by its id and return it, or None where none is there."""
    for key, session in everything(core, SHELF, Session).items():
        if session.id == name:
            core.context.store.take_off_shelf(SHELF, key)
            return session
    return None


def _note_end(core: Core, submit: Submitting, session: Session, why: str, by: str, at: Instant) -> None:
    body = {"session": session.id, "why": why, "officer": session.officer}
    audit.enter(core, submit, session.council, END, body, at, officer=by, re=session.ref)


async def end_all(access: Access, *, officer: str | None = None, by: str = "") -> list[Session]:
    """End every session of an officer, or all; return them."""
    chosen = [one for one in await opened(access) if officer in (None, one.officer)]
    return [await end(access, one.id, REVOKED, by=by) for one in chosen]


async def end_taken_back(access: Access, *, by: str = "") -> list[Session]:
    """End every session that what opened it would open no more; return them."""
    now = access.now()

    def look(core: Core) -> dict[str, str]:
        holding, standing = everything(core, SHELF, Session).values(), standing_in(core)
        found = ((one.id, _taken_back(core, access, one, standing)) for one in holding if one.holds(now))
        return {name: why for name, why in found if why}

    ended = []
    for name, why in (await access.host.read(look)).items():
        # Two requests at once see the same session, and one of them ends it.
        with suppress(Refused):
            ended.append(await end(access, name, why, by=by))
    return ended
