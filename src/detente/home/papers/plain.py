"""Text out of the HTML that feeds carry: what a reader would have seen, and no tags."""

import re
from html.parser import HTMLParser
from typing import Final

_SILENT: Final = {"script", "style", "template", "title", "head", "noscript"}
_BREAKS: Final = {"p", "br", "div", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article"}


def plain_text(markup: str) -> str:
    """Return the text of HTML, one paragraph a line; whatever the markup, something comes back."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return "\n".join(line for line in lines if line)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  its contract
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over `<![…]>` as browsers do; the base class stops at those that it does not know."""
        return self.parse_bogus_comment(i, bool(report))
