"""The voices' desk: a mandate is presented, acts rest on it, and it is taken back."""

from dataclasses import replace
from typing import Any

import pytest
from tests.alliance import INNER, MEMBERS, NOTES, bundle_of, mandate_of, revocation_by, rule_of
from tests.councils import ring_of
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.registry import check_charter, judged_by
from detente.council.said import Said
from detente.errors import Malformed
from detente.protocol.mandates import Bundle, Mandate, text_hash

FOR = {"for": "nato"}
TEXT = "We propose to meet on the 20th."


def outer(rule: str | int = "all", **tables: Any) -> Matter:
    """Return a matter in the council in which the alliance is spoken for."""
    return Matter(charter_of(tables={"alliances": {"nato": rule_of(rule=rule)}, **tables}))


def says(matter: Matter, **changes: Any) -> Mandate:
    usual = {"dossier": "", "valid_from": NOON, "valid_until": NOON + DAY}
    return mandate_of(matter.charter, **{**usual, **changes})


def bundle(matter: Matter, *members: str, **changes: Any) -> dict[str, Any]:
    """Return the body that presents a mandate."""
    return bundle_of(says(matter, **changes), *members).to_body()


def presented(rule: str | int = "all", *members: str, **changes: Any) -> tuple[Matter, Said]:
    """Return a matter in whose council NATO has presented a mandate in another dossier."""
    matter = outer(rule)
    return matter, matter.say_elsewhere("nato", "mandate-presented", **bundle(matter, *members, **changes))


def under(act: Said) -> dict[str, Any]:
    return {**FOR, "mandate": act.ref}


# --- presenting -------------------------------------------------------------------------------------------------------


def test_the_sheet_says_who_signed_and_who_is_missing() -> None:
    matter = outer(2)
    act = matter.say("nato", "mandate-presented", **bundle(matter, "us", "fr"))
    folded = matter.same_in_every_order()
    assert (folded.irregular, folded.desk) == ({}, "voices")
    sheet = folded.sheet(matter.journal())
    assert (sheet.title.words, sheet.status, sheet.timed) == ("NATO for NATO: Risk reduction", "stands", True)
    (data,) = sheet.data["mandates"]
    assert (data["ref"], data["signed"], data["missing"]) == (act.ref, ["us", "fr"], ["de"])
    assert folded.next_acts("nato")[0].kind == "message"


def test_it_expires_by_the_council_s_time() -> None:
    matter = outer()
    matter.say("nato", "mandate-presented", **bundle(matter))
    matter.heads(NOON + DAY)
    assert matter.folded().sheet(matter.journal()).status == "stands"
    matter.heads(NOON + DAY + 1)
    assert matter.folded().sheet(matter.journal()).status == "expired"


@pytest.mark.parametrize(
    ("party", "body", "code"),
    [
        ("nato", lambda m: bundle(m, "us", "de"), "mandate-unsigned"),
        ("nato", lambda m: bundle(m, alliance="csto"), "mandate-other-alliance"),
        ("nato", lambda m: bundle(m, for_council=INNER), "mandate-other-council"),
        ("nato", lambda m: bundle(m, valid_from=NOON - DAY, valid_until=NOON - 1), "mandate-expired"),
        ("nato", lambda m: bundle(m, valid_from=NOON + DAY), "mandate-early"),
        ("ru", bundle, "mandate-other-holder"),
        ("nato", lambda m: bundle(m, holder="de"), "mandate-other-holder"),
        ("nato", lambda m: bundle(m) | {"identities": [NOTES["us"]]}, "mandate-unsigned"),
        ("nato", lambda m: bundle(m) | {"identities": [NOTES["ru"]]}, "mandate-identity"),
        ("nato", lambda m: bundle(m) | {"identities": [b"x"]}, "note-syntax"),
        ("nato", lambda m: bundle(m) | {"identities": [NOTES["us"][:-1]]}, "note-syntax"),
        ("nato", lambda m: bundle(m) | {"mandate": b"x"}, "note-syntax"),
        ("nato", lambda m: bundle(m, title=""), "mandate-malformed"),
        ("nato", lambda m: bundle(m) | {"identities": [b"x" * 1_000] * 1_000}, "mandate-bundle"),
        ("nato", lambda m: revocation_by(says(m), "us").to_body(), "mandate-malformed"),
        ("nato", lambda m: bundle(m) | {"identities": ["x"]}, "body-field-type"),
    ],
)
def test_what_is_no_mandate_for_this_is_refused_and_gives_no_voice(party: str, body: Any, code: str) -> None:
    """Refused at the author's desk; from a peer kept, marked, and nothing can be said under it."""
    matter = outer()
    body = body(matter)
    assert matter.refused(party, "mandate-presented", **body) == code
    wrong = matter.say(party, "mandate-presented", **body)
    assert matter.why(wrong) == code
    assert matter.standing(party).voices == ()
    assert matter.refused("nato", "message", **under(wrong)) == "mandate-missing"


