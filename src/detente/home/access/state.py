"""What the access' parts share: the party's node, the machine's time, questions that wait for a passkey's answer."""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from detente.clock import Instant
from detente.errors import Refused
from detente.home.acts import sent
from detente.home.host import Host
from detente.home.replies import Sent
from detente.limits import CHALLENGE_SECONDS_MAX, CHALLENGES_MAX, FORM_KEPT_SECONDS_MAX
from detente.node.core import Core
from detente.node.events import Draft, Once, Weave, Woven, Written
from detente.node.once import said_once

_ORIGIN = re.compile(r"http://localhost:[1-9][0-9]{0,4}")
T = TypeVar("T")
S = TypeVar("S", bound=Struct)
Submitting = Callable[[Draft], Written]
"""How an act is submitted within a step."""
REHEARSAL_SETTING = "one_click_sign_in"
"""Key of `party.toml`: whoever opens the pages may act as any officer. It has an effect in rehearsals only."""


FRAME_SETTING = "framed_by"
"""Key of `party.toml`: the origin of the one page that may show these pages in a frame; in such rehearsals only."""


FORWARD_SETTING = "forwarded_port"
"""Key of `party.toml`: at which port of another machine browsers ask for these pages, where it is forwarded to them."""


def machine_now() -> Instant:
    """Return the machine's time: sessions end by it, also where a scenario has a clock of its own."""
    return int(time.time())


def draw() -> bytes:
    """Return 32 bytes that nobody can guess."""
    return os.urandom(32)


@dataclass(slots=True)
class _Asked:
    purpose: str
    until: Instant
    kept: Mapping[str, Any]


@dataclass(slots=True)
class Challenges:
    """Questions put to passkeys, each answered once and for its own purpose; they die with the process."""

    _asked: dict[bytes, _Asked] = field(default_factory=dict)

    def put(self, challenge: bytes, purpose: str, now: Instant, **kept: Any) -> None:
        """Remember a question; the oldest is forgotten where there are too many."""
        while len(self._asked) >= CHALLENGES_MAX:
            del self._asked[next(iter(self._asked))]
        self._asked[challenge] = _Asked(purpose, now + CHALLENGE_SECONDS_MAX, kept)

    def take(self, challenge: bytes, purpose: str, now: Instant) -> Mapping[str, Any]:
        """Return what was kept with a question; from now on it is answered.

        Raises:
            Refused: `challenge-unknown`.
        """
        asked = self._asked.pop(challenge, None)
        if asked is None or asked.purpose != purpose or now > asked.until:
            raise Refused(
                "challenge-unknown",
                expected=f"an answer to a question of this page that is at most {CHALLENGE_SECONDS_MAX} s old",
                got="one that was answered, is too old, or was put for another purpose",
                remedy="open the page anew and try once more",
            )
        return asked.kept


@dataclass(slots=True)
class Access:
    """The access to one party's pages.

    Args:
        now: the machine's time.
    """

    host: Host
    now: Callable[[], Instant] = machine_now
    challenges: Challenges = field(default_factory=Challenges)

    def once(self, name: str) -> Once:
        """Return a name under which an act is said once, kept as long as a form is."""
        return Once(name, self.now() + FORM_KEPT_SECONDS_MAX)

    async def said(self, name: str) -> Sent | None:
        """Return what was said under a name, or None where nothing was."""
        known = await self.host.read(lambda core: said_once(core.context, name))
        return None if known is None else await sent(self.host, known)

    async def framed_by(self) -> str:
        """Return the origin that may show the pages in a frame, or nothing where passkeys are what signs in."""
        origin = self.host.config.get(FRAME_SETTING)
        if not isinstance(origin, str) or not _ORIGIN.fullmatch(origin):
            return ""
        return origin if await self.host.read(lambda core: may_act_as_any(core, self.host.config)) else ""


async def woven(host: Host, work: Callable[[Core, Submitting], T]) -> T:
    """Return what the work on acts and shelves returns, done in one commit: a crash leaves all of it or nothing.

    Args:
        work: is given the core and how an act is submitted; it may be done twice and changes nothing but the record.

    Raises:
        Refused: what the work or the node refuses; then nothing of it stands.
    """
    found: Woven = await host.ask(lambda ticket: Weave(ticket, work))
    value: T = found.value
    return value


async def kept(host: Host, work: Callable[[Core], T]) -> T:
    """Return what the work on shelves returns, done in one transaction between two steps."""

    def do(core: Core) -> T:
        with core.context.store.transaction():
            return work(core)

    return await host.read(do)


def put(core: Core, shelf: str, key: str, value: Struct, until: Instant) -> None:
    """Put a value on a shelf, sealed under the store key."""
    core.context.store.put_on_shelf(shelf, key, core.context.seal_words(msgspec.json.encode(value)), until)


def get(core: Core, shelf: str, key: str, kind: type[S]) -> S | None:
    """Return a value from a shelf, or None."""
    sealed = core.context.store.on_shelf(shelf, key)
    return None if sealed is None else msgspec.json.decode(core.context.open_words(sealed), type=kind)


def everything(core: Core, shelf: str, kind: type[S]) -> dict[str, S]:
    """Return all values of a shelf, by key."""
    found = core.context.store.shelf(shelf)
    return {key: msgspec.json.decode(core.context.open_words(value), type=kind) for key, value in found.items()}


def forwarded_in(config: Mapping[str, Any]) -> int | None:
    """Return the port that is forwarded to the pages, where the settings name one."""
    port = config.get(FORWARD_SETTING)
    return port if isinstance(port, int) and 0 < port <= 65_535 else None


def may_act_as_any(core: Core, config: Mapping[str, Any]) -> bool:
    """Say if one click signs in: where the settings say so, and every council of this party is a rehearsal."""
    charters = core.context.directory.councils.values()
    return config.get(REHEARSAL_SETTING) is True and bool(charters) and all(one.rehearsal for one in charters)
