"""Sharing between real cores: all records state the same, and a label that its channel contradicts counts nowhere."""

from typing import Any

import pytest
from tests.parley import Parley

from detente.errors import Refused
from detente.node.events import KeepJournal

TABLES = {
    "topics": {"rescue": {"title": "Rescue", "reply_hours": 48}, "arms": {"title": "Arms", "parties": ["p0", "p1"]}}
}
ITEM = {"topic": "rescue", "content": "Two boats.", "tlp": "AMBER"}
REQUEST = {"topic": "rescue", "text": "Who?", "reason": "A search."}


def council() -> Parley:
    """Return three parties and a depositary, a topic of all and one of two."""
    return Parley(parties=4, tables=TABLES)


def sheet(parley: Parley, holder: str, ref: str) -> Any:
    """Return what one record says of a matter: sheet, turn, duties."""
    folding = parley.cores[holder].folding
    folded = folding.folded(parley.council, parley.row(holder, ref).dossier or ref)
    journal = folding.journal_of(folded)
    return folded.sheet(journal), folded.turn(journal), folding.duties_of(folded, parley.now)


def unchecked(parley: Parley, party: str, channel: str, **fields: Any) -> str:
    """Let a party whose node was tampered with sign an act that its own desk would refuse."""
    folding = parley.cores[party].folding
    check, folding.check_draft = folding.check_draft, lambda _draft, _now: None  # type: ignore[method-assign]
    try:
        return parley.say(party, channel, **fields).ref
    finally:
        folding.check_draft = check  # type: ignore[method-assign]


def irregular(parley: Parley, holder: str, ref: str) -> str:
    """Return the code for which an act counts for nothing at one node, or nothing."""
    row = parley.row(holder, ref)
    why = parley.cores[holder].folding.folded(parley.council, row.dossier).irregular.get(ref)
    return "" if why is None else why.code


def test_all_records_say_the_same_from_the_question_to_the_recall() -> None:
    """Status, turn, clock to the second, what stands and where it went."""
    parley = council()
    asked = parley.say("p0", "plenary", kind="share-request", body=REQUEST, to=("p1",)).ref
    parley.deliver()
    answer = {"extent": "answered", "content": "Two boats.", "tlp": "AMBER"}
    steps: list[tuple[str, str, dict[str, Any], str]] = [
        ("p1", "share-answer", answer, "answered"),
        ("p1", "share-correction", {"content": "Three boats."}, "answered"),
        ("p2", "onward-request", {"parties": ["coast guard"], "reason": "They search."}, "answered"),
    ]
    last = asked
    for party, kind, body, status in steps:
        last = parley.say(party, "plenary", kind=kind, re=last, body=body).ref
        parley.deliver()
        parley.step("dep", KeepJournal())
        parley.deliver()
        found = [sheet(parley, holder, asked) for holder in ("p0", "p1", "p2")]
        assert found[0] == found[1] == found[2]
        assert found[0][0].status == status
    assert found[0][1] == {"p1"}, "its originator is asked"
    parley.say("p1", "plenary", kind="onward-consent", re=last, body={"parties": ["coast guard"]})
    parley.deliver()
    (given,) = sheet(parley, "p2", asked)[0].data["given"]
    assert (given["content"], given["may_pass_on_to"]) == ("Three boats.", ["coast guard"])
    parley.say("p1", "plenary", kind="share-recall", re=given["ref"], body={"reason": "Misread."})
    parley.deliver()
    assert sheet(parley, "p0", asked)[0].data["given"][0]["status"] == "recalled"


@pytest.mark.parametrize(
    ("channel", "body", "code"),
    [
        ("plenary", {**ITEM, "tlp": "RED", "only": ["p1"]}, "label-channel"),
        ("plenary", {**ITEM, "topic": "arms"}, "topic-channel"),
        ("pair", {**ITEM, "tlp": "RED", "only": ["p2"]}, "label-unreadable"),
        ("plenary", {**ITEM, "topic": ""}, "body-incomplete"),
    ],
)
def test_a_label_that_its_channel_contradicts_is_not_signed_and_from_a_tampered_node_counts_nowhere(
    channel: str, body: dict[str, Any], code: str
) -> None:
    parley = council()
    with pytest.raises(Refused) as info:
        parley.say("p0", channel, kind="share-item", body=body)
    assert info.value.code == code
    wrong = unchecked(parley, "p0", channel, kind="share-item", body=body)
    parley.deliver()
    assert {irregular(parley, holder, wrong) for holder in ("p0", "p1")} == {code}


def test_nobody_recalls_what_another_gave_also_from_a_tampered_node() -> None:
    parley = council()
    given = parley.say("p0", "plenary", kind="share-item", body=ITEM).ref
    parley.deliver()
    wrong = unchecked(parley, "p1", "plenary", kind="share-recall", re=given, body={"reason": "No."})
    parley.deliver()
    assert [irregular(parley, holder, wrong) for holder in ("p0", "p1", "p2")] == ["item-of-other"] * 3
    assert sheet(parley, "p2", given)[0].status == "given"


def test_a_person_whom_a_label_names_is_one_whom_the_reader_accredited() -> None:
    """Looked at before it is signed, in the light of what the reader has said by now."""
    parley = council()
    body = {**ITEM, "tlp": "RED", "only": ["p1"], "persons": ["A. Smith"]}
    with pytest.raises(Refused) as info:
        parley.say("p0", "pair", kind="share-item", body=body)
    assert info.value.code == "label-person"
    parley.say("p1", "line", kind="credentials", body={"name": "A. Smith", "rank": "ambassador"})
    parley.deliver()
    given = parley.say("p0", "pair", kind="share-item", body=body).ref
    parley.deliver()
    assert "for the eyes of A. Smith" in sheet(parley, "p1", given)[0].data["given"][0]["handling"]


def test_what_went_on_is_noted_beside_its_source_where_only_its_readers_see_it() -> None:
    """A version in the plenary names nothing of the pair; the note among the pair names the version."""
    parley = council()
    source = parley.say("p0", "pair", kind="share-item", body=ITEM).ref
    version = parley.say("p0", "plenary", kind="share-item", body={**ITEM, "content": "Boats.", "tlp": "GREEN"}).ref
    note = {"version": version, "how": "sanitised"}
    noted = parley.say("p0", "pair", kind="share-version", re=source, body=note, cites=(version,)).ref
    parley.deliver()
    assert version in parley.row("p1", noted).cites
    assert sheet(parley, "p1", source)[0].data["given"][0]["versions"][0]["ref"] == version
    assert parley.row("p2", version).cites == ()
    assert parley.founded.stores["p2"].act(parley.council, source) is None
