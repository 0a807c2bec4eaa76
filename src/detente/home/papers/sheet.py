"""A paper with codes: what people read, with the mark of a rehearsal on every page, and then the codes.

The words are data for the typesetter, never markup: see `pdf.py`.
"""

import json
from collections.abc import Sequence

import msgspec
from msgspec import Struct
from msgspec.structs import asdict, replace

from detente.clock import Instant
from detente.council.papers.languages import direction, labels_of, primary
from detente.council.papers.layout import rehearsal_mark
from detente.council.papers.legible import legible, one_line
from detente.home.papers.codes import drawn
from detente.languages import current
from detente.languages import gettext as _


class Passage(Struct, frozen=True):
    """A text below a heading, in its own language and direction."""

    heading: str
    text: str
    language: str = ""
    direction: str = "auto"


class Row(Struct, frozen=True):
    """One field.

    Args:
        help: what may stand there.
        blank: lines to write on; 0 where something stands there.
    """

    label: str
    text: str = ""
    help: str = ""
    language: str = ""
    direction: str = "auto"
    blank: int = 0


class Sheet(Struct, frozen=True, rename="kebab"):
    """What stands on a paper.

    Args:
        how: what to do with the codes.
        name: by which its codes are known; at the foot of every page, with the title.
        head: words, each with what follows it.
        notes: sentences below everything that is read.
        apart: the codes begin on a page of their own.
        mark: at the head of every page, as of a rehearsal; empty for none.
        handling: how far it may go, at top and foot of every page; empty where nothing is said of it.
        language: of the words that are ours, BCP 47.
    """

    title: str
    about: str
    how: str = ""
    name: str = ""
    head: tuple[tuple[str, str], ...] = ()
    passages: tuple[Passage, ...] = ()
    rows: tuple[Row, ...] = ()
    rows_heading: str = ""
    notes: tuple[str, ...] = ()
    codes_heading: str = ""
    sentences: str = ""
    apart: bool = False
    mark: str = ""
    handling: str = ""
    language: str = "en"
    page_of: str = "Page {page} of {pages}"


class Frame(Struct, frozen=True, rename="kebab"):
    """What stands on every page of any paper; fields as in `Sheet`."""

    mark: str
    sentences: str
    language: str
    page_of: str


def frame_of(*, rehearsal: bool, drill: str = "") -> Frame:
    """Return what stands on every page of any paper, in the language that is spoken now.

    Args:
        drill: the name of one; empty for none.
    """
    labels = labels_of(current())
    marks = [f"{rehearsal_mark(labels)}{labels.colon}{labels.rehearsal_note}"] if rehearsal else []
    if drill:
        marks.append(f"DRILL{labels.colon}{one_line(drill)}")
    return Frame(" · ".join(marks), " ".join(labels.sentences), labels.language, labels.page)


def framed(sheet: Sheet, *, rehearsal: bool, drill: str = "") -> Sheet:
    """Return a sheet in its frame; see `frame_of`."""
    return replace(sheet, **asdict(frame_of(rehearsal=rehearsal, drill=drill)))


def passage(heading: str, text: str, language: str = "") -> Passage:
    """Return a text as a paper has it: hidden characters spelled out."""
    return Passage(heading, legible(text).strip(), primary(language), direction(language))


def render_sheet(sheet: Sheet, texts: Sequence[str], at: Instant) -> bytes:
    """Return a paper as a PDF; the same sheet and codes give the same bytes.

    Args:
        texts: of the codes, in their order; see `codes.texts_of`.
        at: the second that the file names as its own.
    """
    from detente.home.papers.pdf import typeset

    codes = [
        {
            "svg": drawn(text),
            "said": f"{number} / {len(texts)}",
            "alt": _("Code {number} of {count}").format(number=number, count=len(texts)),
        }
        for number, text in enumerate(texts, start=1)
    ]
    data = {**msgspec.to_builtins(sheet), "codes": codes}
    return typeset("coded", json.dumps(data, ensure_ascii=False), at)
