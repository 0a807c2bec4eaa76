"""The registers of desks: how duties stood over years, exchanges of lists, give and take, and words in public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import Before, CouncilName, Every, Named, Word, Year
from detente.console.pages.filtering import Filter, Pick, by_name, by_party, by_word
from detente.console.say.beginning import ways
from detente.console.told.desks import PUBLICATIONS, matters
from detente.council.desks.publications import PROPOSED, PUBLISHED
from detente.home.calls import ListMatters, ListShared, ShowBalance, ShowLedger, ShowTimeline
from detente.home.replies.duties import LedgerEntry
from detente.home.replies.sharing import GivenView, RequestView
from detente.languages import gettext as _
from detente.languages import noted

LISTS: Final = "lists"
PAGE_MATTERS: Final = 50
PAGE_SHARED: Final = 40
PATIENCE_SECONDS: Final = 0.1
"""How long a page waits for matters that are read for the first time; it says how many are left."""
PAGE_PRESS: Final = 40


@dataclass(frozen=True, slots=True)
class Stood:
    """How the duties of one party stood under one agreement, year by year.

    Args:
        years: lines in the order of years; what has no clock yet comes last.
    """

    regime: str
    party: str
    years: list[LedgerEntry]

    @property
    def total(self) -> int:
        """Return how many duties all lines count."""
        return sum(one.total for one in self.years)


# --- duties over years ------------------------------------------------------------------------------------------------


@get("/duties/ledger")
async def show_ledger(
    console: Named,
    council: CouncilName = None,
    party: Word = None,
    regime: Word = None,
    year: Year = None,
    every: Every = None,
) -> Response[str]:
    """Return how many duties stood how, by agreement, party and year: counts only."""
    frame = await console.seated(council)
    every_line = await console.reader.ask(ShowLedger(frame.council.council))
    years = sorted({one.year for one in every_line.items if one.year is not None})
    wanted = Filter(
        (
            by_word("regime", _("Agreement"), regime, sorted({one.regime for one in every_line.items})),
            by_party(frame, party),
            by_name("year", _("Year"), None if year is None else str(year), map(str, years)),
        )
    )
    chosen = [
        one for one in every_line.items if all(str(getattr(one, name)) == text for name, text in wanted.where.items())
    ]
    page = console.render(
        "ledger.html",
        frame,
        title=_("Ledger"),
        found=every_line,
        groups=stood_in(chosen),
        words=words_of(chosen, every_line.words),
        filter=wanted,
        json_command=console.command("duty", "ledger", *wanted.options, "--json"),
    )
    return html(page, every)


def stood_in(lines: Iterable[LedgerEntry]) -> list[Stood]:
    """Return the lines of a ledger by agreement and party."""
    found: dict[tuple[str, str], list[LedgerEntry]] = {}
    for one in lines:
        found.setdefault((one.regime, one.party), []).append(one)
    return [
        Stood(regime, party, sorted(years, key=lambda one: (one.year is None, one.year or 0)))
        for (regime, party), years in sorted(found.items())
    ]


def words_of(lines: Sequence[LedgerEntry], words: Iterable[str]) -> list[str]:
    """Return the words under which something is counted in these lines, in the ledger's order."""
    return [word for word in words if any(one.counts.get(word) for one in lines)]


# --- lists ------------------------------------------------------------------------------------------------------------


@get("/lists")
async def show_lists(
    console: Named, council: CouncilName = None, before: Before = None, every: Every = None
) -> Response[str]:
    """Return exchanges of lists: who has committed to what, who has shown it, who declined."""
    frame = await console.seated(council)
    call = ListMatters(LISTS, council=frame.council.council, before=before, limit=PAGE_MATTERS)
    listing = await console.reader.ask(call)
    page = console.render(
        "lists.html",
        frame,
        title=_("Lists"),
        found=[(one.dossier, each) for one in listing.items for each in one.data.get("exchanges", ())],
        shown_of=shown_of,
        ways=await ways(console, frame.council.council, "lists-open"),
        older=listing.next,
        newest=before is None,
        json_command=console.command("dossier", "list", "--desk", LISTS, "--json"),
    )
    return html(page, every)


def shown_of(item: dict[str, Any], party: str) -> tuple[str, str | None]:
    """Return how far a party has come with one list of an exchange, in the desk's words, and the act that says so."""
    of = item["by"][party]
    for name, word in (
        ("reveals", noted("revealed")),
        ("declined", noted("declined")),
        ("commitments", noted("committed")),
    ):
        if of[name]:
            return word, of[name][-1]["ref"]
    return noted("nothing yet"), None


# --- sharing ----------------------------------------------------------------------------------------------------------


@get("/sharing")
async def show_sharing(
    console: Named,
    council: CouncilName = None,
    topic: Word = None,
    party: Word = None,
    before: Before = None,
    every: Every = None,
) -> Response[str]:
    """Return the balance of give and take by topic and party, and what was asked and given."""
    frame = await console.seated(council)
    named = frame.council.council
    balance = await console.reader.ask(ShowBalance(named, patience_seconds=PATIENCE_SECONDS))
    topics = tuple({one.topic: one.title for one in balance.items}.items())
    wanted = Filter((Pick("topic", _("Topic"), topic or "", topics), by_party(frame, party)))
    call = ListShared(named, topic=topic or None, party=party or None, all=True, before=before, limit=PAGE_SHARED)
    found = await console.reader.ask(call)
    page = console.render(
        "sharing.html",
        frame,
        title=_("Sharing"),
        rows=[one for one in balance.items if topic in (None, "", one.topic) and party in (None, "", one.party)],
        unread=balance.unread,
        asked=[one for one in found.items if isinstance(one, RequestView)],
        given=[one for one in found.items if isinstance(one, GivenView)],
        filter=wanted,
        ways=await ways(console, named, "share-request", "share-item"),
        older=found.next,
        newest=before is None,
        json_command=console.command("share", "balance", *(["--topic", topic] if topic else []), "--json"),
    )
    return html(page, every)


# --- in public --------------------------------------------------------------------------------------------------------


@get("/publications")
async def show_publications(
    console: Named, council: CouncilName = None, before: Before = None, every: Every = None
) -> Response[str]:
    """Return communiqués, joint ones with every signature, proposed texts with consents, and words in the media."""
    frame = await console.seated(council)
    reader, named = console.reader, frame.council.council
    call = ListMatters(PUBLICATIONS, council=named, where={"sort": PUBLISHED}, before=before, limit=PAGE_MATTERS)
    listing = await reader.ask(call)
    first = before is None
    waiting = await matters(reader, named, PUBLICATIONS, {"sort": PROPOSED}, limit=PAGE_MATTERS) if first else []
    told = await reader.ask(ShowTimeline(named, limit=PAGE_PRESS))
    page = console.render(
        "publications.html",
        frame,
        title=_("In public"),
        published=[(one.dossier, text) for one in listing.items for text in one.data.get("publications", ())],
        proposed=[(one.dossier, text) for one in waiting for text in one.data["proposals"] if not text["published"]],
        press=[one for one in told.items if one.public][::-1],
        older=listing.next,
        newest=before is None,
        json_command=console.command("dossier", "list", "--desk", PUBLICATIONS, "--json"),
    )
    return html(page, every)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_ledger, show_lists, show_sharing, show_publications)
