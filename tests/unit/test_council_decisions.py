"""The decisions desk: who may say what, and how silence and consensus end, row by row of docs/council/decisions.md."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.clock import HOUR, rfc3339
from detente.council import dossier
from detente.council.decision.outcome import Outcome, Result
from detente.council.desks import decisions
from detente.council.registry import check_charter
from detente.council.said import Said
from detente.errors import Malformed
from detente.protocol.outcomes import SignedOutcome, hash_of, render_outcome

ROOT = Path(__file__).parents[2]
EXPIRES_AT = NOON + 48 * HOUR
CLOSES_AT = EXPIRES_AT + 600
TERMS = {"procedure": "silence", "expires_at": EXPIRES_AT, "reading_hours": 12, "grace_seconds": 600}


def proposed(matter: Matter | None = None, **more: Any) -> tuple[Matter, Said]:
    """Return a matter in which RU proposed a text by silence, until 48 hours later."""
    matter = matter or Matter()
    body = {"title": "Hours of the line", "text": "The line is tested daily.", **TERMS, **more}
    return matter, matter.say("ru", "decision-propose", **body)


def by_consensus(matter: Matter | None = None) -> tuple[Matter, Said]:
    matter = matter or Matter()
    return matter, matter.say(
        "ru", "decision-propose", title="Rules", text="The rules are these.", procedure="consensus"
    )


def held_by_all(matter: Matter, proposal: Said, at: int = NOON + HOUR) -> None:
    matter.everybody_holds(proposal, at)


def ends(matter: Matter, **how: Any) -> Outcome:
    """Return how the decision stands for somebody who may lack some acts."""
    found: Outcome = matter.state("decisions", **how).outcome(matter.journal(**how))
    return found


def words(matter: Matter, **how: Any) -> str:
    return ends(matter, **how).words


# --- the written table of docs/council/decisions.md -------------------------------------------------------------------


def test_row_1_silence_unbroken_adopts() -> None:
    """Both had the text in time, nobody said anything, and the first heads from expiry plus grace close it."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    assert words(matter) == "running"
    matter.heads(CLOSES_AT - 1)
    assert words(matter) == "running", "heads before expiry plus grace close nothing"
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"
    assert ends(matter).final
    assert ends(matter).closed_at == CLOSES_AT


def test_row_2_an_objection_below_the_closing_heads_breaks() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("us", "decision-object", proposal, claimed_at=EXPIRES_AT)
    assert words(matter) == "not adopted (silence broken by US), provisional"
    matter.heads(CLOSES_AT)
    assert words(matter) == "not adopted (silence broken by US)"


def test_row_3_an_objection_that_arrives_late_is_a_statement() -> None:
    """Said in time by its own claim, it stands above the closing heads: the outcome was final, and stays."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    late = matter.say("us", "decision-object", proposal, claimed_at=EXPIRES_AT - 60)
    matter.heads(CLOSES_AT, without=[late])
    assert words(matter) == "adopted"
    matter.heads(CLOSES_AT + 600)
    assert words(matter) == "adopted"
    data = matter.folded().sheet(matter.journal()).data
    assert [one["standing"] for one in data["objections"]] == ["late: an interpretative statement"]


def test_row_4_an_objection_claimed_after_the_expiry_does_not_break() -> None:
    """Within the grace, below the closing heads, and by its own word too late."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("us", "decision-object", proposal, claimed_at=EXPIRES_AT + 1)
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"


