"""The officers' desk: whom a party presents, who noted it, and with which rank its officers then speak."""

import pytest
from tests.matter import NOON, Matter, charter_of

from detente.clock import DAY
from detente.council.desk import NextAct
from detente.council.kinds import Rank
from detente.council.registry import check_charter
from detente.council.said import Said
from detente.errors import Malformed
from detente.protocol.officers import officer_name
from detente.tlog.notes import Algorithm, Signer

GRUSHKO = {"name": "Grushko", "rank": "ambassador"}
KEY = Signer(officer_name("ru", "grushko"), Algorithm.ED25519, bytes([7]) * 32).key.text()


def presented(**more: object) -> tuple[Matter, Said]:
    """Return a matter that begins with Russia's credentials for its ambassador."""
    matter = Matter()
    return matter, matter.say("ru", "credentials", **{**GRUSHKO, **more})


def rank(matter: Matter, name: str = "Grushko", channel: str = "plenary", at: int = NOON) -> Rank:
    return matter.standing("ru").rank_of(name, channel, at)


def test_every_order_of_notes_and_replacements_gives_the_same_state() -> None:
    """What others note of the first credentials, and what replaces them, may come in any order."""
    matter, first = presented()
    matter.say("nato", "credentials-noted", first, knows=())
    second = matter.say("ru", "credentials", first, knows=(), name="Grushko", rank="minister")
    matter.say("us", "credentials-noted", first, knows=())
    matter.say("us", "credentials-noted", second, knows=())
    state = matter.same_in_every_order().states["officers"]
    assert state.noted == {first.ref: {"nato", "us"}, second.ref: {"us"}}
    assert state.stands(("ru", "Grushko")) == (second.ref,)
    assert rank(matter) is Rank.MINISTER


def test_an_officer_speaks_with_the_rank_that_the_party_gave() -> None:
    """Whoever is not presented speaks as a watch officer; once presented, with the rank, where and while it holds."""
    matter, _ = presented(channels=["plenary"], valid_from_at=NOON, valid_until_at=NOON + DAY)
    assert rank(matter) is Rank.AMBASSADOR
    assert rank(matter, "Somebody") is Rank.WATCH_OFFICER
    assert rank(matter, channel="experts") is Rank.WATCH_OFFICER
    assert rank(matter, at=NOON - 1) is rank(matter, at=NOON + DAY + 1) is Rank.WATCH_OFFICER


def test_an_officer_above_their_rank_is_refused_and_counts_for_nothing() -> None:
    """A démarche is an ambassador's; from a peer it is kept and marked."""
    matter = Matter()
    matter.accredit("ru", "Petrov", "expert")
    matter.accredit("ru", "Grushko", "ambassador")
    assert matter.refused("ru", "demarche", officer="Petrov") == "rank-too-low"
    assert matter.refused("ru", "demarche", officer="Grushko") == ""
    assert matter.why(matter.say("ru", "demarche", officer="Petrov")) == "rank-too-low"


def test_credentials_bind_nobody_who_spoke_before_them() -> None:
    """An act is judged by what its author had said before it, not by what came later."""
    matter = Matter()
    early = matter.say("ru", "demarche", officer="Grushko")
    matter.say("ru", "credentials", **GRUSHKO)
    late = matter.say("ru", "demarche", officer="Grushko")
    assert (matter.why(early), matter.why(late)) == ("rank-too-low", "")


def test_a_name_is_presented_once_while_it_stands() -> None:
    """In the same dossier as in any other: whoever presents it again answers what stands."""
    matter, first = presented()
    assert matter.refused("ru", "credentials", **GRUSHKO) == "officer-known"
    assert matter.why(matter.say("ru", "credentials", **{**GRUSHKO, "rank": "minister"})) == "officer-known"
    assert rank(matter) is Rank.AMBASSADOR
    other = Matter()
    other.accredit("ru", "Grushko", "expert")
    twice = other.say("ru", "credentials", **GRUSHKO)
    assert other.why(twice) == "officer-known"
    assert rank(other) is Rank.EXPERT, "what counts for nothing in its dossier gives no rank anywhere"
    assert matter.refused("ru", "credentials", first, name="Grushko", rank="expert") == ""


def test_a_withdrawal_ends_it_and_the_name_is_free_again() -> None:
    matter, first = presented()
    gone = matter.say("ru", "credentials-withdrawn", first)
    assert rank(matter) is Rank.WATCH_OFFICER
    assert matter.folded().sheet(matter.journal()).status == "withdrawn"
    assert matter.refused("ru", "credentials-withdrawn", first) == "credentials-not-standing"
    assert matter.refused("ru", "credentials", first, **GRUSHKO) == "credentials-not-standing"
    assert matter.refused("ru", "credentials-withdrawn", gone) == "re-of-other-kind"
    matter.say("ru", "credentials", **GRUSHKO)
    assert rank(matter) is Rank.AMBASSADOR


