"""Citations of what is not there: another entry's place, one's own entries to come. They order nothing, anywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.parley import NOW, Parley, outcomes
from tests.unit.test_node_decisions import EXPIRES_AT, enter, proposed, sheet_at

from detente.clock import HOUR
from detente.node.reader import derive
from detente.node.references import find, to_wire
from detente.protocol.acts import Act, Reference
from detente.protocol.messages import Push, Standing

LIE = b"\0" * 16


def lie(parley: Parley, party: str, matter: str, *cites: Reference) -> str:
    """Let a party append a word in a matter that its own node would not draft, send it, and return its reference."""
    core = parley.cores[party]
    context = core.context
    feed, index = find(context, parley.council, matter)
    first = to_wire(context, context.directory.charter(parley.council), feed, index, "plenary")
    act = Act(
        kind="message", claimed_at=parley.now, dossier=first, cites=(first, *cites), body={"text": "hm"},
        language="en", answers=True,
    )  # fmt: skip
    said: list[str] = []

    def append() -> None:
        _feed, at = core.scribe.append(parley.council, "plenary", act, parley.now)
        said.append(f"{party.upper()}/PLENARY/{at}")

    parley._take(party, core._commit(append, parley.now))
    return said[0]


def number_of(parley: Parley, party: str) -> int:
    return parley.founded.charter.number_of(party)


def check_rows(parley: Parley) -> None:
    """Every row at every node is what its entry reads as now: `fsck` compares so."""
    for core in parley.cores.values():
        context = core.context
        for feed in context.held.all():
            for index in range(feed.size):
                row = context.store.act_at(feed, index)
                assert row is not None
                entry = context.store.entries(feed, index, index + 1)[0]
                assert row == derive(context, feed, index, entry, row.stored_at)


def test_a_late_entry_that_closes_a_circle_changes_no_final_decision() -> None:
    parley = Parley(parties=4)
    ref = proposed(parley)
    own = Reference(number_of(parley, "p1"), 1, 3, LIE, None)
    assert lie(parley, "p1", ref, own) == "P1/PLENARY/2"
    parley.now = NOW + HOUR
    parley.deliver()
    parley.say("p2", "plenary", kind="decision-object", re=ref, body={"text": "No."})
    parley.deliver()
    enter(parley, EXPIRES_AT + 600)
    before = sheet_at(parley, "p0", ref)
    assert before.data["final"]
    assert before.status == "not adopted (silence broken by P2)"
    assert lie(parley, "p1", ref) == "P1/PLENARY/3"
    parley.deliver()
    enter(parley, EXPIRES_AT + 100 * HOUR)
    for party in ("p0", "p1", "p2"):
        assert sheet_at(parley, party, ref).status == before.status
        assert parley.row(party, "P1/PLENARY/2").cites == (ref, "P1/PLENARY/3!")
    check_rows(parley)


def test_a_citation_is_read_again_when_the_entry_comes_that_stands_there() -> None:
    """Until then it reads as if it held; its author, and who wrote the entry, read it again too."""
    parley = Parley(parties=4)
    first = parley.say("p0", "plenary").ref
    parley.deliver()
    place = parley.cores["p2"].scribe.place(parley.council, "plenary", parley.now)[1]
    named = f"P2/PLENARY/{place + 1}"
    told = lie(parley, "p1", first, Reference(number_of(parley, "p2"), 1, place + 1, LIE, None))
    parley.deliver()
    assert all(parley.row(party, told).cites == (first, named) for party in ("p0", "p1", "p2"))
    while parley.say("p2", "plenary").ref != named:
        pass
    parley.deliver()
    assert all(parley.row(party, told).cites == (first, f"{named}!") for party in ("p0", "p1", "p2"))
    check_rows(parley)


def test_a_true_citation_may_come_before_what_it_cites() -> None:
    """And joins its matter, whichever of the two a node gets first."""
    parley = Parley(parties=4)
    parley.cut |= {frozenset(("p2", other)) for other in ("p0", "p1", "dep")}
    first = parley.say("p0", "plenary")
    parley.deliver()
    answer = parley.say("p1", "plenary", re=first.ref)
    parley.deliver()
    bundle = parley.cores["p1"].levelling.bundle(parley.feed("p1", "p1", "plenary"), 0)
    assert bundle is not None
    assert outcomes(parley.ask("p1", "p2", Push((bundle,)))) == [Standing.STORED]
    assert parley.row("p2", answer.ref).re == first.ref
    parley.cut.clear()
    parley.deliver(seconds=40)
    assert {row.ref for _, row in parley.founded.stores["p2"].acts(parley.council, dossier=first.ref)} == {
        first.ref, answer.ref,
    }  # fmt: skip
    check_rows(parley)


def test_what_is_said_aside_hides_no_open_end() -> None:
    """Not even where an act that counts cites the act aside: who cites that one only would not follow the end."""
    parley = Parley(parties=4)
    first = parley.say("p0", "plenary").ref
    parley.deliver()
    end = parley.say("p2", "plenary", re=first).ref
    parley.deliver()
    aside = parley.say("p0", "pair", re=end).ref
    parley.deliver()
    core = parley.cores["p1"]
    feed, index = find(core.context, parley.council, aside)
    charter = core.context.directory.charter(parley.council)
    last = lie(parley, "p1", first, to_wire(core.context, charter, feed, index, "plenary"))
    parley.deliver()
    assert {first, end, last} == set(parley.row("p0", parley.say("p0", "plenary", re=first).ref).cites)


steps = st.tuples(st.sampled_from(["p0", "p1", "p2"]), st.sampled_from(["p0", "p1", "p2"]), st.integers(0, 12))


@settings(max_examples=15, deadline=None)
@given(st.lists(steps, min_size=1, max_size=8), st.sets(st.sampled_from(["p0", "p1", "p2"]), max_size=2))
def test_all_nodes_read_alike_what_liars_cite(drawn: list[tuple[str, str, int]], late: set[str]) -> None:
    """Whatever places are named, true or not, earlier or to come, and whoever gets everything at the end only."""
    parley = Parley(parties=4)
    first = parley.say("p0", "plenary").ref
    parley.deliver()
    parley.cut |= {frozenset((one, other)) for one in late for other in ("p0", "p1", "p2", "dep") if one != other}
    for party, of, index in drawn:
        lie(parley, party, first, Reference(number_of(parley, of), 1, index, LIE, None))
        parley.deliver()
    parley.cut.clear()
    parley.deliver(seconds=40)
    check_rows(parley)
    seen = [
        {row.ref: row.cites for _, row in parley.founded.stores[party].acts(parley.council, dossier=first)}
        for party in ("p0", "p1", "p2")
    ]
    assert seen[0] == seen[1] == seen[2]
    folded = [parley.cores[party].folding.folded(parley.council, first) for party in ("p0", "p1", "p2")]
    pasts = [{act.ref: act.past for act in one.acts} for one in folded]
    assert pasts[0] == pasts[1] == pasts[2]
