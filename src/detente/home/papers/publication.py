"""The publication folder: communiqués as static pages and a feed, which any server can serve and anybody can check.

For each communiqué a page, its signed note and its evidence file; for all of them an index and `feed.xml`. A file is
replaced whole, and the index and the feed come last: nothing that can be reached leads to what is not there. The same
communiqués give the same bytes. Rules: docs/council/papers.md section 4.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from detente.clock import rfc3339
from detente.council.papers.communique import Communique, check_consents
from detente.council.papers.languages import LABELS, direction, in_language, labels_of, name_of, primary
from detente.council.papers.languages.labels import Labels
from detente.council.papers.layout import rehearsal_mark
from detente.council.papers.legible import legible, one_line
from detente.errors import Refused
from detente.home.files import write_file
from detente.home.papers.atom import feed_urn, render_feed

FEED: Final = "feed.xml"
INDEX: Final = "index.html"
_NAME: Final = re.compile(r"[a-z0-9._-]+")


def publish(folder: Path, communiques: Sequence[Communique], language: str = "en") -> tuple[str, ...]:
    """Write all of a council's communiqués into a folder and return the names of the files that changed.

    Args:
        communiques: in any order; what was published before and is not among them keeps its files and leaves the index.
        language: of the index's headings; a page has those of its first text, where there are such.

    Raises:
        Refused: `communique-consent-missing`, `publication-foreign`, `paper-language`, `file-unwritable`.
    """
    for one in communiques:
        check_consents(one)
    files = render_publication(communiques, language)
    if not files:
        return ()
    _check_owner(folder, communiques[0].council)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        changed = [name for name, data in files.items() if not _is(folder / name, data)]
    except OSError as fault:
        raise Refused("file-unwritable", expected="a place to write", got=f"{folder}: {fault.strerror}") from None
    for name in changed:
        write_file(folder / name, files[name], replace=True)
    return tuple(changed)


def render_publication(communiques: Sequence[Communique], language: str = "en") -> dict[str, bytes]:
    """Return the files of a publication by name, in the order in which they are to be written.

    Raises:
        Refused: `publication-foreign`, where they are of more than one council; `paper-language`.
    """
    if not communiques:
        return {}
    labels = labels_of(language)
    councils = sorted({one.council for one in communiques})
    if len(councils) > 1:
        raise _foreign("communiqués of one council", ", ".join(councils))
    newest = sorted(communiques, key=lambda one: (-one.published_at, one.reference))
    files: dict[str, bytes] = {}
    for one in newest:
        name = file_name(one.reference)
        files |= {f"{name}.note": one.note, f"{name}.zip": one.evidence, f"{name}.html": _page(one)}
    files[INDEX] = _index(newest, labels)
    files[FEED] = render_feed([(one, file_name(one.reference)) for one in newest], labels)
    return files


def file_name(reference: str) -> str:
    """Return what the files of an act are called: `nato_plenary_42` of `NATO/PLENARY/42`; ids have no underscore."""
    name = reference.lower().replace("/", "_")
    assert _NAME.fullmatch(name), f"{reference!r} is no reference"
    return name


def _page(one: Communique) -> bytes:
    own = primary(one.texts[0].language)
    labels = LABELS.get(own, LABELS["en"])
    title, title_language = in_language(one.title, own)
    others = {key: one_line(text) for key, text in one.title.items() if key != title_language}
    sections = [
        _section(words.text, words.language, labels.authentic, others.get(words.language, "")) for words in one.texts
    ]
    for words in one.texts:
        sections += [_section(text, language, labels.unofficial) for language, text in words.unofficial.items()]
    return _render(
        "communique.html",
        labels,
        one,
        title=one_line(title),
        title_language=primary(title_language),
        kind=labels.joint_communique if one.joint else labels.communique,
        sections=sections,
        name=file_name(one.reference),
        at=labels.moment(one.published_at),
        iso=rfc3339(one.published_at),
        consents=[
            (one_line(author.name), labels.consented.format(time=labels.moment(author.consented_at)))
            for author in one.authors
            if author.consented_at is not None
        ],
        sizes={"note": len(one.note), "zip": len(one.evidence)},
        foot=f"{one.council}:{one.reference}",
    )


def _section(text: str, language: str, standing: str, title: str = "") -> dict[str, object]:
    return {
        "title": title,
        "language": primary(language),
        "direction": direction(language),
        "name": one_line(name_of(language)),
        "standing": standing,
        "paragraphs": [part for part in legible(text).split("\n") if part.strip()],
    }


def _index(newest: Sequence[Communique], labels: Labels) -> bytes:
    entries = []
    for one in newest:
        title, language = in_language(one.title, labels.language)
        entries.append(
            {
                "name": file_name(one.reference),
                "title": one_line(title),
                "language": primary(language),
                "authors": ", ".join(one_line(author.name) for author in one.authors),
                "kind": labels.joint_communique if one.joint else labels.communique,
                "at": labels.day(one.published_at),
                "iso": rfc3339(one.published_at),
            }
        )
    return _render("index.html", labels, newest[0], entries=entries, foot=newest[0].council)


def _render(template: str, labels: Labels, one: Communique, **values: object) -> bytes:
    page = _environment().get_template(template)
    text = page.render(
        labels=labels,
        one=one,
        council_title=one_line(in_language(one.council_title, labels.language)[0]),
        rehearsal=rehearsal_mark(labels) if one.rehearsal else "",
        style=Markup(_style()),  # noqa: S704  our own sheet, of which the page's policy names the hash
        style_hash=base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode(),
        **values,
    )
    return (text + "\n").encode()


@cache
def _style() -> str:
    return _environment().get_template("papers.css").render()


@cache
def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("detente.home.papers", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _check_owner(folder: Path, council: str) -> None:
    """Be silent where nothing in the folder is another council's: no rehearsal takes the place of the real one."""
    feed = folder / FEED
    if feed.is_file() and feed_urn(council).encode() not in feed.read_bytes():
        raise _foreign(f"a folder for the communiqués of {council}", f"{feed} of another council")


def _foreign(expected: str, got: str) -> Refused:
    return Refused("publication-foreign", expected=expected, got=got, remedy="give each council a folder of its own")


def _is(path: Path, data: bytes) -> bool:
    return path.is_file() and path.read_bytes() == data
