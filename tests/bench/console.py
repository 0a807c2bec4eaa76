"""A node with its pages on a large record, asked as officers ask it: `python -m tests.bench.console [--acts 20000]`.

Bounds are those that the console is built for: a page within 200 ms of server time, a search within 300 ms, the first
paint within a second, an act on an open page within a second of its sending. On a machine that others use as well, what
the node worked says more than the clock. A record of 200,000 acts takes an hour or
so to make, once; it is kept below the folder for temporary files.
"""

import argparse
import http.client
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlencode, urlsplit

from tests.bench import addresses, floor, making, years
from tests.chromium import launch
from tests.ports import free_ports

from detente.home.calls import (
    ExportCalendar,
    ListDrafts,
    ListOfficers,
    MeasureRecord,
    ReleaseDraft,
    Search,
    Send,
    ShowBalance,
    Status,
)
from detente.home.client import Client
from detente.node.folder import Folder

PAGE_MS, SEARCH_MS, PAINT_MS, LIVE_MS = 200, 300, 1_000, 1_000
ROUNDS = 10
BETWEEN_SECONDS = 1.0
"""Between two looks at the first page while the index fills: an officer, not a flood."""
LIVE_ROUNDS = 5
DRAFTS, HELD = 300, 3
"""Drafts of a record, and how many of them still wait for a second officer."""
SPOKEN = "ru"
MAIN = ("/", "/state", "/acts", "/dossiers", "/meetings", "/decisions", "/duties", "/calendar")
"""Pages that are asked for in another language than English, too: in English nothing is looked for in a catalog."""
HOSTILE = 50
"""Meetings whose titles are built to read like sentences within sentences of ours, each another."""
TAKES_TWO, SECOND = "protest", "Deputy Secretary General"
SEARCHES = (
    "words=convoy", "words=%22exercise+area%22+9*", "words=%D1%80%D0%B0%D0%B9%D0%BE%D0%BD&party=ru", "words=e*",
    "words=area+-convoy&kind=reply", "words=nothing-of-this", "precedence=flash", "words=shipping&state=open",
)  # fmt: skip
SERVED = (200, 303)
"""Some addresses lead to another one, and so does a paper of which the record is not read whole yet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One result.

    Args:
        p95: where it was measured several times.
        bound: that it is to keep, in the same unit; None where there is none.
        worked: milliseconds of processor time of the node for one, its other work included: what a machine that is
            shared with others does not change much.
    """

    name: str
    value: float
    unit: str
    p95: float | None = None
    bound: float | None = None
    worked: float | None = None

    @property
    def over(self) -> bool:
        """Say if it is over the bound: by processor time where that was measured, else by the clock."""
        return self.bound is not None and (self.value if self.worked is None else self.worked) > self.bound


@dataclass(slots=True)
class Node:
    """A running node of a party."""

    folder: Folder
    process: subprocess.Popen[bytes]
    page: str
    began: float = field(default_factory=time.perf_counter)

    @property
    def worked_ms(self) -> float:
        """Return the processor time of all its threads so far."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return sum(int(one.read_text("ascii").split()[0]) for one in tasks.glob("*/schedstat")) / 1e6

    @property
    def resident_mib(self) -> float:
        """Return how much of the machine's memory it takes."""
        status = Path(f"/proc/{self.process.pid}/status").read_text("ascii")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1_024


@contextmanager
def running(folder: Folder, port: int, log: IO[bytes]) -> Iterator[Node]:
    """Run a party's node with its pages, until the end of the context."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "detente.cli.main", "up", "--json", "--home-port", "0"]
    process = subprocess.Popen([*command, "--dir", str(folder.path), "--port", str(port)], stdout=subprocess.PIPE,
                               stderr=log)  # fmt: skip
    try:
        assert process.stdout is not None, "its readiness is read from there"
        said = json.loads(process.stdout.readline())
        yield Node(folder, process, said["page"], began)
    finally:
        process.terminate()
        process.communicate()


class Visitor:
    """A browser's worth of requests on one connection, signed in or not."""

    def __init__(self, page: str, cookie: str = "", language: str = "") -> None:
        self._connection = http.client.HTTPConnection(urlsplit(page).netloc, timeout=1_200)
        self._headers = {name: value for name, value in (("cookie", cookie), ("accept-language", language)) if value}

    def milliseconds(self, path: str) -> float:
        """Return how long an answer takes."""
        began = time.perf_counter()
        try:
            answer = self._asked(path)
        except http.client.RemoteDisconnected:
            # Nobody had asked anything for some seconds.
            answer = self._asked(path)
        answer.read()
        if answer.status not in SERVED:
            raise RuntimeError(f"{path}: {answer.status}")
        return 1_000 * (time.perf_counter() - began)

    def _asked(self, path: str) -> http.client.HTTPResponse:
        self._connection.request("GET", path, headers=self._headers)
        return self._connection.getresponse()


