"""Foreign files of positions cost a node no more than its bounds, and each is read once."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.unit.test_incident_evidence import COLUMNS, SHIP, Sides, between, opened, written
from tests.unit.test_tracks_readers import AEGEAN

from detente.council.incident.evidence import EvidenceFile
from detente.errors import Fault
from detente.home.apart import Answer, Bounds, answer_of, read_apart
from detente.home.calls.maps import DrawIncident, PrintIncident
from detente.home.once import Once
from detente.home.readings import readings_of
from detente.home.service import Service

ZONE = {"type": "Polygon", "coordinates": [[[18.9, 54.7], [19.1, 54.7], [19.1, 54.8]]]}


def said(name: str, form: str = "", sort: str = "track") -> EvidenceFile:
    return EvidenceFile(
        "US/PLENARY/1", 1, "us", "US", "log", sort, name, "", "", "recorded", "", form, "", "", "", None, {}, True
    )


def apart(one: EvidenceFile, data: bytes, bounds: Bounds = Bounds()) -> Answer:  # noqa: B008  frozen
    blocks = (data[at : at + 65_536] for at in range(0, len(data), 65_536))
    return asyncio.run(read_apart(one, blocks, bounds))


HOSTILE = (
    (said("a.geojson"), b'{"type":"FeatureCollection","features":[' + b"{}," * 3_000_000 + b"{}]}"),
    (said("a.json", "adsb"), b"[" + b"[]," * 3_000_000 + b"[]]"),
)


@pytest.mark.parametrize(("one", "data"), HOSTILE, ids=["geojson", "adsb"])
def test_a_file_that_grows_in_memory_is_refused_by_its_own_process(one: EvidenceFile, data: bytes) -> None:
    """Of 9 MB two hundred would come; the process has less, says so, and nothing of it comes here."""
    answer = apart(one, data, Bounds(memory_bytes=192 << 20))
    assert (answer.code, answer.reading) == ("track-costly", None)
    assert answer.got == "more memory"
    assert "192 MiB" in answer.expected


def test_a_file_that_takes_long_is_given_up() -> None:
    """By the processor's time the system ends the process; by the clock this side does."""
    long = AEGEAN * (6_000_000 // len(AEGEAN))
    spent = apart(said("a.nmea"), long, Bounds(cpu_seconds=1))
    assert spent.code == "track-costly"
    assert "signal" in spent.got
    late = apart(said("a.nmea"), long, Bounds(seconds=0))
    assert (late.code, late.got) == ("track-costly", "more than 0 s")


@pytest.mark.parametrize(
    ("one", "data"),
    [
        (said("a.nmea"), AEGEAN), (said("a.geojson", sort="zone"), json.dumps(ZONE).encode()), (said("a.gpx"), b"PK"),
        (said("a.geojson"), b"[" * 100_000),
    ],
    ids=["track", "zone", "other", "deep"],
)  # fmt: skip
def test_what_is_read_apart_is_what_is_read_here(one: EvidenceFile, data: bytes) -> None:
    """Every value crosses, and every refusal with its words."""
    assert apart(one, data) == answer_of(one, data)


def test_what_goes_while_it_is_read_is_said_by_whoever_gives_it() -> None:
    def gone() -> Iterator[bytes]:
        yield b"{"
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        asyncio.run(read_apart(said("a.geojson"), gone(), Bounds()))


def test_without_a_process_nothing_is_read_and_nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that has no room for a process says so; that is no word on the file."""
    monkeypatch.setattr("detente.home.apart.COMMAND", ("/nowhere/python",))
    with pytest.raises(Fault) as told:
        apart(said("a.nmea"), AEGEAN)
    assert told.value.code == "track-reader"


def test_equal_questions_wait_for_the_first_and_the_newest_answers_are_kept() -> None:
    """One value a key, however many ask; beyond the bound the oldest go, and what has no size is not kept."""
    made: list[str] = []

    async def ask(kept: Once[str], key: str, size: int | None = 4) -> str:
        async def make() -> tuple[str, int | None]:
            made.append(key)
            await asyncio.sleep(0)
            return key.upper(), size

        return await kept.get(key, make)

    async def main() -> None:
        kept: Once[str] = Once(10)
        assert await asyncio.gather(*(ask(kept, "a") for _ in range(3))) == ["A"] * 3
        for key in ("b", "a", "c", "a", "b"):
            await ask(kept, key)
        await ask(kept, "x", None)
        assert "x" not in kept

    asyncio.run(main())
    assert made == ["a", "b", "c", "b", "x"]


def test_maps_papers_and_tracks_read_each_file_once_also_one_that_cannot_be_read(tmp_path: Path) -> None:
    """A node reads what its peer attached: two equal maps at once, a paper and a list of tracks take two readings."""
    deck, bad = written(tmp_path, "deck.csv", SHIP), written(tmp_path, "bad.json", "[" + "[]," * 50 + "[]]")

    async def play(sides: Sides) -> None:
        ref = await opened(sides)
        log = ["--sort", "track", "--what", "Log", "--of", "KNM Otto", "--basis", "recorded"]
        await sides.run("no", "attach", ref, deck, *log, "--columns", COLUMNS, "--datum", "WGS 84")
        await sides.run("no", "attach", ref, bad, *log, "--as-evidence")
        node = sides.table.seats["ru"].node
        assert node is not None
        readings_of(node).here_bytes_max = 0
        found = await sides.read("ru", ref, 2)
        assert sorted(one["state"] for one in found["files"]) == ["read", "track-malformed"]
        # What was kept while files were on their way is no part of this.
        before = readings_of(node).done
        first, second = await asyncio.gather(*(Service(node).run(DrawIncident(ref=ref)) for _ in range(2)))
        assert first is second
        await Service(node).run(PrintIncident(ref=ref))
        assert (before, readings_of(node).done) == (2, 2)

    between(tmp_path, play)
