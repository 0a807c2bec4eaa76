"""Addresses of the pages, and of what is asked of them."""

from urllib.parse import quote, urlencode

from detente.console.forms.making import about_of
from detente.home.replies import NextActView
from detente.protocol.toml import REFERENCE


class Elsewhere(Exception):  # noqa: N818  no error: the answer is the way to another page
    """The request is answered by another page."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def link_to(path: str, council: str | None = None, **query: str | int | None) -> str:
    """Return an address of these pages with what is asked of it; what is None is left out."""
    asked = {name: value for name, value in {**query, "council": council}.items() if value is not None}
    return f"{path}?{urlencode(asked)}" if asked else path


def page_of(ref: str, place: str = "acts") -> str | None:
    """Return the path of a page about an act, or None where the reference is none that a page can have.

    Args:
        place: which page: of `acts`, `dossiers`, `decisions`, `meetings`, `maps`, `releases`, `searches`.
    """
    parts = ref.lower().split("/")
    if len(parts) != 3 or not all(parts) or "?" in ref:
        return None
    return f"/{place}/" + "/".join(quote(part, safe="") for part in parts)


def file_of(ref: str, place: str, name: str) -> str | None:
    """Return the path of a file about an act, like a meeting's paper or an incident's map; else as `page_of`."""
    path = page_of(ref, place)
    return None if path is None else f"{path}/{name}"


def story_of(dossier: str) -> str:
    """Return the path of a dossier's page, or that of all dossiers where the reference is none a page can have."""
    return page_of(dossier, "dossiers") or "/dossiers"


def form_of(one: NextActView, dossier: str) -> dict[str, str | None]:
    """Return what the address of a form asks for an act that could be said in a dossier."""
    about = about_of(one.body)
    return {"kind": one.kind, "re": one.re, "dossier": None if one.re else dossier, "about": about or None}


def is_reference(text: str) -> bool:
    """Say if a text is a reference and nothing else, so that a page may link it."""
    return REFERENCE.fullmatch(text) is not None
