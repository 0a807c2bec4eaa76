"""Style sheets and scripts: read once, and given again only to whoever has another version."""

import asyncio
import hashlib
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from console_world import World

from detente.console import shipped
from detente.console.app import create_app
from detente.console.door.guard import Guard
from detente.console.shipped import has_it
from detente.tour.app import create_tour

OF_THE_PAGES = ("/console.css", "/mark.svg", "/clock.js", "/heard.js")
OF_THE_TOUR = ("/tour.css", "/tour.js", "/console.css", "/mark.svg")


def tour_in(folder: Path) -> Guard:
    """Return the tour's page without a rehearsal: as much of it as giving files takes."""
    player = SimpleNamespace(folder=SimpleNamespace(path=folder))
    director = SimpleNamespace(stage=SimpleNamespace(players={"ru": player}))
    found = create_tour(SimpleNamespace(house=SimpleNamespace(left="ru", director=director)))  # type: ignore[arg-type]
    found._same_user = False
    return found


def asked_of(pages: Guard, path: str, known: str = "") -> httpx.Response:
    """Return what a browser is answered that knows these versions of a file."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(pages)  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8080") as client:
            return await client.get(path, headers={"if-none-match": known} if known else {})

    return asyncio.run(ask())


@pytest.mark.parametrize(("page", "paths"), [("console", OF_THE_PAGES), ("tour", OF_THE_TOUR)])
def test_a_browser_that_has_a_file_is_sent_none_of_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, paths: tuple[str, ...]
) -> None:
    """Its tag is a hash of its bytes; whoever has others, or none, gets it; the disk is not asked for it."""
    pages = tour_in(tmp_path) if page == "tour" else create_app(World(), same_user=False)  # type: ignore[arg-type]
    monkeypatch.delattr(shipped, "files")
    for path in paths:
        first = asked_of(pages, path)
        tag = first.headers["etag"]
        assert first.status_code == 200
        assert tag == f'"{hashlib.sha256(first.content).hexdigest()[:32]}"'
        assert first.headers["cache-control"] == "no-cache"
        again = asked_of(pages, path, f'"other", {tag}')
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == "no-cache"
        assert asked_of(pages, path, '"other"').content == first.content
    assert asked_of(pages, "/nowhere.js").status_code == 404


def test_what_a_browser_knows_is_read_as_the_rfc_has_it() -> None:
    assert has_it('"a"', '"a"')
    assert has_it('W/"a"', '"a"')
    assert has_it('"b",W/"a" ', '"a"')
    assert has_it(" * ", '"a"')
    assert not has_it("", '"a"')
    assert not has_it("a", '"a"')
    assert not has_it('"ab"', '"a"')
