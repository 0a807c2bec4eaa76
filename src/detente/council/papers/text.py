"""A sheet as plain text of 88 columns: to read over a telephone, to compare by a tool, to keep for ever."""

import textwrap
from collections.abc import Iterable, Iterator
from typing import Final

from detente.council.papers.layout import Passage, Section, Sheet, Speech, lay_out
from detente.council.papers.minutes import Minutes

WIDTH: Final = 88
"""Columns: what a letter's page holds in a typewriter's type with margins."""
_STEP: Final = "    "


def render_text(minutes: Minutes, language: str = "en") -> str:
    """Return minutes as plain text; the same minutes give the same text.

    Raises:
        Refused: `paper-language`.
    """
    return "\n".join(line.rstrip() for line in _lines(lay_out(minutes, language))) + "\n"


def _lines(sheet: Sheet) -> Iterator[str]:
    yield from _head(sheet)
    yield from _columns(sheet.facts)
    yield from _part(
        sheet.headings.delegations, _columns((id_, _dash(name, persons)) for id_, name, persons in sheet.delegations)
    )
    yield from _part(
        sheet.headings.results, _columns((one.heading, _dash(one.title, one.result)) for one in sheet.sections)
    )
    for section in sheet.sections:
        yield from _part(f"{section.heading}. {section.title}", _item(section, sheet))
    if sheet.summary:
        yield from _part(sheet.headings.summary, _speech(sheet.summary))
    if sheet.signatures:
        yield from _part(sheet.headings.signatures, (*_columns(sheet.signatures), *_wrapped(sheet.missing)))
    if sheet.sources:
        numbered = ((f"[{number}]", source) for number, source in enumerate(sheet.sources, 1))
        yield from _part(sheet.headings.sources, _columns(numbered))
    if sheet.heads:
        yield from _part(sheet.headings.record, (sheet.as_of, *_heads(sheet)))
    yield from _foot(sheet)


def _head(sheet: Sheet) -> Iterator[str]:
    if sheet.rehearsal:
        yield from (sheet.rehearsal.center(WIDTH), *_wrapped(sheet.rehearsal_note), "")
    yield _apart(sheet.council, sheet.symbol)
    yield "=" * WIDTH
    yield ""
    yield from _wrapped(sheet.kind.upper())
    yield from _wrapped(sheet.title)
    yield ""


def _item(section: Section, sheet: Sheet) -> Iterator[str]:
    yield from section.notes
    for speech in section.speeches:
        yield ""
        yield from _speech(speech)
    yield ""
    yield from _wrapped(f"{sheet.headings.result}: {section.result}".upper())
    if section.outcome:
        yield from _speech(section.outcome)
    if section.brackets:
        yield from ("", sheet.headings.brackets)
        for place, options in section.brackets:
            yield from _wrapped(place, _STEP)
            for party, passage in options:
                yield from _wrapped(f"[{party}: {passage.text}]", _STEP * 2)


def _speech(speech: Speech) -> Iterator[str]:
    if speech.speaker or speech.marks:
        yield from _wrapped(_dash(speech.speaker, speech.marks))
    yield from _passage(speech.original, _STEP)
    for translation in speech.translations:
        yield from _passage(translation, _STEP * 2)


def _passage(passage: Passage, indent: str) -> Iterator[str]:
    if passage.note:
        yield f"{indent}({passage.note})"
    for paragraph in passage.text.splitlines():
        yield from _wrapped(paragraph, indent) or [""]


def _heads(sheet: Sheet) -> Iterator[str]:
    for origin, size, root in sheet.heads:
        yield from (origin, f"{_STEP}{size}", f"{_STEP}{root}")


def _foot(sheet: Sheet) -> Iterator[str]:
    yield from ("", "-" * WIDTH)
    yield from (line for text in (sheet.rehearsal, *sheet.foot) for line in _wrapped(text))


def _part(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    wrapped = _wrapped(heading)
    yield from wrapped
    yield "-" * max(map(len, wrapped), default=0)
    yield from lines


def _columns(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield rows of two columns, the first as wide as its widest, at most a third of the page."""
    rows = list(rows)
    width = min(max((len(left) for left, _ in rows), default=0), WIDTH // 3)
    for left, right in rows:
        label = left.ljust(width) + "  "
        if len(left) > width:
            yield left
            label = " " * (width + 2)
        yield from textwrap.wrap(right, WIDTH, initial_indent=label, subsequent_indent=" " * (width + 2)) or [left]


def _apart(left: str, right: str) -> str:
    room = WIDTH - len(left) - len(right)
    return f"{left}{' ' * room}{right}" if room >= 2 else f"{textwrap.shorten(left, WIDTH)}\n{right.rjust(WIDTH)}"


def _dash(left: str, right: str) -> str:
    return " — ".join(filter(None, (left, right)))


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)
