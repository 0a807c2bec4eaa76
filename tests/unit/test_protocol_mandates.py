"""Mandates: the alliance's rule, the text, nine steps in order, and how it is taken back."""

from typing import Any

import pytest
from msgspec.structs import replace
from tests.alliance import (
    AT,
    INNER,
    MEMBERS,
    NOTES,
    bundle_of,
    charter_with,
    mandate_of,
    outer,
    rule_of,
    signed,
)
from tests.councils import identity_of, next_note, ring_of

from detente.errors import DetenteError, Malformed, Refused
from detente.limits import MANDATE_BYTES_MAX, PROSE_CHARACTERS_MAX
from detente.protocol.documents import draft_document
from detente.protocol.evidence.archive import pack, unpack
from detente.protocol.identity import make_identity_note, note_digest
from detente.protocol.mandates import (
    Bundle,
    Revocation,
    Revoked,
    Use,
    alliances_of,
    examine_mandate,
    parse_body,
    parse_file,
    parse_mandate,
    parse_revocation,
    render_mandate,
    render_revocation,
    verify_mandate,
    verify_mandate_file,
    verify_revocation,
)
from detente.protocol.mandates.mandate import text_hash
from detente.tlog.notes import Note, VerifierKey

USE = Use(AT, party="nato", dossier="RU/LINE/42", text="A word.")
RING_AGAIN = ring_of("fr").rotate(["log"], draw=lambda size: bytes(range(size)))
"""FR with another log key."""


def ends_at(number: int, code: str, bundle: Bundle, use: Use = USE, **given: Any) -> DetenteError:
    """Check that a mandate is refused at this step with this code, by report and by exception; return the latter."""
    charter = given.pop("charter", outer())
    report = examine_mandate(bundle, charter, use, **given)
    assert (report.verified, report.code, len(report.steps)) == (False, code, number)
    assert [step.ok for step in report.steps] == [True] * (number - 1) + [False]
    with pytest.raises((Malformed, Refused)) as caught:
        verify_mandate(bundle, charter, use, **given)
    assert caught.value.code == code
    return caught.value


# --- the rule ---------------------------------------------------------------------------------------------------------


def test_the_charter_holds_the_rule() -> None:
    """Council, name, members with their roots; `all` or a number."""
    alliance = alliances_of(outer())["nato"]
    assert (alliance.alliance, alliance.council, alliance.needed) == ("nato", INNER, 3)
    assert dict(alliance.members) == {member: ring_of(member).root for member in MEMBERS}
    assert alliances_of(outer(2))["nato"].needed == 2
    assert alliances_of(charter_with({})) == {}


ROOT = ring_of("de").root


@pytest.mark.parametrize(
    "rule",
    [
        rule_of(rule=0),
        rule_of(rule=4),
        rule_of(rule=True),
        rule_of(rule="most"),
        rule_of(members=[]),
        rule_of(members=[ring_of("us").root.text()] * 2),
        rule_of(members=[ring_of("us", 1).root.text()]),
        rule_of(members=[ring_of("us").mirror_signer().key.text()]),
        rule_of(members=[ROOT.text(), VerifierKey("fr", ROOT.algorithm, ROOT.public).text()]),
        rule_of(council="nato"),
        rule_of(name=""),
        rule_of(unless="RU objects"),
    ],
)
def test_a_rule_that_is_not_understood_whole_is_refused(rule: dict[str, Any]) -> None:
    """No such number, no such root, a member under two roots, or a word more."""
    with pytest.raises(Malformed) as caught:
        alliances_of(charter_with({"nato": rule}))
    assert caught.value.code == "alliance-malformed"


def test_an_alliance_has_an_id() -> None:
    with pytest.raises(Malformed, match="alliance-malformed"):
        alliances_of(charter_with({"N A T O": rule_of()}))


# --- the text ---------------------------------------------------------------------------------------------------------


def test_a_mandate_is_one_text() -> None:
    """It prints, and reads back as itself; lines are shown as lines."""
    text = "We propose a meeting.\n\n“Soon.” \\ — in the spring\n"
    mandate = mandate_of(agreed=text, text_hash=text_hash(text))
    printed = render_mandate(mandate)
    assert parse_mandate(draft_document(printed)) == mandate
    assert 'limits = """\nAsk; promise nothing.\n\n— Nothing about numbers."""\n' in printed
    assert "\n“Soon.” \\\\ — in the spring\n" in printed


