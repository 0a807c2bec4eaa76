"""Which addresses the bench asks of each page, by the handlers of the console, so that none is forgotten."""

import http.client
import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlencode, urlsplit

from detente.console.app import HANDLERS
from detente.home.calls import ListDossiers, ListDrafts
from detente.home.client import Client
from detente.limits import FORM_ROWS_MAX
from detente.node.folder import Folder

OF_DESKS = ("line", "meetings", "decisions", "incidents", "concerns", "sharing", "notifications", "publications")
MATTER = "/{party:str}/{channel:str}/{entry:str}"
FORMS = {
    "note": "/act?kind=note-verbale",
    "agreed": "/act?kind=notification&regime=vienna-2011&format=prior-notification",
}
"""Forms that are begun to be asked: of the council's own kinds, and of an agreement."""
PHASES = {f"body.fields.phases.{number}.phase": "active" for number in range(FORM_ROWS_MAX)}
"""As many rows as a table of a form may have, each begun and not dated: so many findings."""
FILLED: dict[str, tuple[str, dict[str, str]]] = {
    "filled": (FORMS["note"], {"body.text": "Radio check.", "channel": "line", "to": "ru"}),
    "rows": (FORMS["agreed"], PHASES),
}
"""Forms in which something is typed, by the addresses at which they begin."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of one page.

    Args:
        addresses: with the matters of the record in braces.
        signed: it shows something to who is signed in only.
        whole: it rests on the whole record, which is read when it is asked for first.
        file: a file that holds a whole list; no bound is set for it.
    """

    addresses: tuple[str, ...]
    signed: bool = False
    whole: bool = False
    file: bool = False


def _page(*addresses: str) -> Asked:
    return Asked(addresses)


def _signed(*addresses: str) -> Asked:
    return Asked(addresses, signed=True)


ASKED: dict[str, Asked] = {
    "/": _page("/", "/?after=0", "/?after=3000"),
    "/watch/handover": _page("/watch/handover"),
    "/watch/pass": _signed("/watch/pass?ref={line_ref}"),
    "/watch/answer": _page("/watch/answer?ref={line_ref}"),
    "/ringing": _page("/ringing"),
    "/frame": _page("/frame"),
    "/frame/drills": _page("/frame/drills"),
    "/heard": _page("/heard"),
    "/state": _page("/state"),
    "/acts": _page("/acts", "/acts?order=oldest", "/acts?party=tr", "/acts?channel=own"),
    f"/acts{MATTER}": _page("/acts{line}", "/acts/nato/own/5"),
    f"/acts{MATTER}/paper.pdf": Asked(("/acts{line}/paper.pdf",), file=True),
    "/timeline": _page("/timeline"),
    "/dossiers": _page("/dossiers", "/dossiers?turn=nato", "/dossiers?desk=incidents", "/dossiers?desk=publications"),
    f"/dossiers{MATTER}": _page(*(f"/dossiers{{{desk}}}" for desk in OF_DESKS), "/dossiers{line}?whole=1"),
    f"/dossiers{MATTER}/evidence": _page("/dossiers{line}/evidence"),
    "/search": _page("/search"),
    "/notifications/{name:str}": Asked(("/notifications/notifications.csv?phase=ahead",), file=True),
    "/search/{name:str}": Asked(("/search/acts.csv?words=convoy", "/search/dossiers.json?desk=incidents"), file=True),
    "/meetings": _page("/meetings"),
    f"/meetings{MATTER}": _page("/meetings{meetings}"),
    f"/meetings{MATTER}/{{paper:str}}": Asked(("/meetings{meetings}/meeting.ics",), file=True),
    "/decisions": _page("/decisions"),
    f"/decisions{MATTER}": _page("/decisions{decisions}"),
    f"/incidents{MATTER}/{{picture:str}}": _page("/incidents{incidents}/map.svg"),
    f"/maps{MATTER}": _page("/maps{incidents}"),
    "/maps/measure": _page("/maps/measure?from=54.5N%2C18.5E&to=55N%2C19E"),
    "/notifications": _page("/notifications", "/notifications?status=amended"),
    "/notifications/check": _page("/notifications/check", "/notifications/check?regime=vienna-2011&troops=14000"),
    "/duties": _page("/duties"),
    "/duties/ledger": _page("/duties/ledger", "/duties/ledger?party=ru"),
    "/lists": _page("/lists"),
    "/sharing": Asked(("/sharing", "/sharing?topic=terrorism"), whole=True),
    "/publications": _page("/publications"),
    "/calendar": Asked(("/calendar",), whole=True),
    "/calendar/{name:str}": Asked(("/calendar/calendar.csv",), whole=True, file=True),
    "/duties/{name:str}": Asked(("/duties/duties.csv",), file=True),
    "/calendar.ics": Asked(("/calendar.ics",), whole=True, file=True),
    "/assessment": Asked(("/assessment",), whole=True),
    "/assessment/{paper:str}": Asked(("/assessment/assessment.json",), whole=True, file=True),
    "/council": _page("/council"),
    "/standing": _page("/standing"),
    "/officers": _page("/officers"),
    "/record": _page("/record"),
    "/record/evidence": _page("/record/evidence"),
    "/administration": _page("/administration"),
    "/sign-in": _page("/sign-in"),
    "/sessions": _page("/sessions"),
    "/say": _page("/say"),
    "/act": _signed(*FORMS.values()),
    "/act/{form:str}": _signed("/act/{note}", "/act/{agreed}", "/act/{rows}?check=1"),
    "/act/{form:str}/preview": _signed("/act/{filled}/preview"),
    "/forms": _signed("/forms"),
    "/releases": _page("/releases"),
    f"/releases{MATTER}": _page("/releases{draft}"),
    "/paper": _page("/paper"),
    "/start": _page("/start"),
    "/console.css": _page("/console.css"),
    "/mark.svg": _page("/mark.svg"),
    "/{name:str}": _page("/clock.js"),
}
"""By the path of a handler."""

