"""A running node whose own code fails: one event is lost by it, and nothing else."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from msgspec.structs import replace
from tests.table import FOUNDED_AT, Table

from detente.errors import Fault
from detente.home.calls import Send
from detente.home.service import Service
from detente.node.core import Core
from detente.node.events import Answered, Draft, Effect, Event, Submit, Written
from detente.node.events import Send as Request
from detente.node.node import Node
from detente.protocol import keys
from detente.protocol.identity import Retired, make_identity_note, note_digest
from detente.protocol.keys import Keyring


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Table:
    return Table(tmp_path)


def mistaken(node: Node, monkeypatch: pytest.MonkeyPatch, poison: Callable[[Event], bool], times: int = 10**6) -> None:
    """Let the core raise what nobody foresaw: after an officer's wish was done, before a peer's answer is seen."""
    take, left = node.core._take, [times]

    def broken(event: Event, now: int) -> None:
        bad = poison(event) and left[0] > 0
        if not (bad and isinstance(event, Answered)):
            take(event, now)
        if bad:
            left[0] -= 1
            raise ZeroDivisionError

    monkeypatch.setattr(node.core, "_take", broken)


def draft(table: Table, text: str) -> Draft:
    """Return a message for the line, by an officer of that name."""
    return Draft(table.council, "line", "message", {"text": text}, officer=text)


def alarms(node: Node) -> list[str]:
    """Return the codes of the node's alarms."""
    return [alarm.code for _, alarm in node.alarms]


