"""Decisions among real nodes with a depositary: every record ends a silence procedure in the same words."""

import pytest
from msgspec.structs import replace
from tests.parley import NOW, Parley, outcomes

from detente.clock import HOUR
from detente.council.desk import Sheet
from detente.node import folding
from detente.node.events import KeepJournal, Tick
from detente.protocol.acts import RECEIPTS
from detente.protocol.entries import parse_plain
from detente.protocol.messages import Push, Standing
from detente.rehearsal.simulator.founding import copy_store

MEMBERS = ("p0", "p1", "p2")
EXPIRES_AT = NOW + 48 * HOUR
BODY = {
    "title": "Hours of the line", "text": "The line is tested daily.", "procedure": "silence",
    "expires_at": EXPIRES_AT, "reading_hours": 12, "grace_seconds": 600,
}  # fmt: skip


def sheet_at(parley: Parley, party: str, ref: str) -> Sheet:
    """Return the decision as a party's record has it now."""
    parley.step(party, Tick())
    known = parley.cores[party].folding
    folded = known.folded(parley.council, ref)
    return folded.sheet(known.journal_of(folded))


def enter(parley: Parley, at: int) -> None:
    """Let the depositary enter heads at a second, and everybody have them."""
    parley.now = at
    parley.step("dep", KeepJournal())
    parley.deliver()


def proposed(parley: Parley) -> str:
    ref = parley.say("p0", "plenary", kind="decision-propose", body=BODY).ref
    parley.deliver()
    enter(parley, NOW + 600)
    return ref


def test_one_text_is_adopted_and_another_is_not_and_all_nodes_agree_to_the_letter() -> None:
    """Each node computes from its own record; facts, sections and data are the same, and final, at all of them."""
    parley = Parley(parties=4)
    good, bad = proposed(parley), proposed(parley)
    for party in MEMBERS:
        assert sheet_at(parley, party, good).status == "running"
    parley.now = NOW + HOUR
    parley.say("p2", "plenary", kind="decision-object", re=bad, body={"text": "Not as it stands."})
    parley.say("p1", "plenary", kind="decision-reservation", re=good, body={"text": "Costs lie where they fall."})
    parley.deliver()
    enter(parley, EXPIRES_AT + 600)
    sheets = {party: (sheet_at(parley, party, good), sheet_at(parley, party, bad)) for party in MEMBERS}
    assert sheets["p0"][0].status == "adopted"
    assert sheets["p0"][1].status == "not adopted (silence broken by P2)"
    assert sheets["p0"] == sheets["p1"] == sheets["p2"]
    assert all(sheet.data["final"] and not sheet.timed for pair in sheets.values() for sheet in pair)
    rows = [parley.founded.stores[party].dossier(parley.council, good) for party in MEMBERS]
    assert {row.status for row in rows if row is not None} == {"adopted"}


def test_a_node_that_lacks_what_the_closing_heads_list_says_provisional() -> None:
    """The objector's feed never reached p1, not even its first entry: the journal still says that it is there."""
    parley = Parley(parties=4)
    ref = proposed(parley)
    parley.cut |= {frozenset(("p1", other)) for other in ("p0", "p2", "dep")}
    parley.now = NOW + HOUR
    parley.say("p2", "plenary", kind="decision-object", re=ref, body={"text": "No."})
    parley.deliver()
    enter(parley, EXPIRES_AT + 600)
    assert sheet_at(parley, "p1", ref).status == "running"
    assert sheet_at(parley, "p0", ref).status == "not adopted (silence broken by P2)"
    carry_journal(parley, "p1")
    assert parley.founded.stores["p1"].feed(f"{parley.council}/plenary/p2/1") is None
    assert sheet_at(parley, "p1", ref).status == "adopted, provisional"
    parley.cut.clear()
    parley.deliver(seconds=40)
    assert sheet_at(parley, "p1", ref) == sheet_at(parley, "p0", ref)


