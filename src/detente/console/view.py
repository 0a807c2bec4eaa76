"""What every page needs: who we are, which council, the time, and who asks."""

import copy
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from msgspec.structs import replace

from detente.clock import Instant
from detente.console.door.visit import Visit
from detente.console.links import Elsewhere, link_to, page_of
from detente.console.locks import Turns
from detente.console.templating import environment
from detente.console.told.reading import Reader
from detente.console.words import facts
from detente.console.words.commands import command, places_of
from detente.council.silence import link_fact
from detente.errors import DetenteError, Refused
from detente.home.access.state import Access
from detente.home.acting import clearing
from detente.home.calls import ShowRinging, ShowStanding, Status
from detente.home.replies import CouncilView, PeerView, StatusView
from detente.home.replies.clearances import ClearanceView
from detente.home.replies.watch import RingingView
from detente.home.service import Service
from detente.home.watchlog import with_officer
from detente.languages import gettext as _
from detente.node.core import Core
from detente.node.folder import Folder
from detente.node.signs import link_of, signs_of
from detente.protocol.heads import parse_origin

Marks = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round every page.

    Args:
        several: whether links must name the council.
        visit: who asks.
        standing: what is suspended by whom since when, and that the line is open; `suspended` if anything is, or nobody
            here can know.
        standing_short: the same for a narrow window, without what and since when.
        peers: the other parties of the council, in the charter's order.
        ringing: flash acts that ring here, and drills under way; None without a council.
        as_of: how far the record was before any of this was read: what changes from there on is told to the page.
        to_clear: requests for clearance that wait for a word of the officer who is signed in.
        json_command: the command that prints the same as JSON.
        with_you: how many acts and drafts that wait were passed on to that officer.
        wires: a word that is another one when any wire stands otherwise.
    """

    status: StatusView
    council: CouncilView | None
    several: bool
    folder: str
    visit: Visit
    standing: str = ""
    suspended: bool = False
    peers: tuple[PeerView, ...] = ()
    ringing: RingingView | None = None
    as_of: Marks = (0, 0)
    to_clear: tuple[ClearanceView, ...] = ()
    json_command: str = ""
    standing_short: str = ""
    wires: str = ""
    with_you: int = 0

    @property
    def named(self) -> str | None:
        """Return the council's id, or None where none is joined here."""
        return self.council.council if self.council is not None else None

    @property
    def in_links(self) -> str | None:
        """Return the council's id where links must name it, else None."""
        return self.named if self.several else None


@dataclass(frozen=True, slots=True)
class Seated(Frame):
    """What stands round a page about a council that is joined here."""

    council: CouncilView

    @property
    def blind(self) -> bool:
        """Say if this party is the depositary, which reads no sealed act: what it does not know is not said to be."""
        return self.status.party == self.council.depositary


