"""The mandates' desk: an alliance's members sign a text in their own council, amend it, refuse it, take it back."""

from typing import Any

import pytest
from tests.alliance import MEMBERS, NOTES, line_of, mandate_of
from tests.councils import ring_of
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.desk import NextAct
from detente.council.desks import mandates
from detente.council.duty import DutyState
from detente.council.kinds import text_of
from detente.council.mandate_texts import bundle_of, revocation_of
from detente.council.registry import check_charter
from detente.council.said import Said
from detente.errors import Malformed
from detente.protocol.documents import parse_document
from detente.protocol.mandates import Mandate, Revocation, parse_mandate, render_mandate, render_revocation
from detente.tlog.notes import parse_note


def inner(rule: str | int | None = None, **tables: Any) -> Matter:
    """Return a matter in the council of three members and a secretariat."""
    table: dict[str, Any] = {"members": list(MEMBERS)} | ({} if rule is None else {"rule": rule})
    return Matter(charter_of(*MEMBERS, "nato", depositary=None, tables={"mandates": table, **tables}))


def says(matter: Matter, **changes: Any) -> Mandate:
    times = {"valid_from": NOON, "valid_until": NOON + DAY}
    return mandate_of(council=matter.charter.council_id, **{**times, **changes})


def ask(matter: Matter, re: Said | None = None, party: str = "nato", **changes: Any) -> Said:
    return matter.say(party, "mandate-ask", re, text=render_mandate(says(matter, **changes)))


def signature(asked: Said, party: str, *, ring: str = "") -> dict[str, Any]:
    """Return the body of a member's grant."""
    text = text_of(asked.body, "text")
    council = asked.origin.split("/")[0]
    return {"signature": line_of(text, ring_of(ring or party), council), "identities": [NOTES[party]]}


def with_more(asked: Said, party: str) -> dict[str, Any]:
    """Return a grant whose line stands under more text than was asked for."""
    text = text_of(asked.body, "text") + "\nand more\n"
    line = line_of(text, ring_of(party), asked.origin.split("/")[0])
    return {"signature": f"and more\n\n{line}", "identities": [NOTES[party]]}


def grant(matter: Matter, asked: Said, *parties: str) -> list[Said]:
    return [matter.say(party, "mandate-grant", asked, knows=(), **signature(asked, party)) for party in parties]


def revocation(matter: Matter, asked: Said, party: str, **changes: Any) -> dict[str, Any]:
    """Return the body of a member's revocation."""
    fields = {
        "council": matter.charter.council_id,
        "alliance": "nato",
        "revokes": 1,
        "at": NOON,
        "reason": "It is over.",
    }
    mandate = says(matter)
    text = render_revocation(Revocation(**{**fields, "for_council": mandate.for_council, **changes}))
    line = line_of(text, ring_of(party), matter.charter.council_id)
    return {"text": text, "signature": line, "identities": [NOTES[party]]}


def asked(rule: str | int | None = None) -> tuple[Matter, Said]:
    matter = inner(rule)
    return matter, ask(matter)


# --- what it adds up to -----------------------------------------------------------------------------------------------


def test_every_order_of_signatures_gives_the_same_complete_text() -> None:
    """Signatures come concurrently; the text is complete with the last that the rule asks for."""
    matter, text = asked()
    grant(matter, text, "us", "de")
    state = matter.state()
    assert (state.signed(text.ref), state.missing(text.ref)) == (("us", "de"), ("fr",))
    assert state.status(text.ref) == "waiting"
    grant(matter, text, "fr")
    state = matter.same_in_every_order().states["mandates"]
    assert (state.complete(text.ref), state.status(text.ref)) == (True, "complete")


def test_the_bundle_has_every_line_once_over_the_one_text() -> None:
    matter, text = asked()
    grant(matter, text, *MEMBERS)
    bundle = bundle_of(matter.state(), text.ref)
    assert [line.name.rpartition("/")[2] for line in parse_note(bundle.note).signatures] == sorted(MEMBERS)
    assert parse_mandate(parse_document(bundle.note)) == says(matter)
    assert set(bundle.chains()) == set(MEMBERS)


def test_a_number_suffices_where_the_rule_says_so() -> None:
    """Without `[mandates]` every party is a member and all must sign."""
    matter, text = asked(2)
    grant(matter, text, "us", "fr")
    assert matter.state().complete(text.ref)
    assert matter.turn() == frozenset()
    everybody = mandates.begin(charter_of("us", "de", depositary="dep"))
    assert (tuple(everybody.alliance.members), everybody.alliance.needed) == (("us", "de"), 2)