@pytest.mark.parametrize(
    "changes",
    [
        {"alliance": "N"},
        {"for_council": "nrc"},
        {"serial": 0},
        {"holder": ""},
        {"title": "two\nlines"},
        {"dossier": "ru/line/42"},
        {"valid_until": AT - 1},
        {"limits": "turned \u202e round"},
        {"limits": "x" * (PROSE_CHARACTERS_MAX + 1)},
        {"text_hash": "ab"},
        {"agreed": "a text without its hash"},
        {"agreed": "a text with another hash", "text_hash": "0" * 64},
    ],
)
def test_a_text_that_says_no_mandate_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        parse_mandate(draft_document(render_mandate(mandate_of(**changes))))
    assert caught.value.code == "mandate-malformed"


def test_one_mandate_has_one_spelling() -> None:
    """A comment, another order, a field more: malformed."""
    text = render_mandate(mandate_of())
    for other in (text + "# and more\n", text + 'x = "y"\n', text.replace("serial = 1", "serial = 0x1")):
        with pytest.raises(Malformed, match="mandate-malformed"):
            parse_mandate(draft_document(other))


def test_a_mandate_and_its_revocation_are_never_mistaken() -> None:
    mandate, revocation = render_mandate(mandate_of()), render_revocation(revocation_of())
    for read, text in ((parse_mandate, revocation), (parse_revocation, mandate)):
        with pytest.raises(Malformed, match="mandate-malformed"):
            read(draft_document(text))
    minutes = mandate.replace("detente-mandate", "detente-minutes")
    with pytest.raises(Malformed, match="of purpose mandate"):
        parse_mandate(draft_document(minutes))


# --- nine steps -------------------------------------------------------------------------------------------------------


def test_a_mandate_that_all_signed_holds() -> None:
    """Nine steps, each with what was found; nobody's debate is needed."""
    report = examine_mandate(bundle_of(mandate_of()), outer(), USE)
    assert report.verified
    assert (report.code, report.signed, report.missing) == ("", MEMBERS, ())
    assert [step.number for step in report.steps] == list(range(1, 10))
    granted = verify_mandate(bundle_of(mandate_of()), outer(), USE)
    assert (report.mandate, report.signed, report.missing) == (granted.mandate, granted.signed, granted.missing)
    assert (granted.mandate, granted.needed, granted.signed) == (mandate_of(), 3, MEMBERS)


def test_a_mandate_that_enough_signed_holds_and_names_the_others() -> None:
    """As many as the rule asks for; who is missing is shown all the same."""
    bundle = bundle_of(mandate_of(outer(2)), "us", "fr")
    report = examine_mandate(bundle, outer(2), USE)
    assert report.verified
    assert (report.signed, report.missing) == (("us", "fr"), ("de",))
    assert "missing: de" in report.steps[4].detail


def test_step_1_it_is_a_mandate() -> None:
    ends_at(1, "mandate-malformed", bundle_of(mandate_of(valid_until=AT - 1)))
    ends_at(1, "note-syntax", Bundle(b"text"))


def test_step_2_of_an_alliance_that_the_charter_names() -> None:
    """The id alone is not enough: its council is compared too."""
    ends_at(2, "mandate-other-alliance", bundle_of(mandate_of(alliance="eu")))
    bare = charter_with({})
    fault = ends_at(2, "mandate-other-alliance", bundle_of(mandate_of(bare)), charter=bare)
    assert "names no alliance" in fault.expected
    other = charter_with({"nato": rule_of(council="nato-0123456789abcdef")})
    ends_at(2, "mandate-other-alliance", bundle_of(mandate_of(other)), charter=other)


def test_step_3_for_this_council_and_for_who_speaks() -> None:
    ends_at(3, "mandate-other-council", bundle_of(mandate_of(for_council=INNER)))
    ends_at(3, "mandate-other-holder", bundle_of(mandate_of(holder="de")), replace(USE, party=None))
    ends_at(3, "mandate-other-holder", bundle_of(mandate_of()), replace(USE, party="us"))


def test_step_4_chains_from_the_roots_in_the_rule() -> None:
    """Another root of that name, a stranger's note, a chain with a gap, two notes of one serial: refused."""
    bundle = bundle_of(mandate_of())
    false = make_identity_note(identity_of(ring_of("fr", 1)), [ring_of("fr", 1).root_signer()])
    ends_at(4, "mandate-identity", replace(bundle, identities=(NOTES["us"], NOTES["de"], false)))
    ends_at(4, "mandate-identity", replace(bundle, identities=(*bundle.identities, NOTES["ru"])))
    ends_at(4, "mandate-identity", bundle, known={"us": [make_other("us")]})
    ends_at(4, "mandate-bundle", replace(bundle, identities=(next_note(RING_AGAIN, [NOTES["fr"]]),)))


