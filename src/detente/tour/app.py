"""The tour's page: two parties' windows side by side, five cards beside them, and what they brought about in the end.

The page is the rehearsal's, not a party's: it holds no key and reads no record. What stands in the windows are the
parties' own pages, from their own nodes, in whose frames this page alone may show them (`framed_by` in `party.toml`).
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from statistics import median
from typing import Annotated, Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from litestar import Litestar, Request, Response, get, post
from litestar.datastructures import Cookie, State
from litestar.exceptions import NotFoundException
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.door.guard import POLICY, Guard
from detente.console.door.received import parse_form
from detente.console.door.server import PageServer
from detente.console.door.speaking import language_of
from detente.console.door.visit import NAMED, cookie_of, is_from_elsewhere
from detente.console.shipped import Shipped, give, read_shipped
from detente.console.templating import have_scripts
from detente.console.words.facts import standing_line
from detente.console.words.translating import translating
from detente.errors import DetenteError
from detente.home.calls import ShowStanding, Status
from detente.languages import said
from detente.rehearsal import cues
from detente.rehearsal.director import Director
from detente.rehearsal.play import Said
from detente.tour.cards import Card, cards_of
from detente.tour.founding import printed
from detente.tour.house import Frames, House, Row, Told

Asked = Request[Any, Any, Any]
HTML: Final = "text/html; charset=utf-8"
SHIPPED: Final = {
    "tour.css": ("detente.tour", "tour.css", "text/css"),
    "tour.js": ("detente.tour", "tour.js", "text/javascript"),
    "console.css": ("detente.console", "console.css", "text/css"),
    "mark.svg": ("detente.console", "mark.svg", "image/svg+xml"),
}
SCRIPTS: Final = {"htmx.js": ("detente.console", "vendor/htmx.js", "text/javascript")}
"""Where the package has its scripts."""


class Tour:
    """One tour of a rehearsal; whoever opens its page sees the same.

    Args:
        cards: those for which the rehearsal has the matter.
        founding: commands that found a council of one's own, as they are printed.
    """

    def __init__(self, house: House, cards: list[Card], founding: Sequence[str] = ()) -> None:
        self.house = house
        self.founding = founding
        self.cards = {card.name: card for card in cards}
        self.chosen = ""
        self.frames = Frames()
        self.turn = 0
        """How often the windows were turned to other pages."""
        self.undone: tuple[Row, ...] = ()
        """What the chosen card undid; empty as long as what it did stands."""
        self.standing: set[str] = set()
        """Cards that did something which has not been undone."""
        self.trouble = ""
        self.left = ""
        """What another card did and could not be undone, in the words of the failure."""
        self.pending = False
        """More is expected to come by itself."""
        self._one = asyncio.Lock()

    @property
    def busy(self) -> bool:
        """Say if a card is being done or undone."""
        return self._one.locked()

    async def do(self, name: str, choice: str) -> None:
        """Do what a card does, once: what it did before, and what bears on other cards, is undone first."""
        card = self._card(name)
        async with self._one:
            self.chosen, self.undone, self.left = name, (), ""
            with self._troubled():
                await self.house.wake()
                for other in [one for one in self.cards.values() if one.name in self.standing]:
                    if other is card or other.lasts:
                        await self._clear(other)
                self.standing.add(name)
                self.frames = await card.do(choice)

    async def _clear(self, card: Card) -> None:
        try:
            await card.undo()
        except DetenteError as error:
            self.left = f"{said(card.title)}: {error}"
        else:
            self.standing.discard(card.name)

    async def undo(self, name: str) -> None:
        """Undo what a card did; what has been undone is not undone again."""
        card = self._card(name)
        async with self._one:
            if self.chosen == name and self.undone:
                return
            self.chosen, self.left = name, ""
            with self._troubled():
                await self.house.wake()
                self.frames, self.undone = await card.undo()
                self.standing.discard(name)

    async def told(self) -> Told:
        """Return what the chosen card has to tell; what does not go is told as well."""
        if not self.chosen:
            found = Told()
        elif self.trouble:
            found = Told((Row(self.trouble, "alarm"),))
        elif self.undone:
            found = Told(self.undone)
        else:
            try:
                found = await self.cards[self.chosen].told()
            except DetenteError as error:
                found = Told((Row(str(error), "alarm"),), pending=True)
        self.pending = found.pending
        return replace(found, rows=(Row(self.left, "alarm"), *found.rows)) if self.left else found

    def _card(self, name: str) -> Card:
        if name not in self.cards:
            raise NotFoundException
        return self.cards[name]

    @contextmanager
    def _troubled(self) -> Iterator[None]:
        self.trouble = ""
        try:
            yield
        except DetenteError as error:
            self.trouble = str(error)
        self.turn += 1


def create_tour(tour: Tour) -> Guard:
    """Return the tour's page as an application, under the same guard as the parties' own pages."""
    templates = templates_of_tour()

    async def render(template: str, **values: Any) -> str:
        return templates.get_template(template).render(
            tour=tour, house=tour.house, told=await tour.told(), card=tour.cards.get(tour.chosen),
            closing=closing_of(tour.house), scripts=have_scripts(), **values,
        )  # fmt: skip

    @get("/")
    async def show_tour(request: Asked) -> Response[str]:
        """Return the page; a browser that has no session yet at one of the two parties gets one."""
        host, _, port = request.headers.get("host", "").rpartition(":")
        if host != NAMED:
            # Sessions are kept under the one name under which both windows are shown.
            return Response("", status_code=303, headers={"location": f"http://{NAMED}:{port}/"}, media_type=HTML)
        # To a link from elsewhere the browser sends none of the sessions that it has: no other takes their place.
        cookies = [] if is_from_elsewhere(request) else await admitted(tour.house, request)
        answer = Response(await render("tour.html", standing=await standing_of(tour.house)), media_type=HTML)
        frames = " ".join(tour.house.pages(party) for party in (tour.house.left, tour.house.right))
        answer.headers["content-security-policy"] = f"{POLICY}; frame-src {frames}"
        for line in cookies:
            answer.set_cookie(line)
        return answer

    @post("/do/{name:str}")
    async def do(request: Asked, name: Annotated[str, PathParameter(max_length=20)]) -> Response[str]:
        """Do what a card does."""
        form = parse_form(await request.body())
        await tour.do(name, form.one("choice"))
        return await _after(request, render)

    @post("/undo/{name:str}")
    async def undo(request: Asked, name: Annotated[str, PathParameter(max_length=20)]) -> Response[str]:
        """Undo what a card did."""
        await tour.undo(name)
        return await _after(request, render)

    @get("/told")
    async def show_told() -> Response[str]:
        """Return what the chosen card has to tell now; nothing where that is over, or while a click is being done."""
        if tour.busy or not tour.pending:
            return Response("", status_code=204, media_type=HTML)
        return Response(await render("turned.html"), media_type=HTML)

    handlers: list[ControllerRouterHandler] = [show_tour, do, undo, show_told, show_file]
    # The page speaks as the window on its left does: cookies of this machine are sent to every port.
    folder = tour.house.director.stage.players[tour.house.left].folder.path
    app = Litestar(
        state=State({"shipped": files_of_tour()}), route_handlers=handlers, openapi_config=None, logging_config=None
    )
    return Guard(app, spoken=lambda scope: language_of(folder, scope))


def templates_of_tour() -> Environment:
    """Return the templates of the page, which speak the language of whoever asks."""
    return translating(Environment(
        loader=PackageLoader("detente.tour", "templates"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    ))  # fmt: skip


async def _after(request: Asked, render: Any) -> Response[str]:
    if "hx-request" in request.headers:
        return Response(await render("turned.html"), media_type=HTML)
    return Response("", status_code=303, headers={"location": "/"}, media_type=HTML)


def files_of_tour() -> Mapping[str, Shipped]:
    """Return the style sheets and scripts by name: the tour's own, and those of the parties' pages."""
    places = {**SHIPPED, **(SCRIPTS if have_scripts() else {})}
    return {name: read_shipped(*place) for name, place in places.items()}


@get("/{name:str}")
async def show_file(request: Asked, name: Annotated[str, PathParameter(max_length=20)]) -> Response[bytes]:
    """Return a style sheet or a script."""
    shipped: Mapping[str, Shipped] = request.app.state.shipped
    if name not in shipped:
        raise NotFoundException
    return give(request, shipped[name])


async def admitted(house: House, request: Asked) -> list[Cookie]:
    """Return the cookies by which this browser is signed in at both parties, as their first officers."""
    found = []
    for party in (house.left, house.right):
        player = house.director.stage.players[party]
        if not player.running:
            continue
        name = cookie_of(player.folder.path)
        kept = request.cookies.get(name, "")
        try:
            opened = await house.director.stage.backstage(party).cue(cues.Admit(kept))
        except DetenteError:
            continue
        if opened.token != kept:
            found.append(Cookie(key=name, value=opened.token, path="/", httponly=True, samesite="strict"))
    return found


def closing_of(house: House) -> dict[str, Any]:
    """Return what the rehearsal came to: acts, receipts, how fast, checks, on what acts rest, and what cards added."""
    director = house.director
    record = director.record
    told: list[Said] = [said for said in record.said.values() if said.event is not None]
    milliseconds = [1000 * one for said in told for one in said.seconds.values()]
    return {
        "acts": len(record.said),
        "by_cards": [act.ref for act in house.said],
        "receipts": record.receipts,
        "median_ms": median(milliseconds) if milliseconds else None,
        "held": sum(finding.holds for finding in record.findings),
        "checks": len(record.findings),
        "basis": Counter(said.event.basis.value for said in told if said.event is not None),
        "place": director.stage.cast.directory,
    }


async def standing_of(house: House) -> str:
    """Return what is suspended by whom, and that the line is open, as the left party's node says it."""
    try:
        councils = (await house.ask(house.left, Status())).councils
        council = next((one for one in councils if one.council == house.council), None)
        return standing_line((await house.ask(house.left, ShowStanding(house.council))).items, council)[0]
    except DetenteError as error:
        return str(error)


async def make_tour(director: Director, left: str, right: str) -> PageServer:
    """Return the server of a tour of a rehearsal whose story is over; it is not started yet."""
    house = House(director, left, right)
    tour = Tour(house, await cards_of(house), printed())
    return PageServer(create_tour(tour), port=director.stage.cast.tour_port)