def test_notes_that_do_not_fit_one_act_go_before_it() -> None:
    """Each act answers the one before; the notes of all of them count, and each once."""
    matter = outer()
    body = bundle(matter)
    first = matter.say("nato", "mandate-signers", identities=[NOTES["us"], NOTES["de"]])
    assert matter.refused("nato", "mandate-presented", mandate=body["mandate"]) == "mandate-unsigned"
    second = matter.say("nato", "mandate-signers", first, identities=[NOTES["de"], NOTES["fr"]])
    assert matter.refused("nato", "mandate-presented", first, mandate=body["mandate"]) == "mandate-unsigned"
    act = matter.say("nato", "mandate-presented", second, mandate=body["mandate"])
    assert matter.same_in_every_order().irregular == {}
    assert [voice.ref for voice in matter.standing("nato").voices] == [act.ref]


def test_notes_that_another_laid_down_are_not_answered() -> None:
    """A party's voice follows from its own acts."""
    matter = outer()
    first = matter.say("us", "mandate-signers", identities=[NOTES["us"]])
    assert matter.refused("nato", "mandate-presented", first, **bundle(matter)) == "mandate-signers-of-other"
    wrong = matter.say("nato", "mandate-presented", first, **bundle(matter))
    assert matter.why(wrong) == "mandate-signers-of-other"
    assert matter.standing("nato").voices == ()


def test_notes_are_bounded_over_all_acts_that_carry_them() -> None:
    matter = outer()
    last = None
    for number in range(19):
        last = matter.say("nato", "mandate-signers", last, identities=[bytes([number]) * 54_000])
    assert matter.why(last) == "mandate-bundle"


def test_mandates_of_one_serial_that_differ_are_a_conflict() -> None:
    """All signed both; which is meant, they have not said."""
    matter = outer()
    matter.say("nato", "mandate-presented", **bundle(matter))
    matter.say("nato", "mandate-presented", **bundle(matter, title="Another"))
    folded = matter.same_in_every_order()
    assert folded.conflicts == ("NATO, mandate 1: NATO/PLENARY/1, NATO/PLENARY/2 differ",)
    assert folded.sheet(matter.journal()).status == "conflict"


# --- speaking under it ------------------------------------------------------------------------------------------------


def test_an_act_for_the_alliance_is_regular_under_its_mandate() -> None:
    matter, mandate = presented()
    act = matter.say("nato", "message", **under(mandate))
    assert matter.same_in_every_order().irregular == {}
    assert matter.why(matter.say("nato", "message", act, **FOR, mandate=mandate.ref.lower())) == ""


@pytest.mark.parametrize(
    ("changes", "body", "code"),
    [
        ({}, FOR, "mandate-missing"),
        ({}, {"for": "csto", "mandate": "NATO/PLENARY/1"}, "mandate-missing"),
        ({}, {"for": "nato", "mandate": "NATO/PLENARY/9"}, "mandate-missing"),
        ({"valid_until": NOON + 30}, {}, "mandate-expired"),
        ({"dossier": "RU/LINE/42"}, {}, "mandate-other-dossier"),
        ({"text_hash": text_hash(TEXT)}, {"text": f"{TEXT} Or later."}, "mandate-other-text"),
    ],
)
def test_an_act_that_no_mandate_covers_is_refused_and_counts_for_nothing(
    changes: dict[str, Any], body: dict[str, Any], code: str
) -> None:
    matter, mandate = presented(**changes)
    body = {**under(mandate), **body} if "for" not in body else body
    assert matter.refused("nato", "message", **body) == code
    assert matter.why(matter.say("nato", "message", **body)) == code


def test_nobody_speaks_under_another_s_mandate() -> None:
    matter, mandate = presented()
    assert matter.refused("us", "message", **under(mandate)) == "mandate-missing"


def test_a_mandate_of_one_matter_and_one_text_covers_exactly_that() -> None:
    matter = outer()
    text = {"dossier": "RU/PLENARY/1", "text_hash": text_hash(TEXT), "agreed": TEXT}
    mandate = matter.say_elsewhere("nato", "mandate-presented", **bundle(matter, **text))
    opening = matter.say("ru", "message")
    said = matter.say("nato", "message", opening, **under(mandate), text=TEXT)
    later = matter.say("nato", "message", **under(mandate), text=TEXT)
    assert (matter.why(said), matter.why(later)) == ("", "")


def test_what_was_said_before_the_mandate_does_not_rest_on_it() -> None:
    matter = outer()
    early = matter.say("nato", "message", **FOR, mandate="NATO/PLENARY/2")
    matter.say("nato", "mandate-presented", **bundle(matter))
    late = matter.say("nato", "message", **FOR, mandate="NATO/PLENARY/2")
    assert (matter.why(early), matter.why(late)) == ("mandate-missing", "")