def make_other(party: str) -> bytes:
    """Return another first note of one root."""
    return make_identity_note(identity_of(ring_of(party), "Another name"), [ring_of(party).root_signer()])


def test_step_5_a_line_that_does_not_verify_spoils_it() -> None:
    note = signed(render_mandate(mandate_of()), *(ring_of(member) for member in MEMBERS))
    forged = Note(render_mandate(mandate_of(serial=2)), note.signatures)
    ends_at(5, "document-signature", Bundle(forged.to_bytes(), tuple(NOTES[member] for member in MEMBERS)))


def test_step_6_names_that_are_missing_are_listed() -> None:
    fault = ends_at(6, "mandate-unsigned", bundle_of(mandate_of(), "us"))
    assert fault.got == "missing: de, fr"
    assert examine_mandate(bundle_of(mandate_of(), "us"), outer(), USE).missing == ("de", "fr")


def test_signatures_of_whom_no_note_is_here_do_not_count() -> None:
    """Notes of parties of the council need not travel; those of the others must."""
    bundle = replace(bundle_of(mandate_of()), identities=(NOTES["de"], NOTES["fr"]))
    ends_at(6, "mandate-unsigned", bundle)
    assert verify_mandate(bundle, outer(), USE, known={"us": [NOTES["us"]], "ru": [NOTES["ru"]]}).signed == MEMBERS


def test_a_key_counts_while_it_is_in_force() -> None:
    """A line by a key that was exchanged before the act does not count: the member signs the same text anew."""
    later = next_note(RING_AGAIN, [NOTES["fr"]], valid_from=AT + 50)
    bundle = bundle_of(mandate_of())
    longer = replace(bundle, identities=(*bundle.identities, later))
    assert examine_mandate(longer, outer(), replace(USE, at=AT + 49)).verified
    fault = ends_at(6, "mandate-unsigned", longer, replace(USE, at=AT + 50))
    assert fault.got == "missing: fr (with a key not in force)"
    ends_at(6, "mandate-unsigned", bundle, replace(USE, at=AT + 50), known={"fr": [NOTES["fr"], later]})
    again = signed(render_mandate(mandate_of()), *map(ring_of, MEMBERS), RING_AGAIN)
    assert examine_mandate(replace(longer, note=again.to_bytes()), outer(), replace(USE, at=AT + 50)).verified


def test_step_7_within_its_time() -> None:
    """The first and the last second belong to it."""
    bundle = bundle_of(mandate_of())
    ends_at(7, "mandate-early", bundle, replace(USE, at=AT - 1))
    ends_at(7, "mandate-expired", bundle, replace(USE, at=AT + 101))
    assert all(examine_mandate(bundle, outer(), replace(USE, at=at)).verified for at in (AT, AT + 100))


def test_step_8_this_dossier_and_this_text() -> None:
    """A mandate for a dossier covers no other, one for a text no other text; what is not asked is not compared."""
    text = "We propose to meet."
    exact = bundle_of(mandate_of(text_hash=text_hash(text)))
    ends_at(8, "mandate-other-dossier", exact, replace(USE, dossier="RU/LINE/43", text=text))
    ends_at(8, "mandate-other-dossier", exact, replace(USE, dossier="", text=text))
    ends_at(8, "mandate-other-text", exact, replace(USE, text=f"{text} "))
    assert examine_mandate(exact, outer(), replace(USE, dossier="ru/line/42", text=text)).verified
    unasked = examine_mandate(exact, outer(), Use(AT))
    assert unasked.verified
    assert unasked.steps[7].detail.endswith("; no dossier was compared; no text was compared")
    assert examine_mandate(bundle_of(mandate_of(dossier="")), outer(), replace(USE, dossier="")).verified


# --- taking it back ---------------------------------------------------------------------------------------------------


def revocation_of(**changes: Any) -> Revocation:
    revocation = Revocation(INNER, "nato", outer().council_id, 1, AT + 10, "It has served.")
    return replace(revocation, **changes)


def revoked(*members: str, **changes: Any) -> Revoked:
    note = signed(render_revocation(revocation_of(**changes)), *map(ring_of, members))
    bundle = Bundle(note.to_bytes(), tuple(NOTES[member] for member in MEMBERS))
    return verify_revocation(bundle, outer())


def test_step_9_where_all_must_sign_one_takes_it_back() -> None:
    fault = ends_at(9, "mandate-revoked", bundle_of(mandate_of()), revocations=[revoked("de")])
    assert fault.got == "2; taken back by de"


