"""The charter: the text is the authority, every founder has signed it, and it says who may write where."""

import hashlib
from collections.abc import Mapping

import pytest
from tests.councils import FOUNDED_AT, council_of, ring_of

from detente.errors import Malformed, Refused
from detente.protocol.charter import (
    Channel,
    Clocks,
    Member,
    merge_charters,
    missing_signatures,
    parse_charter,
    sign_charter,
    verify_charter,
)
from detente.protocol.drafting import draft_charter
from detente.tlog.notes import Algorithm, VerifierKey, parse_note

COUNCIL = council_of()
CHARTER = COUNCIL.charter
TEXT = CHARTER.text


def members(*parties: str) -> dict[str, Member]:
    return {party: Member(number, party.upper(), ring_of(party).root) for number, party in enumerate(parties, start=1)}


def draft(**changes: object) -> str:
    given = {
        "name": "nrc",
        "title": "Council",
        "founded_at": FOUNDED_AT,
        "parties": members("dep", "ru", "us"),
        "channels": {},
    }
    return draft_charter(**{**given, **changes})  # type: ignore[arg-type]


def refused(text: str, match: str, code: str = "charter-malformed") -> None:
    with pytest.raises(Malformed, match=match) as caught:
        parse_charter(text)
    assert caught.value.code == code


# --- what a charter says ----------------------------------------------------------------------------------------------


def test_the_council_is_called_by_its_text() -> None:
    """The id is the name and the beginning of the text's hash, so a text changed by a space is another council."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    assert CHARTER.council_id == f"nrc-rehearsal-{digest[:16]}"
    assert CHARTER.charter_hash.hex() == digest
    assert parse_charter(TEXT + "# \n").council_id != CHARTER.council_id
    assert parse_note(COUNCIL.note).text == TEXT


def test_who_reads_writes_and_holds() -> None:
    """Members read; writers write; the depositary holds everything, reads nothing sealed, keeps the journal."""
    all_three = ("nato", "ru", "us")
    assert CHARTER.members_of("line") == CHARTER.members_of("plenary") == all_three
    assert CHARTER.members_of("journal") == CHARTER.members_of("public") == ("dep", *all_three)
    assert CHARTER.holders_of("line") == {"dep", *all_three}
    assert [CHARTER.may_write(party, "line") for party in ("dep", "ru", "xx")] == [False, True, False]
    assert [CHARTER.may_write(party, "journal") for party in ("dep", "ru")] == [True, False]
    assert not CHARTER.may_write("ru", "nowhere")
    assert CHARTER.channels_of("ru") == ("line", "journal", "plenary", "public")
    assert CHARTER.channels_of("dep") == ("journal", "public")


def test_parties_have_numbers_on_the_wire() -> None:
    """Number to party and back; an unknown one is refused with those that there are."""
    assert [(party, CHARTER.number_of(party)) for party in CHARTER.parties] == [
        ("dep", 1),
        ("nato", 2),
        ("ru", 3),
        ("us", 4),
    ]
    assert all(CHARTER.party_of(CHARTER.number_of(party)) == party for party in CHARTER.parties)
    for work in (lambda: CHARTER.number_of("xx"), lambda: CHARTER.party_of(9)):
        with pytest.raises(Refused, match="dep, nato, ru, us") as caught:
            work()
        assert caught.value.code == "party-not-in-council"
    with pytest.raises(Refused, match="channel-unknown"):
        CHARTER.members_of("nowhere")


def test_what_it_does_not_say_has_a_default() -> None:
    """24 hours and one, the depositary's mirror for the time, or nobody where there is no depositary."""
    charter = parse_charter(draft(depositary="dep"))
    assert charter.clocks == Clocks(24, 1)
    assert charter.quorum == "quorum dep/mirror\n"
    assert parse_charter(draft()).quorum == "quorum none\n"
    assert parse_charter(draft()).depositary is None
    assert "journal" not in parse_charter(draft()).channels
    assert not charter.rehearsal


def test_everything_that_is_drafted_is_read_back() -> None:
    """A draft says what it was made of, further tables included."""
    quorum = "group both all ru/mirror us/mirror\nquorum both\n"
    charter = parse_charter(
        draft(
            depositary="dep",
            channels={"pair": Channel(("us", "ru"), "experts", title="Narcotics")},
            clocks=Clocks(48, 2),
            quorum=quorum,
            languages=("en", "fr"),
            tables={"quota": {"bytes": 5, "odd key": [True, "x", {"deep": 1}]}, "topics": {}},
        )
    )
    assert charter.channels["pair"] == Channel(("ru", "us"), "experts", writers=("ru", "us"), title="Narcotics")
    assert (charter.clocks, charter.quorum, charter.languages) == (Clocks(48, 2), quorum, ("en", "fr"))
    assert charter.tables["quota"] == {"bytes": 5, "odd key": [True, "x", {"deep": 1}]}
    assert {"clocks", "time", "languages", "topics"} <= charter.tables.keys()
    with pytest.raises(Refused) as caught:
        draft(tables={"x": {"y": 1.5}})
    assert caught.value.code == "charter-value"
    with pytest.raises(Refused) as caught:
        draft(tables={"topics": ["terrorism"]})
    assert caught.value.code == "charter-value"
    assert "a table [topics]" in caught.value.expected


