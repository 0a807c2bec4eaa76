"""The state of a council on one page, and what to try: the line, counterparts, the council's time, the latest acts."""

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import CouncilName, Every, Named
from detente.console.told import desks, reading
from detente.console.told.reading import Wanted
from detente.console.view import Console
from detente.console.words import commands, facts
from detente.council.board import Need
from detente.council.registry import DESKS
from detente.home.calls import Contradictions, Inbox, ListDossiers, ListDuties, ShowBoard, ShowLine, ShowStanding
from detente.home.replies import ActView
from detente.languages import gettext as _
from detente.protocol.acts import HEADS
from detente.protocol.charter import JOURNAL

LATEST_SHOWN = 5
WAITING = (Need.READ, Need.ANSWER, Need.RELEASE)
WAITING_SHOWN = 4
"""Acts of the watch board that the state names; it counts the others."""
SILENT_MATTERS = 10
"""Matters looked at for what the first page says of a counterpart's silence; the command has the others."""


@get("/state")
async def show_state(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return the council's state: the line, counterparts, the council's time, alarms, the latest acts."""
    frame = await console.seated(council)
    reader, chosen = console.reader, frame.council
    found = await reader.ask(Contradictions(council=chosen.council))
    latest = await reading.read_downwards(reader, Wanted(chosen.council, limit=LATEST_SHOWN))
    watch = await reader.ask(ShowBoard(chosen.council, WAITING, limit=WAITING_SHOWN))
    page = console.render(
        "state.html",
        frame,
        title=_("State"),
        state=facts.state_of(frame.status, chosen, len(found.items)),
        peers=facts.counterparts(frame.status, chosen),
        contradictions=found.items,
        watch=watch,
        more=sum(watch.counts.get(need, 0) for need in WAITING) - len(watch.items),
        suspended=frame.standing + "."
        if frame.blind
        else facts.suspended((await reader.ask(ShowStanding(chosen.council))).items, chosen),
        asked=await desks.asked(reader, chosen.council),
        met=await desks.met(reader, chosen.council),
        visits=await desks.visits(reader, chosen.council),
        assured=await desks.assured(reader, chosen.council),
        worries=await desks.worries(reader, chosen.council),
        shared=await desks.shared(reader, chosen.council),
        ahead=await desks.ahead(reader, chosen.council),
        published=await desks.published(reader, chosen.council),
        latest=reading.newest_first(latest.acts),
        turns=await reader.ask(ListDossiers(chosen.council, turn=frame.status.party, limit=LATEST_SHOWN)),
        owed=(await reader.ask(ListDuties(chosen.council, who=frame.status.party))).items,
        titles={name: desk.TITLE for name, desk in DESKS.items()},
        heads=await _last_heads(console, chosen.council) if chosen.depositary else None,
        silent=facts.silent(await reader.ask(ShowLine(chosen.council, matters=SILENT_MATTERS))),
        line_command=console.command("line", "status"),
        json_command=console.command("status", "--json"),
    )
    return html(page, every)


@get("/start")
async def show_start(console: Named, council: CouncilName = None) -> Response[str]:
    """Return what to try, as commands with this node's real paths."""
    frame = await console.seated(council)
    chosen = frame.council
    page = await reading.read_downwards(console.reader, Wanted(chosen.council, channel="line"))
    others = [act for act in page.acts if act.party != frame.status.party]
    asked = [act for act in others if frame.status.party in act.to] or others
    trials = commands.trials_of(
        frame.status, chosen, commands.places_of(console.folder, chosen.parties), asked[-1] if asked else None
    )
    return html(
        console.render(
            "start.html",
            frame,
            title=_("Try it"),
            way_in=commands.way_in(),
            trials=trials,
            json_command=console.command("status", "--json"),
        )
    )


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_state, show_start)


async def _last_heads(console: Console, council: str) -> ActView | None:
    """Return the newest `heads` of the depositary's journal held here: the council's time."""
    asked = Inbox(council=council, channel=JOURNAL, all=True, kinds=(HEADS,), newest=True, limit=1)
    return next(iter((await console.reader.ask(asked)).items), None)
