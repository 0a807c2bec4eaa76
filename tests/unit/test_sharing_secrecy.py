"""An item marked for one party appears nowhere else: not at third members, not at the depositary, in no paper.

NO gives RU an item under TLP:RED, with an erasable file, in the channel of the two. What the US and the depositary have
afterwards is compared, byte by byte and reply by reply, with what they had before, and searched for every word of it.
"""

import asyncio
import base64
import logging
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from pypdf import PdfReader
from tests.table import FOUNDED_AT, Seat, Table

from detente.clock import DAY, rfc3339
from detente.console.app import create_app
from detente.council.escalation import Message, Person, Step
from detente.council.waiting import Phase, Waiting
from detente.errors import DetenteError
from detente.home.alarms.policy import SAYABLE
from detente.home.alarms.wording import words_of
from detente.home.calls import (
    Brief,
    CountRecord,
    ExportCalendar,
    ExportDossier,
    ExportEvidence,
    Inbox,
    ListAttachments,
    ListConcerns,
    ListDossiers,
    ListDuties,
    ListMatters,
    ListShared,
    PrintAct,
    Send,
    Share,
    Show,
    ShowBalance,
    ShowBoard,
    ShowDossier,
    ShowLedger,
    ShowStanding,
    ShowTimeline,
    Status,
    WriteCommuniques,
)
from detente.home.service import Service
from detente.node.node import Node
from detente.protocol.charter import EVERYBODY, Channel
from detente.record.store import Reading

WORDS = ("Kestrel-Quarry", "Sparrow-Lintel", "Officer-Zephyr", "heron-ledger")
"""What is given, its source, who gives it, and the name of its file: in no other word that this test uses."""
TOPICS = '\n[topics.rescue]\ntitle = "Rescue at sea"\nreply_hours = 48\n'
LISTINGS: tuple[Any, ...] = (
    Inbox(all=True), ListShared(all=True), ShowBalance(), ListDossiers(), ListMatters("sharing"), ListDuties(),
    ShowLedger(), ShowBoard(), ListConcerns(all=True), ShowStanding(), ShowTimeline(), ListAttachments(),
    ExportCalendar(),
)  # fmt: skip
PAGES = ("/", "/state", "/acts", "/dossiers", "/duties", "/calendar", "/standing", "/timeline", "/record", "/officers")


async def ask(node: Node, call: Any) -> bytes:
    """Return a reply as JSON, or the error as a person would read it."""
    try:
        return msgspec.json.encode(await Service(node).run(call))
    except DetenteError as error:
        return f"{error.code} {error.expected} {error.got} {error.remedy}".encode()


async def pages(node: Node, paths: Iterable[str]) -> bytes:
    """Return the pages of a node, one after the other."""
    transport = httpx.ASGITransport(create_app(Service(node), same_user=False))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        return b"".join([(await client.get(path)).content for path in paths])


async def listings(node: Node) -> dict[str, Any]:
    """Return what a node lists, without the time at which it was asked."""
    found = {}
    for call in LISTINGS:
        reply = msgspec.json.decode(await ask(node, call))
        found[type(call).__name__] = settled({name: reply.get(name) for name in ("items", "heads", "next")})
    return found


def settled(reply: Any) -> Any:
    """Return a reply without receipts on the acts for all, which may come at any time."""
    match reply:
        case dict():
            return {name: settled(one) for name, one in reply.items() if name not in ("received", "bounds")}
        case list():
            return [settled(one) for one in reply]
        case _:
            return reply


async def counts(node: Node) -> dict[str, int]:
    """Return how many of each a record holds; how often it wrote, and of what contacts, depends on the wire's luck."""
    found: dict[str, int] = msgspec.json.decode(await ask(node, CountRecord()))["counts"]
    return {name: number for name, number in found.items() if name in ("acts", "attachments", "feeds", "dossiers")}


def files_of(seat: Seat) -> dict[Path, bytes]:
    """Return every file in a party's folder: record, attachments, keys, logs."""
    return {path: path.read_bytes() for path in seat.folder.path.rglob("*") if path.is_file()}