# --- taking back ------------------------------------------------------------------------------------------------------


def test_a_revocation_by_another_binds_what_cites_it_and_nothing_else() -> None:
    """RU presents it. What NATO says without being proven to know it stays regular; later acts do not."""
    matter, mandate = presented()
    back = matter.say_elsewhere("ru", "mandate-revoked", re=mandate, **revocation_by(says(matter), "de").to_body())
    assert judged_by(back.kind, back.party, back.re) == {"ru", "nato"}
    unaware = matter.say("nato", "message", **under(mandate))
    aware = matter.say("nato", "message", **under(mandate), knows=(unaware, back))
    assert (matter.why(unaware), matter.why(aware)) == ("", "mandate-revoked")
    assert matter.refused("nato", "message", **under(mandate)) == "mandate-revoked", "our own node knows it"
    matter.same_in_every_order()


def test_under_a_number_a_mandate_stands_while_enough_stand_by_it() -> None:
    matter, mandate = presented(2)
    matter.say_elsewhere("nato", "mandate-revoked", re=mandate, **revocation_by(says(matter), "de").to_body())
    assert matter.refused("nato", "message", **under(mandate)) == ""
    matter.say_elsewhere("nato", "mandate-revoked", re=mandate, **revocation_by(says(matter), "us").to_body())
    assert matter.refused("nato", "message", **under(mandate)) == "mandate-revoked"


def test_the_mandate_s_own_dossier_shows_who_took_it_back() -> None:
    matter = outer()
    mandate = matter.say("nato", "mandate-presented", **bundle(matter))
    back = matter.say("us", "mandate-revoked", mandate, **revocation_by(says(matter), "us", "fr").to_body())
    sheet = matter.same_in_every_order().sheet(matter.journal())
    (data,) = sheet.data["mandates"]
    assert (sheet.status, data["taken_back"], data["revoked_by"]) == ("taken back", ["us", "fr"], [back.ref])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (lambda m: revocation_by(says(m)).to_body(), "mandate-unsigned"),
        (lambda m: revocation_by(says(m, serial=2), "us").to_body(), "mandate-revokes-other"),
        (lambda m: revocation_by(says(m, alliance="csto"), "us").to_body(), "mandate-other-alliance"),
        (lambda m: revocation_by(says(m, for_council=INNER), "us").to_body(), "mandate-other-council"),
        (bundle, "mandate-malformed"),
    ],
)
def test_what_revokes_nothing_is_refused_and_counts_for_nothing(body: Any, code: str) -> None:
    matter = outer()
    mandate = matter.say("nato", "mandate-presented", **bundle(matter))
    body = body(matter) if code != "mandate-unsigned" else {"mandate": revocation_by(says(matter), "us").note}
    assert matter.refused("ru", "mandate-revoked", mandate, **body) == code
    assert matter.why(matter.say("ru", "mandate-revoked", mandate, **body)) == code
    assert matter.folded().sheet(matter.journal()).status == "stands"


def test_what_was_never_presented_is_not_revoked_here() -> None:
    matter = outer()
    wrong = matter.say("nato", "mandate-presented", **bundle(matter, "us"))
    body = revocation_by(says(matter), "us").to_body()
    assert matter.refused("ru", "mandate-revoked", wrong, **body) == "mandate-not-presented"
    assert matter.why(matter.say("ru", "mandate-revoked", wrong, **body)) == "mandate-not-presented"


# --- the charter ------------------------------------------------------------------------------------------------------


def test_no_charter_asks_for_a_rank_to_carry_a_mandate() -> None:
    """Its signatures count; and a revocation must not fail for the rank of whoever brings it."""
    with pytest.raises(Malformed) as refused:
        check_charter(charter_of(tables={"levels": {"kinds": {"mandate-revoked": "ambassador"}}}))
    assert refused.value.code == "charter-setting"


def test_a_charter_names_alliances_whole_or_not_at_all() -> None:
    with pytest.raises(Malformed) as refused:
        check_charter(charter_of(tables={"alliances": {"nato": rule_of(rule=9)}}))
    assert refused.value.code == "alliance-malformed"
    check_charter(outer().charter)


def test_a_channel_that_some_do_not_read_is_no_place_for_a_mandate() -> None:
    matter = replace(outer(), channel="pair")
    assert matter.refused("nato", "mandate-presented", **bundle(matter)) == "channel-not-for-kind"


def test_the_bundle_proves_itself_to_who_knows_the_charter_alone() -> None:
    """Nothing of the alliance's council is needed: its members' notes come along."""
    matter = outer()
    whole = bundle_of(says(matter))
    assert set(Bundle(whole.note, whole.identities).chains()) == set(MEMBERS)
    assert ring_of("de").root.text() in matter.charter.tables["alliances"]["nato"]["members"]
