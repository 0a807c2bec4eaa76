"""Where an officer begins: everything that can be said first, by desk, and the forms of the agreements in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from detente.clock import Instant
from detente.console.answers import html
from detente.console.asked import Asked, CouncilName, Named
from detente.console.say.composing import framed, signed_in
from detente.console.view import Console
from detente.council.agreements import agreements
from detente.council.judgement import closing
from detente.council.kinds import Kind, Place, Rank
from detente.council.notification.state import NOTIFICATION
from detente.council.registry import DESKS, KINDS, desk_of
from detente.council.settings import least_rank
from detente.home.making import by_form
from detente.home.two_person import kinds_held
from detente.home.views import places
from detente.languages import current, noted, said
from detente.languages import gettext as _
from detente.node.core import Core
from detente.regimes.form import Format, worded
from detente.regimes.pack import Does, Pack

TOLD: Final = (Does.NOTIFY, Does.RETURN, Does.INFORM, Does.CONSTRAIN)
READERS: Final = {Place.EVERYBODY: noted("Every party reads it."), Place.OWN: noted("Nobody else reads it.")}


@dataclass(frozen=True, slots=True)
class Beginning:
    """One thing that can be said first.

    Args:
        two: it takes a second officer here.
        may: how far this officer may.
    """

    kind: Kind
    readers: str
    two: bool
    may: "May"


@dataclass(frozen=True, slots=True)
class May:
    """How far an officer may begin with a kind now; a charter or credentials may change it tomorrow.

    Args:
        channels: in which this party can say it; where there is none, nobody can.
        least: the rank from which it is taken; `rank` the highest with which the officer speaks in one of them.
        suspended_by: this party's suspension for which it would be refused in all of them, by reference; or None.
    """

    channels: tuple[str, ...] = ()
    least: Rank = Rank.WATCH_OFFICER
    rank: Rank = Rank.WATCH_OFFICER
    suspended_by: str | None = None

    @property
    def too_low(self) -> bool:
        """Say if somebody of a higher rank has to say it."""
        return bool(self.channels) and self.rank.height < self.least.height

    @property
    def now(self) -> bool:
        """Say if this officer may say it now."""
        return bool(self.channels) and not self.too_low and self.suspended_by is None


@dataclass(frozen=True, slots=True)
class Filled:
    """The forms of one agreement, each with its title.

    Args:
        formats: what is told by nobody's asking: in advance, each year, or when something changes.
        others: what asks and answers; desks have forms of their own for most of that.
    """

    id: str
    instrument: str
    formats: tuple[tuple[Format, str], ...]
    others: tuple[tuple[Format, str], ...]


def first_kinds() -> list[Kind]:
    """Return the kinds that can be said first by a form of their own; notifications have the agreements' forms."""
    return [
        one for one in KINDS.values() if one.opens and not one.needs_re and by_form(one) and one.name != NOTIFICATION
    ]


def beginnings(two_person: frozenset[str], may: Mapping[str, May]) -> list[tuple[str, list[Beginning]]]:
    """Return what can be said first, by title of its desk, in the order of the desks."""
    found: dict[str, list[Beginning]] = {desk.TITLE: [] for desk in DESKS.values()}
    for kind in first_kinds():
        one = Beginning(kind, READERS.get(kind.place, ""), kind.name in two_person, may[kind.name])
        found[desk_of(kind.name).TITLE].append(one)
    return [(title, kinds) for title, kinds in found.items() if kinds]


def may_in(core: Core, council: str, officer: str, at: Instant) -> dict[str, May]:
    """Return how far an officer of this party may begin with each kind, by its name."""
    return {kind.name: may_of(core, council, officer, kind, at) for kind in first_kinds()}


def may_of(core: Core, council: str, officer: str, kind: Kind, at: Instant) -> May:
    """Return how far an officer of this party may begin with a kind."""
    charter = core.context.directory.charter(council)
    standing = core.folding.standing(council, core.context.party)
    channels = places(core, council, kind)
    ranks = [standing.rank_of(officer, channel, at) for channel in channels]
    closed = [closing(kind, charter, standing, channel, (), at) for channel in channels]
    highest = max(ranks, key=lambda rank: rank.height, default=Rank.WATCH_OFFICER)
    first = closed[0] if closed and all(closed) else None
    return May(channels, least_rank(charter, kind), highest, None if first is None else first.ref)


async def may_begin(console: Console, council: str, kind: str) -> May | None:
    """Return how far who is signed in may begin with a kind; None where nobody is."""
    if (session := console.visit.signed_in) is None:
        return None
    host, officer = console.access.host, session.officer
    return await host.read(lambda core: may_of(core, council, officer, KINDS[kind], host.clock.now()))


async def ways(console: Console, council: str, *kinds: str) -> list[tuple[str, May]]:
    """Return the kinds with which a page lets one begin, each with how far who is signed in may; none where nobody is.

    A kind of which this version has no form is left out.
    """
    found = [(kind, await may_begin(console, council, kind)) for kind in kinds]
    return [(kind, may) for kind, may in found if may is not None]


def _filled(pack: Pack) -> Filled:
    asking = {rule.format for rule in pack.rules.values() if rule.does not in TOLD}
    told = {rule.format for rule in pack.rules.values() if rule.does in TOLD}
    titled = [(one, worded(one.title, current())) for one in pack.formats.values()]
    first = [(one, title) for one, title in titled if one.name in told or one.name not in asking]
    return Filled(pack.id, said(pack.instrument), tuple(first), tuple(one for one in titled if one not in first))


@get("/say")
async def show_beginnings(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Return everything that can be said first."""
    session = signed_in(request, console)
    frame = await framed(console, council)
    named, host = frame.council.council, console.access.host
    charter = await host.read(lambda core: core.context.directory.charter(named))
    may = await host.read(lambda core: may_in(core, named, session.officer, host.clock.now()))
    page = console.render(
        "say.html",
        frame,
        title=_("Say something"),
        may=may,
        desks=beginnings(kinds_held(host.config, charter), may),
        agreements=[_filled(pack) for pack in agreements(charter).values()],
        json_command=console.command("kinds", "--council", named, "--json"),
    )
    return html(page)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_beginnings,)
