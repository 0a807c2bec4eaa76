"""What `own` keeps of access: each sign-in, end of a session and refusal; a day's entries stand in one dossier."""

from collections.abc import Mapping
from typing import Any

from detente.clock import DAY, Instant
from detente.council.desks.access import KINDS, REFUSAL, SIGN_IN
from detente.errors import DetenteError
from detente.home.access.state import Access
from detente.home.host import Host
from detente.limits import REFUSAL_NOTED_SECONDS
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft

DAY_ENTRIES_MAX = 400
"""Entries of one day before another dossier begins: one counts 500 of a party."""


async def note(
    host: Host, council: str, kind: str, body: Mapping[str, Any], *, officer: str = "", re: str | None = None
) -> str:
    """Write an entry into `own` and return its reference."""
    now = host.clock.now()
    daily = kind in (SIGN_IN, REFUSAL)
    dossier = await host.read(lambda core: _day(core, council, now)) if daily else None
    written = await host.submit(Draft(council, OWN, kind, dict(body), officer=officer, re=re, dossier=dossier))
    return written.ref


async def note_refusal(access: Access, error: DetenteError, *, officer: str = "", council: str | None = None) -> None:
    """Write down that access was refused; of one sort not more often than the limit says, then with a count."""
    now = access.now()
    last, more = access.noted.get(error.code, (0, 0))
    if now - last < REFUSAL_NOTED_SECONDS:
        access.noted[error.code] = (last, more + 1)
        return
    access.noted[error.code] = (now, 0)
    where = council or await access.host.read(lambda core: next(iter(core.context.directory.councils), None))
    if where is None:
        return
    text = f"expected {error.expected}; got {error.got}"[:600]
    body = {"code": error.code, "text": text, "officer": officer, "more": more}
    given = {name: value for name, value in body.items() if value not in ("", 0)}
    await note(access.host, where, REFUSAL, given, officer=officer)


def _day(core: Core, council: str, now: Instant) -> str | None:
    """Return the dossier that is to be gone on with, or None where a new one begins."""
    newest = core.context.store.acts(council, channel=OWN, kinds=(SIGN_IN, REFUSAL), limit=1, newest=True)
    if not newest:
        return None
    row = newest[0][1]
    same_day = row.stored_at // DAY == now // DAY
    entries = core.context.store.acts(council, dossier=row.dossier, kinds=KINDS) if same_day else []
    return row.dossier if same_day and len(entries) < DAY_ENTRIES_MAX else None