async def asked_again(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """Return once the node's courier leaves for Russia."""
    ask, left = node._client.ask, asyncio.Event()

    async def watched(party: str, *rest: Any) -> Any:
        if party == "ru":
            left.set()
        return await ask(party, *rest)

    monkeypatch.setattr(node._client, "ask", watched)
    await asyncio.wait_for(left.wait(), 20)


async def delivered(node: Node) -> None:
    """Send an act to Russia and return once it is stored there."""
    await Service(node).run(Send(channel="line", body={"text": "x"}, to=("ru",), wait="stored", timeout_seconds=20))


def officers(core: Core, table: Table) -> list[str]:
    """Return the officers of Norway's messages in the line, in the order of the record."""
    rows = [row for _, row in core.context.store.acts(table.council, channel="line", party="no")]
    return [row.officer for row in sorted(rows, key=lambda row: row.index) if row.kind == "message"]


def test_one_poison_event_fails_alone(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many acts taken together each is written once and in order, but for the one, who is told `step-failed`."""

    async def main() -> None:
        async with table.up("no") as (node,):
            mistaken(node, monkeypatch, lambda event: isinstance(event, Submit) and event.draft.body["text"] == "4")
            drafts = [draft(table, str(number)) for number in range(9)]
            done = await asyncio.gather(*(node.submit(one) for one in drafts), return_exceptions=True)
            failed = done.pop(4)
            assert isinstance(failed, Fault)
            assert failed.code == "step-failed"
            assert all(isinstance(written, Written) for written in done)
            assert await node.read(lambda core: officers(core, table)) == list("01235678")
            assert alarms(node).count("step-failed") == 1

    asyncio.run(main())


def test_a_mistake_that_passes_costs_nothing(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the second try succeeds nobody is told that anything failed."""

    async def main() -> None:
        async with table.up("no") as (node,):
            mistaken(node, monkeypatch, lambda event: isinstance(event, Submit), times=1)
            await asyncio.gather(*(node.submit(draft(table, str(number))) for number in range(2)))
            assert await node.read(lambda core: officers(core, table)) == ["0", "1"]
            assert "step-failed" not in alarms(node)

    asyncio.run(main())


def test_what_was_committed_is_not_done_again(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake after the commit fails the answers, but writes no act twice, and couriers go on."""

    async def main() -> None:
        async with table.up("no", "ru") as (node, _):
            due, left = node.core.dispatch.due, [1]

            def broken() -> list[Effect]:
                effects = due()
                if left[0] and any(isinstance(effect, Request) and effect.peer == "ru" for effect in effects):
                    left[0] -= 1
                    raise ZeroDivisionError
                return effects

            while await node.read(lambda core: core.context.post("ru").courier.in_flight):
                pass
            monkeypatch.setattr(node.core.dispatch, "due", broken)
            drafts = [draft(table, str(number)) for number in range(3)]
            done = await asyncio.gather(*(node.submit(one) for one in drafts), return_exceptions=True)
            assert [getattr(one, "code", None) for one in done] == ["step-failed"] * 3
            assert await node.read(lambda core: officers(core, table)) == ["0", "1", "2"]
            await asked_again(node, monkeypatch)
            await delivered(node)

    asyncio.run(main())


def test_an_answer_that_cannot_be_taken_in_stops_no_courier(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The peer is asked again after a pause, as if it had not answered."""

    async def main() -> None:
        async with table.up("no", "ru") as (node, _):
            to_blame: list[Event] = []

            def first(event: Event) -> bool:
                """Whoever else's events it came with, it fails when tried alone too."""
                if not to_blame and isinstance(event, Answered) and event.peer == "ru":
                    to_blame.append(event)
                return any(event is one for one in to_blame)

            mistaken(node, monkeypatch, first)
            await node.submit(draft(table, "asks for an answer"))
            async with asyncio.timeout(60):
                while "step-failed" not in alarms(node):
                    await node.read(lambda _core: None)
            await asked_again(node, monkeypatch)
            await delivered(node)

    asyncio.run(main())


def test_a_courier_comes_back_from_any_mistake(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither a client that raises what nobody foresaw nor a context that cannot be made loses the way to a peer."""

    async def main() -> None:
        async with table.up("no", "ru") as (node, _):
            ask, context, left = node._client.ask, node._client._context, [1, 1]

            async def broken(party: str, *rest: Any) -> Any:
                if party == "ru" and left[0]:
                    left[0] -= 1
                    raise ZeroDivisionError
                return await ask(party, *rest)

            def none(party: str) -> Any:
                if party == "ru" and left[1]:
                    left[1] -= 1
                    raise ZeroDivisionError
                return context(party)

            monkeypatch.setattr(node._client, "ask", broken)
            monkeypatch.setattr(node._client, "_context", none)
            await node._client.drop("ru")
            await delivered(node)
            assert left == [0, 0]

    asyncio.run(main())


def test_a_mark_that_cannot_be_written_is_told_and_no_more(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    """The act stands in the record, and who sent it is told so."""

    def full() -> None:
        raise OSError(28, "No space left on device")

    async def main() -> None:
        async with table.up("no") as (node,):
            with monkeypatch.context() as patch:
                patch.setattr(node.mark, "write", full)
                written = await node.submit(draft(table, "x"))
            assert written.ref
            assert "mark-not-written" in alarms(node)

    asyncio.run(main())


def test_a_root_learned_while_running_is_let_in(table: Table, tmp_path: Path) -> None:
    """A party whose identity names a new root is known by it from the next step on, and by the old one no more."""
    old, new = table.seats["ru"].keyring, Keyring.new("ru", "Russian Federation")
    (tmp_path / "new").mkdir(mode=0o700)
    new.save(tmp_path / "new")

    async def status(ring: Keyring, table: Table) -> int:
        context = keys.client_context(ring, [table.seats["no"].keyring.root_certificate])
        url = f"{table.seats['no'].url}/log/{'0' * 64}/checkpoint"
        connector = aiohttp.TCPConnector(ssl=context)
        async with aiohttp.ClientSession(connector=connector) as client, client.get(url) as answer:
            return answer.status

    def learn(core: Core) -> None:
        directory = core.context.directory
        identity = replace(
            directory.identity("ru"),
            serial=2,
            previous=note_digest(directory.notes("ru")[-1]).hex(),
            root=new.root_signer().key,
            root_certificate=new.root_certificate,
            retired=(Retired("root", old.root_signer().key.public, ()),),
        )
        note = make_identity_note(identity, [new.root_signer(), old.root_signer()])
        with core.context.store.transaction():
            assert directory.learn("ru", [note], FOUNDED_AT)

    async def main() -> None:
        async with table.up("no") as (node,):
            assert await status(old, table) == 404
            with pytest.raises(aiohttp.ClientError):
                await status(new, table)
            await node.read(learn)
            await node.submit(draft(table, "a step"))
            assert [await status(new, table), await status(old, table)] == [404, 403]

    asyncio.run(main())
