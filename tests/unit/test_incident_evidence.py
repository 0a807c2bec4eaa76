"""Files of an incident by the commands that people type, between two running nodes: both sides read the same bytes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from tests.table import Table
from typer.testing import CliRunner

from detente.cli.main import app
from detente.errors import Refused
from detente.home.calls import ReadTracks
from detente.home.server import HomeServer
from detente.home.service import Service
from detente.protocol.charter import Channel

COLUMNS = "time=utc,lat=lat,lon=lon,uncertainty=m:m"
SHIP = "utc,lat,lon,m\n" + "".join(f"2015-04-12T15:{n:02}:00Z,{54.8 + n * 0.001:.4f},19.0,20\n" for n in range(10))
AIRCRAFT = "utc,lat,lon,m\n" + "".join(
    f"2015-04-12T15:{n:02}:30Z,{54.804:.4f},{18.6 + n * 0.1:.4f},50\n" for n in range(9)
)
ZONE = {
    "type": "Feature", "properties": {"name": "Range A", "source": "Notice 12/16"},
    "geometry": {"type": "Polygon", "coordinates": [[[18.9, 54.7], [19.1, 54.7], [19.1, 54.8055], [18.9, 54.8055]]]},
}  # fmt: skip


class Sides:
    """Norway and Russia with running nodes, and the commands that their people type."""

    def __init__(self, table: Table) -> None:
        self.table = table

    async def run(self, party: str, *words: str) -> Any:
        """Return what a command prints for programs."""
        return json.loads(await self.text(party, *words, "--json"))

    async def text(self, party: str, *words: str) -> str:
        """Return what a command prints for people; raises what it refuses."""
        folder = str(self.table.seats[party].folder.path)
        result = await asyncio.to_thread(CliRunner().invoke, app, ["incident", *words, "--dir", folder])
        if result.exception is not None:
            raise result.exception
        return result.stdout

    async def read(self, party: str, ref: str, count: int) -> Any:
        """Return what a party's node reads, once so many files are here whole."""
        node = self.table.seats[party].node
        assert node is not None
        for _ in range(200):
            try:
                found = await Service(node).run(ReadTracks(ref=ref))
                states = [one.state for one in found.files]  # type: ignore[attr-defined]
                if len(states) == count and "partial" not in states:
                    return await self.run(party, "track", ref)
            except Refused as why:
                if why.code != "reference-unknown":
                    raise
            await node.until(lambda _core: None, 0.05)
        return pytest.fail("files that do not come")


def between(path: Path, play: Callable[[Sides], Awaitable[None]]) -> None:
    """Let a play happen between two nodes that run."""

    @asynccontextmanager
    async def served(table: Table) -> AsyncIterator[Sides]:
        async with AsyncExitStack() as up:
            nodes = await up.enter_async_context(table.up("no", "ru"))
            for party, node in zip(("no", "ru"), nodes, strict=True):
                server = HomeServer(Service(node), table.seats[party].folder.socket)
                await server.listen()
                up.push_async_callback(server.stop)
            yield Sides(table)

    async def main() -> None:
        async with served(Table(path, plenary=Channel(("*",)))) as sides:
            await play(sides)

    asyncio.run(main())


async def opened(sides: Sides) -> str:
    """Return the reference of an incident that Norway reports."""
    found = await sides.run("no", "report", "Flights near a ship", "--concerning", "no", "--concerning", "ru",
                            "--from", "2015-04-12T00:00:00Z", "--precision", "day")  # fmt: skip
    return str(found["act"]["ref"])


def written(path: Path, name: str, content: str | bytes) -> str:
    file = path / name
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return str(file)


async def compared(sides: Sides, ref: str) -> None:
    """What one states beyond what files say is a question to both, and the line of time has the computed moment."""
    before = await sides.run("no", "compare", ref)
    assert (before["items"], len(before["approaches"])) == ([], 1)
    await sides.run("no", "account", ref, "A pass.", "--distance", "9 km", "--from", "2015-04-13T00:00:00Z",
                    "--precision", "day")  # fmt: skip
    found = await sides.run("no", "compare", ref)
    assert [one["what"] for one in found["items"]] == [
        "closest distance, stated and computed",
        "date, stated and computed",
    ]
    assert found["open"] == [question for one in found["items"] for question in one["questions"]]
    assert len(found["open"]) == 2
    (derived,) = [one for one in found["timeline"] if one["what"] == "nearest approach"]
    assert (derived["ref"], len(derived["derived_from"])) == (None, 2)
    shown = await sides.text("no", "compare", ref)
    assert "to both: NO states 9 km" in shown
    assert "between Su-24 and KNM Otto at 2015-04-12 15:0" in shown or "between KNM Otto and Su-24 at" in shown
    assert "by a map of 1:50 million" in shown
    assert "computed from files of NO and RU: nearest approach" in shown


def test_both_sides_read_the_same_bytes_and_find_the_same_nearest_approach(tmp_path: Path) -> None:
    """Each attaches what it recorded; every node hashes, reads and compares it alike, and says from which file."""
    deck, radar = written(tmp_path, "deck.csv", SHIP), written(tmp_path, "radar.csv", AIRCRAFT)
    zone = written(tmp_path, "zone.geojson", json.dumps(ZONE))

    async def play(sides: Sides) -> None:
        ref = await opened(sides)
        said = ["--columns", COLUMNS, "--datum", "WGS 84", "--basis", "recorded"]
        sent = await sides.run("no", "attach", ref, deck, "--sort", "track", "--what", "Deck log", "--of", "KNM Otto",
                               "--craft", "ship", *said)  # fmt: skip
        assert sent["files"][0]["sha256"] == sha256(SHIP.encode()).hexdigest()
        await sides.read("ru", ref, 1)
        made = [
            "--basis",
            "recorded",
            "--derived-from",
            "a newspaper's sketch",
            "--side",
            "ru",
            "--source",
            "A paper",
        ]
        await sides.run(
            "ru",
            "attach",
            ref,
            radar,
            "--sort",
            "track",
            "--what",
            "Path",
            "--of",
            "Su-24",
            "--craft",
            "aircraft",
            *said[:4],
            *made,
        )
        await sides.run("ru", "attach", ref, zone, "--sort", "zone", "--what", "Firing range")
        found = [await sides.read(party, ref, 3) for party in ("no", "ru")]
        for one in found:
            one.pop("as_of")
            one.pop("heads")
        assert found[0] == found[1]
        (pair,) = found[0]["items"]
        assert pair["scope"] == "NO and RU"
        assert pair["distance_m"] + pair["uncertainty_m"] < 8_000
        assert {pair["first"]["sha256"], pair["second"]["sha256"]} == {
            sha256(one.encode()).hexdigest() for one in (SHIP, AIRCRAFT)
        }
        assert {pair["first"]["basis"], pair["second"]["basis"]} == {"recorded"}
        near = {(one["file"], one["zone"]): one for one in found[0]["zones"]}
        assert near["deck.csv", "Range A"]["positions_inside"] == 6
        assert near["radar.csv", "Range A"]["source"] == "Notice 12/16"
        assert {(one["file"], one["inland"]) for one in found[0]["coasts"]} == {
            ("deck.csv", False),
            ("radar.csv", False),
        }
        await compared(sides, ref)
        shown = await sides.text("ru", "track", ref)
        assert "derived from radar.csv of RU, recorded, sha256" in shown
        assert "Computed, not judged" in shown
        listed = await sides.text("ru", "show", ref)
        assert "derived from a newspaper's sketch" in " ".join(listed.split())

    between(tmp_path, play)