@pytest.mark.parametrize(("year", "outcome"), [(-1, "not adopted (silence broken by US)"), (1, "adopted")])
def test_row_5_an_objectors_clock_is_a_year_wrong(year: int, outcome: str) -> None:
    """Behind, it still breaks; ahead, it is a statement by its author's own word. Its own node refuses to draft it."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("us", "decision-object", proposal, claimed_at=NOON + year * 365 * 24 * HOUR)
    matter.heads(CLOSES_AT)
    assert words(matter) == outcome


def test_row_6_a_member_without_receipt_before_the_deeming_hours_is_not_reached() -> None:
    """36 hours before expiry it must have been with the depositary: 24 of deeming and 12 for reading."""
    matter, proposal = proposed()
    matter.receipt("nato", proposal, NOON + HOUR)
    matter.heads(EXPIRES_AT - 36 * HOUR + 1)
    matter.heads(CLOSES_AT)
    assert words(matter) == "not adopted: US not reached"
    assert ends(matter).final


def test_row_7_a_party_unplugged_is_deemed_to_have_received() -> None:
    matter, _proposal = proposed()
    matter.heads(EXPIRES_AT - 36 * HOUR)
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"
    assert {one.evidence for one in ends(matter).bindings} == {"deemed"}


def test_each_evidence_of_having_the_text_is_told_beside_the_one_that_counts() -> None:
    """The receipt and the deeming hours stand each with its own time, and own entries count for nothing."""
    matter, proposal = proposed()
    matter.receipt("us", proposal, NOON + 30 * HOUR)
    matter.heads(NOON + HOUR)
    objection = matter.say("us", "decision-object", proposal)
    matter.heads(NOON + 31 * HOUR)
    data = matter.folded().sheet(matter.journal()).data
    nato, us = data["bound"]
    deemed_at = rfc3339(NOON + 25 * HOUR + 1)
    assert (us["received_at"], us["deemed_at"][:16]) == (rfc3339(NOON + 30 * HOUR), deemed_at[:16])
    assert (us["evidence"], us["since_at"], us["entries"]) == ("deemed", us["deemed_at"], [objection.ref])
    assert (nato["received_at"], nato["evidence"], nato["entries"]) == (None, "deemed", [])
    assert data["read_by_at"] == rfc3339(EXPIRES_AT - 12 * HOUR)


def test_who_had_the_text_too_late_for_the_expiry_is_told_before_it() -> None:
    """Nothing but more time can bind it any more; whose receipt nobody has told of may still turn out to be bound."""
    matter, proposal = proposed()
    before = matter.folded().sheet(matter.journal())
    assert [one["too_late"] for one in before.data["bound"]] == [False, False]
    matter.receipt("us", proposal, EXPIRES_AT - 5 * HOUR)
    matter.heads(EXPIRES_AT - 4 * HOUR)
    found = matter.folded().sheet(matter.journal())
    told = {one["party"]: one["too_late"] for one in found.data["bound"]}
    assert told["us"]
    (section,) = (one for one in found.sections if one.heading == "Whom silence binds")
    assert "no, unless more time is given" in [line.cells[-1] for line in section.lines]


def test_row_8_flash_is_deemed_received_after_an_hour() -> None:
    matter = Matter()
    body = {"title": "T", "text": "t", **TERMS}
    matter.say("ru", "decision-propose", precedence=3, **body)
    matter.heads(EXPIRES_AT - 13 * HOUR)
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"


@pytest.mark.parametrize(("at", "outcome"), [(0, "adopted"), (1, "not adopted: US not reached")])
def test_row_9_a_receipt_binds_with_the_reading_time_left(at: int, outcome: str) -> None:
    matter, proposal = proposed()
    matter.receipt("nato", proposal, NOON + HOUR)
    matter.receipt("us", proposal, EXPIRES_AT - 12 * HOUR + at)
    matter.heads(EXPIRES_AT - 12 * HOUR + 300)
    matter.heads(CLOSES_AT)
    assert words(matter) == outcome


def test_row_10_a_back_dated_receipt_by_an_ally_binds_nobody_else_and_nothing_later() -> None:
    """Below the closing heads it binds its signer; recorded above them it changes nothing."""
    matter, proposal = proposed()
    matter.receipt("nato", proposal, NOON - 7 * 24 * HOUR)
    matter.heads(EXPIRES_AT - HOUR)
    matter.heads(CLOSES_AT)
    assert words(matter) == "not adopted: US not reached"
    matter.receipt("us", proposal, NOON + HOUR)
    matter.heads(CLOSES_AT + 600)
    assert words(matter) == "not adopted: US not reached"


def test_row_11_a_proposal_during_a_cut_binds_nobody() -> None:
    """It never came below the closing heads: nobody was reached, whatever its author claims."""
    matter, proposal = proposed()
    matter.heads(CLOSES_AT, without=[proposal])
    assert words(matter) == "not adopted: NATO, US not reached"
    matter.everybody_holds(proposal, CLOSES_AT + HOUR)
    assert words(matter) == "not adopted: NATO, US not reached"
    assert ends(matter).final


def test_heads_that_are_dated_back_after_the_close_change_nothing() -> None:
    """The depositary's order counts, not the second that it writes later."""
    matter, proposal = proposed()
    matter.heads(CLOSES_AT, without=[proposal])
    matter.heads(NOON + 60)
    assert words(matter) == "not adopted: NATO, US not reached"


