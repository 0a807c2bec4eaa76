"""The pages of notifications: activities and returns as a list, and an agreement's thresholds beside one's figures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any, Final

from litestar import Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import html
from detente.console.asked import Asked, Before, CouncilName, Every, Named, Word, Year
from detente.console.forms.figures import ungrouped
from detente.console.forms.wording import misfit
from detente.console.pages.filtering import Filter, Pick, by_name, by_party, by_word, by_year
from detente.console.pages.searching import form_in, list_file
from detente.console.say.beginning import ways
from detente.council.desks.notifications import AMENDED, CANCELLED, NIL, NOTIFIED
from detente.council.notification.state import NOTIFICATION
from detente.errors import DetenteError, Malformed
from detente.home.calls import CheckThresholds, ListMatters, ListRegimes
from detente.home.replies.regimes import ThresholdsView
from detente.home.searching.export import NOTICES, ROWS_AT_ONCE
from detente.languages import current, noted, said
from detente.languages import gettext as _
from detente.regimes.activity_files import read_activity
from detente.regimes.places import Lies, whereabouts
from detente.regimes.thresholds import Threshold

DESK: Final = "notifications"
PAGE_NOTICES: Final = 25
STATES: Final = (NOTIFIED, AMENDED, CANCELLED, NIL)
SORTS: Final = (noted("activities"), noted("returns"))
PHASES: Final = (noted("ahead"), noted("under way"), noted("over"))
NEWEST: Final = "newest"
ORDERS: Final = ("earliest", "latest")
"""By when an activity begins."""
PATIENCE_SECONDS: Final = 0.1
"""How long the page waits for matters that are still to be read; it then says how many are left."""
TEXT_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the form for thresholds.

    Args:
        name: as in a file of activities.
        unit: in which it is counted.
        flag: it is so, is not, or is not stated.
        day: it is a day, or, in an address, a time in UTC.
    """

    name: str
    label: str
    help: str = ""
    unit: str = ""
    flag: bool = False
    day: bool = False


FIELDS: Final = (
    (noted("What, when, where"), (
        Field("name", noted("What it is called")),
        Field("host", noted("On whose territory"), noted("Several with a semicolon between them.")),
        Field("start", noted("Begins"), day=True),
        Field("end", noted("Ends"), day=True),
    )),
    (noted("Persons"), (
        Field("troops", noted("Troops, as counted under the agreement"),
              noted("A number, or a range like 8,000-9,500."), "persons"),
        Field("announced_troops", noted("Troops, as said in public"),
              noted("Used where none is counted, and said to be so."), "persons"),
        Field("amphibious_troops", noted("Landing from the sea"), "", "persons"),
        Field("heliborne_troops", noted("Landing by helicopter"), "", "persons"),
        Field("parachute_troops", noted("Jumping by parachute"), "", "persons"),
    )),
    (noted("Equipment"), (
        Field("tanks", noted("Battle tanks"), "", "tanks"),
        Field("acv", noted("Armoured combat vehicles"), "", "vehicles"),
        Field("artillery", noted("Artillery of 100 mm and above"), "", "pieces"),
        Field("sorties", noted("Sorties of aircraft and helicopters"), "", "sorties"),
    )),
    (noted("How"), (
        Field("in_zone", noted("In the zone of the agreement"), flag=True),
        Field("single_command", noted("Under a single operational command"),
              noted("Decides whether notice is due for land forces. Where it is not stated, the check assumes yes and "
                    "says so; a notification assumes nothing."), flag=True),
        Field("no_notice", noted("Without advance notice to the troops"), flag=True),
        Field("transfer", noted("Transfer into or within the zone"), flag=True),
    )),
)  # fmt: skip
"""The form, by groups; more of what a rule reads can stand in a file of the command."""
COUNTED: Final = frozenset(field.name for _group, fields in FIELDS for field in fields if field.unit)
LABELS: Final = {field.name: field.label for _group, fields in FIELDS for field in fields}
NAMES: Final = tuple(LABELS)


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list of notifications was asked for."""

    filter: Filter

    def call(self, council: str, before: int | None, limit: int, patience_seconds: float | None = None) -> ListMatters:
        """Return the call for the part of the list that begins at a listing's `next`."""
        where = self.filter.where
        phase, order = where.pop("phase", ""), where.pop("order", NEWEST)
        return ListMatters(
            DESK, council, before=before, limit=limit, where=where, phase=phase, patience_seconds=patience_seconds,
            order=order if order in ORDERS else NEWEST,  # type: ignore[arg-type]
        )  # fmt: skip


async def _wanted(
    console: Named, council: CouncilName = None, party: Word = None, regime: Word = None, status: Word = None,
    sort: Word = None, year: Year = None, phase: Word = None, order: Word = None,
) -> Listed:  # fmt: skip
    """Return what a list of notifications is filtered and ordered by."""
    frame = await console.seated(council)
    known = (await console.reader.ask(ListRegimes(frame.council.council))).items
    picks = (
        by_party(frame, party),
        by_name("regime", _("Agreement"), regime, sorted({one.id for one in known if one.council})),
        by_year(year),
        by_word("phase", _("Takes place"), phase, PHASES),
        by_word("status", _("State"), status, STATES),
        by_word("sort", _("What"), sort, SORTS),
        Pick(
            "order",
            _("Order"),
            order if order in ORDERS else "",
            (("earliest", _("earliest beginning first")), ("latest", _("latest beginning first"))),
            blank=_("newest acts first"),
        ),
    )
    return Listed(Filter(picks))


