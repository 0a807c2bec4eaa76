"""What `own` keeps of access: each sign-in, end of a session and refusal; a day's entries stand in one dossier.

Refusals of one sort, of one officer, are written once a minute. Those between are counted on a shelf, so that no end of
the process loses them, and the count is written as soon as the minute is over.
"""

import asyncio
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import DAY, Instant
from detente.council.desks.access import KINDS, REFUSAL, SIGN_IN
from detente.errors import DetenteError
from detente.home.access.state import Access, Submitting, everything, get, put, woven
from detente.home.host import Host
from detente.limits import REFUSAL_NOTED_SECONDS
from detente.log import log_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft

DAY_ENTRIES_MAX = 400
"""Entries of one day before another dossier begins: one counts 500 of a party."""
SHELF: Final = "refusals"
KEPT_FOR_EVER: Final = 2**53

log = log_of("access")


class Refusals(Struct, frozen=True):
    """Refusals of one sort and officer, as the last of them was.

    Args:
        noted_at: second of the machine's clock at which `own` got the last entry.
        more: how many came since.
    """

    council: str
    code: str
    text: str
    officer: str
    noted_at: Instant
    more: int = 0

    def is_over(self, now: Instant) -> bool:
        """Say if another entry may be written; a clock that was set back holds none up for longer."""
        return abs(now - self.noted_at) >= REFUSAL_NOTED_SECONDS


async def note(
    host: Host, council: str, kind: str, body: Mapping[str, Any], *, officer: str = "", re: str | None = None
) -> str:
    """Write an entry into `own` and return its reference."""
    now = host.clock.now()
    return await woven(host, lambda core, submit: enter(core, submit, council, kind, body, now, officer=officer, re=re))


def enter(
    core: Core,
    submit: Submitting,
    council: str,
    kind: str,
    body: Mapping[str, Any],
    now: Instant,
    *,
    officer: str = "",
    re: str | None = None,
) -> str:
    """Write an entry into `own` within a step, into the dossier of its day, and return its reference.

    What stands for nothing in a body, as an empty text, is left out.
    """
    dossier = _day(core, council, now) if kind in (SIGN_IN, REFUSAL) else None
    given = {name: value for name, value in body.items() if value not in ("", 0)}
    return submit(Draft(council, OWN, kind, given, officer=officer, re=re, dossier=dossier)).ref


async def note_refusal(access: Access, error: DetenteError, *, officer: str = "", council: str | None = None) -> None:
    """Write down that access was refused; of one sort and officer not more often than the limit says, then counted.

    Args:
        officer: who is signed in, empty where nobody is: a name that was only typed would make each attempt another.
    """
    now, at = access.now(), access.host.clock.now()
    text, key = f"expected {error.expected}; got {error.got}"[:600], _key(error.code, officer)

    def do(core: Core, submit: Submitting) -> None:
        known = get(core, SHELF, key, Refusals)
        if known is not None and not known.is_over(now):
            put(core, SHELF, key, replace(known, text=text, more=known.more + 1), KEPT_FOR_EVER)
            return
        joined = core.context.directory.councils
        where = council if council in joined else next(iter(joined), None)
        if where is not None:
            more = 0 if known is None else known.more
            _enter(core, submit, Refusals(where, error.code, text, officer, now, more), at)

    await woven(access.host, do)


def _enter(core: Core, submit: Submitting, refused: Refusals, at: Instant) -> None:
    """Write an entry about refusals, and begin to count anew."""
    body = {"code": refused.code, "text": refused.text, "officer": refused.officer, "more": refused.more}
    enter(core, submit, refused.council, REFUSAL, body, at, officer=refused.officer)
    put(core, SHELF, _key(refused.code, refused.officer), replace(refused, more=0), KEPT_FOR_EVER)


async def settle(access: Access) -> None:
    """Write down the refusals that were counted and not written yet, of all sorts whose minute is over."""
    now, at = access.now(), access.host.clock.now()

    def over(core: Core) -> dict[str, Refusals]:
        return {key: one for key, one in everything(core, SHELF, Refusals).items() if one.is_over(now)}

    def do(core: Core, submit: Submitting) -> None:
        for key, one in over(core).items():
            if one.more:
                # The entry is the last of them, and counts those before it.
                _enter(core, submit, replace(one, more=one.more - 1, noted_at=now), at)
            else:
                core.context.store.take_off_shelf(SHELF, key)

    if await access.host.read(over):
        await woven(access.host, do)


async def keep_settling(host: Host) -> None:
    """Settle each minute until cancelled, also what an earlier process counted; what is refused then is tried again."""
    while True:
        try:
            await settle(Access(host))
        except DetenteError as error:
            log.warning("refusals-not-written", code=error.code)
        await asyncio.sleep(REFUSAL_NOTED_SECONDS)


def _key(code: str, officer: str) -> str:
    return hashlib.sha256(f"{code}\0{officer}".encode()).hexdigest()


def _day(core: Core, council: str, now: Instant) -> str | None:
    """Return the dossier that is to be gone on with, or None where a new one begins."""
    newest = core.context.store.acts(council, channel=OWN, kinds=(SIGN_IN, REFUSAL), limit=1, newest=True)
    if not newest:
        return None
    row = newest[0][1]
    same_day = row.stored_at // DAY == now // DAY
    entries = core.context.store.acts(council, dossier=row.dossier, kinds=KINDS) if same_day else []
    return row.dossier if same_day and len(entries) < DAY_ENTRIES_MAX else None
