"""Line tests and checks of contact points over real nodes: sent, read back, scored, kept, and what a missed one was."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from tests.table import FOUNDED_AT, Table

from detente.cli.main import main
from detente.errors import Refused
from detente.home.calls import CheckContacts, ListContacts, ListLineTests, Send, SendLineTest, Show
from detente.home.service import Service
from detente.node.core import Core
from detente.node.events import KeepJournal
from detente.node.node import Node

TABLES = "\n[line]\ntest_hours = 24\n"
PARTIES = ("no", "ru", "us", "depositary")


async def ask(node: Node, call: Any) -> Any:
    return await Service(node).run(call)


async def arrives(node: Node, council: str, ref: str) -> None:
    assert await node.until(lambda core: core.context.store.act(council, ref), 30)


def test_tests_are_sent_read_back_scored_and_kept_for_each_pair(tmp_path: Path) -> None:
    """One whole, one in part, one declined, one that nobody read, and one of a drill, which nothing counts."""

    async def story() -> None:
        table = Table(tmp_path, TABLES)
        async with table.up(*PARTIES, level_every=1) as (no, ru, us, dep):
            before = await ask(no, ListLineTests())
            assert (before.hours, before.due, before.items, before.pairs) == (24, True, [], [])
            first = (await ask(no, SendLineTest())).act
            assert first.to == ("ru", "us")
            for node in (ru, us):
                await arrives(node, first.council, first.ref)
            table.clock.set(FOUNDED_AT + 60)
            seen = (await ask(ru, Show(first.ref))).act.body["text"]
            await ask(ru, Send("line", {"text": seen}, "line-test-reading", re=first.ref, to=("no",), wait="stored"))
            part = Send("line", {"text": seen[:60]}, "line-test-reading", re=first.ref, to=("no",), wait="stored")
            await ask(us, part)
            await entered(no, dep, first.council)
            shown = await ask(no, ListLineTests())
            assert not shown.due
            assert shown.due_at == "2015-11-02T09:00:00Z"
            results = {one.party: one for one in shown.items[0].results}
            assert (results["ru"].result, results["ru"].seconds) == ("whole", 60)
            assert results["us"].result == "in_part"
            assert 0 < results["us"].same < results["us"].of
            pairs = {(one.party, one.with_party): one for one in shown.pairs}
            assert (pairs["no", "ru"].tests, pairs["no", "ru"].whole, pairs["no", "ru"].median_seconds) == (1, 1, 60)
            assert (pairs["no", "us"].whole, pairs["no", "us"].read_back) == (0, 1)

            second = (await ask(no, SendLineTest(to=("ru",)))).act
            assert second.body["number"] == 2
            await arrives(ru, second.council, second.ref)
            no_paper = Send(
                "line", {"reason": "No paper."}, "line-test-reading", re=second.ref, to=("no",), wait="stored"
            )
            await ask(ru, no_paper)
            third = (await ask(no, SendLineTest(to=("us",), drill="by night"))).act
            await arrives(us, third.council, third.ref)
            later = await ask(no, ListLineTests())
            assert [one.number for one in later.items] == [3, 2, 1]
            assert [one.drill for one in later.items] == ["by night", "", ""]
            (missed,) = later.items[0].results
            assert (missed.result, [fact.state for fact in missed.silence]) == (
                "not_read_back", ["reachable", "unread"],
            )  # fmt: skip
            assert later.items[1].results[0].reason == "No paper."
            pairs = {(one.party, one.with_party): one for one in later.pairs}
            assert (pairs["no", "ru"].tests, pairs["no", "ru"].declined) == (2, 1)
            assert pairs["no", "us"].tests == 1, "what is drilled is not counted"
            page = await ask(no, ListLineTests(limit=1))
            assert [one.number for one in page.items] == [3]
            rest = await ask(no, ListLineTests(before=page.next))
            assert [one.number for one in rest.items] == [2, 1]
            assert [one.ref for one in (await ask(no, ListLineTests(party="us"))).items] == [third.ref, first.ref]
            with pytest.raises(Refused) as caught:
                await ask(dep, SendLineTest())
            assert caught.value.code == "line-test-to-nobody"

    asyncio.run(story())


async def entered(node: Node, dep: Node, council: str) -> None:
    """Let the depositary enter what changed, and return when a node holds its journal whole."""
    await dep.tell(KeepJournal())
    origin = f"{council}/journal/depositary/1"
    size = (await dep.read(lambda core: core.context.held.feed(origin))).size  # type: ignore[union-attr]

    def whole(core: Core) -> bool | None:
        feed = core.context.held.feed(origin)
        return (feed is not None and feed.size >= size) or None

    assert await node.until(whole, 30)


def test_contact_points_are_asked_and_their_answers_timed(tmp_path: Path) -> None:
    """With the parties of which no roster names such a contact point, and a rate in aggregate only."""

    async def story() -> None:
        table = Table(tmp_path)
        async with table.up(*PARTIES, level_every=1) as (no, ru, us, dep):
            roster = {"contacts": [{"role": "Duty officer", "languages": ["en"]}]}
            await ask(ru, Send("line", roster, "roster", to=("no",), wait="stored"))
            asked = await ask(no, CheckContacts(role="Duty officer"))
            assert asked.act.to == ("ru", "us")
            assert asked.without == ("us",)
            await arrives(ru, asked.act.council, asked.act.ref)
            await arrives(us, asked.act.council, asked.act.ref)
            table.clock.set(FOUNDED_AT + 45)
            answer = Send(
                "line", {"role": "Duty officer"}, "contact-answer", re=asked.act.ref, to=("no",), wait="stored"
            )
            await ask(ru, answer)
            await entered(no, dep, asked.act.council)
            shown = await ask(no, ListContacts())
            assert (shown.asked, shown.answered, shown.median_seconds) == (2, 1, 45)
            ((only,),) = [one.answers for one in shown.items]
            assert (only.party, only.role, only.seconds) == ("ru", "Duty officer", 45)

    asyncio.run(story())


def test_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """On a folder at rest: each command answers, with and without --json, and a wrong file is refused."""

    async def found() -> None:
        async with Table(tmp_path, TABLES).up("no"):
            pass

    asyncio.run(found())

    def run(*words: str) -> str:
        monkeypatch.setattr("sys.argv", ["detente", *words, "--dir", str(tmp_path / "no")])
        with pytest.raises(SystemExit) as ended:
            main()
        out = capsys.readouterr()
        return out.out if ended.value.code in (0, None) else out.err

    assert "due since" in run("line", "tests")
    sent = run("line", "test", "--to", "ru")
    assert "NO/LINE/2  tests the line" in sent
    assert "detente line test read NO/LINE/2" in sent
    assert json.loads(run("line", "tests", "--json"))["items"][0]["results"][0]["result"] == "not_read_back"
    listed = run("line", "tests")
    assert "NO/LINE/2" in listed
    assert "not read back" in listed
    assert "line-test-of-others" in run("line", "test", "read", "NO/LINE/2", "--text", "A", "--json")
    assert "file-unreadable" in run("line", "test", "read", "NO/LINE/2", "--text-file", str(tmp_path), "--json")
    assert "asks contact points to answer" in run("line", "contacts", "check", "--to", "ru")
    assert "0 of 1 contact points answered" in run("line", "contacts", "list")
    assert "contact-of-others" in run("line", "contacts", "answer", "NO/LINE/3", "--role", "Watch", "--json")
    assert "opens the drill by night" in run("line", "drill", "--to", "ru", "by night")
    assert "DRILL by night" in run("inbox", "--all")
    assert "no node runs here" in run("line", "status")
    assert "link" in run("line", "status", "ru")
