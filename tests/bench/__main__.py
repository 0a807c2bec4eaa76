"""Measures and prints: `python -m tests.bench [--json] [--quick] [--dir DIR]`."""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.bench import floor, large, ledger, measuring, pages, searching, start, tracks
from tests.bench.load import TEXT
from tests.bench.pair import Pair

from detente.home.calls import CheckRecord, Inbox, MeasureRecord, Send, Show
from detente.home.client import Client

SENDERS = 64
LARGE_ACTS = 22_000
"""Acts of the record whose pages are opened: it takes minutes to write one."""


@dataclass(frozen=True, slots=True)
class Line:
    """One result."""

    name: str
    value: float
    unit: str


def percentile(took: list[float], part: float) -> float:
    """Return the value below which that part of the sorted values lies."""
    return took[min(len(took) - 1, int(len(took) * part))]


def one_by_one(pair: Pair, acts: int) -> list[float]:
    """Return, sorted, how many milliseconds each act took from the officer's call to the other party's receipt."""
    took = []
    with Client(pair.folders["a"]) as client:
        for number in range(acts):
            call = Send(channel="line", body={"text": TEXT.format(number=number)}, to=("b",), wait="stored")
            began = time.perf_counter()
            client.call(call)
            took.append(1_000 * (time.perf_counter() - began))
    return sorted(took)


def many_senders(pair: Pair, acts: int) -> dict[str, Any]:
    """Return what the load generator says."""
    command = [sys.executable, "-m", "tests.bench.load", str(pair.folders["a"].socket), str(SENDERS), str(acts)]
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, timeout=1_200).stdout))


def until_receipted(pair: Pair, ref: str) -> None:
    """Return when party `b` has receipted the act."""
    with Client(pair.folders["a"]) as client:
        client.call(Show(ref=ref, wait="stored", timeout_seconds=1_200))


def catching_up(pair: Pair, acts: int) -> tuple[float, float]:
    """Return the seconds from the start of a node that missed acts until all are there, in all and beyond its start."""
    pair.stop("b")
    last = many_senders(pair, acts)["last"]
    began = time.perf_counter()
    starting = pair.start("b")
    until_receipted(pair, last)
    seconds = time.perf_counter() - began
    return seconds, seconds - starting


def verifying(pair: Pair) -> tuple[int, float]:
    """Return how many entries a check of the whole record looked at, every signature included, and the seconds."""
    with Client(pair.folders["b"]) as client:
        began = time.perf_counter()
        checked = client.call(CheckRecord(all=True))
        seconds = time.perf_counter() - began
    assert checked.fsck == "ok", checked.items
    return checked.checked["entries"], seconds


def measuring_record(pair: Pair, acts: int) -> list[Line]:
    """Return how long the measures of a large record take: read for the first time, and again after one more act."""
    took = []
    with Client(pair.folders["a"]) as client:
        for _ in range(2):
            began = time.perf_counter()
            client.call(MeasureRecord())
            took.append(time.perf_counter() - began)
            client.call(Send(channel="line", body={"text": TEXT.format(number=0)}, to=("b",), wait="stored"))
    names = (f"record measures, {acts:,} acts read for the first time", "the same after one more act")
    return [Line(name, seconds, "s") for name, seconds in zip(names, took, strict=True)]


def opening(pair: Pair, acts: int) -> list[Line]:
    """Return how long the pages of a large record take, the first one just after the start of its node."""
    large.fill_all([str(pair.folders[party].socket) for party in ("a", "b")], acts)
    pair.stop("a")
    pair.start("a", "--home-port", "0")
    first = pages.page_milliseconds(pair.page, ["/"])["/"].first_ms
    measures = measuring_record(pair, acts)
    index = searching.searched(pair.folders["a"])
    with Client(pair.folders["a"]) as client:
        # Where a grant stands, the feed's first act stands one later.
        (act,) = client.call(Inbox(channel="line", party="a", all=True, nodes=False, limit=1)).items
    found = pages.page_milliseconds(pair.page, first=act.ref)
    slowest = max(found, key=lambda page: found[page].median_ms)
    return [
        Line(f"first page after the start, record of {acts:,} acts", first, "ms"),
        Line("first page, later", found["/"].median_ms, "ms"),
        *measures,
        Line(f"index of {index.acts:,} acts after the start", index.filling_seconds, "s"),
        Line("slowest of 4 searches, p50", index.slowest_ms, "ms"),
        Line(f"slowest of {len(found)} pages ({slowest})", found[slowest].median_ms, "ms"),
    ]