def test_what_a_depositary_said_and_lost_moves_no_final_decision() -> None:
    """Set back to a backup, it goes on without the heads that only p0 has; p0's showing them late changes nothing."""
    parley = Parley(parties=4)
    ref = proposed(parley)
    backup = copy_store(parley.founded.stores["dep"])
    parley.cut |= {frozenset(("p2", other)) for other in ("p0", "p1", "dep")} | {frozenset(("p0", "p1"))}
    parley.cut.add(frozenset(("p1", "dep")))
    parley.now = NOW + HOUR
    parley.say("p2", "plenary", kind="decision-object", re=ref, body={"text": "No."})
    enter(parley, EXPIRES_AT + 600)
    assert sheet_at(parley, "p0", ref).status == "adopted"
    lost = parley.feed("dep", "dep", "journal").size
    parley.founded.stores["dep"] = backup
    assert parley.feed("dep", "dep", "journal").size < lost
    parley.cut = {frozenset(("p0", other)) for other in ("p1", "p2", "dep")}
    parley.start("dep", sure=False)
    parley.deliver(seconds=40)
    enter(parley, EXPIRES_AT + 900)
    before = sheet_at(parley, "p1", ref)
    assert before.status == "not adopted (silence broken by P2)"
    assert before.data["final"]
    parley.cut.clear()
    parley.deliver(seconds=60)
    assert parley.feed("p1", "dep", "journal").size == lost
    assert sheet_at(parley, "p1", ref) == before
    assert sheet_at(parley, "p0", ref) == before
    row = parley.founded.stores["p0"].dossier(parley.council, ref)
    assert row is not None
    assert row.status == before.status


def test_a_journal_without_what_it_continues_tells_no_time() -> None:
    """A later generation alone could lack the very heads that came first."""
    parley = Parley(parties=4)
    ref = proposed(parley)
    parley.cut |= {frozenset(("p1", other)) for other in ("p0", "p2", "dep")}
    enter(parley, EXPIRES_AT + 600)
    parley.start("dep", sure=False)
    enter(parley, EXPIRES_AT + 900)
    later = next(
        feed for feed in parley.cores["dep"].context.held.feeds(parley.council, channel="journal") if feed.number > 1
    )
    bundle = parley.cores["dep"].levelling.bundle(later, 0)
    assert bundle is not None
    assert outcomes(parley.ask("dep", "p1", Push((bundle,)))) == [Standing.STORED]
    assert sheet_at(parley, "p1", ref).status == "running"
    carry_journal(parley, "p1")
    assert sheet_at(parley, "p1", ref).status == sheet_at(parley, "p0", ref).status == "adopted"


def carry_journal(parley: Parley, to: str) -> None:
    """Bring the depositary's journal to a party, as a bag would, and nothing else."""
    feed, held = parley.feed("dep", "dep", "journal"), parley.feed(to, "dep", "journal")
    bundle = parley.cores["dep"].levelling.bundle(feed, held.size)
    assert bundle is not None
    assert outcomes(parley.ask("dep", to, Push((bundle,)))) == [Standing.STORED]


def test_a_step_folds_some_dossiers_and_says_that_others_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """So an entry never waits for the meaning of all; who asks for it gets it in as many steps as it takes."""
    monkeypatch.setattr(folding, "ACTS_AT_A_TIME", 2)
    parley = Parley(parties=4)
    refs = [parley.say("p0", "plenary").ref for _ in range(5)]
    core = parley.cores["p0"]
    core.context.store.touch_dossiers(parley.council)
    waiting = []
    for _ in range(3):
        parley.step("p0", Tick())
        waiting.append(core.folding.behind)
    assert waiting == [True, True, False]
    rows = [parley.founded.stores["p0"].dossier(parley.council, ref) for ref in refs]
    assert all(row is not None and not row.stale for row in rows)


def test_a_depositary_cannot_give_a_receipt_another_time() -> None:
    """The party's cosignature says when it held the text, and the record goes by nothing else."""
    parley = Parley(parties=4)
    proposed(parley)
    journal = parley.feed("dep", "dep", "journal")
    entries = parley.founded.stores["dep"].entries(journal, 0, journal.size)
    told = next(act for act in map(parse_plain, entries) if act.kind == RECEIPTS)
    early = [[*one[:4], one[4] - HOUR, one[5]] for one in told.body["receipts"]]
    core = parley.cores["dep"]
    lie = replace(told, body={"receipts": early})
    parley._take(
        "dep", core._commit(lambda: core.scribe.append(parley.council, "journal", lie, parley.now), parley.now)
    )
    enter(parley, NOW + 1_200)
    parley.step("p0", Tick())
    store = parley.founded.stores["p0"]
    found = {at for one in early for _position, _party, _size, at in store.journal_receipts(one[0])}
    assert found, "no receipt was recorded at all"
    assert not found & {one[4] for one in early}