def test_comments_and_unknown_tables_are_part_of_the_text() -> None:
    """What this version does not know is signed and kept as it stands."""
    text = TEXT.replace("[clocks]", "# Agreed in Rome.\n[future.table]\nwhen = 2002-05-28\nfactor = 1.5\n\n[clocks]")
    charter = parse_charter(text)
    assert charter.text == text
    assert charter.tables["future"]["table"]["factor"] == 1.5


def change(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


ROOTS = {party: ring_of(party).root.text() for party in ("ru", "us")}
BROKEN: Mapping[str, tuple[tuple[tuple[str, str], ...], str]] = {
    "no TOML": ((("title", "title = ="),), "TOML"),
    "another version": ((("detente-charter = 1", "detente-charter = 2"),), "detente-charter"),
    "a name in capitals": ((('name = "nrc-', 'name = "NRC-'),), "as name"),
    "a rehearsal in disguise": ((('"nrc-rehearsal"', '"nrc"'),), "rehearsal"),
    "a rehearsal by name alone": ((("rehearsal = true", "rehearsal = false"),), "rehearsal"),
    "the word as part of another": ((('"nrc-rehearsal"', '"nrc-rehearsals"'),), "rehearsal"),
    "a title of two lines": ((('title = "Council for tests"', 'title = "Council\\nfor tests"'),), "as title"),
    "no time": ((("founded_at = 2014", "at = 2014"),), "founded_at"),
    "a depositary that is no party": ((('depositary = "dep"', 'depositary = "un"'),), "as depositary"),
    "an id in capitals": ((("[parties.ru]", "[parties.RU]"),), "under parties"),
    "a number twice": ((("number = 4", "number = 3"),), "number"),
    "a number too high": ((("number = 4", "number = 256"),), "number"),
    "a name twice": ((("United States", "NATO"),), "name"),
    "another party's root": (((ROOTS["us"], ROOTS["ru"]),), "a root named us"),
    "a channel of strangers": (
        (('[channels.plenary]\nmembers = ["*"]', '[channels.plenary]\nmembers = ["xx"]'),),
        "as members",
    ),
    "a member twice": (
        (('[channels.plenary]\nmembers = ["*"]', '[channels.plenary]\nmembers = ["ru", "ru"]'),),
        "as members",
    ),
    "a channel of nobody": (
        (('[channels.plenary]\nmembers = ["*"]', "[channels.plenary]\nmembers = []"),),
        "as members",
    ),
    "a depositary that reads": (
        (('[channels.plenary]\nmembers = ["*"]', '[channels.plenary]\nmembers = ["ru", "dep"]'),),
        "as members",
    ),
    "members that are no list": (
        (('[channels.plenary]\nmembers = ["*"]', '[channels.plenary]\nmembers = "*"'),),
        "members",
    ),
    "a writer who is no member": ((('level = "ambassadors"', 'writers = ["dep"]'),), "as writers"),
    "a level of two lines": ((('level = "ambassadors"', 'level = "a\\nb"'),), "level and title"),
    "a channel called own": ((("[channels.plenary]", "[channels.own]"),), "own"),
    "no line": ((("[channels.line]", "[channels.wire]"),), "`line`"),
    "a line without all": (
        (('[channels.line]\nmembers = ["*"]', '[channels.line]\nmembers = ["ru", "us"]'),),
        "`line`",
    ),
    "a line where some are silent": (
        (('[channels.line]\nmembers = ["*"]', '[channels.line]\nmembers = ["*"]\nwriters = ["ru"]'),),
        "`line`",
    ),
    "a public line": (
        (('[channels.line]\nmembers = ["*"]', '[channels.line]\nmembers = ["*"]\npublic = true'),),
        "`line`",
    ),
    "no journal": ((("[channels.journal]", "[channels.diary]"),), "journal"),
    "a sealed journal": ((('title = "The council\'s time"\npublic = true\nwriters = ["dep"]', ""),), "journal"),
    "a journal that others write": ((('writers = ["dep"]', 'writers = ["dep", "ru"]'),), "journal"),
    "a journal without a keeper": ((('depositary = "dep"\n', ""),), "journal"),
    "hours without end": ((("deeming_hours = 24", "deeming_hours = 8761"),), "deeming_hours"),
    "no hours": ((("flash_deeming_hours = 1", "flash_deeming_hours = 0"),), "flash_deeming_hours"),
    "clocks that are no table": ((("[clocks]\n", "[x]\n"), ("depositary", "clocks = 1\ndepositary")), "clocks"),
    "parties that are no tables": ((("[parties.ru]", "[parties.ru.ru]"),), "number"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_charter_that_breaks_a_rule_is_refused(name: str) -> None:
    """Each rule of the specification, broken alone, is named."""
    pairs, match = BROKEN[name]
    refused(change(*pairs), match)


def test_a_council_has_two_parties_at_least_and_as_many_as_can_sign() -> None:
    """One party is no council; more than 100 could not all sign one note."""
    with pytest.raises(Malformed, match="2 to 100 parties"):
        draft(parties=members("ru"))
    rows = "".join(f'[parties.p{number}]\nnumber = {number}\nname = "{number}"\nroot = "x"\n' for number in range(101))
    refused(change(("[parties.dep]", rows + "[parties.dep]")), "2 to 100 parties")
    refused(
        change(("[clocks]", "".join(f"[channels.c{number}]\n" for number in range(253)) + "[clocks]")), "255 channels"
    )


def test_a_root_twice_or_of_another_sort_is_refused() -> None:
    """Two parties never share a root, and a root signs notes, not heads."""
    shared = VerifierKey("us", Algorithm.ED25519, ring_of("ru").root.public)
    with pytest.raises(Malformed, match="root to be its own"):
        draft(parties={**members("ru"), "us": Member(2, "US", shared)})
    cosigner = VerifierKey("us", Algorithm.COSIGNATURE, ring_of("us").root.public)
    with pytest.raises(Malformed, match="type 0x01"):
        draft(parties={**members("ru"), "us": Member(2, "US", cosigner)})
    refused(change((ROOTS["us"], "us")), "vkey", "vkey-syntax")


def test_a_quorum_is_lines_of_a_policy() -> None:
    """A rule without its newline, or without end, is refused."""
    for quorum in ("quorum x", "x" * 300_000 + "\n"):
        with pytest.raises(Malformed, match="tlog-policy"):
            draft(quorum=quorum)


# --- signing ----------------------------------------------------------------------------------------------------------


def test_founders_sign_one_after_the_other() -> None:
    """From bare text to full note; who is missing is told by name, in the order of numbers."""
    data = TEXT.encode()
    missing = ["dep", "nato", "ru", "us"]
    for party in ("us", "dep", "ru", "nato"):
        assert missing_signatures(data) == tuple(missing)
        with pytest.raises(Malformed, match=", ".join(missing)) as caught:
            verify_charter(data)
        assert caught.value.code == "charter-unsigned"
        data = sign_charter(data, ring_of(party).root_signer())
        missing.remove(party)
    assert missing_signatures(data) == ()
    assert verify_charter(data) == CHARTER


def test_signing_twice_is_signing_once() -> None:
    """The same line is not put there again."""
    once = sign_charter(TEXT.encode(), ring_of("ru").root_signer())
    assert sign_charter(once, ring_of("ru").root_signer()) == once


def test_copies_signed_apart_are_merged() -> None:
    """Each party may sign a copy of its own; texts that differ by a space are two charters."""
    copies = [sign_charter(TEXT.encode(), ring_of(party).root_signer()) for party in CHARTER.parties]
    whole = copies[0]
    for copy in copies[1:]:
        whole = merge_charters(whole, copy)
    assert verify_charter(whole) == CHARTER
    assert merge_charters(whole, TEXT.encode()) == whole
    with pytest.raises(Malformed) as caught:
        merge_charters(whole, TEXT.encode() + b"# \n")
    assert caught.value.code == "charter-differs"


def test_only_founders_sign() -> None:
    """A root that the text does not name signs nothing."""
    for ring in (ring_of("xx"), ring_of("ru", 1)):
        with pytest.raises(Refused) as caught:
            sign_charter(TEXT.encode(), ring.root_signer())
        assert caught.value.code == "not-a-founder"


def test_a_signature_over_another_text_spoils_it_all() -> None:
    """A founder's line that does not verify is not taken for a missing one."""
    other = parse_note(sign_charter(TEXT.encode() + b"# \n", ring_of("ru").root_signer()))
    forged = parse_note(COUNCIL.note)
    kept = tuple(line for line in forged.signatures if line.name != "ru")
    data = type(forged)(forged.text, (*kept, *other.signatures)).to_bytes()
    for work in (verify_charter, missing_signatures, lambda data: sign_charter(data, ring_of("ru").root_signer())):
        with pytest.raises(Malformed, match="ru over this text") as caught:
            work(data)
        assert caught.value.code == "charter-signature"


def test_lines_of_others_are_carried() -> None:
    """A witness to the signing may add a line; it neither helps nor harms."""
    from detente.tlog.notes import sign_text

    note = parse_note(COUNCIL.note)
    more = note.with_signatures([sign_text(note.text, ring_of("xx").root_signer())])
    assert verify_charter(more.to_bytes()) == CHARTER


def test_junk_is_no_charter() -> None:
    """Bytes that are neither a note nor text are refused."""
    for data in (b"\xff\xfe", b"", b"\n\n", b"x" * 2_000_000):
        with pytest.raises(Malformed, match="charter-malformed"):
            verify_charter(data)
