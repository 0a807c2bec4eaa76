"""A process that says something from RU's pages and is killed at the point of its program that it is told.

Before it dies it has said on standard output, as one line of JSON, where the last form goes and what that carries.
"""

import json
import os
import re
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import httpx
from console_page import hidden
from council_of_two import Two
from entrance_world import JONES, Pages, asked, pages_of, proof
from tests.authenticator import Authenticator

from detente.home.calls import Send
from detente.home.service import Service

Form = tuple[str, dict[str, str]]
"""Where a form goes, and what it carries."""
FILE = ("notes.txt", b"What was seen at 07:30 UTC.\n")


def entered(pages: Pages) -> Pages:
    """Let A. Smith sign in."""
    smith = Authenticator()
    pages.enrol(smith)
    pages.sign_in(smith)
    return pages


def previewed(pages: Pages, kind: str) -> httpx.Response:
    """Return the preview of an act of a kind, with a file where none has to be released."""
    page = pages.get(pages.get(f"/act?kind={kind}").headers["location"])
    (place,) = re.findall(r'<form method="post" action="(/act/[^"]+)" class="fill"', page.text)
    typed = {**hidden(page), "body.text": "Radio check.", "channel": "plenary", "do": "preview"}
    if kind == "message":
        pages.upload(f"{place}/files", typed, [FILE])
        typed["number"] = hidden(pages.get(place))["number"]
    return pages.get(pages.post(place, typed).headers["location"])


def sending(pages: Pages) -> Form:
    """Return the form that signs an act."""
    page = previewed(pages, "message")
    (place,) = re.findall(r'action="(/act/[^"]+/send)"', page.text)
    return place, hidden(page)


def drafting(pages: Pages) -> Form:
    """Return the form that signs a draft, which a second officer releases."""
    page = previewed(pages, "protest")
    (place,) = re.findall(r'action="(/act/[^"]+/send)"', page.text)
    return place, hidden(page)


def asking(pages: Pages) -> Form:
    """Return the form that asks a colleague for clearance."""
    page = previewed(pages, "message")
    (place,) = re.findall(r'action="(/act/[^"]+/clear)"', page.text)
    return place, {**hidden(page), "officer": JONES, "question": "Is it right?"}


def noting(pages: Pages) -> Form:
    """Return the form that keeps a note."""
    act = pages.run(Service(pages.still).run(Send("plenary", {"text": "A matter."}))).act  # type: ignore[attr-defined]
    given = {"form": "x" * 43, "about": act.ref, "council": act.council, "whole": "", "text": "Ask the navy."}
    return "/notes", {"proof": proof(pages.get("/sessions")), **given}


def enrolling(pages: Pages) -> Form:
    """Return the form that makes a passkey through a link."""
    place = pages.link(JONES)
    page = pages.get(place)
    return place, {"proof": proof(page), "answer": Authenticator().make(asked(page))}


FORMS: dict[str, Callable[[Pages], Form]] = {
    "message": sending,
    "draft": drafting,
    "clearance-request": asking,
    "note": noting,
    "passkey": enrolling,
}


def die(*_: object, **__: object) -> NoReturn:
    """Be gone, as when the machine is: nothing runs after this, no `finally` and no commit."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("killed")


def main() -> None:
    """Say one thing, and die at a point."""
    path, what, module, name = Path(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
    with pages_of(Two(path, "plenary", more='\n[two_person]\nkinds = ["protest"]\n').joined()) as pages:
        place, fields = FORMS[what](entered(pages))
        print(json.dumps([place, fields]), flush=True)
        *outer, last = name.split(".")
        holder = import_module(module)
        for one in outer:
            holder = getattr(holder, one)
        setattr(holder, last, die)
        pages.post(place, fields)


if __name__ == "__main__":
    main()