def test_row_12_many_entries_before_the_proposal_do_not_matter() -> None:
    """A flood in the proposer's feed moves indexes and nothing else."""
    matter = Matter()
    for _ in range(200):
        matter._sizes[f"{matter.charter.council_id}/plenary/ru/1"] = 200
    matter, proposal = proposed(matter)
    held_by_all(matter, proposal)
    matter.heads(CLOSES_AT)
    assert proposal.index == 200
    assert words(matter) == "adopted"


def test_row_13_an_extension_in_time_moves_the_expiry_for_everybody() -> None:
    """An objection after the old expiry, by somebody who knew of no extension, then counts."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("ru", "decision-extend", proposal, expires_at=EXPIRES_AT + 24 * HOUR)
    matter.say("us", "decision-object", proposal, knows=(), claimed_at=EXPIRES_AT + 24 * HOUR)
    matter.heads(CLOSES_AT)
    assert ends(matter).expires_at == EXPIRES_AT + 24 * HOUR
    assert not ends(matter).final
    matter.heads(CLOSES_AT + 24 * HOUR)
    assert words(matter) == "not adopted (silence broken by US)"


def test_row_14_a_concurrent_objection_before_the_old_expiry_still_breaks() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    objection = matter.say("us", "decision-object", proposal, knows=())
    matter.say("ru", "decision-extend", proposal, knows=(), expires_at=EXPIRES_AT + 24 * HOUR)
    matter.heads(CLOSES_AT)
    assert words(matter) == "not adopted (silence broken by US)"
    assert ends(matter).final
    assert ends(matter).expires_at == EXPIRES_AT
    matter.say("us", "decision-lift", objection, claimed_at=EXPIRES_AT + HOUR)
    matter.heads(CLOSES_AT + 24 * HOUR)
    assert words(matter) == "not adopted (silence broken by US)"


@pytest.mark.parametrize("late", ["claimed", "delivered"])
def test_row_15_an_extension_that_comes_late_extends_nothing(late: str) -> None:
    """Claimed after the old expiry, or above the heads that close it there."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    claimed_at = EXPIRES_AT + 1 if late == "claimed" else EXPIRES_AT - 1
    extension = matter.say("ru", "decision-extend", proposal, claimed_at=claimed_at, expires_at=EXPIRES_AT + 24 * HOUR)
    matter.heads(CLOSES_AT, without=[extension] if late == "delivered" else [])
    assert words(matter) == "adopted"
    matter.heads(CLOSES_AT + 24 * HOUR)
    assert words(matter) == "adopted"
    assert ends(matter).expires_at == EXPIRES_AT


def test_row_16_who_had_the_text_late_is_bound_by_an_extension_only_if_it_had_that_too() -> None:
    matter, proposal = proposed()
    matter.receipt("nato", proposal, NOON)
    matter.receipt("us", proposal, EXPIRES_AT - HOUR)
    matter.heads(EXPIRES_AT - HOUR)
    extension = matter.say("ru", "decision-extend", proposal, expires_at=EXPIRES_AT + 24 * HOUR)
    other = Matter(acts=dict(matter.acts), now=matter.now)
    matter.heads(CLOSES_AT)
    matter.heads(CLOSES_AT + 24 * HOUR)
    assert words(matter) == "not adopted: US not reached"
    other._sizes, other._listed = dict(matter._sizes), {}
    for party in ("nato", "us"):
        other.receipt(party, proposal, EXPIRES_AT - HOUR)
        other.receipt(party, extension, EXPIRES_AT)
    other.heads(EXPIRES_AT + 1)
    other.heads(CLOSES_AT)
    other.heads(CLOSES_AT + 24 * HOUR)
    assert words(other) == "adopted"