def test_where_some_must_sign_it_falls_when_too_few_stand_by_it() -> None:
    """Who takes it back no longer counts among those who signed; who never signed takes nothing back."""
    charter = outer(2)
    bundle = bundle_of(mandate_of(charter))

    def by(*members: str) -> Revoked:
        return Revoked(revocation_of(for_council=charter.council_id), frozenset(members))

    assert examine_mandate(bundle, charter, USE, revocations=[by("de")]).verified
    ends_at(9, "mandate-revoked", bundle, charter=charter, revocations=[by("de"), by("fr")])
    two = bundle_of(mandate_of(charter), "us", "fr")
    assert examine_mandate(two, charter, USE, revocations=[by("de")]).verified
    ends_at(9, "mandate-revoked", two, charter=charter, revocations=[by("us")])


def test_a_revocation_of_another_mandate_changes_nothing() -> None:
    others = [revoked("us", "de", "fr", revokes=2), Revoked(revocation_of(for_council=INNER), frozenset(MEMBERS))]
    assert examine_mandate(bundle_of(mandate_of()), outer(), USE, revocations=others).verified


def test_a_revocation_is_verified_first() -> None:
    """Of this alliance, for this council, by a member at the least; a key since exchanged still takes back."""
    with pytest.raises(Refused, match="mandate-unsigned"):
        revoked("ru")
    with pytest.raises(Refused, match="mandate-other-council"):
        revoked("us", for_council=INNER)
    with pytest.raises(Refused, match="mandate-other-alliance"):
        revoked("us", alliance="eu")
    note = signed(render_revocation(revocation_of()), ring_of("fr")).to_bytes()
    chain = (NOTES["fr"], next_note(RING_AGAIN, [NOTES["fr"]]))
    assert verify_revocation(Bundle(note), outer(), known={"fr": chain}) == Revoked(revocation_of(), frozenset({"fr"}))


# --- what travels -----------------------------------------------------------------------------------------------------


def test_a_bundle_travels_in_an_act_or_in_a_file() -> None:
    """From both it comes back; a file's chains are in the order of serials whatever the order in which they came."""
    later = next_note(RING_AGAIN, [NOTES["fr"]])
    bundle = replace(bundle_of(mandate_of()), identities=(later, *bundle_of(mandate_of()).identities))
    assert parse_body(bundle.to_body()) == bundle
    found = parse_file(bundle.to_file())
    assert found.chains() == bundle.chains() == {**{m: (NOTES[m],) for m in MEMBERS}, "fr": (NOTES["fr"], later)}
    assert note_digest(found.note) == note_digest(bundle.note)
    assert verify_mandate_file(bundle_of(mandate_of()).to_file(), outer(), USE).verified


def test_a_file_that_is_none_ends_at_step_1() -> None:
    """No archive, no note in it, a part more, a note under another name: there is a report, and it says which."""
    parts = unpack(bundle_of(mandate_of()).to_file())
    moved = {"identities/fr.2.note" if name == "identities/fr.1.note" else name: parts[name] for name in parts}
    without = {name: part for name, part in parts.items() if name != "mandate.note"}
    for data, code in (
        (b"", "evidence-archive"),
        (pack(without), "mandate-bundle"),
        (pack(moved), "mandate-bundle"),
        (pack({**parts, "README": b""}), "note-syntax"),
        (bytes(MANDATE_BYTES_MAX + 1), "mandate-bundle"),
    ):
        report = verify_mandate_file(data, outer(), USE)
        assert (report.verified, report.code, len(report.steps)) == (False, code, 1)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"mandate": "text"},
        {"mandate": b"", "identities": b""},
        {"mandate": b"", "identities": ["text"]},
        {"mandate": b"", "identities": [bytes(MANDATE_BYTES_MAX + 1)]},
    ],
)
def test_a_body_without_a_bundle_is_malformed(body: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        parse_body(body)
    assert caught.value.code == "mandate-bundle"


def test_a_bundle_too_large_for_a_file_is_refused() -> None:
    with pytest.raises(Malformed, match="mandate-bundle"):
        Bundle(bytes(MANDATE_BYTES_MAX)).to_file()


def test_identity_notes_travel_whole_and_once() -> None:
    """From the first on, none twice: a file's names follow from what lies in it."""
    with pytest.raises(Malformed, match="a gap in them"):
        Bundle(b"", (next_note(RING_AGAIN, [NOTES["fr"]]), NOTES["de"])).to_file()
    with pytest.raises(Malformed, match="one serial twice"):
        Bundle(b"", (NOTES["de"], make_other("de"))).to_file()
