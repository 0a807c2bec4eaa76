"""The page of search, and lists as files: the same filters for acts and dossiers, as an address that can be kept."""

from collections.abc import AsyncIterator, Callable, Iterable
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter, QueryParameter
from litestar.response import Stream
from litestar.types import ControllerRouterHandler
from msgspec import structs

from detente.console.answers import html, redirect, reference_of
from detente.console.asked import Asked, Before, CouncilName, Every, Named, Part
from detente.console.door.received import Received, read_form
from detente.console.links import is_reference, link_to
from detente.console.told.telling import title_of
from detente.console.view import Console, Links, Seated
from detente.console.words import facts
from detente.council.registry import DESKS
from detente.errors import Refused
from detente.home.acting import saying
from detente.home.calls import Call, ListChoices, ListDossiers, ListSearches, LookAtSearch, Search, Sought
from detente.home.replies.search import SoughtView
from detente.home.searching import saved
from detente.home.searching.export import ACTS, MATTERS, ROWS_AT_ONCE, Format, Table, Writer, file_name
from detente.languages import gettext as _
from detente.languages import said
from detente.protocol.acts import Precedence
from detente.protocol.charter import OWN
from detente.record.index import OPEN, SETTLED

PAGE_FOUND = 25
OPTIONS = ("party", "desk", "topic", "channel", "kind", "state", "precedence", "since", "until")
TITLES = {name: desk.TITLE for name, desk in DESKS.items()}
PRECEDENCES = tuple(one.name.lower() for one in reversed(Precedence))
_Text = Annotated[str | None, QueryParameter(max_length=200)]


async def sought_of(
    words: Annotated[str | None, QueryParameter(max_length=8_000)] = None,
    party: _Text = None,
    desk: _Text = None,
    topic: _Text = None,
    channel: _Text = None,
    kind: _Text = None,
    stands: Annotated[str | None, QueryParameter(name="state", max_length=200)] = None,
    precedence: _Text = None,
    since: _Text = None,
    until: _Text = None,
) -> Sought:
    """Return what an address seeks."""
    given = (words, party, desk, topic, channel, kind, stands, precedence, since, until)
    return Sought(*((one or "").strip() for one in given))


SOUGHT = {"sought": Provide(sought_of)}
Wanted = NamedDependency[Sought]


def query_of(sought: Sought | SoughtView) -> dict[str, str | None]:
    """Return what an address asks for, to make it again."""
    return {name: value or None for name, value in structs.asdict(sought).items()}


def options_of(sought: Sought) -> list[str]:
    """Return the filters of a search as the options of a command."""
    return [part for name in OPTIONS if getattr(sought, name) for part in (f"--{name}", getattr(sought, name))]


async def choices_of(console: Console, frame: Seated) -> dict[str, Any]:
    """Return what the form of filters offers."""
    found = await console.reader.ask(ListChoices(frame.council.council))
    return {
        "kinds": [(name, title_of(name)) for name, _title in found.kinds],
        "topics": [(one, frame.council.topic_titles.get(one, one)) for one in found.topics],
        "states": [
            (OPEN, _("open: something waits")),
            (SETTLED, _("settled: nothing waits")),
            *((one, said(one)) for one in found.states if one not in (OPEN, SETTLED)),
        ],
        "parties": [(one, one.upper()) for one in frame.council.parties],
        "channels": [
            *((one, facts.titled(one, frame.council.channel_titles)) for one in frame.council.channels),
            (OWN, OWN),
        ],
        "desks": [(name, said(title)) for name, title in TITLES.items()],
        "precedences": [(one, said(one)) for one in PRECEDENCES],
    }


@get("/search", dependencies=SOUGHT)
async def show_search(
    console: Named,
    sought: Wanted,
    council: CouncilName = None,
    before: Before = None,
    every: Every = None,
) -> Response[str]:
    """Return what was found; without words and filters, what can be asked."""
    frame = await console.seated(council)
    chosen = frame.council.council
    found, words = None, sought.words.strip().upper()
    if sought != Sought():
        found = await console.reader.ask(Search(sought, council=chosen, before=before, limit=PAGE_FOUND))
    page = console.render(
        "search.html",
        frame,
        named=words if is_reference(words) and Links(frame).page_of(words) else "",
        title=_("Search"),
        sought=sought,
        query=query_of(sought),
        choices=await choices_of(console, frame),
        found=found,
        kept=(await console.reader.ask(ListSearches(chosen))).items,
        query_of=query_of,
        first=before is None,
        json_command=console.command(
            "search", *([sought.words] if sought.words else []), *options_of(sought), "--json"
        ),
    )
    return html(page, every)


@get("/search/{name:str}", dependencies=SOUGHT)
async def download_list(
    console: Named,
    sought: Wanted,
    name: Annotated[str, PathParameter(max_length=32)],
    council: CouncilName = None,
    turn: _Text = None,
) -> Response[Any]:
    """Return a whole list as a file: `acts.csv`, `acts.json`, `dossiers.csv`, `dossiers.json`."""
    frame = await console.frame(council)
    what, _, form = name.partition(".")
    table = {one.name: one for one in (ACTS, MATTERS)}.get(what)
    if frame.council is None or table is None or form not in list(Format):
        raise Refused(
            "list-unknown", expected="acts or dossiers, as csv or json", got=name, remedy="open the search page"
        )
    named = frame.council.council
    following = _acts(sought, named, Format(form)) if table is ACTS else _dossiers(sought, turn, named)
    return await list_file(console, table, Format(form), following)