def test_row_17_a_lifted_objection_does_not_count() -> None:
    """Lifted in time, openly: it stays in the record as lifted; what is lifted late still breaks."""
    for without_lift, outcome in ((False, "adopted"), (True, "not adopted (silence broken by US)")):
        matter, proposal = proposed()
        held_by_all(matter, proposal)
        objection = matter.say("us", "decision-object", proposal)
        lift = matter.say("us", "decision-lift", objection)
        matter.heads(CLOSES_AT, without=[lift] if without_lift else [])
        assert words(matter) == outcome


def test_row_18_a_new_objection_after_lifting_one_breaks_again() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("us", "decision-lift", matter.say("us", "decision-object", proposal))
    matter.say("us", "decision-amend", proposal, text="The line is tested weekly.")
    matter.heads(CLOSES_AT)
    assert words(matter) == "not adopted (silence broken by US)"


def test_row_19_a_withdrawal_in_time_ends_it() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("us", "decision-object", proposal, knows=())
    matter.say("ru", "decision-withdraw", proposal, knows=())
    matter.heads(CLOSES_AT)
    assert words(matter) == "withdrawn"
    assert ends(matter).final


def test_row_20_a_withdrawal_after_the_expiry_ends_nothing() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("ru", "decision-withdraw", proposal, claimed_at=EXPIRES_AT + 1)
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"


def test_row_21_while_an_entry_below_the_closing_heads_is_missing_it_is_provisional() -> None:
    """Somebody who lacks the objection says adopted, and says that it is not final."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    objection = matter.say("us", "decision-object", proposal)
    matter.heads(CLOSES_AT)
    assert words(matter, missing=[objection]) == "adopted, provisional"
    assert words(matter) == "not adopted (silence broken by US)"


def test_row_22_reservations_and_statements_attach_and_never_break() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("us", "decision-reservation", proposal, text="Costs lie where they fall.")
    matter.say("nato", "interpretative-statement", proposal, text="Daily means once a day.")
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"
    attached = matter.folded().sheet(matter.journal()).data["attached"]
    assert [one["party"] for one in attached] == ["nato", "us"]


def test_each_row_of_the_written_table_has_its_test() -> None:
    """The page and these tests tell the same cases, in the same order."""
    page = (ROOT / "docs/council/decisions.md").read_text("utf-8")
    written = re.findall(r"^\| ([0-9]+) \|", page, re.MULTILINE)
    tested = [name.split("_")[2] for name in globals() if name.startswith("test_row_")]
    assert written == tested == [str(number) for number in range(1, 23)]


# --- the rest of silence ----------------------------------------------------------------------------------------------


def test_a_silence_procedure_gives_nobody_the_turn_and_shows_its_deadline() -> None:
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    sheet = matter.folded().sheet(matter.journal())
    assert matter.turn() == frozenset()
    assert sheet.timed
    assert sheet.data["deadline_at"] == "2016-04-22T12:00:00Z"
    assert matter.duties() == [] or all(duty.act != proposal.ref for duty in matter.duties("object"))
    matter.heads(CLOSES_AT)
    assert not matter.folded().sheet(matter.journal()).timed


def test_the_number_shows_once_it_is_finally_adopted() -> None:
    """A later announcement by the proposer replaces the number; before adoption it says nothing."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    matter.say("ru", "decision-announce", proposal, number="NRC.DEC/3")
    assert matter.folded().sheet(matter.journal()).data["number"] == ""
    matter.heads(CLOSES_AT)
    assert matter.folded().sheet(matter.journal()).data["number"] == "NRC.DEC/3"
    matter.say("ru", "decision-announce", proposal, number="NRC.DEC/4")
    assert matter.folded().sheet(matter.journal()).data["number"] == "NRC.DEC/4"


def test_two_numbers_announced_at_once_are_a_conflict() -> None:
    """Only two generations of one feed, opened in doubt of each other, can do it; a later one resolves it."""
    matter, _proposal = proposed()
    state = matter.state()
    for number, name in enumerate(("A", "B")):
        act = Said(f"RU/PLENARY/{number + 9}", "ru", "decision-announce", NOON, body={"number": name})
        state = decisions.fold(state, act)
    assert state.conflicts == ("two numbers were announced: A, B",)


