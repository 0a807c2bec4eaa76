"""Where an officer begins: everything that can be said first, by desk, and the forms of the agreements in force."""

from dataclasses import dataclass
from typing import Final

from litestar import Response, get
from litestar.types import ControllerRouterHandler

from detente.console.composing import Asked, framed, signed_in
from detente.console.pages import CouncilName, Named, html
from detente.council.agreements import agreements
from detente.council.kinds import Kind, Place
from detente.council.notification.state import NOTIFICATION
from detente.council.registry import DESKS, KINDS, desk_of
from detente.home.two_person import kinds_held
from detente.languages import current, noted
from detente.regimes.form import Format, worded
from detente.regimes.pack import Does, Pack

PURPOSES: Final = {
    "message": noted("Words to some or all who read a channel. The plainest form."),
    "diplomatic-note": noted("A formal note, signed by whoever the ministry has sign."),
    "note-verbale": noted("A formal note in the third person."),
    "aide-memoire": noted("What was said by word of mouth, left in writing."),
    "demarche": noted("That a démarche was made, and what was said."),
    "protest": noted("That something was not acceptable, and why."),
    "warning": noted("That something is about to happen, or must not."),
    "clarification-request": noted("A question about something that was said or done."),
    "explanation": noted("An explanation that nobody has asked for yet."),
    "offer": noted("Something that you would do."),
    "proposal": noted("Something that all would do."),
    "statement": noted("Words that stand for the record and ask for nothing."),
    "call-note": noted("What was said on the telephone, so that it stands somewhere."),
    "note": noted("For your own side alone; it leaves this node only if you disclose it."),
    "disclosure": noted("An entry of your own channel, shown to others."),
    "credentials": noted("Who speaks for you, as what, where and until when."),
    "suspend": noted("That you take no part in something for the time being. The line itself stays open."),
    "silence-announcement": noted("That you will not answer between two times; others see it and do not worry."),
    "line-test": noted("Asks everybody to answer, and scores the answers."),
    "contact-check": noted("Asks everybody to confirm their contact points."),
    "roster": noted("Whom to call, in which languages, at which hours."),
    "meeting-convene": noted("Invites to a meeting, with its items; meetings may end without agreement."),
    "decision-propose": noted("A text to be agreed by silence or by consensus."),
    "lists-open": noted("Lists that each side commits to first and shows afterwards."),
    "communique-draft": noted("A text to be published by several, once each has consented."),
    "press-statement": noted("What somebody said in public, beside what was said here."),
    "explanation-request": noted("Asks to explain an activity, with the clock of the agreement, else of the charter."),
    "inspection-request": noted("Asks to inspect or evaluate, by the agreement's quota and clock."),
    "quota-notice": noted("That a quota of inspections is used up."),
    "observation-invitation": noted("Invites others to watch an activity."),
    "notification": noted("Tells an activity in advance, or makes a return of a year, in a form of an agreement."),
    "concern": noted("What worries you, before it becomes more."),
    "assurance": noted("What you will do or not do, of your own accord."),
    "briefing-request": noted("Asks somebody to tell of something in person."),
    "briefing-offer": noted("Offers to tell of something in person."),
    "briefing": noted("What was told."),
    "share-request": noted("Asks for information on a topic of the charter, with a reason and a time."),
    "share-item": noted("Gives information on a topic, with its grading and who may see it."),
    "incident-report": noted("Opens one dossier for one encounter; each party then gives its own account."),
}
"""What each kind is for that can be said first, in the words of who needs it."""
TOLD: Final = (Does.NOTIFY, Does.RETURN, Does.INFORM, Does.CONSTRAIN)
READERS: Final = {Place.EVERYBODY: noted("Every party reads it."), Place.OWN: noted("Nobody else reads it.")}


@dataclass(frozen=True, slots=True)
class Beginning:
    """One thing that can be said first.

    Args:
        two: it takes a second officer here.
    """

    kind: Kind
    purpose: str
    readers: str
    two: bool


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


def beginnings(two_person: frozenset[str]) -> list[tuple[str, list[Beginning]]]:
    """Return what can be said first, by title of its desk, in the order of the desks."""
    found: dict[str, list[Beginning]] = {desk.TITLE: [] for desk in DESKS.values()}
    for kind in KINDS.values():
        if kind.opens and not kind.needs_re and not kind.made and kind.name != NOTIFICATION:
            one = Beginning(kind, PURPOSES.get(kind.name, ""), READERS.get(kind.place, ""), kind.name in two_person)
            found[desk_of(kind.name).TITLE].append(one)
    return [(title, kinds) for title, kinds in found.items() if kinds]


def _filled(pack: Pack) -> Filled:
    asking = {rule.format for rule in pack.rules.values() if rule.does not in TOLD}
    told = {rule.format for rule in pack.rules.values() if rule.does in TOLD}
    titled = [(one, worded(one.title, current())) for one in pack.formats.values()]
    first = [(one, title) for one, title in titled if one.name in told or one.name not in asking]
    return Filled(pack.id, pack.instrument, tuple(first), tuple(one for one in titled if one not in first))


@get("/say")
async def show_beginnings(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Return everything that can be said first."""
    signed_in(request, console)
    frame = await framed(console, council)
    named = frame.named
    assert named is not None, "a frame with a council"
    charter = await console.access.host.read(lambda core: core.context.directory.charter(named))
    page = console.render(
        "say.html",
        frame,
        title=noted("Say something"),
        desks=beginnings(kinds_held(console.access.host.config, charter)),
        agreements=[_filled(pack) for pack in agreements(charter).values()],
        json_command=console.command("kinds", "--json"),
    )
    return html(page)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_beginnings,)
