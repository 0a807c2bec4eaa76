"""A page as a browser's parser reads it, and texts that mean harm."""

import re
from html import unescape
from html.parser import HTMLParser

import httpx
from console_world import World

EVIL = "</p><script>alert(1)</script><img src=//example.org onerror=x>\u202e'\""
SCRIPTS = {
    "/board.js",
    "/clock.js",
    "/compose.js",
    "/focus.js",
    "/heard.js",
    "/htmx.js",
    "/map.js",
    "/passkey.js",
    "/ring.js",
    "/search.js",
    "/sections.js",
}
VOID = {"meta", "link", "input", "br", "img", "source"}


class Structure(HTMLParser):
    """Reads a page as a browser's parser would, and holds it to what any page of ours may have in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == [], f"left open: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"style", "iframe", "object", "embed", "base", "use", "foreignobject"}, tag
        drawn = tag != "svg" or dict(attrs).get("class") in ("chart", "key")
        assert drawn, "the only drawings in a page are charts and the marks of a legend"
        if tag == "script":
            assert dict(attrs).get("src") in SCRIPTS, attrs
        for name, value in attrs:
            assert not name.startswith(("on", "hx-on")), name
            assert name != "style"
            if name in {"href", "src", "srcset", "action"}:
                assert value is not None
                assert value.startswith(("/", "#")), value
                assert not value.startswith("//"), value
                self.links.append(value)
            if name in {"src", "srcset"} and tag != "script":
                assert value is not None
                assert value.startswith("/incidents/"), "the only pictures are maps of incidents"
            if name == "id":
                self.ids.append(value or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        assert "script" not in self.open, "no script stands in a page"
        self.text += data


def page(world: World, path: str, status: int = 200) -> Structure:
    answer = world.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    found = Structure(answer.text)
    assert len(found.ids) == len(set(found.ids)), "an id stands twice"
    return found


def hidden(page: httpx.Response) -> dict[str, str]:
    """Return what a page's form carries without being typed."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text.partition("<main")[2])
    return {name: unescape(value) for name, value in found}


def words(text: str) -> str:
    """Return a page's text with what stands between its words made one space."""
    return " ".join(unescape(text).split())
