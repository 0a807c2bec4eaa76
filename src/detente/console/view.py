"""What every page needs: who we are, which council, the time; and the templates that turn values into HTML."""

import copy
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from itertools import groupby
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined
from msgspec.structs import replace

from detente.assessment.numbers import plain, typed_as
from detente.clock import Instant, rfc3339
from detente.console.door.visit import Visit
from detente.console.forms.attaching import size_in_words
from detente.console.forms.making import about_of, asks_nothing, begun_with
from detente.console.locks import Turns
from detente.console.told import receipts, telling
from detente.console.told.differing import amendments_of
from detente.console.told.folding import first_words
from detente.console.told.reading import Reader
from detente.console.words import facts, foreign, remedies, times, watches
from detente.console.words.commands import command, places_of
from detente.console.words.translating import translating
from detente.council.kinds import unofficial_of
from detente.council.papers.languages import name_of
from detente.council.registry import KINDS
from detente.council.silence import link_fact
from detente.errors import DetenteError, Refused
from detente.home.access.state import Access, draw
from detente.home.acting import clearing
from detente.home.calls import ShowRinging, ShowStanding, Status
from detente.home.replies import ActView, CouncilView, NextActView, PeerView, StatusView
from detente.home.replies.clearances import ClearanceView
from detente.home.replies.public import MomentView
from detente.home.replies.watch import RingingView
from detente.home.service import Service
from detente.home.watchlog import with_officer
from detente.languages import AVAILABLE
from detente.languages import gettext as _
from detente.languages.joining import colon, grouped, semicolon
from detente.node.core import Core
from detente.node.folder import Folder
from detente.node.sayings import channel_of
from detente.node.signs import link_of, signs_of
from detente.protocol.heads import parse_origin
from detente.protocol.passkeys import text_of as letters_of
from detente.protocol.toml import REFERENCE

Timed = TypeVar("Timed")
Marks = tuple[int, int]
VENDORED = ("htmx.js", "maplibre-gl.mjs", "maplibre-gl-worker.mjs")
"""Scripts of others, brought when the package was built: see hatch_build.py."""


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


class Elsewhere(Exception):  # noqa: N818  no error: the answer is the way to another page
    """The request is answered by another page."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


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
        self._templates = _environment()

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


def link_to(path: str, council: str | None = None, **query: str | int | None) -> str:
    """Return an address of these pages with what is asked of it; what is None is left out."""
    asked = {name: value for name, value in {**query, "council": council}.items() if value is not None}
    return f"{path}?{urlencode(asked)}" if asked else path


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


def page_of(ref: str, place: str = "acts") -> str | None:
    """Return the path of a page about an act, or None where the reference is none that a page can have.

    Args:
        place: which page: of `acts`, `dossiers`, `decisions`, `meetings`, `maps`, `releases`, `searches`.
    """
    parts = ref.lower().split("/")
    if len(parts) != 3 or not all(parts) or "?" in ref:
        return None
    return f"/{place}/" + "/".join(quote(part, safe="") for part in parts)


def file_of(ref: str, place: str, name: str) -> str | None:
    """Return the path of a file about an act, like a meeting's paper or an incident's map; else as `page_of`."""
    path = page_of(ref, place)
    return None if path is None else f"{path}/{name}"


def story_of(dossier: str) -> str:
    """Return the path of a dossier's page, or that of all dossiers where the reference is none a page can have."""
    return page_of(dossier, "dossiers") or "/dossiers"


def form_of(one: NextActView, dossier: str) -> dict[str, str | None]:
    """Return what the address of a form asks for an act that could be said in a dossier."""
    about = about_of(one.body)
    return {"kind": one.kind, "re": one.re, "dossier": None if one.re else dossier, "about": about or None}


def unseen_in(act: NextActView, but: str) -> dict[str, str]:
    """Return what a small form carries that nobody types there: all that the large one would begin with, by control.

    Args:
        but: name of the control that the small form has itself.
    """
    typed, carried = begun_with(KINDS[act.kind], act.body)
    return {
        **{name: text for name, text in typed.items() if name != but},
        "carried": msgspec.json.encode(carried).decode(),
    }


def is_reference(text: str) -> bool:
    """Say if a text is a reference and nothing else, so that a page may link it."""
    return REFERENCE.fullmatch(text) is not None


def text_of(act: ActView) -> str:
    """Return what an act says, where it says it in words."""
    text = act.body.get("text")
    return text if isinstance(text, str) else ""