# --- consensus --------------------------------------------------------------------------------------------------------


def test_consensus_needs_the_word_of_every_member() -> None:
    """The proposer's too; whoever has not spoken has the turn; heads that cover the last word close it."""
    matter, proposal = by_consensus()
    matter.say("us", "decision-agree", proposal)
    matter.heads(NOON + 600)
    matter.say("ru", "decision-agree", proposal)
    assert words(matter) == "running"
    assert matter.turn() == {"nato"}
    matter.say("nato", "decision-agree", proposal)
    assert words(matter) == "adopted, provisional"
    matter.heads(NOON + HOUR)
    assert words(matter) == "adopted"
    assert ends(matter).closed_at == NOON + HOUR, "the heads that cover the last word"
    assert matter.turn() == frozenset()
    matter.say("ru", "decision-withdraw", proposal, knows=())
    assert words(matter) == "adopted"


def test_one_objection_ends_consensus_without_adoption() -> None:
    matter, proposal = by_consensus()
    matter.say("us", "decision-agree", proposal)
    matter.say("nato", "decision-object", proposal)
    matter.heads(NOON + HOUR)
    assert words(matter) == "not adopted (objection by NATO)"
    assert ends(matter).final
    matter.say("ru", "decision-withdraw", proposal)
    matter.heads(NOON + 2 * HOUR)
    assert words(matter) == "not adopted (objection by NATO)"


def test_a_withdrawn_proposal_cannot_be_agreed_to_behind_its_authors_back() -> None:
    """The heads that cover the withdrawal first end it; an agreement that comes later comes too late."""
    matter, proposal = by_consensus()
    matter.say("us", "decision-agree", proposal)
    matter.say("ru", "decision-withdraw", proposal)
    matter.heads(NOON + HOUR)
    matter.say("nato", "decision-agree", proposal, knows=())
    matter.heads(NOON + 2 * HOUR)
    assert words(matter) == "withdrawn"


def test_consensus_without_a_depositary_is_final_when_all_agreed() -> None:
    matter, proposal = by_consensus(Matter(charter_of(depositary=None)))
    for party in ("nato", "ru", "us"):
        assert not ends(matter).final
        matter.say(party, "decision-agree", proposal)
    assert words(matter) == "adopted"


# --- what is refused --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Wrong:
    """One act that does not count.

    Args:
        channel: another than the proposal's.
        consensus: RU proposed by consensus, else by silence.
    """

    code: str
    party: str
    kind: str
    body: dict[str, Any]
    channel: str = ""
    consensus: bool = False


WRONG = [
    Wrong("decision-other-procedure", "us", "decision-agree", {}),
    Wrong("decision-other-procedure", "ru", "decision-extend", {"expires_at": EXPIRES_AT + 1}, consensus=True),
    Wrong("decision-not-proposer", "us", "decision-extend", {"expires_at": EXPIRES_AT + 1}),
    Wrong("decision-not-proposer", "us", "decision-withdraw", {}),
    Wrong("decision-not-proposer", "us", "decision-announce", {"number": "1"}),
    Wrong("decision-own", "ru", "decision-object", {}),
    Wrong("decision-elsewhere", "us", "decision-object", {}, channel="experts"),
    Wrong("extension-not-later", "ru", "decision-extend", {"expires_at": EXPIRES_AT}),
    Wrong("outcome-not-asked", "us", "decision-sign", {"document": b"x"}),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong.code} {wrong.kind}")
