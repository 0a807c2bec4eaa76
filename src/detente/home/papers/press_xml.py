"""Statements in the media out of RSS 2.0 and Atom files."""

import re
from collections.abc import Callable, Iterable
from typing import Final
from xml.etree import ElementTree as ET

from detente.council.papers.press import Clippings, LeftOut, Statement
from detente.errors import Malformed
from detente.home.papers import press_fields as fields
from detente.limits import PRESS_DEPTH_MAX, PRESS_ITEMS_MAX

ATOM: Final = "{http://www.w3.org/2005/Atom}"
CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
DUBLIN: Final = "{http://purl.org/dc/elements/1.1/}"
LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"

ENCODINGS: Final = frozenset(
    {"utf-8", "us-ascii", "iso-8859-1", "iso-8859-2", "iso-8859-5", "iso-8859-15", "koi8-r", "koi8-u"}
    | {f"windows-{number}" for number in range(1250, 1259)}
)
"""What feeds are written in, beside UTF-16 with its byte order mark."""

_DECLARED: Final = re.compile(rb"""\s*<\?xml\b[^>]*?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_PROLOG: Final = re.compile(r"(?>\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
"""All that may stand before the root element but a document type (XML 1.0, production 22)."""


def read_xml(data: bytes) -> Clippings:
    """Return the statements of an RSS or Atom file; items that are none are listed beside.

    Raises:
        Malformed: `press-encoding`, `press-document-type`, `press-xml`, `press-kind`.
    """
    root = _tree(_text(data))
    channel = root.find("channel")
    if root.tag == "rss" and channel is not None:
        language = _of(channel, "language")
        return _clippings(_of(channel, "title"), channel.iterfind("item"), lambda item: _rss(item, language))
    if root.tag == f"{ATOM}feed":
        language = root.get(LANGUAGE, "")
        return _clippings(_of(root, f"{ATOM}title"), root.iterfind(f"{ATOM}entry"), lambda item: _atom(item, language))
    raise Malformed("press-kind", expected="RSS 2.0 or Atom", got=repr(root.tag[:80]))


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return fields.decode(data, "utf-16")
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf")[:400])
    encoding = declared[1].decode().lower() if declared else "utf-8"
    if encoding not in ENCODINGS:
        raise Malformed("press-encoding", expected=f"one of {', '.join(sorted(ENCODINGS))}", got=repr(encoding))
    return fields.decode(data, "utf-8-sig" if encoding == "utf-8" else encoding)


def _tree(text: str) -> ET.Element:
    prolog = _PROLOG.match(text)
    assert prolog is not None
    if text.startswith("<!", prolog.end()):
        raise Malformed(
            "press-document-type",
            expected="XML without a document type",
            got=repr(text[prolog.end() :][:40]),
            remedy="remove the line, or ask for the feed as RSS 2.0 or Atom",
        )
    target = _Target()
    parser = ET.XMLParser(target=target)  # noqa: S314  without a document type there are no entities
    try:
        parser.feed(text)
        parser.close()
    except (ET.ParseError, ValueError) as fault:
        raise Malformed("press-xml", expected="well-formed XML", got=str(fault)) from None
    return target.tree.close()


class _Target:
    """Builds the tree, no deeper than a feed is, with nothing but elements and text."""

    def __init__(self) -> None:
        self.tree = ET.TreeBuilder()
        self._depth = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > PRESS_DEPTH_MAX:
            raise Malformed("press-xml", expected=f"at most {PRESS_DEPTH_MAX} elements deep", got="more")
        self.tree.start(tag, attributes)

    def end(self, tag: str) -> None:
        self._depth -= 1
        self.tree.end(tag)

    def data(self, data: str) -> None:
        self.tree.data(data)

    def close(self) -> None:
        """Leave the tree to whoever asked for it."""


def _clippings(title: str, items: Iterable[ET.Element], read: Callable[[ET.Element], Statement]) -> Clippings:
    statements: list[Statement] = []
    left_out: list[LeftOut] = []
    for number, item in enumerate(items, 1):
        if number > PRESS_ITEMS_MAX:
            raise Malformed("press-xml", expected=f"at most {PRESS_ITEMS_MAX:,} items", got="more")
        try:
            statements.append(read(item))
        except fields.Unfit as fault:
            left_out.append(LeftOut(number, str(fault)))
    return Clippings(title[:200].strip(), tuple(statements), tuple(left_out))


def _rss(item: ET.Element, language: str) -> Statement:
    guid = item.find("guid")
    permanent = guid is not None and guid.get("isPermaLink", "true") == "true"
    link = _of(item, "link") or ((guid.text or "") if guid is not None and permanent else "")
    return _statement(
        link=link,
        date=_of(item, "pubDate") or _of(item, f"{DUBLIN}date"),
        topic=_of(item, "category"),
        title=_of(item, "title"),
        text=_of(item, CONTENT) or _of(item, "description"),
        language=item.get(LANGUAGE) or _of(item, f"{DUBLIN}language") or language,
    )


def _atom(item: ET.Element, language: str) -> Statement:
    links = [one.get("href", "") for one in item.iterfind(f"{ATOM}link") if one.get("rel", "alternate") == "alternate"]
    category = item.find(f"{ATOM}category")
    body = item.find(f"{ATOM}content")
    if body is None or body.get("src"):
        body = item.find(f"{ATOM}summary")
    return _statement(
        link=links[0] if links else "",
        date=_of(item, f"{ATOM}published") or _of(item, f"{ATOM}updated"),
        topic="" if category is None else category.get("label", "") or category.get("term", ""),
        title=_of(item, f"{ATOM}title"),
        text="" if body is None else _atom_text(body),
        language=(body is not None and body.get(LANGUAGE)) or item.get(LANGUAGE) or language,
    )


def _atom_text(body: ET.Element) -> str:
    """Return an Atom text construct as HTML; plain text is escaped so that its `<` stays one."""
    whole = "".join(body.itertext())
    return whole if body.get("type") == "html" else whole.replace("&", "&amp;").replace("<", "&lt;")


def _statement(*, link: str, date: str, topic: str, title: str, text: str, language: str) -> Statement:
    said_at, precision = fields.time_of(date)
    return Statement(
        link=fields.link_of(link),
        said_at=said_at,
        precision=precision,
        party="",
        topic=fields.label_of(topic),
        title=fields.label_of(title),
        text=fields.text_of(text),
        language=fields.language_of(language),
    )


def _of(parent: ET.Element, tag: str) -> str:
    """Return the text of a child, or nothing; also of one with elements inside, where somebody forgot to escape."""
    child = parent.find(tag)
    return "" if child is None else "".join(child.itertext()).strip()
