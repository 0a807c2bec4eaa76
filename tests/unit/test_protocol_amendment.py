"""What changes a charter: each refusal of the text, each rule of the fold, and whose signature is needed."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace
from tests.councils import Council, council_of, ring_of

from detente.errors import Malformed
from detente.limits import AMENDMENT_BYTES_MAX
from detente.protocol.amended import Course, amend, apply, needed, tally
from detente.protocol.amendment import (
    Amendment,
    LastWord,
    Withdrawal,
    draft_accession,
    draft_change,
    draft_of,
    draft_readmission,
    draft_withdrawal,
    parse_paper,
)
from detente.protocol.charter import Charter, Member, parse_charter
from detente.protocol.documents import Purpose, sign_document
from detente.tlog.notes import Note, Signature, sign_text

COUNCIL = council_of()
CHARTER = COUNCIL.charter
VOTERS = ("nato", "ru", "us")
KEYS = {party: [ring_of(party).public("log")] for party in (*VOTERS, "dep", "fi")}
AT = 1_460_000_000
START = Course(CHARTER)


def accession(course: Course = START, party: str = "fi", number: int = 5, **changes: object) -> str:
    member = replace(Member(number, "Finland", ring_of(party).root), **changes)  # type: ignore[arg-type]
    return draft_accession(
        CHARTER.council_id, course.number, course.previous, title="Finland comes", party=party, member=member
    )


def change(tables: str, course: Course = START, title: str = "A change") -> str:
    return draft_change(CHARTER.council_id, course.number, course.previous, title=title, tables=tables)


def signed(text: str, parties: Sequence[str] = VOTERS, *, roots: Sequence[str] = ()) -> bytes:
    purpose = Purpose.WITHDRAWAL if text.startswith("detente-withdrawal") else Purpose.AMENDMENT
    lines = [sign_document(text, ring_of(party).document_signer(CHARTER.council_id, purpose)) for party in parties]
    return Note(text, (*lines, *(sign_text(text, ring_of(party).root_signer()) for party in roots))).to_bytes()


def withdrawal(party: str, amended: int = 0, at: int = AT, feeds: Sequence[LastWord] = ()) -> bytes:
    text = draft_withdrawal(
        CHARTER.council_id, party=party, amended=amended, withdrawn_at=at, reason="because", feeds=feeds
    )
    return signed(text, [party])


def stands(*papers: bytes, council: Council = COUNCIL) -> Charter:
    return amend(council.charter, papers, KEYS).charter


def amendment_of(text: str) -> Amendment:
    return draft_of(text.encode())


# --- texts ------------------------------------------------------------------------------------------------------------

SOUND = accession()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("number = 1", "number = 0"),
        ("number = 1", 'number = "1"'),
        (f'previous = "{START.previous}"', 'previous = "zz"'),
        (f'previous = "{START.previous}"', f'previous = "{START.previous.upper()}"'),
        ('kind = "accession"', 'kind = "expulsion"'),
        ('title = "Finland comes"', 'title = ""'),
        ('title = "Finland comes"', 'title = "Finland comes"\nunknown = 1'),
        ('title = "Finland comes"', 'title = "Finland comes"\nwithdrawn = ["us", "ru"]'),
        ('title = "Finland comes"', 'title = "Finland comes"\nchannels = ["own"]'),
        ("[parties.fi]", "[parties.us]"),
        ("[parties.fi]", "[parties.Fi]"),
        ("[parties.fi]", "[parties]"),
        ('kind = "accession"', 'kind = "amendment"'),
        ('kind = "accession"', 'kind = "readmission"'),
        ("number = 5", "number = 5\n— nato x"),
    ],
)
def test_a_text_that_is_not_understood_is_refused_whole(old: str, new: str) -> None:
    """Nobody signs what this software would leave out."""
    text = SOUND.replace(old, new)
    assert text != SOUND
    with pytest.raises(Malformed) as caught:
        draft_of(text.encode())
    assert caught.value.code == "amendment-malformed"


def test_other_documents_and_long_ones_are_no_amendments() -> None:
    for data in (
        SOUND.replace("detente-amendment", "detente-mandate").encode(),
        (SOUND + "#" * AMENDMENT_BYTES_MAX + "\n").encode(),
        withdrawal("us"),
    ):
        with pytest.raises(Malformed) as caught:
            draft_of(data)
        assert caught.value.code == "amendment-malformed"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("amended = 0", "amended = -1"),
        ('party = "us"', 'party = "US"'),
        ('reason = "because"', f'reason = "{"x" * 5_000}"'),
        ("size = 7", "size = -1"),
        ('channel = "plenary"', 'channel = "line"'),
    ],
)
def test_a_withdrawal_of_another_shape_is_refused(old: str, new: str) -> None:
    feeds = [LastWord("line", 1, 9), LastWord("plenary", 1, 7)]
    text = draft_withdrawal(CHARTER.council_id, party="us", amended=0, withdrawn_at=AT, reason="because", feeds=feeds)
    paper = parse_paper(signed(text, ["us"]))
    assert isinstance(paper, Withdrawal)
    assert paper.feeds == tuple(feeds)
    with pytest.raises(Malformed) as caught:
        parse_paper(signed(text, ["us"]).replace(old.encode(), new.encode()))
    assert caught.value.code == "withdrawal-malformed"


# --- fitting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        SOUND.replace("number = 1\n", "number = 2\n"),
        SOUND.replace(START.previous, "0" * 64),
        accession(number=3),
        accession(name="NATO"),
        accession(party="us"),
        SOUND.replace("\n\n[parties", '\nchannels = ["nowhere"]\n\n[parties'),
        SOUND.replace("\n\n[parties", '\nwithdrawn = ["dep"]\n\n[parties'),
        draft_readmission(CHARTER.council_id, 1, START.previous, title="Back", party="us"),
        change('[channels.line]\nmembers = ["nato", "ru"]\n'),
        change('[channels.journal]\nmembers = ["*"]\npublic = true\n'),
        change('[channels.plenary]\nmembers = ["*"]\npublic = true\n'),
        change('[channels.new]\nmembers = ["fi"]\n'),
        change("[clocks]\ndeeming_hours = 0\n"),
        change('[amendments]\nrule = "few"\n'),
        change('[time]\nquorum = "none"\n'),
    ],
)
def test_what_does_not_fit_the_charter_is_refused(text: str) -> None:
    """And counts for nothing, however many have signed it."""
    with pytest.raises(Malformed) as caught:
        apply(START, amendment_of(text))
    assert caught.value.code in {"amendment-unfit", "amendment-malformed"}
    assert stands(signed(text, roots=["fi"])) == CHARTER


def test_tables_are_replaced_and_the_council_keeps_its_name() -> None:
    text = change(
        "[clocks]\ndeeming_hours = 48\n[levels]\nheads = 1\n"
        '[channels.plenary]\nmembers = ["nato", "ru"]\ntitle = "Two"\n'
        '[channels.pair]\nmembers = ["ru", "us"]\n'
    )
    charter = stands(signed(text))
    assert (charter.council_id, charter.text, charter.amended) == (CHARTER.council_id, CHARTER.text, 1)
    assert (charter.clocks.deeming_hours, charter.clocks.flash_deeming_hours) == (48, 1)
    assert charter.tables["levels"] == {"heads": 1}
    assert charter.channels["plenary"].former == ("us",)
    assert charter.members_of("plenary") == ("nato", "ru")
    assert charter.has_written("us", "plenary")
    assert not charter.may_write("us", "plenary")
    assert charter.channels["pair"].late == ()
    assert charter.members_of("line") == CHARTER.members_of("line")


def test_who_comes_back_to_a_channel_is_told_apart() -> None:
    """Late is who was not there before an amendment; returned is who had been there before that."""
    first = signed(change('[channels.plenary]\nmembers = ["nato", "ru"]\n'))
    course = amend(CHARTER, [first], KEYS).course
    second = signed(change('[channels.plenary]\nmembers = ["*"]\n', course))
    plenary = stands(first, second).channels["plenary"]
    assert (plenary.late, plenary.returned, plenary.former) == (("us",), ("us",), ())


# --- whose consent ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "voters", "least"),
    [("all", 3, 3), ("most", 3, 2), ("most", 4, 3), (1, 3, 2), (3, 4, 3), (9, 4, 4), ("all", 1, 1)],
)
def test_the_rule_never_lets_two_rivals_pass_without_a_common_signer(rule: str | int, voters: int, least: int) -> None:
    assert needed(rule, voters) == least
    assert 2 * least > voters


def test_the_charter_says_the_rule() -> None:
    most = parse_charter(CHARTER.text + '\n[amendments]\nrule = "most"\n')
    assert (CHARTER.rule, most.rule) == ("all", "most")
    with pytest.raises(Malformed, match="charter-malformed"):
        parse_charter(CHARTER.text + "\n[amendments]\nrule = true\n")


def test_an_accession_needs_all_voters_and_the_newcomers_root() -> None:
    """The depositary has no voice; a signature of a party that is not in does not count."""
    for parties, roots in ((VOTERS, []), (VOTERS[1:], ["fi"]), (("dep", "ru", "us"), ["fi"])):
        assert stands(signed(SOUND, parties, roots=roots)) == CHARTER
    charter = stands(signed(SOUND, roots=["fi"]))
    assert charter.parties["fi"].since == 1
    assert charter.members_of("line") == ("nato", "ru", "us", "fi")
    assert charter.channels["line"].writers == charter.members_of("line")
    assert charter.channels["public"].members == ("dep", "nato", "ru", "us", "fi")
    assert charter.channels["journal"].writers == ("dep",)
    assert charter.channels["line"].late == ("fi",)
    count = tally(START, draft_of(signed(SOUND, ["ru"])), (), KEYS)
    assert (count.missing, count.roots, count.complete) == (("nato", "us"), ("fi",), False)


def test_a_line_that_claims_a_root_and_is_not_its_own_spoils_the_note() -> None:
    note = draft_of(signed(SOUND, roots=["fi"])).document.note
    forged = Signature("fi", note.signatures[-1].key_id, bytes(64))
    with pytest.raises(Malformed, match="amendment-signature"):
        tally(START, draft_of(Note(note.text, (*note.signatures[:-1], forged)).to_bytes()), (), KEYS)


# --- leaving ----------------------------------------------------------------------------------------------------------


def test_a_withdrawal_needs_nobody_and_only_its_own_party_can_say_it() -> None:
    charter = stands(withdrawal("us", feeds=[LastWord("line", 1, 9)]))
    assert charter.withdrawn == {"us": AT}
    assert charter.present == ("dep", "nato", "ru")
    assert charter.members_of("line") == ("nato", "ru")
    assert charter.number_of("us") == CHARTER.number_of("us")
    assert not charter.after_withdrawal("us", "line", 1, 8)
    assert charter.after_withdrawal("us", "line", 1, 9)
    assert charter.after_withdrawal("us", "line", 2, 0)
    assert charter.after_withdrawal("us", "plenary", 1, 0)
    assert not charter.after_withdrawal("ru", "line", 1, 9)
    stolen = signed(parse_paper(withdrawal("us")).document.note.text, ["ru"])
    assert stands(stolen) == CHARTER
    assert stands(withdrawal("dep")) == CHARTER


def test_the_others_go_on_without_it_where_the_text_says_so() -> None:
    """Whose signature is needed follows from the text, not from when somebody heard of a withdrawal."""
    plain = signed(change("[clocks]\ndeeming_hours = 48\n"), ["nato", "ru"])
    assert stands(plain, withdrawal("us")).amended == 0
    text = change("[clocks]\ndeeming_hours = 48\n").replace('change"\n', 'change"\nwithdrawn = ["us"]\n')
    named = signed(text, ["nato", "ru"])
    assert stands(named).amended == 0, "without its own word it has not left"
    assert stands(named, withdrawal("us")).amended == 1


def test_who_left_comes_back_with_its_number_and_what_was_ended_stays_so() -> None:
    gone = withdrawal("us", feeds=[LastWord("line", 1, 9)])
    text = draft_readmission(
        CHARTER.council_id, 1, START.previous, title="Back", party="us", channels=("plenary",), withdrawn=("us",)
    )
    assert stands(gone, signed(text, ["nato", "ru"])).withdrawn == {"us": AT}, "its root must sign"
    back = signed(text, ["nato", "ru"], roots=["us"])
    charter = stands(gone, back)
    assert charter.withdrawn == {}
    assert (charter.number_of("us"), charter.parties["us"].since) == (CHARTER.number_of("us"), 1)
    assert charter.channels["line"].returned == ("us",)
    assert charter.after_withdrawal("us", "line", 1, 9)
    assert not charter.after_withdrawal("us", "line", 2, 0)
    again = stands(gone, back, withdrawal("us", amended=1, at=AT + 9))
    assert again.withdrawn == {"us": AT + 9}


# --- rivals -----------------------------------------------------------------------------------------------------------


def test_two_complete_rivals_stop_the_chain_until_one_is_built_upon() -> None:
    """Everybody signed both: neither is in force, and both are kept; the next one says which holds."""
    one = change("[clocks]\ndeeming_hours = 48\n", title="One")
    other = change("[clocks]\ndeeming_hours = 12\n", title="Other")
    papers = [signed(one), signed(other)]
    found = amend(CHARTER, papers, KEYS)
    assert found.charter == CHARTER
    assert sorted(rival.title for rival in found.course.rivals) == ["One", "Other"]
    after = amend(CHARTER, papers[:1], KEYS).course
    papers.append(signed(change("[levels]\nheads = 1\n", after)))
    settled = amend(CHARTER, papers, KEYS)
    assert (settled.charter.clocks.deeming_hours, settled.charter.amended, settled.course.rivals) == (48, 2, ())


def test_a_paper_of_another_council_counts_for_nothing() -> None:
    other = SOUND.replace(CHARTER.council_id, f"{CHARTER.council_id}x")
    with pytest.raises(Malformed, match="amendment-unfit"):
        apply(START, amendment_of(other))
    lines = [sign_text(other, ring_of("fi").root_signer())]
    assert stands(Note(other, tuple(lines)).to_bytes(), b"no note at all") == CHARTER