class Links:
    """Addresses of these pages, as one page writes them.

    Args:
        frame: of the page; its heads say which acts are held.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame

    def __call__(self, path: str, **query: str | int | None) -> str:
        """Return an address, which names the council where it must."""
        return link_to(path, self._frame.in_links, **query)

    def page_of(self, ref: str, place: str = "acts") -> str | None:
        """Return the path of a page about an act, or None where none can be here: no link leads to a missing page."""
        return page_of(ref, place) if self._may_be_here(ref) else None

    def _may_be_here(self, ref: str) -> bool:
        council, parts = self._frame.council, ref.lower().split("/")
        if council is None or len(parts) != 3:
            return True
        party, channel, entry = parts
        if party not in {*council.parties, *council.withdrawn, council.depositary}:
            return False
        generation, _dot, index = entry.rpartition(".")
        if not self._sizes or not index.isdecimal():
            return True
        return int(index) < self._sizes.get((channel, party, generation or "1"), 0)

    @cached_property
    def _sizes(self) -> dict[tuple[str, str, str], int]:
        """Return how many acts of each feed of the council are held, by channel, party and generation."""
        named = {parse_origin(origin): size for origin, (size, _root) in self._frame.status.heads.items()}
        return {
            (origin.channel, origin.party, origin.generation): size
            for origin, size in named.items()
            if origin.council == self._frame.named
        }


class Console:
    """The pages of one party, as one visitor has them.

    Args:
        service: the same home service as the command's.
    """

    def __init__(self, service: Service) -> None:
        self.reader = Reader(service)
        self.access = Access(service.host)
        self.visit = Visit()
        self.turns = Turns()
        self.folder = service.host.folder.path
        self._templates = environment()

    def of(self, visit: Visit) -> "Console":
        """Return the pages as they are for a visitor."""
        found = copy.copy(self)
        found.visit = visit
        return found

    async def frame(self, council: str | None) -> Frame:
        """Return what stands round a page; without a choice it is about the first council joined here.

        Raises:
            Refused: `council-unknown`.
        """
        host = self.access.host
        as_of, wires = await host.read(lambda core: (marks_of(core), wires_of(core, host.clock.now())))
        status = await self.reader.ask(Status())
        found = status.councils[0] if status.councils else None
        if council is not None:
            found = next((one for one in status.councils if one.council == council), None)
            if found is None:
                raise Refused(
                    "council-unknown",
                    expected=f"one of {', '.join(one.council for one in status.councils)}",
                    got=council,
                    remedy="open the first page",
                )
        several, folder = len(status.councils) > 1, str(self.folder)
        if found is None:
            return Frame(status, None, several, folder, self.visit, as_of=as_of, wires=wires)
        standings = (await self.reader.ask(ShowStanding(found.council))).items
        line, suspended = facts.standing_line(standings, found)
        short = facts.standing_short(standings)
        if blind := status.party == found.depositary:
            line = short = facts.unread_here()
        peers = tuple(facts.counterparts(status, found))
        ringing = self._for_us(await self.reader.ask(ShowRinging(found.council)))
        to_clear = tuple(await self._to_clear(found.council))
        return Seated(
            status, found, several, folder, self.visit, line, suspended or blind, peers, ringing, as_of, to_clear,
            standing_short=short, wires=wires, with_you=await self._with_you(found.council),
        )  # fmt: skip

    async def seated(self, council: str | None) -> Seated:
        """Return what stands round a page that is about a council.

        Raises:
            Refused: `council-unknown`. Elsewhere: to the first page, which says how one is joined.
        """
        frame = await self.frame(council)
        if not isinstance(frame, Seated):
            raise Elsewhere("/")
        return frame

    def _for_us(self, ringing: RingingView) -> RingingView:
        """Return what rings for who is signed in: a draft calls whoever else may release it."""
        session = self.visit.signed_in
        mine = "" if session is None else session.officer
        return replace(ringing, items=tuple(one for one in ringing.items if not mine or one.drafted_by != mine))

    async def _with_you(self, council: str) -> int:
        session = self.visit.signed_in
        if session is None:
            return 0
        return await self.access.host.read(lambda core: with_officer(core, council, session.officer))

    async def _to_clear(self, council: str) -> list[ClearanceView]:
        session = self.visit.signed_in
        return [] if session is None else await clearing.waiting(self.access, council, session.officer)

    def command(self, *arguments: str) -> str:
        """Return a `detente` command about this folder."""
        return command("detente", *arguments, "--dir", self.folder)

    def neighbours(self, frame: Frame) -> dict[str, str]:
        """Return where the pages of the other parties are that a demo has on this machine, by party."""
        if frame.council is None:
            return {}
        ports = {}
        for party, folder in places_of(self.folder, frame.council.parties).others.items():
            try:
                ports[party] = Folder(folder).read_config().get("home_port")
            except DetenteError:
                continue
        return {party: f"http://localhost:{port}/sign-in" for party, port in ports.items() if isinstance(port, int)}

    async def is_rehearsal(self) -> bool:
        """Say if a council here is a rehearsal."""
        return any(one.rehearsal for one in (await self.reader.ask(Status())).councils)

    def render_problem(
        self, frame: Frame | None, *, rehearsal: bool, sent: bool, typed: Sequence[tuple[str, str]] = (),
        **values: str | bool,
    ) -> str:  # fmt: skip
        """Return the page of something that could not be shown.

        Args:
            frame: in which it stands; without one it needs nothing but the templates.
            rehearsal: it bears the mark, where there is no frame.
            sent: it was a form, and nothing came of it.
            typed: what somebody typed in it, after the names of its fields.
        """
        if frame is not None:
            title = _("This was not done") if sent else _("This cannot be shown")
            return self.render("problem-framed.html", frame, title=title, sent=sent, typed=typed, **values)
        shown = {"rehearsal": rehearsal, "sent": sent, "typed": typed}
        return self._templates.get_template("problem.html").render(**shown, **values)

    def render(self, template: str, frame: Frame, **values: Any) -> str:
        """Return a page."""
        link = Links(frame)
        enrol = self.command("officer", "enrol", "NAME")
        return self._templates.get_template(template).render(frame=frame, link=link, enrol_command=enrol, **values)


def marks_of(core: Core) -> Marks:
    """Return how far the record is: the acts here of all councils, and the commits ever made; both only grow."""
    return sum(feed.size for feed in core.context.held.all()), core.context.store.changes()


def wires_of(core: Core, now: Instant) -> str:
    """Return a word that is another one when any wire stands otherwise, of which no commit tells."""
    signs = signs_of(core.context)
    stand = [
        f"{peer} {link_fact(link_of(core.context, peer, signs), now).state}" for peer in sorted(core.context.posts)
    ]
    return sha256("\n".join(stand).encode()).hexdigest()[:16]