def measure(path: Path, *, quick: bool) -> tuple[list[Line], list[Line]]:
    """Return the machine's floor and the measures."""
    singly, burst, missed = (50, 500, (200,)) if quick else (500, 10_000, (1_000, 10_000))
    lines: list[Line] = []
    (path / "direct").mkdir()
    with Pair(path / "direct") as pair:
        one_by_one(pair, 20)
        took = one_by_one(pair, singly)
        lines += [
            Line("act to receipt, one by one, p50", percentile(took, 0.5), "ms"),
            Line("act to receipt, one by one, p99", percentile(took, 0.99), "ms"),
        ]
        began = time.perf_counter()
        said = many_senders(pair, burst)
        until_receipted(pair, said["last"])
        overall = time.perf_counter() - began
        lines += [
            Line(f"{SENDERS} senders, signed and durable", burst / said["seconds"], "acts/s"),
            Line(f"{SENDERS} senders, signed and durable, p50", 1_000 * percentile(said["took"], 0.5), "ms"),
            Line(f"{SENDERS} senders, signed and durable, p99", 1_000 * percentile(said["took"], 0.99), "ms"),
            Line(f"{SENDERS} senders, until all are receipted", burst / overall, "acts/s"),
        ]
        for acts in missed:
            whole, beyond = catching_up(pair, acts)
            lines += [
                Line(f"catching up {acts:,} acts, from the start of the node", whole, "s"),
                Line(f"catching up {acts:,} acts, once it is up", beyond, "s"),
            ]
        entries, seconds = verifying(pair)
        lines.append(Line(f"checking a record of {entries:,} entries", entries / seconds, "entries/s"))
        least = [
            Line("fsync of 4 KiB, p50", 1_000 * floor.fsync_seconds(path), "ms"),
            Line("Ed25519 signature, p50", 1_000_000 * floor.sign_seconds(), "µs"),
            Line("Ed25519 check, p50", 1_000_000 * floor.verify_seconds(), "µs"),
            Line(
                "TLS round trip of 1 KiB, p50",
                1_000 * floor.round_trip_seconds(pair.folders["b"], pair.folders["a"]),
                "ms",
            ),
        ]
    (path / "relayed").mkdir()
    with Pair(path / "relayed", relayed=True) as pair:
        assert pair.relay is not None, "it was asked for"
        one_by_one(pair, 20)
        before = pair.relay.carried_bytes
        one_by_one(pair, singly)
        lines.append(Line("on the wire, one by one", (pair.relay.carried_bytes - before) / singly, "bytes/act"))
        before = pair.relay.carried_bytes
        until_receipted(pair, many_senders(pair, burst)["last"])
        lines.append(Line(f"on the wire, {SENDERS} senders", (pair.relay.carried_bytes - before) / burst, "bytes/act"))
    (path / "large").mkdir()
    with Pair(path / "large") as pair:
        lines += opening(pair, 220 if quick else LARGE_ACTS)
    (path / "starts").mkdir()
    lines += [Line(name, seconds, "s of CPU") for name, seconds in start.starts(path / "starts").items()]
    lines.append(Line("dependence and power of 60 parties on 100 issues", ledger.dependence_seconds(), "s"))
    lines.append(Line("needs of two of 60 parties on 100 issues, and what turns them", ledger.needs_seconds(), "s"))
    lines.append(Line("record measures of 200,000 acts of 60 parties", measuring.measures_seconds(), "s"))
    lines.append(Line("nearest approach of two tracks with 100,000 positions", tracks.approach_seconds(), "s"))
    return least, lines


def main() -> None:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--quick", action="store_true", help="few acts: to see that it works, not to compare")
    parser.add_argument("--dir", type=Path, help="a folder on the disk to measure; by default a temporary one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="detente-bench-", dir=asked.dir) as folder:
        os.environ["XDG_STATE_HOME"] = str(Path(folder) / "state")
        least, lines = measure(Path(folder), quick=asked.quick)
    machine = {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    if asked.json:
        found = {
            "machine": machine,
            "floor": [asdict(one) for one in least],
            "measures": [asdict(one) for one in lines],
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    out = [
        f"{machine['system']}, {machine['cores']} cores, Python {machine['python']}, load {machine['load']} at the end"
    ]
    for title, results in (("this machine's floor", least), ("measured", lines)):
        out += ["", title, *(f"  {one.name:<60} {one.value:>12,.2f} {one.unit}" for one in results)]
    sys.stdout.write("\n".join(out) + "\n")


if __name__ == "__main__":
    main()