def nowhere(where: str, data: bytes) -> None:
    """Be silent where no word of the item stands in these bytes, in any case and in either width."""
    for word in WORDS:
        for spelled in (word, word.lower(), word.upper()):
            assert spelled.encode() not in data, f"{word} in {where}"
            assert spelled.encode("utf-16-le") not in data, f"{word} in {where}"


async def give(node: Node, secret: Path) -> str:
    """Let NO give RU the item, once RU holds it."""
    body = {
        "topic": "rescue", "content": WORDS[0], "source": WORDS[1], "tlp": "RED", "only": ["ru"],
        "source_grade": "B", "information_grade": "2", "valid_until_at": rfc3339(FOUNDED_AT + 90 * DAY),
    }  # fmt: skip
    call = Share("share-item", body, to=("ru",), officer=WORDS[2], attach=(str(secret),), erasable=True)
    sent: Any = await Service(node).run(call)
    return str(sent.act.ref)


async def everywhere(nodes: Iterable[Node], ref: str, plain: str) -> None:
    """Return when the depositary holds the item's feed, and all hold a later act of the plenary."""
    for node in nodes:
        wanted = plain if node.party in ("us", "depositary") else ref

        def there(core: Any, wanted: str = wanted) -> bool | None:
            return core.context.store.act(next(iter(core.context.directory.councils)), wanted) is not None or None

        assert await node.until(there, 30), f"{wanted} never came to {node.party}"


def test_an_item_marked_for_one_party_appears_nowhere_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "detente")
    secret = tmp_path / f"{WORDS[3]}.txt"
    secret.write_text(f"{WORDS[0]} {WORDS[1]}", encoding="utf-8")

    async def main() -> None:
        table = Table(tmp_path / "table", TOPICS, plenary=Channel((EVERYBODY,), "ambassadors"))
        async with table.up("no", "ru", "us", "depositary") as nodes:
            no, ru, us, depositary = nodes
            first = await _say(no, "A word for all.")
            await everywhere(nodes, first, first)
            before, counted = await listings(us), await counts(us)
            shown = await pages(us, PAGES)
            ref = await give(no, secret)
            assert ref.startswith("NO/NO-RU/"), "the channel that its reader reads and nobody else was chosen"
            assert await depositary.until(lambda core: _held(core, table, ref), 30)
            await everywhere(nodes, ref, first)
            await _third_member(us, before, counted, shown, ref)
            await _depositary(depositary, ref)
            await _reader(ru, ref, first)
            await _paper(no, ref)
            await _refused(no)
            second = await _say(no, "Another word for all.")
            assert (first, second) == ("NO/PLENARY/2", "NO/PLENARY/3"), "no gap in what the others number"
            await everywhere(nodes, ref, second)
        nowhere("logs of any node", "\n".join(record.getMessage() for record in caplog.records).encode())
        for party in ("us", "depositary"):
            for path, data in files_of(table.seats[party]).items():
                nowhere(f"{party}: {path.name}", data + path.name.encode())
        assert not list(table.seats["us"].folder.attachments.rglob("*")), "no byte of the file came to the US"

    asyncio.run(main())


async def _say(node: Node, text: str) -> str:
    sent: Any = await Service(node).run(Send(channel="plenary", body={"text": text}))
    return str(sent.act.ref)


def _held(core: Any, table: Table, ref: str) -> bool | None:
    feed = core.context.store.feed(table.origin("no", "no-ru"))
    return (feed is not None and feed.size > int(ref.rpartition("/")[2])) or None


async def _third_member(us: Node, before: Any, counted: Any, shown: bytes, ref: str) -> None:
    """Nothing that the US lists, counts or shows is another than before; and what it asks for is unknown."""
    assert await listings(us) == before
    assert await counts(us) == counted
    assert us.store.feed(_origin(us, ref)) is None
    after = await pages(us, PAGES)
    nowhere("pages of the US", shown + after)
    there, other = await ask(us, Show(ref)), await ask(us, Show(ref.rpartition("/")[0] + "/99"))
    assert there.replace(ref.encode(), b"") == other.replace((ref.rpartition("/")[0] + "/99").encode(), b"")
    asked = [Show(ref), ShowDossier(ref), ExportEvidence(ref), ExportDossier(ref), Status(), Brief()]
    for call in asked:
        nowhere(type(call).__name__, await ask(us, call))
    folder = us.folder.path.parent / "public"
    await ask(us, WriteCommuniques(str(folder)))
    for path in folder.rglob("*") if folder.exists() else ():
        nowhere(path.name, path.read_bytes() if path.is_file() else b"")


