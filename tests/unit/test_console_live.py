"""Pages that renew themselves: a stream says that something changed and nothing of what, and ends with the pages."""

import asyncio
import gc
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from console_world import World, council
from council_of_two import NOW, Two
from entrance_world import two_in
from msgspec import structs

from detente.clock import ScenarioClock
from detente.console.app import make_face
from detente.console.door.server import PageServer
from detente.console.pages import live
from detente.console.words.facts import folded, standing_line, standing_short
from detente.console.words.times import ago
from detente.home.calls import Send
from detente.home.replies.councils import PeerView, Queue
from detente.home.replies.standing import PartyStandingView, SuspensionView
from detente.home.service import Service
from detente.node.core import Core
from detente.node.node import Node

FRONT = Path(__file__).parents[2] / "front"


@asynccontextmanager
async def served(two: Two) -> AsyncIterator[tuple[Node, PageServer, httpx.AsyncClient]]:
    """A running node of RU with its pages, and somebody who asks them."""
    node = Node(two.ru, clock=ScenarioClock(NOW))
    await node.start("127.0.0.1", 0)
    pages = make_face(Service(node), 0)
    try:
        told = await pages.start()
        async with httpx.AsyncClient(base_url=str(told["page"]), timeout=30) as client:
            yield node, pages, client
    finally:
        await pages.stop()
        await node.stop()


async def events(answer: httpx.Response) -> AsyncIterator[str]:
    """Yield the names of a stream's events."""
    async for line in answer.aiter_lines():
        assert line in ("", "data: ", "retry: 3000", ": still here") or line.startswith(("event: ", "id: "))
        if line.startswith("event: "):
            yield line.removeprefix("event: ")


def test_the_stream_says_that_something_changed_and_ends_with_the_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An act of ours is an event without a word of it; closing the pages does not wait for who listens."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    two = two_in(tmp_path)

    async def listen() -> list[str]:
        heard: list[str] = []
        async with served(two) as (node, pages, client), client.stream("GET", "/events") as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            stream = events(answer)
            await node.read(lambda _core: None)
            await Service(node).run(Send(channel="line", body={"text": "A secret."}))
            heard.append(await anext(stream))
            closing = asyncio.ensure_future(pages.stop())
            heard += [name async for name in stream]
            await closing
        return heard

    heard = asyncio.run(listen())
    assert heard[0] == live.ACTS
    assert set(heard) <= {live.ACTS, live.RECORD}


def test_what_came_after_the_page_was_made_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page names how far the record was; a stream that starts later, or again, tells what it missed."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    two = two_in(tmp_path)

    async def listen() -> tuple[list[str], str]:
        heard: list[str] = []
        async with served(two) as (node, _pages, client):
            page = (await client.get("/search")).text
            since = page.partition('data-since="')[2].partition('"')[0]
            place = f"/events?since={since}"
            await Service(node).run(Send(channel="line", body={"text": "Said while the page was on its way."}))
            async with client.stream("GET", place) as answer:
                heard.append(await anext(events(answer)))
            async with client.stream("GET", "/events", headers={"last-event-id": "0-0"}) as answer:
                heard.append(await anext(events(answer)))
        return heard, place

    heard, place = asyncio.run(listen())
    assert heard == [live.ACTS, live.ACTS]
    assert re.fullmatch(r"/events\?since=\d+-\d+", place)


def test_streams_are_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more than there may be is told to come back later; the pages themselves stay."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(live, "STREAMS_MAX", 0)

    two = two_in(tmp_path)

    async def ask() -> list[int]:
        async with served(two) as (_node, _pages, client):
            return [(await client.get(path)).status_code for path in ("/events", "/", "/frame")]

    assert asyncio.run(ask()) == [503, 200, 200]


def test_a_burst_opens_no_more_streams_than_there_may_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who asks at the same moment is counted one by one, and not once all were let in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(live, "STREAMS_MAX", 2)

    two = two_in(tmp_path)

    async def ask() -> list[int]:
        async with served(two) as (_node, _pages, client):
            asked = [client.send(client.build_request("GET", "/events"), stream=True) for _ in range(6)]
            answers = await asyncio.gather(*asked)
            for one in answers:
                await one.aclose()
            return sorted(one.status_code for one in answers)

    assert asyncio.run(ask()) == [200, 200, 503, 503, 503, 503]


def test_a_stream_that_nobody_reads_gives_its_place_back() -> None:
    """Whoever goes away between asking and the first word takes no place for ever."""

    async def begin() -> tuple[int, int]:
        streams = live.Streams()
        changes = await streams.begun(None, None)  # type: ignore[arg-type]
        taken = streams.open
        del changes
        gc.collect()
        for _turn in range(9):
            # The loop hears of it, makes a task for the end of the stream, and runs that.
            await asyncio.sleep(0)
        return taken, streams.open

    assert asyncio.run(begin()) == (1, 0)


