"""Searches that are kept under a name: entries in `own`, with a count of what is new since somebody last looked."""

import asyncio
from typing import Final

from msgspec import structs

from detente.clock import LAST, Instant, rfc3339
from detente.council.desks.searches import NAME, REMOVED, RENAMED, SAVED
from detente.council.search.asked import parse_asked
from detente.errors import Refused
from detente.home import acts
from detente.home.calls import LISTING_MAX, Send
from detente.home.calls.search import ListSearches, LookAtSearch, RemoveSearch, RenameSearch, SaveSearch, Sought
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.search import SavedSearchView, SearchesView, SoughtView
from detente.home.searching.keeper import newest_sequence
from detente.home.searching.search import criteria_of, ready
from detente.home.views import council_of
from detente.limits import SAVED_SEARCHES_MAX, SEARCH_COUNTED_MAX
from detente.node.core import Core
from detente.node.directory import OWN
from detente.record.store import DossierRow

SHELF: Final = "searches"


def saving(name: str, sought: Sought, council: str, officer: str | None = None) -> Send:
    """Return the call that keeps a search.

    Raises:
        Refused: `search-empty`, `search-filter`, `search-time`, `search-too-long`.
    """
    if sought == Sought() or not name.strip():
        raise Refused(
            "search-empty", expected="a name, and words or a filter", got="nothing", remedy="search first, then keep it"
        )
    parse_asked(sought.words)
    criteria_of(council, sought, "")
    given = {key: value for key, value in structs.asdict(sought).items() if value}
    return Send(channel=OWN, kind=SAVED, council=council, body={"name": name.strip(), **given}, officer=officer)


def renaming(ref: str, name: str, council: str, officer: str | None = None) -> Send:
    """Return the call that gives a search another name."""
    return Send(channel=OWN, kind=RENAMED, council=council, body={"name": name.strip()}, re=ref, officer=officer)


def removing(ref: str, council: str, officer: str | None = None) -> Send:
    """Return the call that removes a search from the list."""
    return Send(channel=OWN, kind=REMOVED, council=council, body={}, re=ref, officer=officer)


async def answer(host: Host, call: SaveSearch | RenameSearch | RemoveSearch) -> Sent:
    """Keep, rename or remove a search.

    Raises:
        Refused: as `saving`; `searches-many`, `search-not-kept`, `reference-unknown`.
    """
    council = await host.read(lambda core: council_of(core, call.council))
    match call:
        case SaveSearch():
            await check_room(host, council)
            sent = await acts.send(host, saving(call.name, call.sought, council, call.officer))
            await looked(host, council, sent.act.ref)
            return sent
        case RenameSearch():
            return await acts.send(host, renaming(call.ref, call.name, council, call.officer))
        case RemoveSearch():
            return await acts.send(host, removing(call.ref, council, call.officer))


async def check_room(host: Host, council: str) -> None:
    """Be silent where one more search may be kept.

    Raises:
        Refused: `searches-many`.
    """
    kept = len((await list_searches(host, ListSearches(council))).items)
    if kept >= SAVED_SEARCHES_MAX:
        raise Refused(
            "searches-many", expected=f"at most {SAVED_SEARCHES_MAX} searches", got=str(kept + 1),
            remedy="remove one that is no longer needed",
        )  # fmt: skip


async def list_searches(host: Host, call: ListSearches) -> SearchesView:
    """Return the searches that are kept, by name, each with how many acts are new since somebody last looked."""
    keeper = await ready(host)

    def read(core: Core) -> tuple[str, str, list[tuple[DossierRow, str, Sought, str, Instant, int]]]:
        council = council_of(core, call.council)
        return council, core.context.party, _kept(core, council)

    council, party, kept = await host.read(read)
    items = []
    for row, name, sought, officer, at, looked_at in kept:
        wanted = criteria_of(council, sought, party)
        new = await asyncio.to_thread(keeper.index.count, wanted, SEARCH_COUNTED_MAX, above=looked_at)
        items.append(
            SavedSearchView(
                row.dossier,
                name,
                SoughtView(**structs.asdict(sought)),
                officer,
                rfc3339(at),
                min(new, SEARCH_COUNTED_MAX),
            )
        )
    items.sort(key=lambda one: (one.name.casefold(), one.ref))
    return SearchesView(rfc3339(host.clock.now()), items)


def _kept(core: Core, council: str) -> list[tuple[DossierRow, str, Sought, str, Instant, int]]:
    folding, store = core.folding, core.context.store
    found = []
    for row in store.dossiers(council, desk=NAME, only_open=True, limit=LISTING_MAX):
        folded = folding.folded(council, row.dossier)
        data = folded.sheet(folding.journal_of(folded)).data
        first = next((act for act in folded.acts if act.ref == row.dossier), None)
        if not data or data["removed"] or first is None:
            continue
        looked_at = int(store.on_shelf(SHELF, f"{council}:{row.dossier}") or b"0")
        found.append((row, data["name"], Sought(**data["sought"]), first.officer, first.claimed_at, looked_at))
    return found


async def look(host: Host, call: LookAtSearch) -> SearchesView:
    """Note that somebody looks at a search now, and return it with what was new.

    Raises:
        Refused: `search-not-kept`.
    """
    council = await host.read(lambda core: council_of(core, call.council))
    listed = await list_searches(host, ListSearches(council))
    ref = call.ref.rpartition(":")[2].upper()
    chosen = [one for one in listed.items if ref == one.ref.upper()] or [
        one for one in listed.items if call.ref.casefold() == one.name.casefold()
    ]
    if not chosen:
        raise Refused(
            "search-not-kept", expected="the reference or name of a search that is kept", got=call.ref[:80],
            remedy="detente searches list",
        )  # fmt: skip
    await looked(host, council, chosen[0].ref)
    return SearchesView(listed.as_of, chosen[:1])


async def looked(host: Host, council: str, ref: str) -> None:
    """Note up to where what a search finds has been looked at."""

    def note(core: Core) -> None:
        store, place = core.context.store, str(newest_sequence(core)).encode()
        with store.transaction():
            store.put_on_shelf(SHELF, f"{council}:{ref}", place, LAST)

    await host.read(note)
