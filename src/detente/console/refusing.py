"""A refusal as a page says it: what, by whom, since when and why, and what can be done, as links."""

from dataclasses import dataclass
from typing import Final

from detente.console.forms.keeping import Form
from detente.console.remedies import is_command, on_page
from detente.console.times import moment
from detente.console.view import Console, link_to, page_of
from detente.console.words import scope_of
from detente.council.desks.standing import RESUME
from detente.errors import DetenteError
from detente.home.calls import ShowStanding
from detente.home.replies.standing import SuspensionView
from detente.languages import gettext as _
from detente.languages import ours
from detente.limits import BODY_TEXT_CHARACTERS_MAX

SUSPENDED, WITH_FILES = "scope-suspended", "draft-attachments"
MESSAGE: Final = "message"
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
        reason: in the words of who suspended; empty where nobody did.
        remedy: a sentence; `command` is the remedy of the command line, where that is another.
    """

    what: str
    code: str
    error: DetenteError
    reason: str = ""
    remedy: str = ""
    ways: tuple[Way, ...] = ()
    command: str = ""

    @property
    def line(self) -> str:
        """Return it as one paragraph."""
        reason = _("Reason given: {reason}").format(reason=self.reason) if self.reason else ""
        return " ".join(one for one in (self.what, reason, self.remedy) if one)


async def told_of(console: Console, form: Form, error: DetenteError) -> Told:
    """Return a refusal of a form as its page says it."""
    if error.code == SUSPENDED and (found := await _suspension(console, form.council, error)) is not None:
        return _suspended(console, form, found, error)
    got = _("Expected: {expected}. Got: {got}.")
    ways = (Way(link_to("/act", form.council, kind=MESSAGE), _("Write a message")),) if error.code == WITH_FILES else ()
    return Told(
        got.format(expected=ours(error.expected), got=ours(error.got)), error.code, error,
        remedy=on_page(error.code, error.remedy), ways=ways, command=error.remedy if is_command(error.remedy) else "",
    )  # fmt: skip


async def _suspension(console: Console, council: str, error: DetenteError) -> SuspensionView | None:
    standing = (await console.reader.ask(ShowStanding(council))).items
    every = (one for party in standing for one in party.suspensions)
    return next((one for one in every if error.got.endswith(one.ref)), None)


def _suspended(console: Console, form: Form, one: SuspensionView, error: DetenteError) -> Told:
    what = _("{party} has suspended {scope} since {time} ({act}).").format(
        party=one.party.upper(), scope=scope_of(one), time=moment(one.since_at).utc, act=one.ref
    )
    ways = [Way(link_to(page_of(one.ref) or "/standing", form.council), _("The suspension {act}").format(act=one.ref))]
    if console.visit.signed_in is not None:
        ways.append(Way(link_to("/act", form.council, kind=RESUME, re=one.ref), _("Resume what was suspended")))
        ways.append(Way(link_to("/act", form.council, kind=MESSAGE), _("Write a message on the line")))
    ways.append(Way(link_to("/standing", form.council), _("What is open for whom")))
    reason = one.reason[:REASON_CHARACTERS]
    return Told(what, error.code, error, reason, on_page(error.code, ""), tuple(ways), error.remedy)
