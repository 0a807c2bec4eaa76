"""A party comes to a council whose nodes run: over real wires, trusted from the moment the amendment is in force."""

import asyncio
from pathlib import Path

import pytest
from council_of_two import ANYBODY
from tests.table import FOUNDED_AT, Seat, Table

from detente.home.calls import (
    AnswerAmendment,
    DraftAmendment,
    Inbox,
    JoinCouncil,
    ProposeAmendment,
    Send,
    ShowCouncil,
)
from detente.home.founding import found_party, sign_amendment
from detente.home.replies import Listing
from detente.home.service import Service
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.folder import Folder
from detente.node.node import Node

PORT = 1
"""Where FI says that it listens, and nobody does: it calls the others, and they answer."""
PATIENCE = 20.0


@pytest.fixture(name="table")
def _table(tmp_path: Path) -> Table:
    return Table(tmp_path, ANYBODY)


def test_a_newcomer_speaks_to_nodes_that_run(table: Table, tmp_path: Path) -> None:
    """No node is restarted: its certificate is trusted, its words arrive, and it gets receipts."""
    asyncio.run(_come(table, tmp_path))


async def _come(table: Table, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "fi")
    made = found_party(folder, "fi", "Finland", now=FOUNDED_AT, url=f"https://127.0.0.1:{PORT}")
    seat = Seat("fi", folder, PORT, made.note)
    async with table.up("no", "ru", "us", "depositary") as nodes:
        await _agree(table, nodes, seat)
        shown = await Service(nodes[0]).run(ShowCouncil(table.council))
        papers = shown.items[0].course.papers  # type: ignore[attr-defined]
        comer = Node(folder, clock=table.clock, settings=Settings(journal_every=None, level_every=2, relay_after=1))
        await comer.start("127.0.0.1", 0)
        try:
            others = tuple(other.note for other in table.seats.values())
            await Service(comer).run(JoinCouncil(table.charter, others, (papers,)))
            said = await Service(comer).run(
                Send("line", {"text": "good morning"}, to=("no",), wait="stored", timeout_seconds=PATIENCE)
            )
            heard = await Service(nodes[0]).run(Inbox(all=True))
            assert isinstance(heard, Listing)
            assert said.act.ref in [act.ref for act in heard.items if act.reading == "readable"]  # type: ignore[attr-defined]
        finally:
            await comer.stop()


async def _agree(table: Table, nodes: list[Node], seat: Seat) -> None:
    no, *others = nodes
    drafted = await Service(no).run(DraftAmendment("Finland comes", admit=seat.note))
    signed = sign_amendment(drafted.text, seat.folder).note  # type: ignore[attr-defined]
    proposed = await Service(no).run(ProposeAmendment(signed, identities=(seat.note,)))
    ref = proposed.act.ref  # type: ignore[attr-defined]

    def arrived(core: Core) -> bool | None:
        return core.context.store.act(table.council, ref) is not None or None

    def in_force(core: Core) -> bool | None:
        return core.context.directory.charter(table.council).amended == 1 or None

    for node in others[:-1]:
        assert await node.until(arrived, PATIENCE)
        await Service(node).run(AnswerAmendment(ref, consent=True))
    for node in nodes:
        assert await node.until(in_force, PATIENCE)
