"""Communiqués as an Atom feed, for those who want to be told. Source: RFC 4287; ids: `names.py`."""

from collections.abc import Sequence
from typing import Final
from xml.etree import ElementTree as ET

from detente.clock import rfc3339
from detente.council.papers.communique import Communique
from detente.council.papers.languages import in_language, primary
from detente.council.papers.languages.labels import Labels
from detente.council.papers.layout import REHEARSAL
from detente.council.papers.legible import legible, one_line
from detente.home.papers.names import urn

ATOM: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "xml:lang"


def feed_urn(council: str) -> str:
    """Return the id of a council's feed."""
    return urn(council, "communiques")


def render_feed(newest: Sequence[tuple[Communique, str]], labels: Labels) -> bytes:
    """Return the feed of communiqués, each with the name of its files, newest first; there is at least one."""
    first = newest[0][0]
    feed = ET.Element("feed", {"xmlns": ATOM, _LANGUAGE: labels.language})
    _add(feed, "id", feed_urn(first.council))
    _add(feed, "title", _marked(in_language(first.council_title, labels.language)[0], first.rehearsal))
    _add(feed, "subtitle", " ".join(labels.sentences))
    _add(feed, "updated", rfc3339(first.published_at))
    _add(feed, "generator", "Détente")
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": "feed.xml"})
    ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": "index.html"})
    for one, name in newest:
        _entry(feed, one, name)
    ET.indent(feed)
    data: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return data + b"\n"


def _entry(feed: ET.Element, one: Communique, name: str) -> None:
    entry = ET.SubElement(feed, "entry")
    text = one.texts[0]
    title, language = in_language(one.title, primary(text.language))
    _add(entry, "id", urn(one.council, one.reference))
    _add(entry, "title", _marked(title, one.rehearsal), language)
    _add(entry, "updated", rfc3339(one.published_at))
    _add(entry, "published", rfc3339(one.published_at))
    for author in one.authors:
        person = ET.SubElement(entry, "author")
        _add(person, "name", one_line(author.name))
        _add(person, "uri", urn(one.council, "party", author.party))
    if one.rehearsal:
        ET.SubElement(entry, "category", {"term": REHEARSAL.lower()})
    _link(entry, "alternate", "text/html", f"{name}.html")
    _link(entry, "enclosure", "application/zip", f"{name}.zip", len(one.evidence))
    _link(entry, "enclosure", "text/plain", f"{name}.note", len(one.note))
    _add(entry, "content", legible(text.text), text.language)


def _link(entry: ET.Element, rel: str, media: str, href: str, length: int | None = None) -> None:
    attributes = {"rel": rel, "type": media, "href": href}
    if length is not None:
        attributes["length"] = str(length)
    ET.SubElement(entry, "link", attributes)


def _add(parent: ET.Element, tag: str, text: str, language: str = "") -> None:
    element = ET.SubElement(parent, tag, {_LANGUAGE: primary(language)} if primary(language) else {})
    element.text = text


def _marked(title: str, rehearsal: bool) -> str:
    return f"{REHEARSAL}: {one_line(title)}" if rehearsal else one_line(title)
