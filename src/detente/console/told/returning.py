"""The way back from what was signed: to the meeting, decision, incident or notification in which it was said."""

from typing import Final

from detente.console.links import link_to, page_of, story_of
from detente.console.told.desks import DECISIONS, INCIDENTS, MEETINGS
from detente.console.told.refusing import Way
from detente.console.told.telling import anchor_of
from detente.console.view import Console
from detente.council.desks.notifications import NAME as NOTIFICATIONS
from detente.errors import Refused
from detente.home.calls import Show, ShowDossier
from detente.home.replies import ActView
from detente.languages import noted, said
from detente.protocol.charter import OWN

WORDS: Final = {
    MEETINGS: noted("Back to the meeting"),
    DECISIONS: noted("Back to the decision"),
    INCIDENTS: noted("Back to the incident"),
    NOTIFICATIONS: noted("Back to the notification"),
}
PAGES: Final = {MEETINGS: "meetings", DECISIONS: "decisions"}


async def way_back(console: Console, act: ActView) -> Way | None:
    """Return the way to the page on which what was said belongs, marked there; None where it has no page of its own."""
    if act.channel == OWN or not act.dossier:
        return None
    matter = (await console.reader.ask(ShowDossier(act.dossier, council=act.council, most=1))).dossier
    if matter.desk not in WORDS:
        return None
    words = said(WORDS[matter.desk])
    if matter.desk in PAGES:
        place = page_of(matter.dossier, PAGES[matter.desk])
        return None if place is None else Way(link_to(place, act.council, said=act.ref), words)
    return Way(f"{link_to(story_of(matter.dossier), act.council, at=act.ref)}#{anchor_of(act.ref)}", words)


async def just_said(console: Console, council: str | None, ref: str | None) -> ActView | None:
    """Return an act of ours that was just said, as the record has it; an address cannot make one up."""
    if not ref:
        return None
    try:
        return (await console.reader.ask(Show(ref, council=council))).act
    except Refused:
        return None