def test_what_breaks_a_rule_is_refused_and_from_others_counts_for_nothing(wrong: Wrong) -> None:
    matter, proposal = by_consensus() if wrong.consensus else proposed()
    how = {"channel": wrong.channel, **wrong.body}
    assert matter.refused(wrong.party, wrong.kind, proposal, **how) == wrong.code
    before = matter.state("decisions")
    act = matter.say(wrong.party, wrong.kind, proposal, **how)
    assert matter.why(act) == wrong.code
    assert matter.state("decisions") == before


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("silence-too-short", {"expires_at": NOON + 24 * HOUR - 1}),
        ("silence-too-short", {"expires_at": NOON + 47 * HOUR, "reading_hours": 48}),
        ("silence-expired", {"expires_at": NOON}),
        ("silence-terms", {"expires_at": None}),
        ("silence-terms", {"reading_hours": 11}),
        ("silence-terms", {"grace_seconds": 599}),
        ("silence-terms", {"grace_seconds": 86_401}),
        ("silence-terms", {"grace_seconds": ""}),
        ("consensus-has-no-clock", {"procedure": "consensus"}),
        ("body-field-choice", {"procedure": "vote"}),
    ],
)
def test_a_proposal_with_shorter_terms_than_the_charters_does_not_count(code: str, body: dict[str, Any]) -> None:
    matter = Matter()
    whole = {"title": "T", "text": "t", **TERMS, **body}
    assert matter.refused("ru", "decision-propose", **whole) == code
    wrong = matter.say("ru", "decision-propose", **whole)
    assert matter.why(wrong) == code
    objection = matter.say("us", "decision-object", wrong)
    assert matter.why(objection) == "decision-unknown"


def test_the_charter_sets_longer_terms() -> None:
    charter = charter_of(tables={"silence": {"minimum_hours": 72, "reading_hours": 24, "grace_minutes": 30}})
    matter = Matter(charter)
    assert matter.refused("ru", "decision-propose", title="T", **TERMS) == "silence-terms"
    longer = {**TERMS, "reading_hours": 24, "grace_seconds": 1_800}
    assert matter.refused("ru", "decision-propose", title="T", **longer) == "silence-too-short"
    assert matter.refused("ru", "decision-propose", title="T", **{**longer, "expires_at": NOON + 72 * HOUR}) == ""


def test_a_charter_whose_table_cannot_be_read_is_refused() -> None:
    with pytest.raises(Malformed, match="charter-setting"):
        check_charter(charter_of(tables={"silence": {"minimum_hours": 0}}))


def test_a_proposal_opens_a_matter_of_its_own() -> None:
    """In a dossier that is open it would stand or fall with what others said there."""
    matter = Matter()
    message = matter.say("us", "message")
    assert matter.refused("ru", "decision-propose", message, title="T", **TERMS) == "kind-opens-own-dossier"
    wrong = matter.say("ru", "decision-propose", knows=(), title="T", **TERMS)
    assert matter.why(wrong) == "kind-opens-own-dossier"


def test_whoever_does_not_read_the_channel_has_no_word() -> None:
    """A writer that is no member may file; silence does not ask it, and its objection does not break."""
    charter = charter_of("nato", "ru", "us")
    matter = Matter(charter, channel="pair")
    proposal = matter.say("ru", "decision-propose", title="T", **TERMS)
    assert matter.refused("us", "decision-object", proposal) == "decision-not-member"
    wrong = matter.say("us", "decision-object", proposal)
    assert matter.why(wrong) == "decision-not-member"
    assert matter.state().procedure.asked == ("nato",)
    assert (
        Matter(charter, channel="pair").refused("us", "decision-propose", title="T", **TERMS) == "decision-not-member"
    )


def test_only_ones_own_objection_is_lifted() -> None:
    matter, proposal = proposed()
    objection = matter.say("us", "decision-object", proposal)
    assert matter.refused("nato", "decision-lift", objection) == "objection-of-others"
    wrong = matter.say("nato", "decision-lift", objection)
    assert matter.why(wrong) == "objection-of-others"
    assert words(matter) == "not adopted (silence broken by US), provisional"


def test_by_consensus_each_member_has_one_word() -> None:
    matter, proposal = by_consensus()
    matter.say("us", "decision-agree", proposal)
    assert matter.refused("us", "decision-object", proposal) == "decision-word-given"
    wrong = matter.say("us", "decision-object", proposal, knows=())
    assert matter.why(wrong) == "decision-word-given"


@pytest.mark.parametrize("kind", ["decision-object", "decision-amend"])
def test_a_vote_after_the_expiry_is_refused_at_its_authors_desk_and_from_others_breaks_nothing(kind: str) -> None:
    """It is kept, regular, and an interpretative statement: only the journal knows whether an extension covers it."""
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    assert matter.refused("us", kind, proposal, claimed_at=EXPIRES_AT) == ""
    assert matter.refused("us", kind, proposal, claimed_at=EXPIRES_AT + 1) == "silence-over"
    late = matter.say("us", kind, proposal, claimed_at=EXPIRES_AT + 1)
    assert matter.why(late) == ""
    matter.heads(CLOSES_AT)
    assert words(matter) == "adopted"