async def list_file(
    console: Console, table: Table[Any], form: Format, following: Callable[[int | None], Call[Any]]
) -> Stream:
    """Return a whole list as a file, read page by page.

    Args:
        following: the call for the page that begins at a listing's `next`; at None for the first.
    """
    first = await console.reader.ask(following(None))
    writer: Writer[Any] = Writer(table, form, rehearsal=first.rehearsal)
    written_as = file_name(table, form, first.council, first.as_of, rehearsal=first.rehearsal)
    return Stream(
        _parts(console, writer, following, first),
        media_type=form.media_type,
        headers={"content-disposition": f'attachment; filename="{written_as}"'},
    )


def form_in(name: str, table: Table[Any]) -> Format:
    """Return as what a file of a list is wanted, by its name: `duties.csv` or `duties.json`.

    Raises:
        NotFoundException: of any other name.
    """
    what, _dot, form = name.partition(".")
    if what != table.name or form not in list(Format):
        raise NotFoundException
    return Format(form)


def whole_file(table: Table[Any], form: Format, found: Any, items: Iterable[Any]) -> Response[str]:
    """Return a list that comes whole as a file.

    Args:
        found: the reply, which says of which council it is, since when and under which heads.
    """
    writer: Writer[Any] = Writer(table, form, rehearsal=found.rehearsal)
    written_as = file_name(table, form, found.council, found.as_of, rehearsal=found.rehearsal)
    return Response(
        writer.head(found.as_of, found.heads) + writer.page(items) + writer.foot(None),
        media_type=form.media_type,
        headers={"content-disposition": f'attachment; filename="{written_as}"'},
    )


async def _parts(
    console: Console, writer: Writer[Any], following: Callable[[int | None], Call[Any]], page: Any
) -> AsyncIterator[bytes]:
    """Yield a list page by page, so that no more than one is in memory."""
    yield writer.head(page.as_of, page.heads).encode()
    while True:
        yield writer.page(page.items).encode()
        if page.next is None or writer.full:
            break
        page = await console.reader.ask(following(page.next))
    yield writer.foot(page.next).encode()


def _acts(sought: Sought, council: str, form: Format) -> Callable[[int | None], Call[Any]]:
    # No column of a table says where in a text the words stand.
    marked = form is Format.JSON
    return lambda before: Search(sought, council, before=before, limit=ROWS_AT_ONCE, whole=True, marked=marked)


def _dossiers(sought: Sought, turn: str | None, council: str) -> Callable[[int | None], Call[Any]]:
    return lambda before: dossiers_call(sought, council, turn=turn, before=before, limit=ROWS_AT_ONCE)


def dossiers_call(sought: Sought, council: str, *, turn: str | None, before: int | None, limit: int) -> ListDossiers:
    """Return the call that lists the dossiers in which one act is all that is sought."""
    return ListDossiers(
        council,
        desk=sought.desk or None,
        channel=sought.channel or None,
        turn=turn or None,
        search=sought.words,
        before=before,
        limit=limit,
        party=sought.party,
        topic=sought.topic,
        kind=sought.kind,
        state=sought.state,
        precedence=sought.precedence,
        since=sought.since,
        until=sought.until,
    )


# --- searches that are kept -------------------------------------------------------------------------------------------


@post("/searches")
async def save_search(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Keep a search under a name; the same one again is no second one."""
    form, chosen, several = await _form(request, console, council)
    sought = Sought(**{name: form.one(name) for name in ("words", *OPTIONS)})
    name = form.one("name").strip()
    async with console.turns.of(f"searches of {chosen}"):
        kept = await console.reader.ask(ListSearches(chosen))
        if not any((one.name, structs.asdict(one.sought)) == (name, structs.asdict(sought)) for one in kept.items):
            await saved.check_room(console.access.host, chosen)
            sent = await saying.say(console.access, console.visit.signed_in, chosen, saved.saving(name, sought, chosen))
            await console.reader.ask(LookAtSearch(sent.act.ref, council=chosen))
    return redirect(link_to("/search", several, **query_of(sought)))


@post("/searches/{party:str}/{channel:str}/{entry:str}/{what:str}")
async def change_search(
    request: Asked, console: Named, party: Part, channel: Part, entry: Part, what: Part, council: CouncilName = None
) -> Response[str]:
    """Look at a search that is kept, rename it, or take it off the list; what is so already is not said again."""
    form, chosen, several = await _form(request, console, council)
    ref, session, name = reference_of(party, channel, entry), console.visit.signed_in, form.one("name").strip()
    match what:
        case "look":
            (found,) = (await console.reader.ask(LookAtSearch(ref, council=chosen))).items
            return redirect(link_to("/search", several, **query_of(found.sought)))
        case "rename":
            call = saved.renaming(ref, name, chosen)
        case "remove":
            call = saved.removing(ref, chosen)
        case _:
            raise NotFoundException
    async with console.turns.of(f"searches of {chosen}"):
        names = {one.ref: one.name for one in (await console.reader.ask(ListSearches(chosen))).items}
        if ref in names and (what == "remove" or names[ref] != name):
            await saying.say(console.access, session, chosen, call)
    return redirect(link_to("/search", several))


async def _form(request: Asked, console: Console, council: str | None) -> tuple[Received, str, str | None]:
    """Return a form, the council that it is about, and that again where links have to name it."""
    form = await read_form(request, console.visit.secret)
    frame = await console.frame(form.one("council") or council)
    if frame.council is None:
        raise NotFoundException
    console.visit.held()
    return form, frame.council.council, frame.in_links


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_search, download_list, save_search, change_search)