def _origin(node: Node, ref: str) -> str:
    council = next(iter(node.core.context.directory.councils))
    party, channel, _index = ref.lower().split("/")
    return f"{council}/{channel}/{party}/1"


async def _depositary(depositary: Node, ref: str) -> None:
    """It holds a sealed entry of a size class in a feed that grew, and can say neither kind, nor officer, nor label."""
    row = depositary.store.act(next(iter(depositary.core.context.directory.councils)), ref)
    assert row is None or row.reading is not Reading.READABLE
    for call in (*LISTINGS, Show(ref), ShowDossier(ref), ExportEvidence(ref), Status(), CountRecord()):
        data = await ask(depositary, call)
        nowhere(f"{type(call).__name__} of the depositary", data)
        assert b"share-item" not in data
        assert b"TLP:RED" not in data
    nowhere("pages of the depositary", await pages(depositary, PAGES))


async def _reader(ru: Node, ref: str, first: str) -> None:
    """The reader reads it where act and matter are shown; titles, calendar, board and alarms have its label only."""
    assert WORDS[0].encode() in await ask(ru, ShowDossier(ref))
    for call in (ListDossiers(), ListDuties(), ShowBoard(), ExportCalendar(), ShowBalance()):
        data = await ask(ru, call)
        for word in WORDS[:2]:
            assert word.encode() not in data, f"{word} in {type(call).__name__}"
    for path in ("/", "/state", "/dossiers", "/calendar"):
        page = await pages(ru, [path])
        for word in WORDS[:2]:
            assert word.encode() not in page, f"{word} in {path}"
    title = (await pages(ru, [f"/dossiers/{ref.lower()}"])).partition(b"</title>")[0]
    assert ref.encode() in title
    nowhere("page title", title)
    bundle = ru.folder.path.parent / "bundle.zip"
    assert b"bytes" in await ask(ru, ExportDossier(first, path=str(bundle)))
    nowhere("the bundle of another matter", bundle.read_bytes())
    waiting = Waiting(
        "table-rehearsal", ref, "no", 3, FOUNDED_AT, asks=False, objective_seconds=600, kind="share-item",
        channel="no-ru",
    )  # fmt: skip
    person = Person("A. Smith", "watch officer")
    message = Message(person, "ru", (Step(waiting, person, Phase.UNREAD, FOUNDED_AT),))
    nowhere("alarm mail", " ".join(words_of(message, SAYABLE, ["en"], FOUNDED_AT)).encode())


async def _paper(no: Node, ref: str) -> None:
    """Its words stand on paper for its reader alone, under its label; for whoever else takes it in stand codes."""
    readers: Any = await Service(no).run(PrintAct(ref, addressee="ru"))
    others: Any = await Service(no).run(PrintAct(ref))
    for made, shut_out in ((readers, ()), (others, ("depositary",))):
        assert made.shut_out == shut_out
        sheets = [page.extract_text() for page in PdfReader(BytesIO(base64.b64decode(made.file))).pages]
        assert all(sheet.count("TLP:RED, for RU only") >= 2 for sheet in sheets), "at top and foot of each sheet"
        assert any(WORDS[0] in sheet for sheet in sheets) == (made is readers)


async def _refused(no: Node) -> None:
    """An error that names the label says nothing of what it was to protect."""
    body = {"topic": "rescue", "content": WORDS[0], "source": WORDS[1], "tlp": "RED", "only": ["us"]}
    error = await ask(no, Share("share-item", body, channel="no-ru", officer=WORDS[2]))
    assert error.startswith(b"label-unreadable")
    nowhere("error text", error)
