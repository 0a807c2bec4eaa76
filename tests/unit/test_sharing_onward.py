"""Passing on what another gave, by the calls that officers use: labels, originators and refusals hold up to the act."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.table import Table

from detente.errors import Refused
from detente.home.calls import ListShared, Send, Share, ShowDossier
from detente.home.service import Service
from detente.node.node import Node
from detente.protocol.charter import EVERYBODY, Channel

TOPICS = '\n[topics.rescue]\ntitle = "Rescue at sea"\n'


async def say(node: Node, call: Any) -> str:
    """Return the reference of an act that a node says."""
    sent: Any = await Service(node).run(call)
    return str(sent.act.ref)


async def refused(node: Node, call: Any) -> str:
    """Return the code with which a node refuses."""
    with pytest.raises(Refused) as info:
        await Service(node).run(call)
    return info.value.code


async def held(node: Node, ref: str) -> None:
    """Return once a node holds an act."""
    council = next(iter(node.core.context.directory.councils))
    assert await node.until(lambda core: core.context.store.act(council, ref) is not None or None, 30)


def onward(kind: str, re: str, **body: Any) -> Send:
    """Return the call that says something of passing on."""
    return Send(channel=re.split("/")[1].lower(), kind=kind, re=re, body=body)


def test_what_is_passed_on_keeps_label_and_originator_and_stops_with_a_refusal(tmp_path: Path) -> None:
    """RU gives NO an item under AMBER and consents for the US; afterwards it declines."""

    async def main() -> None:
        table = Table(tmp_path / "table", TOPICS, plenary=Channel((EVERYBODY,), "ambassadors"))
        async with table.up("no", "ru") as (no, ru):
            body = {"topic": "rescue", "content": "Two boats.", "tlp": "AMBER"}
            source = await say(ru, Share("share-item", body, channel="no-ru"))
            await held(no, source)
            question = await say(no, onward("onward-request", source, parties=["us"], reason="They search."))
            await held(ru, question)
            await held(no, await say(ru, onward("onward-consent", question, parties=["us"])))

            on = Share("share-item", {}, channel="plenary", of=source)
            wide = Share("share-item", {"tlp": "GREEN"}, channel="plenary", of=source)
            assert await refused(no, wide) == "label-wider"
            claimed = Share("share-item", {"originator": "no"}, channel="plenary", of=source)
            version = await say(no, claimed)
            await held(ru, version)
            (given,) = (one for one in await listed(ru) if one.ref == version)
            assert (given.tlp, given.originator_control) == ("AMBER", True)
            assert (given.party, given.originator, given.originated_by) == ("no", "ru", "ru")
            shown: Any = await Service(ru).run(ShowDossier(version))
            assert ("originator, who is asked before it is passed on", "RU") in [tuple(fact) for fact in shown.facts]
            assert await refused(ru, onward("onward-request", version, parties=["x"], reason="x")) == "item-own"

            await held(no, await say(ru, onward("onward-decline", question)))
            assert await refused(no, on) == "onward-missing"

    asyncio.run(main())


async def listed(node: Node) -> list[Any]:
    """Return what was given and stands at a node."""
    found: Any = await Service(node).run(ListShared(sort="item"))
    return list(found.items)