def test_who_refused_may_still_sign() -> None:
    """One refusal under `all` is a result, not an end."""
    matter, text = asked()
    grant(matter, text, "us", "de")
    assert matter.turn() == {"fr"}
    matter.say("fr", "mandate-refuse", text, text="Not before the meeting.")
    state = matter.state()
    assert (state.refused(text.ref), state.status(text.ref), matter.turn()) == (("fr",), "not agreed", frozenset())
    grant(matter, text, "fr")
    state = matter.same_in_every_order().states["mandates"]
    assert (state.refused(text.ref), state.status(text.ref)) == ((), "complete")


def test_an_amended_text_takes_the_place_of_the_first() -> None:
    """What was signed stays under the text that it signed."""
    matter, first = asked()
    grant(matter, first, "us")
    second = ask(matter, first, title="Risk reduction, again")
    state = matter.state()
    assert state.standing.refs == (second.ref,)
    assert (state.status(first.ref), state.signed(first.ref), state.signed(second.ref)) == ("replaced", ("us",), ())
    assert matter.refused("de", "mandate-grant", first, **signature(first, "de")) == "mandate-replaced"
    late = matter.say("de", "mandate-grant", first, **signature(first, "de"))
    assert matter.why(late) == "mandate-replaced"
    assert matter.refused("de", "mandate-refuse", first, text="No.") == "mandate-replaced"
    assert matter.turn() == set(MEMBERS)


def test_two_texts_of_one_serial_are_a_conflict_until_one_act_cites_both() -> None:
    matter, first = asked()
    one = ask(matter, first, party="us", title="One")
    two = matter.say("de", "mandate-ask", first, knows=(), text=render_mandate(says(matter, title="Two")))
    folded = matter.same_in_every_order()
    assert [text.partition(" have")[0] for text in folded.conflicts] == [f"{two.ref}, {one.ref}"]
    assert folded.sheet(matter.journal()).status == "conflict"
    ask(matter, one, title="Both")
    assert matter.same_in_every_order().conflicts == ()


def test_a_text_completed_while_it_was_amended_stays_complete_and_is_a_conflict() -> None:
    """Concurrent: nobody was wrong, and both texts bear the serial."""
    matter, first = asked(1)
    grant(matter, first, "us")
    matter.say("de", "mandate-ask", first, knows=(first,), text=render_mandate(says(matter, title="Other")))
    folded = matter.same_in_every_order()
    assert folded.irregular == {}
    assert len(folded.conflicts) == 1


def test_whoever_signed_takes_back() -> None:
    matter, text = asked(2)
    grant(matter, text, *MEMBERS)
    matter.say("us", "mandate-revocation", text, **revocation(matter, text, "us"))
    assert matter.state().status(text.ref) == "complete", "two still stand by it"
    back = matter.say("de", "mandate-revocation", text, **revocation(matter, text, "de"))
    state = matter.same_in_every_order().states["mandates"]
    assert (state.taken_back(text.ref), state.status(text.ref)) == (("us", "de"), "taken back")
    assert parse_note(revocation_of(back).note).signatures[0].name.endswith("/de")


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("party", "kind", "body", "code"),
    [
        ("nato", "mandate-grant", lambda _, text: signature(text, "us"), "mandate-not-a-member"),
        ("nato", "mandate-refuse", lambda *_: {"text": "No."}, "mandate-not-a-member"),
        ("de", "mandate-grant", lambda _, text: signature(text, "us"), "mandate-unsigned"),
        (
            "de",
            "mandate-grant",
            lambda _, text: signature(text, "de") | {"identities": [NOTES["us"]]},
            "mandate-unsigned",
        ),
        (
            "de",
            "mandate-grant",
            lambda _, text: signature(text, "de") | {"identities": [NOTES["ru"]]},
            "mandate-identity",
        ),
        ("de", "mandate-grant", lambda _, text: signature(text, "de") | {"signature": "— de x"}, "note-signature-line"),
        ("de", "mandate-grant", lambda _, text: with_more(text, "de"), "mandate-signature"),
        ("us", "mandate-grant", lambda _, text: signature(text, "us"), "mandate-signed"),
        ("us", "mandate-refuse", lambda *_: {"text": "No."}, "mandate-signed"),
        ("de", "mandate-revocation", lambda m, text: revocation(m, text, "de"), "mandate-not-signed"),
        ("us", "mandate-revocation", lambda m, text: revocation(m, text, "us", revokes=2), "mandate-revokes-other"),
        ("us", "mandate-revocation", lambda m, text: revocation(m, text, "de"), "mandate-unsigned"),
        ("us", "mandate-revocation", lambda m, text: revocation(m, text, "us") | {"text": "x"}, "document-malformed"),
        ("us", "mandate-ask", lambda *_: {"text": "x"}, "document-malformed"),
        ("us", "mandate-ask", lambda m, _: {"text": render_mandate(says(m, holder=""))}, "mandate-malformed"),
        ("us", "mandate-ask", lambda *_: {"text": render_mandate(mandate_of())}, "mandate-other-council"),
    ],
)
def test_what_does_not_hold_is_refused_and_counts_for_nothing(party: str, kind: str, body: Any, code: str) -> None:
    """At the author's desk with the reason; from a peer kept, marked, and folded by nobody."""
    matter, text = asked()
    grant(matter, text, "us")
    before = matter.state()
    body = body(matter, text)
    assert matter.refused(party, kind, text, **body) == code
    wrong = matter.say(party, kind, text, **body)
    assert matter.why(wrong) == code
    assert matter.same_in_every_order().states["mandates"] == before