def translations_of(act: ActView) -> list[tuple[str, str]]:
    """Return unofficial translations as language and text; others' bodies may have anything in that place."""
    return sorted(unofficial_of(act.body).items())


def by_day(acts: Iterable[ActView]) -> list[tuple[str, list[ActView]]]:
    """Return acts in their order, under the days that they claim; a day stands twice where proof puts acts so."""
    return _by_day(acts, lambda act: act.claimed_at or act.stored_at)


def moments_by_day(moments: Iterable[MomentView]) -> list[tuple[str, list[MomentView]]]:
    """Return acts and statements in their order, under the days of their times."""
    return _by_day(moments, lambda one: one.at)


def entries_by_day(entries: Iterable[telling.Entry]) -> list[tuple[str, list[telling.Entry]]]:
    """Return the acts of a story in their order, under the days that they claim."""
    return _by_day(entries, lambda one: one.act.claimed_at or one.act.stored_at)


def _by_day(items: Iterable[Timed], at: Callable[[Timed], str]) -> list[tuple[str, list[Timed]]]:
    return [(day, list(group)) for day, group in groupby(items, lambda one: times.moment(at(one)).day)]


def have_scripts() -> bool:
    """Say if the package was built with the scripts by which pages renew themselves."""
    place = files("detente.console").joinpath("static", "vendor")
    return all(place.joinpath(name).is_file() for name in VENDORED)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("detente.console", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    translating(environment)
    environment.filters.update(
        begun=facts.begun,
        shown=foreign.shown,
        spelled=foreign.spelled,
        label=foreign.label,
        groupby_day=by_day,
        moments_by_day=moments_by_day,
        entries_by_day=entries_by_day,
        language=foreign.language,
        moment=times.moment,
        names=foreign.names,
        opening=foreign.opening,
        pieces=foreign.pieces,
        bytes=size_in_words,
        grouped=grouped,
        level=facts.level_of,
        unit=facts.unit_of,
        number=typed_as,
        plain=plain,
        refusal=remedies.refusal_of,
    )
    environment.tests["well"] = facts.well
    environment.globals.update(
        LANGUAGES=AVAILABLE,
        BASIS=facts.BASIS,
        READINGS=facts.READINGS,
        SENTENCES=facts.SENTENCES,
        nobody_named=facts.nobody_named,
        LISTED=foreign.TEXT_CHARACTERS_LISTED,
        WHOLE=foreign.WHOLE,
        beside=times.beside,
        colon=colon,
        semicolon=semicolon,
        ago=times.ago,
        have_scripts=have_scripts(),
        bounds_of=facts.bounds_of,
        contact_of=facts.contact_of,
        folded_of=facts.folded,
        suspensions_of=facts.suspensions_of,
        PRINTED=facts.PRINTED,
        PAPER_LANGUAGES=facts.PAPER_LANGUAGES,
        TONES=facts.TONES,
        EVIDENCE=facts.EVIDENCE,
        entries=facts.entries,
        due_of=watches.due_of,
        SOON_SECONDS=watches.SOON_SECONDS,
        tone_of_duty=watches.tone_of_duty,
        tone_until=watches.tone_until,
        scope_of=facts.scope_of,
        titled=facts.titled,
        left=times.left,
        ring_sentence=watches.sentence_of,
        running=times.running,
        LEFT=times.LEFT,
        OVERDUE=times.OVERDUE,
        PAST=times.PAST,
        read_back=times.read_back,
        name_of=name_of,
        is_moment=times.is_moment,
        is_digest=foreign.is_digest,
        is_reference=is_reference,
        holding_of=facts.holding_of,
        file_of=file_of,
        page_of=page_of,
        unseen_in=unseen_in,
        amendments_of=amendments_of,
        at=rfc3339,
        form_of=form_of,
        asks_nothing=asks_nothing,
        channel_of=channel_of,
        new_form=lambda: letters_of(draw()),
        first_words=first_words,
        row_of=receipts.row_of,
        story_of=story_of,
        summary_of=receipts.summary_of,
        stored_by_time=receipts.stored_by_time,
        remedy_of=remedies.remedy_of,
        SETTLING=remedies.SETTLING,
        fields_of=telling.fields_of,
        asked_by=telling.asked_by,
        KEPT_WHOLE=telling.KEPT_WHOLE,
        heads_line=telling.heads_line,
        title_of=telling.title_of,
        label_of=telling.label_of,
        verb_of=telling.verb_of,
        anchor_of=telling.anchor_of,
        text_of=text_of,
        translations_of=translations_of,
    )
    return environment
