"""Every page of the console: at which address it is looked at, signed in or not, or why it is no page."""

import re
from collections.abc import Mapping
from typing import Final

ACT = "/acts/{party:str}/{channel:str}/{entry:str}"
MATTER = "/dossiers/{party:str}/{channel:str}/{entry:str}"

LOOKS: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/state": ("/state",),
    "/watch/handover": ("/watch/handover",),
    "/watch/pass": ("/watch/pass?ref=NATO/LINE/2",),
    "/acts": ("/acts", "/acts?channel=own&nodes=1"),
    ACT: ("/acts/ru/tr-ru/2", "/acts/tr/plenary/2", "/acts/xx/line/9"),
    "/timeline": ("/timeline",),
    "/search": ("/search", "/search?words=Crisis&party=nato"),
    "/dossiers": ("/dossiers",),
    MATTER: (
        "/dossiers/ru/tr-ru/2",
        "/dossiers/nato/table/5",
        "/dossiers/ru/table/12",
        "/dossiers/nato/table/19",
        "/dossiers/nato/table/20",
        "/dossiers/nato/table/24",
    ),
    f"{MATTER}/evidence": ("/dossiers/ru/tr-ru/2/evidence",),
    "/meetings": ("/meetings",),
    "/meetings/{party:str}/{channel:str}/{entry:str}": ("/meetings/nato/table/5",),
    "/decisions": ("/decisions",),
    "/decisions/{party:str}/{channel:str}/{entry:str}": ("/decisions/ru/table/12",),
    "/duties": ("/duties",),
    "/duties/ledger": ("/duties/ledger",),
    "/calendar": ("/calendar",),
    "/notifications": ("/notifications",),
    "/notifications/check": (
        "/notifications/check",
        "/notifications/check?name=Zapad&host=Belarus&troops=12700&regime=vienna-2011",
    ),
    "/assessment": ("/assessment",),
    "/lists": ("/lists",),
    "/sharing": ("/sharing",),
    "/publications": ("/publications",),
    "/council": ("/council",),
    "/standing": ("/standing",),
    "/officers": ("/officers",),
    "/record": ("/record",),
    "/administration": ("/administration",),
    "/paper": ("/paper",),
    "/start": ("/start",),
    "/say": ("/say",),
    "/forms": ("/forms",),
    "/releases": ("/releases",),
    "/sign-in": ("/sign-in",),
    "/sessions": ("/sessions",),
    "/{name:str}": ("/nowhere",),
}
"""Pages by the handler that makes them, as everybody sees them who may read: whoever is not signed in."""

SIGNED_IN: Final[Mapping[str, tuple[str, ...]]] = {
    "/": ("/",),
    "/watch/handover": ("/watch/handover",),
    "/watch/pass": ("/watch/pass?ref=NATO/LINE/2",),
    ACT: ("/acts/nato/line/2", "/acts/ru/tr-ru/2"),
    "/search": ("/search?words=Crisis",),
    MATTER: ("/dossiers/ru/tr-ru/2", "/dossiers/nato/table/5", "/dossiers/nato/table/24"),
    f"{MATTER}/evidence": ("/dossiers/ru/tr-ru/2/evidence",),
    "/meetings/{party:str}/{channel:str}/{entry:str}": ("/meetings/nato/table/5", "/meetings/nato/table/27"),
    "/decisions/{party:str}/{channel:str}/{entry:str}": ("/decisions/ru/table/12", "/decisions/ru/table/13"),
    "/notifications": ("/notifications",),
    "/lists": ("/lists",),
    "/record": ("/record",),
    "/administration": ("/administration",),
    "/paper": ("/paper",),
    "/say": ("/say",),
    "/act": (
        "/act?kind=incident-account&re=NATO/LINE/2",
        "/act?kind=notification&regime=vienna-2011&format=prior-notification",
        "/act?kind=notification&regime=vienna-2011&format=hazardous-incident",
        "/act?kind=meeting-convene",
        "/act?kind=suspend",
    ),
    "/forms": ("/forms",),
    "/releases": ("/releases",),
    "/sign-in": ("/sign-in",),
    "/sessions": ("/sessions",),
}
"""Pages that an officer sees with more on them, or alone."""

STEPS: Final[Mapping[str, str]] = {
    "/act/{form:str}": "test_what_is_said_is_looked_at_from_form_to_receipt",
    "/act/{form:str}/preview": "test_what_is_said_is_looked_at_from_form_to_receipt",
    "/act/{form:str}/sent": "test_what_is_said_is_looked_at_from_form_to_receipt",
    "/releases/{party:str}/{channel:str}/{entry:str}": "test_a_draft_is_looked_at_where_it_waits",
    "/enrol/{token:str}": "test_the_pages_of_enrolment_and_of_the_end_of_a_session_are_looked_at",
    "/sessions/end": "test_the_pages_of_enrolment_and_of_the_end_of_a_session_are_looked_at",
    "/watch/handover/preview": "test_a_handover_is_looked_at_before_it_is_signed",
    "/maps/{party:str}/{channel:str}/{entry:str}": "test_a_map_and_the_file_of_a_track_are_looked_at",
    f"{ACT}/files/{{name:str}}": "test_a_map_and_the_file_of_a_track_are_looked_at",
}
"""Pages to which an officer comes only by doing something, by the test that does it."""

NO_PAGE: Final[Mapping[str, str]] = {
    "/watch/answer": "leads to a form, or to the page of an act",
    "/record/evidence": "leads to the form on /record",
    "/ringing": "JSON for the script that rings",
    "/heard": "JSON for the script that says whether the node is there",
    "/events": "a stream for the script that renews",
    "/frame": "a part of every page, renewed alone",
    "/frame/drills": "a part of every page, renewed alone",
    "/maps/measure": "JSON for the map that moves",
    "/maps/coast/{name:str}": "lines of the coast, for the map that moves",
    "/console.css": "the style sheet",
    "/mark.svg": "a picture",
    "/incidents/{party:str}/{channel:str}/{entry:str}/{picture:str}": "a picture or a file",
    f"{ACT}/paper.pdf": "a file",
    f"{MATTER}/evidence/{{name:str}}": "a file",
    "/act/{form:str}/paper.pdf": "a file",
    "/meetings/{party:str}/{channel:str}/{entry:str}/{paper:str}": "a file",
    "/assessment/{paper:str}": "a file",
    "/search/{name:str}": "a file",
    "/notifications/{name:str}": "a file",
    "/calendar.ics": "a file",
    "/calendar/{name:str}": "a file",
    "/duties/{name:str}": "a file",
    "/record/contradictions/{name:str}": "a file",
}
"""Handlers that make no page, and why."""


def addresses(pages: Mapping[str, tuple[str, ...]]) -> list[str]:
    """Return the addresses of pages in their order."""
    return [address for of_one in pages.values() for address in of_one]


def leads(template: str, address: str) -> bool:
    """Return whether a handler's address with its variables is that of an address."""
    pattern = re.sub(r"\\\{\w+:str\\\}", "[^/]+", re.escape(template))
    return re.fullmatch(pattern, address.partition("?")[0]) is not None
