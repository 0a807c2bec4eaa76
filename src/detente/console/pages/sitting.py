"""The page of one meeting: its agenda to be changed, who speaks, statements side by side, what minutes say by now."""

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, reference_of
from detente.console.asked import CouncilName, Every, Flag, Named, Part, Ref, Word
from detente.console.forms.making import about_of
from detente.console.told import telling
from detente.console.told.receipts import Rungs, rungs_of
from detente.console.told.refusing import suspensions
from detente.console.told.returning import just_said
from detente.console.view import Console
from detente.console.words.facts import HELD, PAPER_LANGUAGES, PRINTED
from detente.console.words.remedies import refusal_of
from detente.council.desks.meetings import KINDS
from detente.council.meeting.state import (
    ACCEPT,
    CHOOSE,
    CONTEST,
    DECLINE,
    FLOOR,
    GIVE,
    MINUTES,
    OPEN,
    RESULT,
    RESULT_CONTEST,
    SIGN,
    STATE,
    SUMMARY,
    TABLE,
    TEXT,
    WITHDRAW,
)
from detente.errors import Refused
from detente.home.access.state import draw
from detente.home.calls import ExportMeeting, Show, ShowDossier
from detente.home.replies import CouncilView, DossierShown, NextActView
from detente.languages import called, current
from detente.languages import gettext as _
from detente.protocol.passkeys import text_of

BY_PARTY: Final = "party"
ORDERS: Final = ("number", BY_PARTY)
_ON_ITEMS: Final = (STATE, RESULT, CONTEST, WITHDRAW)
_PLACES: Final = {
    ACCEPT: "answers", DECLINE: "answers", OPEN: "opening", TABLE: "agenda", FLOOR: "floor", GIVE: "floor",
    SUMMARY: "minutes", MINUTES: "minutes", TEXT: "texts", CHOOSE: "texts", SIGN: "papers",
}  # fmt: skip
"""Beside which part of the page an act is offered; what is not named here concerns the meeting as a whole."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be said now, each act beside what it concerns.

    Args:
        places: by part of the page.
        items: by id of the item.
    """

    places: dict[str, list[NextActView]] = field(default_factory=dict)
    items: dict[str, list[NextActView]] = field(default_factory=dict)

    def at(self, place: str) -> list[NextActView]:
        """Return what is offered at a part of the page."""
        return self.places.get(place, [])

    def on(self, item: str) -> list[NextActView]:
        """Return what is offered on an item."""
        return sorted(self.items.get(item, []), key=lambda one: _ON_ITEMS.index(one.kind) if one.re is None else 9)

    def choices(self, text: str, bracket: int) -> list[NextActView]:
        """Return the choice that is offered in a bracket of a joint text, or nothing."""
        return [one for one in self.at("texts") if (one.re, about_of(one.body)) == (text, str(bracket))]


@dataclass(frozen=True, slots=True)
class Speakers:
    """The speakers' list.

    Args:
        waiting: requests for the floor that wait, in order; rights of reply come last.
        speaking: to whom the floor was given, and who has not spoken since.
        asked: refs of statements that used a floor which was asked for.
        spoken: statements in the order of proof.
    """

    waiting: list[dict[str, Any]]
    speaking: list[dict[str, Any]]
    asked: frozenset[str]
    spoken: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Live:
    """What minutes would say now.

    Args:
        text: as the command prints it; empty where none can be made, and `why` says why.
    """

    text: str
    remark: tuple[str, ...] = ()
    why: str = ""


@get("/meetings/{party:str}/{channel:str}/{entry:str}")
async def show_meeting(
    console: Named,
    party: Part,
    channel: Part,
    entry: Part,
    council: CouncilName = None,
    order: Word = None,
    of: Word = None,
    language: Word = None,
    said: Ref = None,
    every: Every = None,
    whole: Flag = None,
) -> Response[str]:
    """Return one meeting with everything that can be done in it, each beside where it belongs."""
    frame = await console.frame(council)
    call = ShowDossier(reference_of(party, channel, entry), council=frame.named, most=1)
    shown = await console.reader.ask(call)
    if "phase" not in shown.data:
        raise NotFoundException
    data, ref = shown.data, shown.dossier.dossier
    headings = next(one for one in (language, current(), *PAPER_LANGUAGES) if one in PAPER_LANGUAGES)
    page = console.render(
        "meeting.html",
        frame,
        title=called(shown.dossier.title, shown.dossier.theirs) or ref,
        shown=shown,
        data=data,
        ref=ref,
        just=await just_said(console, frame.named, said),
        offered=offered_in(shown),
        commands=telling.commands_of(shown),
        suspensions=await suspensions(console, shown),
        groups=groups_of(data["items"], by=order or "", of=of or ""),
        tablers=sorted({one["tabled_by"] for one in data["items"]}),
        order=BY_PARTY if order == BY_PARTY else ORDERS[0],
        of=of or "",
        tongues={one["item"]: tongues_in(one["statements"]) for one in data["items"]},
        numbers={one["item"]: one["number"] for one in data["items"]},
        current=current_in(data),
        unfolded=unfolded_in(data),
        over=data["phase"] in HELD,
        whole=whole == "1",
        speakers=speakers_of(data),
        held=await _held(console, shown, frame.council) if frame.council is not None else {},
        made={said["ref"] for one in data["items"] for said in one["statements"]},
        live_minutes=await _live(console, shown, headings),
        headings=headings,
        fresh=lambda: text_of(draw()),
        json_command=console.command("meeting", "show", ref, "--json"),
    )
    return html(page, every)


