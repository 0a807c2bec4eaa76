"""Concerns and assurances between real cores: both sides state the same, and what bears on an assurance cites it."""

from typing import Any

import pytest
from tests.parley import Parley

from detente.clock import DAY, Instant
from detente.errors import Refused
from detente.node.events import KeepJournal

TABLES = {"clocks": {"reply": {"concern": 48}}}
CONCERN = {"text": "An exercise that nobody announced.", "about": "activity"}
ASSURANCE = {"text": "No exercise without notice.", "will": "not do"}


def council() -> Parley:
    """Return three parties and a depositary; a concern is to be answered within two days."""
    return Parley(parties=4, tables=TABLES)


def sheets(parley: Parley, ref: str) -> list[Any]:
    """Return what each of two parties' records says of a matter."""
    found = []
    for party in ("p0", "p1"):
        folding = parley.cores[party].folding
        folded = folding.folded(parley.council, parley.row(party, ref).dossier or ref)
        journal = folding.journal_of(folded)
        found.append((folded.sheet(journal), folded.turn(journal), folding.duties_of(folded, parley.now)))
    return found


def heads(parley: Parley, at: Instant) -> None:
    """Let the depositary enter heads at a second, and everybody have them."""
    parley.now = at
    parley.step("dep", KeepJournal())
    parley.deliver()


def unchecked(parley: Parley, party: str, **fields: Any) -> str:
    """Let a party whose node was tampered with sign an act that its own desk would refuse."""
    folding = parley.cores[party].folding
    check, folding.check_draft = folding.check_draft, lambda _draft, _now: None  # type: ignore[method-assign]
    try:
        return parley.say(party, "plenary", **fields).ref
    finally:
        folding.check_draft = check  # type: ignore[method-assign]


def irregular(parley: Parley, holder: str, ref: str) -> str:
    """Return the code for which an act counts for nothing at one node, or nothing."""
    row = parley.row(holder, ref)
    why = parley.cores[holder].folding.folded(parley.council, row.dossier).irregular.get(ref)
    return "" if why is None else why.code


def test_two_records_say_the_same_of_a_concern_from_the_first_word_to_the_last() -> None:
    """Status, turn and clock, to the second."""
    parley = council()
    raised = parley.say("p0", "plenary", kind="concern", body=CONCERN, to=("p1",)).ref
    parley.deliver()
    steps = [
        ("p1", "concern-explanation", raised, {"text": "A check of readiness."}, "answered"),
        ("p0", "concern-answer", "", {"answer": "not reassured", "reason": "No dates."}, "not reassured"),
        ("p1", "assurance", raised, {**ASSURANCE, "until_at": parley.now + 90 * DAY}, "not reassured"),
        ("p0", "concern-answer", "", {"answer": "reassured"}, "reassured"),
    ]
    last = raised
    for party, kind, re, body, status in steps:
        last = parley.say(party, "plenary", kind=kind, re=re or last, body=body).ref
        parley.deliver()
        one, other = sheets(parley, raised)
        assert one == other
        assert one[0].status == status
    assert one[1] == frozenset()


def test_what_an_act_bears_on_it_cites_whatever_its_desk() -> None:
    """The body says why, the citation proves that the author knew the assurance: in any matter, by any kind."""
    parley = council()
    given = parley.say("p1", "plenary", kind="assurance", body=ASSURANCE).ref
    parley.deliver()
    said = parley.say("p0", "plenary", kind="statement", body={"text": "We plan …", "bears_on": [given]}).ref
    assert given in parley.row("p0", said).cites
    with pytest.raises(Refused) as info:
        parley.say("p0", "plenary", kind="statement", body={"text": "We plan …", "bears_on": ["P1/PLENARY/99"]})
    assert info.value.code == "reference-unknown"


def test_an_assurance_in_a_narrow_channel_is_not_named_in_a_wider_one() -> None:
    """Who names it would tell the others of it."""
    parley = council()
    given = parley.say("p1", "pair", kind="assurance", body=ASSURANCE).ref
    parley.deliver()
    with pytest.raises(Refused) as info:
        parley.say("p0", "plenary", kind="statement", body={"text": "We plan …", "bears_on": [given]})
    assert info.value.code == "citation-hidden"


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("assurance-renewal", {"until_at": 1_900_000_000}, "assurance-of-other"),
        ("assurance-withdrawal", {"reason": "No."}, "assurance-of-other"),
        ("concern-explanation", {"text": "One."}, "re-of-other-kind"),
    ],
)
def test_what_a_tampered_node_signs_all_the_same_counts_nowhere(kind: str, body: dict[str, Any], code: str) -> None:
    """Refused at its own desk; where that was cut out, every node that holds it judges alike."""
    parley = council()
    given = parley.say("p1", "plenary", kind="assurance", body={**ASSURANCE, "until_at": parley.now + DAY}).ref
    parley.deliver()
    with pytest.raises(Refused) as info:
        parley.say("p0", "plenary", kind=kind, re=given, body=body)
    assert info.value.code == code
    wrong = unchecked(parley, "p0", kind=kind, re=given, body=body)
    parley.deliver()
    assert [irregular(parley, holder, wrong) for holder in ("p0", "p1", "p2")] == [code] * 3
    one, other = sheets(parley, given)
    assert one == other
    assert one[0].data["assurances"][0]["renewed_by"] == []


def test_the_row_of_a_matter_follows_the_councils_time() -> None:
    """Nobody says anything: the journal's heads alone let an assurance fall due and lapse, in lists too."""
    parley = Parley(parties=4, tables=TABLES)
    end = parley.now + 30 * DAY
    given = parley.say("p1", "plenary", kind="assurance", body={**ASSURANCE, "until_at": end}).ref
    parley.deliver()

    def row(holder: str) -> tuple[str, tuple[str, ...]]:
        store = parley.founded.stores[holder]
        with store.transaction():
            parley.cores[holder].folding.fold(parley.now)
        found = store.dossier(parley.council, given)
        assert found is not None
        return found.status, store.turns(parley.council, given)

    assert row("p0") == row("p1") == ("stands", ())
    for at, expected in ((end - DAY, ("due for renewal", ("p1",))), (end + 1, ("lapsed", ()))):
        heads(parley, at)
        assert row("p0") == row("p1") == expected