def test_a_withdrawn_proposal_takes_no_more_votes_at_their_authors_desks() -> None:
    matter, proposal = proposed()
    matter.say("ru", "decision-withdraw", proposal)
    assert matter.refused("us", "decision-object", proposal) == "decision-withdrawn"
    assert decisions.next_acts(matter.state(), "us") == ()


def test_own_suspension_does_not_take_the_word_that_breaks_silence() -> None:
    """Whoever is bound by silence can always break it."""
    for name in ("decision-object", "decision-amend", "decision-lift", "decision-withdraw", "decision-reservation"):
        assert decisions.KINDS[name].survives


@pytest.mark.parametrize("party", ["nato", "ru", "us"])
def test_next_acts_are_those_that_count(party: str) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "decision-extend": {"expires_at": EXPIRES_AT + HOUR}, "decision-announce": {"number": "1"},
    }  # fmt: skip
    for matter, proposal in (proposed(), by_consensus()):
        matter.say("us", "decision-object", proposal)
        for one in decisions.next_acts(matter.state(), party):
            assert matter.refused(party, one.kind, matter.acts[one.re or ""], **bodies.get(one.kind, {})) == ""


def test_every_order_of_what_was_said_gives_the_same_state() -> None:
    matter, proposal = proposed()
    for kind in ("decision-object", "decision-amend", "decision-reservation"):
        for party in ("nato", "us"):
            matter.say(party, kind, proposal, knows=())
    matter.say("ru", "decision-extend", proposal, knows=(), expires_at=EXPIRES_AT + HOUR)
    matter.say("ru", "decision-announce", proposal, knows=(), number="9")
    assert matter.same_in_every_order().desk == "decisions"
    assert Result("running") is Result.RUNNING


def test_a_dossier_filled_by_one_party_takes_nothing_from_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a party says beyond its own share counts for nothing; an objection that cites all of it still breaks."""
    monkeypatch.setattr(dossier, "DOSSIER_ACTS_MAX", 5)
    matter, proposal = proposed()
    held_by_all(matter, proposal)
    flood = [matter.say("ru", "message") for _ in range(9)]
    assert [matter.why(act) for act in flood] == [""] * 4 + ["dossier-full"] * 5
    assert matter.refused("ru", "message") == "dossier-full"
    matter.say("us", "decision-object", knows=[flood[-1]], re=proposal)
    matter.heads(CLOSES_AT)
    assert words(matter) == "not adopted (silence broken by US)"


def test_of_two_signatures_in_two_branches_the_same_one_counts_everywhere() -> None:
    """Only a contradiction can hold both; until it is found, every record takes the same."""
    matter, proposal = proposed(Matter(charter_of(depositary=None)))
    signed = []
    for index, result in enumerate(("adopted", "not adopted")):
        fields = (matter.charter.council_id, proposal.ref, hash_of("The line is tested daily."), EXPIRES_AT, result, ())
        text = render_outcome(SignedOutcome(*fields, ("nato", "ru", "us")))
        body = {"document": f"{text}\n— {matter.charter.council_id}/outcome/us AAAAAAAA\n".encode()}
        signed.append(Said(f"US/PLENARY/{index}", "us", "decision-sign", EXPIRES_AT + 1, re=proposal.ref, body=body))
    state = matter.state()
    forth, back = (decisions.fold(decisions.fold(state, one), other) for one, other in (signed, signed[::-1]))
    assert forth == back
    assert forth.outcome(matter.journal()) == back.outcome(matter.journal())


def test_no_charter_asks_a_rank_for_the_words_that_break_silence() -> None:
    """Else an outcome could hang on credentials that reach a record after it is final."""
    for kind in ("decision-object", "decision-extend", "decision-lift"):
        with pytest.raises(Malformed, match="charter-setting"):
            check_charter(charter_of(tables={"levels": {"kinds": {kind: "minister"}}}))
    check_charter(charter_of(tables={"levels": {"kinds": {"decision-propose": "minister"}}}))
