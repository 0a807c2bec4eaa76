"""What the pages read of single desks: matters with what their desk says of each, what is ahead, what is public."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.clock import DAY, parse_rfc3339, rfc3339
from detente.console.told.reading import Reader
from detente.council.decision.outcome import Result
from detente.council.desks.meetings import COMING
from detente.council.desks.publications import PUBLISHED
from detente.home.calls import ListConcerns, ListMatters, ListShared
from detente.home.replies import DeskMatterView, DossierView
from detente.home.replies.concerns import AssuranceView, ConcernView
from detente.home.replies.sharing import GivenView, RequestView

DECISIONS, MEETINGS, PUBLICATIONS = "decisions", "meetings", "publications"
NOTIFICATIONS = "notifications"
EXPLANATIONS, INCIDENTS, INSPECTIONS = "explanations", "incidents", "inspections"
AHEAD_SHOWN, PUBLIC_SHOWN, ASKED_SHOWN = 12, 3, 6
AHEAD_LOOKED_AT = 60
"""Procedures that run, and meetings to come, among which the earliest are found."""
NOTICES_SHOWN = 6
NEWS_SECONDS = 3 * DAY
"""So long a notice is news on the watch board: over a weekend."""
ASSURANCES_SHOWN, CONCERNS_SHOWN, SHARED_SHOWN = 10, 6, 8


async def matters(
    reader: Reader, council: str, desk: str, where: Mapping[str, str], *, limit: int
) -> list[DeskMatterView]:
    """Return the newest matters of a desk with what it says of each; one in which no act counts is left out."""
    listing = await reader.ask(ListMatters(desk, council=council, where=dict(where), limit=limit))
    return [one for one in listing.items if one.data]


async def ahead(reader: Reader, council: str) -> list[tuple[str, DeskMatterView]]:
    """Return what has a time before it, the earliest first: silence that runs, and meetings to come."""
    running = await matters(reader, council, DECISIONS, {"status": str(Result.RUNNING)}, limit=AHEAD_LOOKED_AT)
    coming = await matters(reader, council, MEETINGS, {"stage": COMING}, limit=AHEAD_LOOKED_AT)
    timed = [(one.data.get("expires_at") or one.data.get("begins_at"), one) for one in (*running, *coming)]
    found = sorted(((at, one) for at, one in timed if at), key=lambda pair: (pair[0], pair[1].dossier.dossier))
    return found[:AHEAD_SHOWN]


@dataclass(frozen=True, slots=True)
class News:
    """What another party notified, amended or cancelled lately; notice asks nothing of anybody.

    Args:
        ref: of the act that said so last, at `said_at` by its own word.
        new: it came since our watch began.
    """

    matter: DeskMatterView
    ref: str
    said_at: str
    new: bool


async def notified(reader: Reader, council: str, party: str, since_at: str | None) -> list[News]:
    """Return what others told lately in the forms of an agreement, the matters with the newest acts first.

    Args:
        since_at: when our watch began, or None.
    """
    listing = await reader.ask(ListMatters(NOTIFICATIONS, council=council, limit=NOTICES_SHOWN))
    earliest = rfc3339(parse_rfc3339(listing.as_of) - NEWS_SECONDS)
    found = []
    for one in listing.items:
        said = [*one.data.get("versions", ()), *one.data.get("cancelled", ())]
        if one.data.get("party") != party and said and said[-1]["claimed_at"] >= earliest:
            at = said[-1]["claimed_at"]
            found.append(News(one, said[-1]["ref"], at, new=since_at is not None and at >= since_at))
    return found


async def published(reader: Reader, council: str) -> list[tuple[DossierView, dict[str, Any]]]:
    """Return the newest texts that were published, each with what its desk says of it."""
    looked_at = await matters(reader, council, PUBLICATIONS, {"sort": PUBLISHED}, limit=PUBLIC_SHOWN)
    found = [(one.dossier, text) for one in looked_at for text in one.data.get("publications", [])]
    return found[:PUBLIC_SHOWN]


async def asked(reader: Reader, council: str) -> list[DeskMatterView]:
    """Return requests for explanation in which a clock runs or an answer is awaited, the next due first."""
    return await _open_of(reader, council, EXPLANATIONS)


async def met(reader: Reader, council: str) -> list[DeskMatterView]:
    """Return incidents in which an account, a reply or a word on a proposal is awaited."""
    return [one for one in await _open_of(reader, council, INCIDENTS) if "differences" in one.data]


async def visits(reader: Reader, council: str) -> list[DeskMatterView]:
    """Return inspections and evaluations of which an answer, the entry or the report is to come, the next due first."""
    return [one for one in await _open_of(reader, council, INSPECTIONS) if "enters_at" in one.data]


async def _open_of(reader: Reader, council: str, desk: str) -> list[DeskMatterView]:
    call = ListMatters(desk, council=council, open=True, limit=ASKED_SHOWN)
    found = [one for one in (await reader.ask(call)).items if one.data]
    return sorted(found, key=lambda one: (one.dossier.due_at is None, one.dossier.due_at or "", one.dossier.dossier))


async def assured(reader: Reader, council: str) -> list[AssuranceView]:
    """Return the assurances that are given, by party, the next to end first."""
    call = ListConcerns(council, sort="assurance", limit=ASSURANCES_SHOWN)
    found = [one for one in (await reader.ask(call)).items if isinstance(one, AssuranceView)]
    return sorted(found, key=lambda one: (one.party, one.until_at is None, one.until_at or "", one.ref))


async def worries(reader: Reader, council: str) -> list[ConcernView]:
    """Return the concerns that are neither reassured nor withdrawn, the newest first."""
    listing = await reader.ask(ListConcerns(council, sort="concern", limit=CONCERNS_SHOWN))
    return [one for one in listing.items if isinstance(one, ConcernView)]


async def shared(reader: Reader, council: str) -> list[RequestView | GivenView]:
    """Return requests in which somebody is asked, and then what was given and stands, each the newest first."""
    found = (await reader.ask(ListShared(council, limit=SHARED_SHOWN))).items
    return sorted(found, key=lambda one: not isinstance(one, RequestView))