LEFT_OUT = {
    "/events": "a stream that has no end",
    "/act/{form:str}/sent": "needs a form that was sent",
    "/act/{form:str}/paper.pdf": "needs a form that is filled in",
    "/enrol/{token:str}": "needs a link that an administrator makes",
    "/sessions/end": "needs the session of a colleague",
    "/watch/handover/preview": "needs a handover that is written",
    f"/acts{MATTER}/files/{{name:str}}": "no act of this record has a file",
    f"/dossiers{MATTER}/evidence/{{name:str}}": "needs a bundle that an officer had made",
    "/maps/coast/{name:str}": "the coast as the package has it; nothing of the record",
    "/record/contradictions/{name:str}": "no contradiction stands in this record",
}
"""Handlers that are not asked, and why."""


def paths() -> set[str]:
    """Return the paths at which a `GET` is answered."""
    return {
        path if path.startswith("/") else f"/{path}"
        for handler in HANDLERS
        if "GET" in getattr(handler, "http_methods", ())
        for path in getattr(handler, "paths", ())
    }


def forgotten() -> set[str]:
    """Return the paths of which nothing is said here, and those that nobody answers any more."""
    return paths() ^ (ASKED.keys() | LEFT_OUT.keys())


def address_of(ref: str) -> str:
    """Return what the address of a reference's page ends with."""
    party, channel, entry = ref.lower().split("/")
    return f"/{party}/{channel}/{entry}"


def matters_of(folder: Folder) -> dict[str, str]:
    """Return for each of some desks the end of the address of its newest matter; of a draft that waits; a reference."""
    with Client(folder) as client:
        newest = {desk: client.call(ListDossiers(desk=desk, limit=1)).items for desk in OF_DESKS}
        held = client.call(ListDrafts()).items
    found = {desk: address_of(matters[0].dossier) for desk, matters in newest.items() if matters}
    drafts = {"draft": address_of(held[-1].ref)} if held else {}
    return {**found, **drafts, "line_ref": newest["line"][0].dossier}


def forms_of(page: str, cookie: str) -> dict[str, str]:
    """Return where forms lead that are begun by who is signed in, some of them filled in: below `/act/`."""
    connection = http.client.HTTPConnection(urlsplit(page).netloc, timeout=60)
    found = {name: _begun(connection, address, cookie) for name, address in FORMS.items()}
    for name, (address, typed) in FILLED.items():
        place = _begun(connection, address, cookie)
        _keep(connection, page, place, cookie, typed)
        # What is kept is found by its name alone; what is not is begun by its query.
        found[name] = place.partition("?")[0]
    return {name: place.removeprefix("/act/") for name, place in found.items()}


def _begun(connection: http.client.HTTPConnection, address: str, cookie: str) -> str:
    """Return the address to which the beginning of a form leads."""
    connection.request("GET", address, headers={"cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    place = answer.getheader("location") or ""
    assert place.startswith("/act/"), f"{address}: {answer.status}, and no form"
    return place


def _keep(connection: http.client.HTTPConnection, page: str, place: str, cookie: str, typed: dict[str, str]) -> None:
    """Type something into a form, and keep it."""
    connection.request("GET", place, headers={"cookie": cookie})
    main = connection.getresponse().read().decode().partition("<main")[2]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main)
    fields = {**{name: unescape(value) for name, value in hidden}, **typed, "do": "keep"}
    headers = {
        "cookie": cookie, "content-type": "application/x-www-form-urlencoded", "origin": page.rstrip("/"),
        "sec-fetch-site": "same-origin",
    }  # fmt: skip
    connection.request("POST", place.partition("?")[0], urlencode(fields), headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, f"{place}: {answer.status}, and not kept"


def addresses(known: dict[str, str]) -> list[tuple[str, Asked]]:
    """Return each address that can be asked with what is known of a record."""
    return [
        (address.format_map(known), asked)
        for asked in ASKED.values()
        for address in asked.addresses
        if set(re.findall(r"\{(\w+)\}", address)) <= known.keys()
    ]
