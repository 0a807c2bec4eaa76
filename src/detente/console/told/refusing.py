"""A refusal as a page says it: what, by whom, since when and why, and what can be done, as links; also beforehand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from detente.console.forms.envelope import CHANNEL, Surroundings
from detente.console.forms.keeping import Form
from detente.console.links import link_to, page_of
from detente.console.view import Console
from detente.console.words.facts import scope_of
from detente.console.words.remedies import is_command, on_page, refusal_of
from detente.console.words.times import moment
from detente.council.desks.standing import RESUME
from detente.errors import DetenteError
from detente.home.calls import ShowStanding, Status
from detente.home.replies import CouncilView, DossierShown
from detente.home.replies.standing import SuspensionView
from detente.languages import gettext as _
from detente.languages import ngettext
from detente.limits import BODY_TEXT_CHARACTERS_MAX

SUSPENDED, WITH_FILES = "scope-suspended", "draft-attachments"
MESSAGE: Final = "message"
OTHERS_SHOWN: Final = 3
"""Suspensions of other parties that one notice names; the page of the standing has them all."""
REASON_CHARACTERS: Final = min(400, BODY_TEXT_CHARACTERS_MAX)


@dataclass(frozen=True, slots=True)
class Way:
    """One thing that can be done: where a link leads, and its words."""

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """A refusal in the terms of a page.

    Args:
        more: further sentences like `what`, where several are told as one.
        reason: in the words of who suspended; empty where nobody did.
        remedy: a sentence; `command` is the remedy of the command line, where that is another.
    """

    what: str
    code: str
    error: DetenteError | None = None
    reason: str = ""
    remedy: str = ""
    ways: tuple[Way, ...] = ()
    command: str = ""
    more: tuple[str, ...] = ()

    @property
    def beforehand(self) -> tuple[str, ...]:
        """Return what stands above what it bears on, line by line; the page of each act is linked for its reason."""
        return (self.what, *self.more, self.remedy)

    @property
    def line(self) -> str:
        """Return it as one paragraph."""
        reason = _("Reason given: {reason}").format(reason=self.reason) if self.reason else ""
        return " ".join(one for one in (self.what, reason, self.remedy) if one)


async def told_of(console: Console, form: Form, error: DetenteError) -> Told:
    """Return a refusal of a form as its page says it."""
    if error.code == SUSPENDED:
        # Its last word is the reference of the suspension.
        for found in await _told(console, form.council, [error.got.rpartition(" ")[2]]):
            return replace(found, error=error, command=error.remedy)
    ways = (Way(link_to("/act", form.council, kind=MESSAGE), _("Write a message")),) if error.code == WITH_FILES else ()
    return Told(
        refusal_of(error), error.code, error,
        remedy=on_page(error.code, error.remedy), ways=ways, command=error.remedy if is_command(error.remedy) else "",
    )  # fmt: skip


async def stopped(console: Console, form: Form, around: Surroundings) -> Told | None:
    """Return the suspension for which a form would be refused as it stands, or None."""
    channel = form.channel or form.typed.get(CHANNEL, "")
    whole = not channel and around.closed.keys() >= around.readers.keys()
    one = next(iter(around.closed.values()), None) if whole else around.closed.get(channel)
    found = [] if one is None else await _told(console, form.council, [one.ref])
    return found[0] if found else None


async def suspensions(console: Console, shown: DossierShown) -> list[Told]:
    """Return the suspensions in force within whose scope a matter lies, and what they mean for who would speak.

    Each of this party's stands for itself; those of all others are told as one.
    """
    return await _told(console, shown.dossier.council, shown.suspensions)


async def _told(console: Console, council: str, refs: Sequence[str]) -> list[Told]:
    if not refs:
        return []
    status = await console.reader.ask(Status())
    here = next(one for one in status.councils if one.council == council)
    standing = (await console.reader.ask(ShowStanding(council))).items
    by_ref = {one.ref: one for party in standing for one in party.suspensions}
    found = [by_ref[ref] for ref in refs if ref in by_ref]
    own = [_own(console, here, one) for one in found if one.party == status.party]
    others = [one for one in found if one.party != status.party]
    return [*own, _others(here, others)] if others else own


def _what(council: CouncilView, one: SuspensionView) -> str:
    told = _("{party} has suspended {scope} since {time} ({act}).")
    return told.format(
        party=one.party.upper(), scope=scope_of(one, council), time=moment(one.since_at).utc, act=one.ref
    )


def _own(console: Console, here: CouncilView, one: SuspensionView) -> Told:
    council = here.council
    ways = [_page(council, one)]
    if console.visit.signed_in is not None:
        ways.append(Way(link_to("/act", council, kind=RESUME, re=one.ref), _("Resume what was suspended")))
        ways.append(Way(link_to("/act", council, kind=MESSAGE), _("Write a message on the line")))
    ways.append(Way(link_to("/standing", council), _("What is open for whom")))
    reason = one.reason[:REASON_CHARACTERS]
    return Told(_what(here, one), SUSPENDED, reason=reason, remedy=on_page(SUSPENDED, ""), ways=tuple(ways))


def _others(here: CouncilView, found: Sequence[SuspensionView]) -> Told:
    """Return that other parties take no part: that closes nothing here, and their answers may not come."""
    remedy = _("It closes nothing for others. Each party can be reached on the line, which nobody can suspend.")
    pages = (_page(here.council, one) for one in found[:OTHERS_SHOWN])
    what, *more = (_what(here, one) for one in found[:OTHERS_SHOWN])
    if left := len(found[OTHERS_SHOWN:]):
        told = ngettext(
            "{n} further suspension stands under “{page}”.", "{n} further suspensions stand under “{page}”.", left
        )
        more.append(told.format(n=left, page=_("What is open for whom")))
    open_ = Way(link_to("/standing", here.council), _("What is open for whom"))
    return Told(what, SUSPENDED, remedy=remedy, ways=(*pages, open_), more=tuple(more))


def _page(council: str, one: SuspensionView) -> Way:
    return Way(link_to(page_of(one.ref) or "/standing", council), _("The suspension {act}").format(act=one.ref))