def test_nobody_has_a_say_in_another_party_s_officers() -> None:
    """Others note them; what else they say of them counts for nothing."""
    matter, first = presented()
    assert matter.refused("us", "credentials-withdrawn", first) == "credentials-of-other"
    assert matter.refused("us", "credentials", first, **GRUSHKO) == "credentials-of-other"
    assert matter.refused("ru", "credentials-noted", first) == "credentials-own"
    assert matter.why(matter.say("us", "credentials-withdrawn", first)) == "credentials-of-other"
    assert rank(matter) is Rank.AMBASSADOR


def test_concurrent_credentials_that_differ_give_no_rank_until_one_act_cites_both() -> None:
    """Two desks of one party may present the same officer at once, each in a channel of its own."""
    matter, first = presented()
    up = matter.say("ru", "credentials", first, knows=(), name="Grushko", rank="minister")
    gone = matter.say("ru", "credentials-withdrawn", first, knows=(), channel="line")
    folded = matter.same_in_every_order()
    assert [one.split(":")[0] for one in folded.conflicts] == ["RU, Grushko"]
    assert rank(matter) is Rank.WATCH_OFFICER
    matter.say("ru", "credentials", up, knows=(up, gone), name="Grushko", rank="minister")
    assert matter.same_in_every_order().conflicts == ()
    assert rank(matter) is Rank.MINISTER


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"rank": "duke"}, "body-field-choice"),
        ({"valid_from_at": NOON, "valid_until_at": NOON - 1}, "credentials-reversed"),
        ({"channels": ["nowhere"]}, "channel-unknown"),
        ({"name": "two\nlines"}, "officer-name"),
        ({"key": "ru/officer/x+00000000+AAAA"}, "credentials-key"),
        ({"key": Signer("ru/officer/x", Algorithm.COSIGNATURE, bytes(32)).key.text()}, "credentials-key"),
        ({"key": Signer("us/officer/x", Algorithm.ED25519, bytes(32)).key.text()}, "credentials-key"),
    ],
)
def test_credentials_that_make_no_sense_are_refused_and_count_for_nothing(body: dict[str, object], code: str) -> None:
    matter = Matter()
    assert matter.refused("ru", "credentials", **{**GRUSHKO, **body}) == code
    wrong = matter.say("ru", "credentials", **{**GRUSHKO, **body})
    assert matter.why(wrong) == code
    assert rank(matter) is Rank.WATCH_OFFICER


def test_one_key_is_one_officer_s() -> None:
    """A key accredited under two names would be one hand that signs for two."""
    matter, _ = presented(key=KEY)
    assert matter.refused("ru", "credentials", name="Petrov", rank="expert", key=KEY) == "credentials-key-taken"
    assert matter.standing("ru").accreditations["Grushko"].key == KEY


def test_a_channel_that_some_do_not_read_is_no_place_for_credentials() -> None:
    """Who cannot read them would judge later acts otherwise."""
    matter = Matter(channel="pair")
    assert matter.refused("nato", "credentials", **GRUSHKO) == "channel-not-for-kind"
    matter.say("ru", "credentials", **GRUSHKO)
    assert rank(matter) is Rank.WATCH_OFFICER


def test_a_change_to_another_name_is_another_presentation() -> None:
    matter, first = presented()
    assert matter.refused("ru", "credentials", first, name="Petrov", rank="expert") == "credentials-other-name"


def test_next_acts_are_those_that_count() -> None:
    """What is offered to an officer is what his node would sign."""
    matter, first = presented(channels=["plenary"], key=KEY, desk=True, valid_until_at=NOON)
    offered = matter.folded().next_acts("us")
    assert NextAct("credentials-noted", first.ref) in offered
    for party in ("ru", "us"):
        for one in matter.folded().next_acts(party):
            re = matter.acts[one.re] if one.re else None
            assert matter.refused(party, one.kind, re, **one.body) == ""


def test_the_sheet_says_what_stands() -> None:
    matter, first = presented(valid_until_at=NOON + DAY)
    matter.say("nato", "credentials-noted", first)
    sheet = matter.folded().sheet(matter.journal())
    assert (sheet.title.words, sheet.status) == ("Credentials of Grushko (RU)", "stands")
    (officer,) = sheet.data["officers"]
    assert (officer["noted_by"], officer["valid_until_at"]) == (["nato"], "2016-04-21T12:00:00Z")
    assert "to note is not to recognise" in sheet.sections[0].note


def test_no_charter_asks_for_a_rank_to_present_the_first_officer() -> None:
    """Nobody could ever have it."""
    charter = charter_of(tables={"levels": {"kinds": {"credentials": "ambassador"}}})
    with pytest.raises(Malformed) as refused:
        check_charter(charter)
    assert refused.value.code == "charter-setting"
