"""Does every list show that something is drilled, and does nothing count it?"""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from tests.table import Table

from detente.cli.printing import gist
from detente.errors import Refused
from detente.home.calls import Brief, Inbox, ListDossiers, ListDuties, ProposeAgenda, Send, Show, ShowLine
from detente.home.service import Service
from detente.node.events import KeepJournal

NIGHT = "call by night"


def test_lists_show_it_and_nothing_counts_it(tmp_path: Path) -> None:
    """Inbox, dossiers, duties, brief, agenda and line over two running nodes and a depositary."""

    async def story() -> None:
        table = Table(tmp_path, "\n[clocks.reply]\nclarification-request = 1\n")
        table_nodes = ("no", "ru", "us", "depositary")
        async with table.up(*table_nodes, level_every=1) as (no, ru, _us, dep):
            said: Any = await Service(no).run(
                Send("line", {"text": "Report.", "drill": NIGHT}, "clarification-request", to=("ru",), wait="stored")
            )
            ref = said.act.ref
            await dep.tell(KeepJournal())
            council = said.act.council
            read: Any = await Service(ru).run(Send("line", {}, "acknowledge", re=ref, wait="stored"))
            assert read.act.drill == NIGHT
            inbox: Any = await Service(ru).run(Inbox(all=True))
            shown = {one.ref: gist(one) for one in inbox.items}
            assert shown[ref] == f"DRILL {NIGHT}: Report."
            assert shown[read.act.ref].startswith(f"DRILL {NIGHT}: ")
            listed: Any = await Service(ru).run(ListDossiers())
            (dossier,) = [one for one in listed.items if one.dossier == ref]
            assert (dossier.drill, dossier.title) == (NIGHT, f"DRILL {NIGHT}: Report.")
            duties: Any = await Service(ru).run(ListDuties(all=True))
            assert duties.items == []
            assert [(duty.who, duty.drill) for duty in duties.drills] == [("ru", NIGHT)]
            brief: Any = await Service(ru).run(Brief(since_at="2015-11-01T00:00:00Z"))
            assert (brief.ours, brief.theirs, brief.excused) == ([], [], [])
            agenda: Any = await Service(ru).run(ProposeAgenda(council=council))
            assert not [one for one in agenda.items if one.ref == ref]
            line: Any = await Service(no).run(ShowLine(party="ru"))
            (fact,) = line.items[0].facts
            assert (fact.drill, fact.state) == (NIGHT, "read_unanswered")
            assert fact.text.startswith(f"DRILL {NIGHT}: {ref}")
            assert line.items[0].state == "reachable", "what is practised is not the most urgent"
            act: Any = await Service(no).run(Show(ref))
            assert act.act.drill == NIGHT

    asyncio.run(story())


def test_a_drill_addressed_to_nobody_is_refused(tmp_path: Path) -> None:
    """Nothing is signed for it."""

    async def story() -> None:
        table = Table(tmp_path)
        async with table.up("no") as (no,):
            with pytest.raises(Refused) as caught:
                await Service(no).run(Send("line", {"text": "Report.", "drill": NIGHT}))
            assert caught.value.code == "drill-to-nobody"

    asyncio.run(story())
