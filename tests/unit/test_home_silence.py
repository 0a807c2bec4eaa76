"""Every state of silence over real nodes and wires, each with the evidence on which it rests."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.table import FOUNDED_AT, Table

from detente.council.silence import Silence, link_fact
from detente.errors import Refused
from detente.home.calls import Send, ShowLine, Status
from detente.home.replies.facts import FactView
from detente.home.replies.line import CounterpartView, LineStatusView
from detente.home.service import Service
from detente.node.core import Core
from detente.node.node import Node
from detente.node.signs import link_of, signs_of
from detente.protocol.charter import Channel

TABLES = '\n[levels.kinds]\nsuspend = "watch officer"\n\n[topics]\nsea = "Sea"\n'
SECONDS = 30


async def line(node: Node, party: str | None = None) -> LineStatusView:
    """Return what a node knows of the line."""
    shown = await Service(node).run(ShowLine(party=party))
    assert isinstance(shown, LineStatusView)
    return shown


async def counterpart(node: Node, party: str) -> CounterpartView:
    return (await line(node, party)).items[0]


async def linked(node: Node, party: str, state: Silence) -> FactView:
    """Return the fact of a wire as soon as it is in that state."""

    def holds(core: Core) -> bool | None:
        return link_fact(link_of(core.context, party, signs_of(core.context)), node.clock.now()).state is state or None

    assert await node.until(holds, SECONDS), f"{party} never {state} for {node.party}"
    return (await counterpart(node, party)).link


async def say(node: Node, text: str, *, held_by: str = "", **more: Any) -> str:
    """Let a party say something and return its reference; where it is asked for, once somebody holds it."""
    body = {**({"text": text} if text else {}), **more.pop("body", {})}
    if held_by:
        more |= {"wait": "stored", "to": more.get("to", (held_by,))}
    sent: Any = await Service(node).run(Send(channel=more.pop("channel", "line"), body=body, **more))
    return str(sent.act.ref)


def facts(one: CounterpartView) -> dict[str, str]:
    return {fact.about or one.party: fact.state for fact in one.facts}


def evidence(fact: FactView) -> dict[str, str]:
    return {one.what: one.ref or one.by for one in fact.evidence}


def test_the_wire_by_which_a_party_is_reached_cut_and_the_node_that_is_stopped(tmp_path: Path) -> None:
    """Reachable; cut, and others hold its newer sign of life; mended; stopped, and nobody hears it."""

    async def story() -> None:
        table = Table(tmp_path, TABLES, plenary=Channel(("*",), "ambassadors"))
        async with table.up("no", "ru", "us", "depositary", level_every=1) as (no, ru, _us, _dep):
            await say(no, "Good morning.", held_by="ru")
            assert evidence(await linked(no, "ru", Silence.REACHABLE)) == {"contact": "ru"}
            no.cut.add("ru")
            ru.cut.add("no")
            table.clock.set(FOUNDED_AT + 60)
            await linked(no, "ru", Silence.NOT_HEARD)
            # Where a clock stands still, a sign of life of the second of the cut shows nothing.
            table.clock.set(FOUNDED_AT + 90)
            cut = await linked(no, "ru", Silence.LINK_DOWN)
            assert {"sign_of_life", "contact", "unanswered_requests"} <= set(evidence(cut))
            sign = next(one for one in cut.evidence if one.what == "sign_of_life")
            assert (sign.by, sign.at) == ("ru", "2015-11-01T09:01:30Z")
            one = await counterpart(no, "ru")
            assert one.state == "link_down"
            assert one.unanswered >= 2
            assert one.retry_seconds is not None
            no.cut.clear()
            ru.cut.clear()
            await no.reconnect("ru")
            await linked(no, "ru", Silence.REACHABLE)
            await table.stop("ru")
            table.clock.set(FOUNDED_AT + 3_600)
            gone = await linked(no, "ru", Silence.NOT_HEARD)
            assert "cause not stated" in gone.text
            status: Any = await Service(no).run(Status())
            assert {peer.party: peer.link.state for peer in status.items}["ru"] == "not_heard"

    asyncio.run(story())


def test_what_became_of_our_acts_and_what_a_party_said_of_its_silence(tmp_path: Path) -> None:
    """Unread, read and unanswered, declined, suspended, announced: one act after the other changes what is known."""

    async def story() -> None:
        table = Table(tmp_path, TABLES, plenary=Channel(("*",), "ambassadors"))
        async with table.up("no", "ru", "us", "depositary", level_every=1) as (no, ru, us, _dep):
            asked = await say(no, "What do you intend?", kind="clarification-request", held_by="ru")
            unread = await counterpart(no, "ru")
            assert unread.state == "unread"
            assert facts(unread) == {asked: "unread"}
            assert evidence(unread.facts[0]) == {"receipt": "ru"}
            assert unread.facts[0].evidence[0].at == "2015-11-01T09:00:00Z"

            table.clock.set(FOUNDED_AT + 60)
            read_by = await say(ru, "", kind="acknowledge", re=asked, held_by="no", to=())
            await _holds(no, read_by)
            read = await counterpart(no, "ru")
            assert (read.state, facts(read)) == ("read_unanswered", {asked: "read_unanswered"})
            assert evidence(read.facts[0]) == {"acknowledgement": read_by, "receipt": "ru"}

            declined_by = await say(ru, "Not by this way.", kind="decline", re=asked, held_by="no", to=())
            await _holds(no, declined_by)
            declined = await counterpart(no, "ru")
            assert (declined.state, facts(declined)) == ("declined", {asked: "declined"})
            assert evidence(declined.facts[0]) == {"act": declined_by}

            told = await say(no, "We fly on Monday.", channel="no-ru", held_by="ru")
            suspended_by = await say(ru, "", kind="suspend", channel="plenary", held_by="no", to=(),
                                     body={"channels": ["no-ru"], "reason": "Events.", "ground": "None"})  # fmt: skip
            await _holds(no, suspended_by)
            suspended = await counterpart(no, "ru")
            assert suspended.state == "suspended"
            assert facts(suspended) == {"ru": "suspended", told: "suspended", asked: "declined"}
            assert {evidence(one)["act"] for one in suspended.facts[:2]} == {suspended_by}
            assert facts(await counterpart(us, "ru")) == {"ru": "suspended"}

            announced_by = await say(ru, "", kind="silence-announcement", held_by="no", to=(),
                                     body={"until_at": "2015-11-01T12:00:00Z", "reason": "Painting.",
                                           "meanwhile": "receives only"})  # fmt: skip
            await _holds(no, announced_by)
            line_act = await say(no, "A routine word.", held_by="ru")
            announced = await counterpart(no, "ru")
            assert announced.state == "silence_announced"
            assert facts(announced)[line_act] == "silence_announced"
            fact = next(one for one in announced.facts if one.state == "silence_announced" and not one.about)
            assert (evidence(fact), fact.until_at) == ({"act": announced_by}, "2015-11-01T12:00:00Z")
            assert fact.reason == "Painting."
            table.clock.set(FOUNDED_AT + 4 * 3_600)
            assert facts(await counterpart(no, "ru"))[line_act] == "unread"

    asyncio.run(story())


async def _holds(node: Node, ref: str) -> None:
    council = next(iter(node.core.context.directory.councils))
    assert await node.until(lambda core: core.context.store.act(council, ref), SECONDS)


def test_an_act_that_did_not_arrive_yet_has_no_receipt_as_evidence(tmp_path: Path) -> None:
    """Nothing is made up: without the addressee's receipt an unread act stands without evidence, and says so."""

    async def story() -> None:
        table = Table(tmp_path, TABLES, plenary=Channel(("*",), "ambassadors"))
        async with table.up("no", "depositary", level_every=1) as (no, _dep):
            ref = await say(no, "Is anybody there?", to=("ru",))
            one = await counterpart(no, "ru")
            assert one.state == "not_heard"
            assert one.link.evidence == () or "never in contact" in one.link.text
            assert [(fact.about, fact.state, fact.evidence) for fact in one.facts] == [(ref, "unread", ())]
            assert one.facts[0].text == f"{ref}: unread: no officer has acknowledged it (no receipt of it yet)"
            assert one.queue.entries >= 1
            shown = await line(no)
            assert [item.party for item in shown.items] == ["ru", "us", "depositary"]
            assert shown.running
            with pytest.raises(Refused) as caught:
                await line(no, "xx")
            assert caught.value.code == "party-unknown"

    asyncio.run(story())