async def _held(console: Console, shown: DossierShown, council: CouncilView) -> dict[str, Rungs]:
    """Return by party how far the invitation has come with it, by the receipts that are held here."""
    invitation = (await console.reader.ask(Show(shown.data["meeting"], council=council.council, alone=True))).act
    return {one.party: one for one in rungs_of(invitation, council, shown.answers)}


async def _live(console: Console, shown: DossierShown, language: str) -> Live:
    """Return the minutes as the record gives them now, before anybody puts them down."""
    if shown.data["phase"] not in PRINTED:
        return Live("", why=_("Minutes begin when the meeting is opened."))
    call = ExportMeeting(shown.dossier.dossier, format="text", council=shown.dossier.council, language=language)
    try:
        found = await console.reader.ask(call)
    except Refused as refusal:
        return Live("", why=refusal_of(refusal))
    return Live(base64.b64decode(found.file).decode(), found.remark)


# --- what stands where ------------------------------------------------------------------------------------------------


def offered_in(shown: DossierShown) -> Offered:
    """Return what can be said of a meeting by a form, placed; acts on a result stand at its item."""
    found = Offered()
    recorded = {ref: one["item"] for one in shown.data["items"] for ref in one["recorded"]}
    for act in telling.sayable_in(shown):
        item = recorded.get(act.re or "") if act.kind == RESULT_CONTEST else None
        if item is None and act.kind in _ON_ITEMS:
            item = about_of(act.body)
        if item is not None:
            found.items.setdefault(item, []).append(act)
        elif act.kind in KINDS:
            found.places.setdefault(_PLACES.get(act.kind, "whole"), []).append(act)
    return found


def groups_of(items: Sequence[dict[str, Any]], *, by: str, of: str) -> list[tuple[str, list[dict[str, Any]]]]:
    """Return the agenda in its order, or party by party of those who tabled items; only one party's where wanted."""
    wanted = [one for one in items if of in ("", one["tabled_by"])]
    if by != BY_PARTY:
        return [("", wanted)] if wanted else []
    parties = dict.fromkeys(one["tabled_by"] for one in wanted)
    return [(party, [one for one in wanted if one["tabled_by"] == party]) for party in parties]


def current_in(data: Mapping[str, Any]) -> str | None:
    """Return the item that an open meeting is at, by its acts: the one spoken on last, else the first without a result.

    Where a result is recorded of an item, or it is withdrawn, the meeting has gone on from it.
    """
    if data["phase"] != "open":
        return None
    left = [one["item"] for one in data["items"] if not one["recorded"] and not one["withdrawn"]]
    spoken = data["spoken"][-1]["item"] if data["spoken"] else None
    return spoken if spoken in left else next(iter(left), None)


def unfolded_in(data: Mapping[str, Any]) -> frozenset[str]:
    """Return the items that stand open: the one under way; of a meeting that is over, which is read, what was said."""
    if data["phase"] in HELD:
        return frozenset(one["item"] for one in data["items"] if one["statements"])
    return frozenset(filter(None, [current_in(data)]))


def tongues_in(statements: Iterable[dict[str, Any]]) -> list[str]:
    """Return the languages in which something is there of these statements: first those in which something was said."""
    said = dict.fromkeys(one["language"] for one in statements)
    beside = dict.fromkeys(language for one in statements for language in sorted(one["unofficial"]))
    return [*said, *(one for one in beside if one not in said)]


def speakers_of(data: dict[str, Any]) -> Speakers:
    """Return who waits, who speaks and who spoke, as the acts have it."""
    floor = data["floor"]
    return Speakers(
        [one for one in floor if one["state"] == "waits"],
        [one for one in floor if one["given"] is not None and one["spoke"] is None],
        frozenset(one["spoke"] for one in floor if one["spoke"] is not None),
        data["spoken"],
    )


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_meeting,)