def signed_in(page: str, officer: str) -> str:
    """Return the cookie of a session that is opened by one click, as a rehearsal allows."""
    connection = http.client.HTTPConnection(urlsplit(page).netloc, timeout=60)
    connection.request("GET", "/sign-in")
    answer = connection.getresponse()
    text, cookie = answer.read().decode(), _cookie(answer)
    fields = dict(re.findall(r'name="(proof|council)" value="([^"]*)"', text))
    body = urlencode({**fields, "next": "/", "officer": officer})
    headers = {
        "cookie": cookie, "content-type": "application/x-www-form-urlencoded", "origin": page.rstrip("/"),
        "sec-fetch-site": "same-origin",
    }  # fmt: skip
    connection.request("POST", "/sign-in/rehearsal", body, headers)
    answer = connection.getresponse()
    answer.read()
    assert answer.status in (302, 303), f"sign-in: {answer.status}"
    return _cookie(answer)


def _cookie(answer: http.client.HTTPResponse) -> str:
    return (answer.getheader("set-cookie") or "").partition(";")[0]


def middle(took: list[float]) -> float:
    """Return the median."""
    return sorted(took)[len(took) // 2]


def high(took: list[float]) -> float:
    """Return the value that one in twenty is over."""
    return sorted(took)[min(len(took) - 1, int(len(took) * 0.95))]


# --- what is measured -------------------------------------------------------------------------------------------------


def starting(node: Node) -> list[Line]:
    """Return how long it takes from the start until there is a page, and until a search covers everything."""
    ready = time.perf_counter() - node.began
    visitor = Visitor(node.page)
    took = visitor.milliseconds("/")
    page = time.perf_counter() - node.began
    with Client(node.folder) as client:
        found = client.call(Search(limit=1))
        answered = time.perf_counter() - node.began
        busy = []
        while not found.covers.complete:
            busy.append(visitor.milliseconds("/"))
            time.sleep(BETWEEN_SECONDS)
            found = client.call(Search(limit=1))
        filled = time.perf_counter() - node.began
    busy = busy or [took]
    return [
        Line("start until ready", ready, "s"),
        Line("start until the first page is there", page, "s"),
        Line("the first page itself", took, "ms"),
        Line("start until a search answers", answered, "s"),
        Line(f"start until a search covers all {found.covers.acts:,} acts", filled, "s"),
        Line("first page while the index fills", middle(busy), "ms", high(busy), PAGE_MS),
    ]


def paging(node: Node, cookie: str, rounds: int, tell: Callable[[str], None], *, soon: bool) -> list[Line]:
    """Return how long each page takes, for who is signed in and who is not."""
    known = {**addresses.matters_of(node.folder), **addresses.forms_of(node.page, cookie)}
    visitors = (("", Visitor(node.page)), (" (signed in)", Visitor(node.page, cookie)))
    asked = addresses.addresses(known)

    def ask(*, whole: bool) -> list[Line]:
        lines = []
        for what, visitor in visitors:
            for address, one in asked:
                if one.whole is whole and (what or not one.signed):
                    visitor.milliseconds(address)
                    bound = None if one.file else PAGE_MS
                    lines.append(_line(address + what, node, visitor, address, bound, rounds))
        return lines

    lines = ask(whole=False)
    if soon:
        return lines
    tell("reading what some pages rest on")
    return [*lines, *reading(node, visitors[0][1]), *ask(whole=True)]


def reading(node: Node, visitor: Visitor) -> list[Line]:
    """Return how long the first looks at pages take that rest on the whole record, and how long until it is read."""
    first = ("/sharing", "/calendar", "/assessment")
    lines = [Line(f"first look at {page}", visitor.milliseconds(page), "ms") for page in first]
    with Client(node.folder) as client:
        for what, call in (
            ("balance", ShowBalance()), ("calendar", ExportCalendar(file=False)), ("assessment", MeasureRecord()),
        ):  # fmt: skip
            began = time.perf_counter()
            client.call(call)
            lines.append(Line(f"until all of the {what} is read", time.perf_counter() - began, "s"))
    return lines


def searching(node: Node, cookie: str, rounds: int) -> list[Line]:
    """Return how long pages of hits take, and the calls behind them."""
    visitor = Visitor(node.page, cookie)
    pages = [*(f"/search?{asked}" for asked in SEARCHES), "/dossiers?words=convoy"]
    return [_line(page, node, visitor, page, SEARCH_MS, rounds) for page in pages]


def spoken(node: Node, rounds: int) -> list[Line]:
    """Return how long main pages take in another language: once nothing of them was said before, and then."""
    visitor = Visitor(node.page, language=SPOKEN)
    visitor.milliseconds("/sign-in")
    lines = [_line(f"{page} ({SPOKEN}, for the first time)", node, visitor, page, PAGE_MS, 1) for page in MAIN]
    return [*lines, *(_line(f"{page} ({SPOKEN})", node, visitor, page, PAGE_MS, rounds) for page in MAIN)]


def provoke(node: Node) -> None:
    """Open matters with titles that a page in another language would work on, were they ours."""
    with Client(node.folder) as client:
        for number in range(HOSTILE):
            title = ": ".join(f"A/B/{number}{part}" for part in range(58))[:200].rstrip(": ")
            body = {"title": title, "level": "ambassadors", "begins_at": "2030-04-20T08:00:00Z"}
            client.call(Send(channel=years.TABLE, kind="meeting-convene", body=body, officer=years.ENVOYS["nato"]))


def _line(name: str, node: Node, visitor: Visitor, page: str, bound: float | None, rounds: int) -> Line:
    before = node.worked_ms
    took = [visitor.milliseconds(page) for _ in range(rounds)]
    return Line(name, middle(took), "ms", high(took), bound, (node.worked_ms - before) / rounds)


PAINT = """() => {
  const seen = performance.getEntriesByName('first-contentful-paint');
  if (seen.length) return seen[0].startTime;
  return new Promise(done => new PerformanceObserver(list => list.getEntriesByName('first-contentful-paint')
    .forEach(one => done(one.startTime))).observe({type: 'paint', buffered: true}));
}"""


def in_browser(node: Node, other: Node, cookie: str) -> list[Line]:
    """Return first paints of pages in Chromium, and how soon an act of another party stands on an open page."""
    from playwright.sync_api import sync_playwright

    lines = []
    with sync_playwright() as playwright:
        browser = launch(playwright.chromium)
        context = browser.new_context()
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": node.page}])
        page = context.new_page()
        for path in ("/", "/state", "/acts", "/dossiers", "/search?words=convoy"):
            took = []
            for _ in range(5):
                page.goto(node.page.rstrip("/") + path, wait_until="commit")
                took.append(float(page.evaluate(PAINT)))
            lines.append(Line(f"first paint of {path}", middle(took), "ms", high(took), PAINT_MS))
        with Client(other.folder) as client:
            for path in ("/", "/acts"):
                page.goto(node.page.rstrip("/") + path)
                page.locator("html[data-listens]").wait_for(state="attached", timeout=60_000)
                took = []
                for number in range(LIVE_ROUNDS):
                    word = f"live-{time.time_ns()}-{number}"
                    began = time.perf_counter()
                    client.call(Send(channel="line", body={"text": word}, to=("nato",), precedence="immediate",
                                     officer=years.ENVOYS["ru"]))  # fmt: skip
                    page.get_by_text(word).first.wait_for(state="attached", timeout=60_000)
                    took.append(1_000 * (time.perf_counter() - began))
                    time.sleep(1.5)
                lines.append(Line(f"from sending at the peer to the open page {path}", middle(took), "ms", high(took),
                                  LIVE_MS))  # fmt: skip
        browser.close()
    return lines


def measure(
    made: making.Made, ports: dict[str, int], rounds: int, tell: Callable[[str], None], *, soon: bool
) -> list[Line]:
    """Return all measures of a record that was made."""
    _set_up(made.folders["nato"])
    with (made.path / "nodes.log").open("ab") as log, running(made.folders["nato"], ports["nato"], log) as node:
        tell("started")
        lines = starting(node)
        tell("drafting")
        draft(node)
        cookie = signed_in(node.page, years.ENVOYS["nato"])
        tell("asking each page")
        lines += paging(node, cookie, rounds, tell, soon=soon)
        lines += searching(node, cookie, rounds)
        tell("asking main pages in another language, once a party wrote hostile titles")
        provoke(node)
        lines += spoken(node, rounds)
        tell("opening a browser, and the node of a peer")
        with running(made.folders["ru"], ports["ru"], log) as other:
            _until_they_talk(node, other)
            lines += in_browser(node, other, cookie)
        lines.append(Line("memory of the node", node.resident_mib, "MiB"))
    return lines


def _set_up(folder: Folder) -> None:
    """Let one click sign in, and one kind of act take two officers."""
    config = folder.path / "party.toml"
    text = config.read_text("utf-8")
    wanted = {"one_click_sign_in": "true", "two_person": f'["{TAKES_TWO}"]'}
    lacking = (f"{key} = {value}\n" for key, value in wanted.items() if key not in text)
    config.write_text("".join(lacking) + text, "utf-8")


def draft(node: Node) -> None:
    """Draft what the record has too few of, and let all but the newest few of it go."""
    with Client(node.folder) as client:
        known = len(client.call(ListDrafts(all=True)).items)
        if SECOND not in (one.name for one in client.call(ListOfficers(party="nato")).items):
            client.call(Send(channel="line", kind="credentials", body={"name": SECOND, "rank": "minister"}))
        for number in range(known, DRAFTS):
            body = {"text": f"Protest {number}."}
            client.call(Send(channel=years.TABLE, kind=TAKES_TWO, body=body, officer=years.ENVOYS["nato"]))
        for one in client.call(ListDrafts()).items[:-HELD]:
            client.call(ReleaseDraft(ref=one.ref, officer=SECOND))


def _until_they_talk(node: Node, other: Node) -> None:
    with Client(other.folder) as client:
        client.call(Send(channel="line", body={"text": "The bench begins."}, to=("nato",), wait="stored",
                         timeout_seconds=600, officer=years.ENVOYS["ru"]))  # fmt: skip
    with Client(node.folder) as client:
        client.call(Status())


# --- what is said of it -----------------------------------------------------------------------------------------------


def machine() -> dict[str, Any]:
    """Return what the figures were taken on."""
    with tempfile.TemporaryDirectory(prefix="detente-bench-") as folder:
        fsync = 1_000 * floor.fsync_seconds(Path(folder))
    return {
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "fsync_ms": round(fsync, 2),
        "check_us": round(1_000_000 * floor.verify_seconds(), 1),
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def table(lines: list[Line]) -> str:
    """Return the results for eyes; what is over its bound is marked."""
    out = [f"{'':<60} {'median':>12} {'p95':>10} {'worked':>10}"]
    for one in lines:
        p95 = f"{one.p95:>10,.1f}" if one.p95 is not None else " " * 10
        bound = f"  over {one.bound:,.0f}" if one.over else ""
        worked = f"{one.worked:>10,.1f}" if one.worked is not None else " " * 10
        out.append(f"{one.name[:60]:<60} {one.value:>12,.1f} {p95} {worked} {one.unit}{bound}")
    return "\n".join(out)


def main() -> None:
    """Make or find the record, measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console", description=__doc__)
    parser.add_argument("--acts", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--soon", action="store_true", help="without what waits until the whole record is read")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--kept", type=Path, default=Path(tempfile.gettempdir()) / "detente-large",
                        help="where records are kept between runs")  # fmt: skip
    asked = parser.parse_args()

    def tell(text: str) -> None:
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {text}\n")

    ports = dict(zip(years.NAMES, free_ports(len(years.NAMES)), strict=True))
    made = making.record(asked.kept, asked.acts, ports, tell)
    before = machine()
    lines = measure(made, ports, asked.rounds, tell, soon=asked.soon)
    found = {"acts": made.acts, "before": before, "after": machine(), "measures": [asdict(one) for one in lines]}
    if asked.json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
        return
    loads = f"load {before['load']} before, {found['after']['load']} after"
    head = f"{made.acts:,} acts, made in {made.seconds:,.0f} s; {loads}"
    sys.stdout.write(f"{head}\n{json.dumps(before)}\n{table(lines)}\n")


if __name__ == "__main__":
    main()
