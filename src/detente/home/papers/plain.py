"""Text out of the HTML that feeds carry: what a reader would have seen, and no tags.

Each character is looked at a few times at most, whatever the markup (docs/decisions/0008-papers.md).
"""

import re
from html import unescape
from typing import Final

_TAG: Final = re.compile(r"""(<[!?/A-Za-z](?>[^<>"']|"[^"<]*"|'[^'<]*')*+>|<[!?/A-Za-z][^<>]*>)""")
"""A tag, its attributes' quotes closed or not; no attempt goes beyond the next `<`."""
_NAME: Final = re.compile(r"<(/?)([a-z0-9]+)")
_SILENT: Final = {"script", "style", "template"}
_BREAKS: Final = {"p", "br", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


def plain_text(markup: str) -> str:
    """Return the text of HTML, one paragraph a line; whatever the markup, something comes back."""
    parts: list[str] = []
    silent = ""
    # Texts and tags take turns: what stands at an even place is text.
    for number, part in enumerate(_TAG.split(_without_comments(markup))):
        if number % 2 == 0:
            parts.append("" if silent else " ".join(re.split(r"\s+", part)))
            continue
        tag = _NAME.match(part.lower())
        closing, name = (tag[1], tag[2]) if tag else ("", "")
        if silent:
            silent = "" if closing and name == silent else silent
        elif name in _SILENT:
            silent = "" if closing else name
        elif name in _BREAKS:
            parts.append("\n")
    lines = (" ".join(line.split()) for line in unescape("".join(parts)).splitlines())
    return "\n".join(line for line in lines if line)


def _without_comments(markup: str) -> str:
    """Return markup without its comments; one that is not closed goes to the end, as browsers have it."""
    first, *rest = markup.split("<!--")
    return "".join((first, *(part.partition("-->")[2] for part in rest)))