def test_every_page_says_what_is_suspended_by_whom_and_that_the_line_is_open() -> None:
    def party(name: str, *since: str) -> PartyStandingView:
        one = [SuspensionView("R", name, ("experts",), (), (), "r", "g", at, None, "go on") for at in since]
        return PartyStandingView(name, tuple(one), (), (), ())

    assert standing_line([party("ru")]) == ("Nothing is suspended; the line is open", False)
    line, suspended = standing_line([party("ru"), party("nato", "2014-06-02T00:00:00Z", "2014-04-01T18:00:00Z")])
    scopes = "NATO, channel experts, since 2 June 2014; NATO, channel experts, since 1 April 2014"
    assert line == f"Suspended: {scopes}; the line is open"
    assert suspended
    named = structs.replace(council(), channel_titles={"experts": "Meetings of experts"})
    assert standing_line([party("nato", "2014-06-02T00:00:00Z")], named)[0].startswith(
        "Suspended: NATO, channel Meetings of experts, since"
    )
    # Titles are long: the first by the charter stands for all, and the standing has the others.
    titles = {"staff": "Staff talks", "experts": "Meetings of experts"}
    both = structs.replace(party("nato", "2014-06-02T00:00:00Z").suspensions[0], channels=("experts", "staff"))
    short, _suspended = standing_line(
        [PartyStandingView("nato", (both,), (), (), ())], structs.replace(named, channel_titles=titles)
    )
    assert short.startswith("Suspended: NATO, channels Staff talks, 1 more, since")
    four = [f"2014-04-0{day}T18:00:00Z" for day in (1, 2, 3, 4)]
    assert standing_line([party("nato", *four)])[0].endswith("since 3 April 2014; 1 more; the line is open")
    assert standing_short([party("ru")]) == "Nothing is suspended; the line is open"
    assert standing_short([party("nato", *four), party("ru", *four)]) == "Suspended by NATO, RU; the line is open"
    six = [party(f"p{number}", *four) for number in range(6)]
    assert standing_short(six) == "Suspended by P0, P1, P2, 3 more; the line is open"


def test_a_narrow_window_folds_counterparts_away_only_where_they_are_many() -> None:
    """Whoever was not heard stays in sight before those who were."""

    def peer(number: int, *, heard: bool) -> PeerView:
        return PeerView(f"p{number}", "P", "", None, NOW if heard else None, None, Queue(0, 0))

    assert folded([peer(number, heard=True) for number in range(12)]) == frozenset()
    many = [peer(number, heard=number >= 10) for number in range(13)]
    assert folded(many) == {"p8", "p9", "p10", "p11", "p12"}


@pytest.mark.parametrize(
    ("at", "said"),
    [("11:59:30", "now"), ("11:58:59", "1 min ago"), ("09:00:00", "3 h ago"), ("12:00:05", "now")],
)
def test_contact_is_told_in_its_largest_unit(at: str, said: str) -> None:
    assert ago(f"2016-04-20T{at}Z", "2016-04-20T12:00:00Z") == said
    assert ago("2016-04-17T11:00:00Z", "2016-04-20T12:00:00Z") == "3 d ago"


def test_the_strip_stands_above_every_page() -> None:
    """Own party, standing, each counterpart with its last contact, the clock in two ways, who is signed in."""
    for path in ("/", "/acts", "/dossiers", "/duties", "/record", "/start", "/officers"):
        text = World().get(path).text
        assert "Nothing is suspended; the line is open" in text
        assert 'aria-label="Counterparts"' in text
        assert "data-now" in text
        assert "Nobody is signed in" in text


def test_without_the_scripts_a_page_says_that_it_does_not_renew_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A package that was built without npm shows every page all the same."""
    monkeypatch.setattr("detente.console.templating.VENDORED", ("nowhere.js",))
    text = World().get("/").text
    assert "Pages do not renew themselves here" in text
    assert "hx-" not in text
    assert World().get("/htmx.js").status_code == 404


def test_what_comes_from_npm_is_locked_and_names_no_registry() -> None:
    """Each package has its version and its hash; where it comes from is the builder's to say."""
    wanted = json.loads((FRONT / "package.json").read_text("utf-8"))["dependencies"]
    text = (FRONT / "package-lock.json").read_text("utf-8")
    locked = json.loads(text)["packages"]
    assert all(re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+", version) for version in wanted.values())
    assert {f"node_modules/{name}" for name in wanted} <= locked.keys() - {""}
    assert all(one["integrity"].startswith("sha512-") for name, one in locked.items() if name)
    assert '"resolved"' not in text


def test_the_sign_of_life_differs_from_the_strip_once_a_wire_stands_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = two_in(tmp_path)

    def hears(core: Core) -> None:
        post = core.context.post("nato")
        post.heard_at, post.unanswered = NOW, 0

    async def ask() -> list[str]:
        async with served(two) as (node, _pages, client):
            found = [re.findall(r'data-wires="(\w+)"', (await client.get("/")).text)[0]]
            found.append((await client.get("/heard")).json()["wires"])
            await node.read(hears)
            return [*found, (await client.get("/heard")).json()["wires"]]

    shown, before, after = asyncio.run(ask())
    assert shown == before != after


def test_the_sign_of_life_says_how_far_the_record_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It grows with each act, and carries nothing of the record."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    two = two_in(tmp_path)

    async def ask() -> list[dict[str, str]]:
        async with served(two) as (node, _pages, client):
            before = (await client.get("/heard")).json()
            await Service(node).run(Send(channel="line", body={"text": "A secret."}))
            return [before, (await client.get("/heard")).json()]

    before, after = asyncio.run(ask())
    assert before.pop("wires") == after.pop("wires")
    numbers = [[int(part) for part in one.pop("marks").split("-")] for one in (before, after)]
    assert before == after == {}
    assert all(old < new for old, new in zip(*numbers, strict=True))
