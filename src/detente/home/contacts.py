"""Calls about contact points: asking them to answer, and how long they took."""

import statistics
from collections.abc import Iterator
from typing import Any

from detente.clock import rfc3339
from detente.council.desks import contacts, watches
from detente.home.acts import send
from detente.home.calls import LISTING_MAX, CheckContacts, ListContacts, Send
from detente.home.host import Host
from detente.home.replies.line import ContactAnswerView, ContactCheckView, ContactsAsked, ContactsView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.directory import LINE
from detente.record.store import DossierRow


async def check(host: Host, call: CheckContacts) -> ContactsAsked:
    """Ask contact points to answer, and return the act, with the parties of which no such contact point is known.

    Raises:
        Refused: what `send` raises.
    """
    await host.fold()

    def drafted(core: Core) -> tuple[Send, tuple[str, ...]]:
        council = council_of(core, call.council)
        others = core.line_tests.others(core.context.directory.charter(council))
        to = tuple(party.lower() for party in call.to) or others
        named = {
            key: value for key, value in (("role", call.role), ("text", call.text), ("drill", call.drill)) if value
        }
        known = set(_known(core, council, call.role))
        sending = Send(LINE, named, contacts.CHECK, council=council, to=to, officer=call.officer)
        return sending, tuple(party for party in to if party not in known)

    sending, without = await host.read(drafted)
    sent = await send(host, sending)
    return ContactsAsked(sent.as_of, sent.act, without)


def _known(core: Core, council: str, role: str) -> Iterator[str]:
    """Yield the parties of which a roster is held here that names a contact point of that role, or any."""
    for row in core.context.store.dossiers(council, desk=watches.NAME, limit=LISTING_MAX):
        for roster in _data(core, council, row).get("rosters", ()):
            if any(role in ("", one["role"]) for one in roster["contacts"]):
                yield str(roster["party"])


async def list_checks(host: Host, call: ListContacts) -> ContactsView:
    """Return checks with their answers; how many answered is told in all only.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()

    def read(core: Core) -> ContactsView:
        council = council_of(core, call.council)
        limit = max(1, min(call.limit, LISTING_MAX))
        rows = core.context.store.dossiers(council, desk=contacts.NAME, before=call.before, limit=limit + 1)
        items = [view for row in rows[:limit] if (view := _view(core, council, row)) is not None]
        meant = [one for one in items if not one.drill]
        seconds = [answer.seconds for one in meant for answer in one.answers if answer.seconds is not None]
        return ContactsView(
            as_of=rfc3339(host.clock.now()),
            heads=heads_of(core.context.store.feeds(council, channel=LINE)),
            council=council,
            items=items,
            asked=sum(one.asked for one in meant),
            answered=sum(len(one.answers) for one in meant),
            median_seconds=int(statistics.median(seconds)) if seconds else None,
            next=rows[limit - 1].last_sequence if len(rows) > limit else None,
        )

    return await host.read(read)


def _view(core: Core, council: str, row: DossierRow) -> ContactCheckView | None:
    data = _data(core, council, row)
    if "check" not in data:
        return None
    answers = tuple(ContactAnswerView(**one) for one in data["answers"])
    return ContactCheckView(
        data["check"], data["party"], data["role"], data["claimed_at"], data["asked"], answers, data["drill"]
    )


def _data(core: Core, council: str, row: DossierRow) -> dict[str, Any]:
    folded = core.folding.folded(council, row.dossier)
    return dict(folded.sheet(core.folding.journal_of(folded)).data)