def test_another_text_in_the_same_matter_answers_the_one_that_stands() -> None:
    matter, _text = asked()
    assert matter.refused("us", "mandate-ask", text=render_mandate(says(matter, title="Other"))) == "mandate-replaced"


def test_a_complete_text_is_not_amended() -> None:
    matter, text = asked()
    grant(matter, text, *MEMBERS)
    other = render_mandate(says(matter, title="Other"))
    assert matter.refused("us", "mandate-ask", text, text=other) == "mandate-complete"
    assert matter.why(matter.say("us", "mandate-ask", text, text=other)) == "mandate-complete"


def test_what_answers_an_irregular_text_counts_for_nothing() -> None:
    matter = inner()
    wrong = matter.say("us", "mandate-ask", text="x")
    late = matter.say("de", "mandate-refuse", wrong, text="No.")
    assert matter.why(late) == "mandate-replaced"


@pytest.mark.parametrize("table", [{"rule": 3}, {"rule": "most"}, {"members": ["ru"]}, {"members": ["us", "us"]}])
def test_a_rule_that_cannot_be_read_is_no_charter(table: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        check_charter(charter_of("us", "de", depositary=None, tables={"mandates": table}))
    assert refused.value.code == "charter-setting"


# --- who does what next, and for eyes ---------------------------------------------------------------------------------


def test_members_owe_an_answer_where_the_charter_sets_a_clock() -> None:
    matter = inner(clocks={"reply": {"mandate-ask": 24}})
    text = ask(matter, party="us")
    grant(matter, text, "de")
    matter.heads(NOON + 60)
    duties = matter.duties("sign or refuse")
    assert [(duty.who, duty.state) for duty in duties] == [("de", DutyState.MET), ("fr", DutyState.DUE)]
    assert asked()[0].duties() == []


def test_next_acts_are_those_of_members() -> None:
    matter, text = asked()
    grant(matter, text, "us")
    offered = {party: matter.folded().next_acts(party) for party in ("nato", "us", "de")}
    assert NextAct("mandate-refuse", text.ref) in offered["de"]
    assert NextAct("mandate-grant", text.ref) in offered["de"]
    assert NextAct("mandate-revocation", text.ref) in offered["us"]
    assert NextAct("mandate-grant", text.ref) not in offered["us"]
    assert NextAct("mandate-grant", text.ref) not in offered["nato"]


def test_the_sheet_names_who_is_missing() -> None:
    matter, text = asked()
    grant(matter, text, "us")
    matter.say("fr", "mandate-refuse", text, text="Not before the meeting.")
    sheet = matter.folded().sheet(matter.journal())
    assert (sheet.title.words, sheet.status) == ("Risk reduction", "not agreed")
    assert dict(sheet.facts)["missing"] == "DE, FR"
    assert sheet.sections[0].lines[0].mark == "waiting"
    assert [section.heading for section in sheet.sections] == ["Texts", "The text that is signed", "Refusals"]
    (data,) = sheet.data["texts"]
    assert (data["signed"], data["missing"], data["refused"], data["complete"]) == (["us"], ["de", "fr"], ["fr"], False)