WANTED: Final = {"wanted": Provide(_wanted)}
Wanted = NamedDependency[Listed]


@get("/notifications", dependencies=WANTED)
async def show_notifications(
    console: Named, wanted: Wanted, council: CouncilName = None, before: Before = None, every: Every = None
) -> Response[str]:
    """Return what was notified, activities and returns, those with the newest acts first or by when they take place."""
    frame = await console.seated(council)
    named = frame.council.council
    known = (await console.reader.ask(ListRegimes(named))).items
    listing = await console.reader.ask(wanted.call(named, before, PAGE_NOTICES, PATIENCE_SECONDS))
    page = console.render(
        "notifications.html",
        frame,
        title=_("Notifications"),
        found=[one for one in listing.items if one.data],
        filter=wanted.filter,
        agreed=any(one.council for one in known),
        ways=await ways(console, named, NOTIFICATION),
        unread=listing.unread,
        older=listing.next,
        newest=before is None,
        json_command=console.command("notify", "list", *wanted.filter.options, "--json"),
    )
    return html(page, every)


@get("/notifications/{name:str}", dependencies=WANTED)
async def download_notifications(
    console: Named, wanted: Wanted, name: Annotated[str, PathParameter(max_length=32)], council: CouncilName = None
) -> Response[Any]:
    """Return the whole list as a file: `notifications.csv` or `notifications.json`."""
    form = form_in(name, NOTICES)
    named = (await console.seated(council)).council.council
    return await list_file(console, NOTICES, form, lambda before: wanted.call(named, before, ROWS_AT_ONCE))


@get("/notifications/check")
async def check_thresholds(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Return a form for the figures of an activity, and what an agreement's thresholds say of them; nothing is kept."""
    frame = await console.seated(council)
    named = frame.council.council
    query = request.query_params
    typed = {name: text for name in NAMES if (text := str(query.get(name, "")).strip()[:TEXT_MAX])}
    regime = str(query.get("regime", ""))[:64]
    known = (await console.reader.ask(ListRegimes(named))).items
    errors = wrong_with(typed)
    found, refusal = (None, None) if errors else await _checked(console, named, regime, typed)
    page = console.render(
        "thresholds.html",
        frame,
        title=_("Thresholds"),
        groups=FIELDS,
        typed=typed,
        errors=errors,
        notify=None if found is None else _notify(found, typed),
        regime=regime or (found.regime if found is not None else ""),
        regimes={one.id: one.instrument for one in known},
        found=found,
        strange=() if errors else _strange(typed.get("host", "")),
        by_rule=_by_rule,
        refusal=refusal,
        json_command=console.command(*_words(figures_of(typed), regime)),
    )
    return html(page)


async def _checked(
    console: Named, council: str, regime: str, typed: Mapping[str, str]
) -> tuple[ThresholdsView | None, DetenteError | None]:
    """Return the reply, or why there is none; without a figure there is nothing to ask."""
    if not typed:
        return None, None
    call = CheckThresholds(
        {"name": _("the activity"), **figures_of(typed)}, council=council, regime=regime or None, language=current()
    )
    try:
        return await console.reader.ask(call), None
    except DetenteError as refusal:
        return None, refusal


def _words(typed: Mapping[str, str], regime: str) -> list[str]:
    settings = [word for name, text in typed.items() for word in ("--set", f"{name}={text}")]
    return ["notify", "thresholds", *settings, *(["--regime", regime] if regime else []), "--json"]


def figures_of(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what was typed as a file of activities has it: numbers in digits alone."""
    return {name: ungrouped(text) if name in COUNTED else text for name, text in typed.items()}


def wrong_with(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what cannot be read, by name of field."""
    errors = {}
    for name, text in figures_of(typed).items():
        try:
            read_activity({"name": name, name: text})
        except Malformed as fault:
            got = fault.got.rpartition(" (")[0]
            errors[name] = misfit(said(LABELS[name]), fault.expected, got)
    return errors or _order(typed)


def _strange(host: str) -> list[str]:
    """Return places, as they were typed, of which nobody here knows where they lie."""
    named = whereabouts(read_activity({"name": "places", "host": host}).host).places if host else ()
    return [place for place, lies in named if lies is Lies.UNCLEAR]


def _order(typed: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with its last day where it ends before it begins."""
    days = {name: typed[name] for name in ("start", "end") if name in typed}
    try:
        read_activity({"name": "order", **days})
    except Malformed as fault:
        return {"end": misfit(said(LABELS["end"]), fault.expected, typed.get("end", ""))}
    return {}


def _notify(found: ThresholdsView, typed: Mapping[str, str]) -> dict[str, str] | None:
    """Return how a form is begun with these figures; None where the charter has no form for them."""
    if not found.agreed or not found.format:
        return None
    return {"kind": NOTIFICATION, "regime": found.regime, "format": found.format, **figures_of(typed)}


def _by_rule(items: Iterable[Threshold]) -> list[tuple[Threshold, list[Threshold]]]:
    """Return thresholds under their rules, each with its first."""
    grouped = ((list(group)) for _rule, group in groupby(items, key=lambda one: one.rule))
    return [(group[0], group) for group in grouped]


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_notifications, check_thresholds, download_notifications)
