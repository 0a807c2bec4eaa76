"""What officers sign with keys of their own: a watch handed over, a draft released; two officers, two keys."""

import random
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.councils import FOUNDED_AT, council_of, ring_of

from detente.errors import Fault, Malformed, Refused
from detente.limits import HANDOVER_OPEN_MAX
from detente.protocol.documents import Purpose, draft_document, parse_document, sign_document, verify_document
from detente.protocol.keys.officer import make_officer_key, open_officer_key
from detente.protocol.officers import (
    check_release,
    officer_name,
    parse_officer_key,
    sign_statement,
    verify_handover,
    verify_release,
)
from detente.protocol.statements import (
    Handover,
    Release,
    parse_handover,
    parse_release,
    parse_statement,
    render_handover,
    render_release,
)
from detente.tlog.notes import Algorithm, Note, Signer, VerifierKey

COUNCIL = council_of().charter.council_id
HANDOVER = Handover(COUNCIL, "ru", "line", "smith", "jones", FOUNDED_AT, "Quiet.\nCall back at six.", ("US/LINE/7",))
RELEASE = Release(COUNCIL, "ru", "0" * 64, "note-verbale", "plenary", "smith", "jones", FOUNDED_AT)


def key_of(officer: str, party: str = "ru", seed: int = 0) -> Signer:
    draw = random.Random(f"{party}/{officer}/{seed}").randbytes(32)
    return Signer(officer_name(party, officer), Algorithm.ED25519, draw)


SMITH, JONES = key_of("smith"), key_of("jones")
ACCREDITED = [SMITH.key, JONES.key, key_of("smith", seed=1).key, key_of("jones", "us").key]


def signed(text: str, *officers: Signer) -> Note:
    note = Note(text, ())
    for officer in officers:
        note = sign_statement(note, officer)
    return note


# --- texts ------------------------------------------------------------------------------------------------------------


def test_a_handover_and_a_release_are_one_text_each() -> None:
    """They print and read back as themselves; the first two lines say what they are, and where."""
    assert parse_handover(draft_document(render_handover(HANDOVER))) == HANDOVER
    assert parse_release(draft_document(render_release(RELEASE))) == RELEASE
    assert render_handover(HANDOVER).startswith(f'detente-handover = 1\ncouncil = "{COUNCIL}"\nparty = "ru"\n')
    assert 'remarks = """\nQuiet.\nCall back at six."""\nopen = ["US/LINE/7"]\n' in render_handover(HANDOVER)


@pytest.mark.parametrize(
    "changes",
    [
        {"party": ""},
        {"watch": "the watch"},
        {"giver": "Smith"},
        {"remarks": "turned \u202e round"},
        {"open": ("us/line/7",)},
        {"open": ("US/LINE/7", "US/LINE/7")},
        {"open": tuple(f"US/LINE/{index}" for index in range(HANDOVER_OPEN_MAX + 1))},
    ],
)
def test_a_text_that_says_no_handover_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        parse_handover(draft_document(render_handover(replace(HANDOVER, **changes))))
    assert caught.value.code == "handover-malformed"


@pytest.mark.parametrize("changes", [{"draft": ""}, {"draft": "AB" * 32}, {"kind": "Note"}, {"released_by": "-"}])
def test_a_text_that_says_no_release_is_malformed(changes: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as caught:
        parse_release(draft_document(render_release(replace(RELEASE, **changes))))
    assert caught.value.code == "release-malformed"


def test_a_statement_has_one_spelling_and_one_purpose() -> None:
    with pytest.raises(Malformed, match="handover-malformed"):
        parse_handover(draft_document(render_handover(HANDOVER) + "# and more\n"))
    with pytest.raises(Malformed, match="release-malformed"):
        parse_release(draft_document(render_handover(HANDOVER)))
    with pytest.raises(Malformed, match="handover-malformed"):
        parse_statement(draft_document(render_release(RELEASE).replace("detente-release", "detente-minutes")))


def test_it_takes_two_officers() -> None:
    """Nobody relieves himself, and nobody releases what he drafted."""
    for text in (
        render_handover(replace(HANDOVER, taker="smith")),
        render_release(replace(RELEASE, drafted_by="jones")),
    ):
        with pytest.raises(Malformed) as caught:
            parse_statement(draft_document(text))
        assert caught.value.code == "officer-twice"


# --- signatures -------------------------------------------------------------------------------------------------------


def test_what_both_signed_verifies() -> None:
    """In either order; a line of a stranger is carried."""
    for officers in ((SMITH, JONES), (JONES, SMITH)):
        handover = signed(render_handover(HANDOVER), *officers).to_bytes()
        assert verify_handover(handover, COUNCIL, ACCREDITED) == HANDOVER
        release = signed(render_release(RELEASE), *officers).to_bytes()
        assert verify_release(release, COUNCIL, ACCREDITED) == RELEASE
    strange = signed(render_handover(HANDOVER), SMITH, JONES, key_of("jones", seed=9)).to_bytes()
    assert verify_handover(strange, COUNCIL, ACCREDITED) == HANDOVER


def refused(code: str, note: Note, council: str = COUNCIL, accredited: list[VerifierKey] = ACCREDITED) -> Malformed:
    with pytest.raises(Malformed) as caught:
        verify_handover(note.to_bytes(), council, accredited)
    assert caught.value.code == code
    return caught.value


def test_a_name_that_is_missing_is_named() -> None:
    """No line, or one with a key that the party does not accredit."""
    text = render_handover(HANDOVER)
    assert refused("officer-unsigned", signed(text, SMITH)).got == "none by ru/officer/jones"
    assert "smith" in refused("officer-unsigned", signed(text, key_of("smith", seed=2), JONES)).got
    refused("officer-unsigned", signed(text, SMITH, JONES), accredited=[SMITH.key])
    with pytest.raises(Malformed, match="officer-unsigned"):
        verify_release(signed(render_release(RELEASE), SMITH).to_bytes(), COUNCIL, ACCREDITED)


def test_a_line_over_another_text_is_refused() -> None:
    other = signed(render_handover(replace(HANDOVER, remarks="")), SMITH, JONES)
    refused("officer-signature", Note(render_handover(HANDOVER), other.signatures))


def test_a_statement_of_another_council_does_not_count() -> None:
    refused("officer-other-council", signed(render_handover(HANDOVER), SMITH, JONES), council="other-0123456789abcdef")


def test_two_names_need_two_keys() -> None:
    """One key accredited under two names signs for nobody but one person."""
    double = Signer(officer_name("ru", "jones"), Algorithm.ED25519, random.Random("ru/smith/0").randbytes(32))
    note = signed(render_handover(HANDOVER), SMITH, double)
    refused("officer-key-shared", note, accredited=[SMITH.key, double.key])


def test_only_who_is_named_signs() -> None:
    for stranger in (key_of("brown"), key_of("smith", "us")):
        with pytest.raises(Refused) as caught:
            sign_statement(Note(render_handover(HANDOVER), ()), stranger)
        assert caught.value.code == "officer-not-named"


def test_a_release_is_of_one_draft() -> None:
    """Another text, kind or channel needs another release."""
    check_release(RELEASE, draft=RELEASE.draft, kind=RELEASE.kind, channel=RELEASE.channel)
    for changes in ({"draft": "1" * 64}, {"kind": "message"}, {"channel": "line"}):
        given = {"draft": RELEASE.draft, "kind": RELEASE.kind, "channel": RELEASE.channel, **changes}
        with pytest.raises(Refused) as caught:
            check_release(RELEASE, **given)
        assert caught.value.code == "release-other-draft"


def test_a_log_key_never_signs_what_officers_sign() -> None:
    """Nor does it count if some other software made it do so."""
    text = render_release(RELEASE)
    signer = ring_of("ru").document_signer(COUNCIL, Purpose.RELEASE)
    with pytest.raises(Malformed, match="document-malformed"):
        sign_document(text, signer)
    both = parse_document(signed(text, SMITH, JONES).to_bytes())
    assert verify_document(both, {"ru": [ring_of("ru").public("log")]}) == frozenset()


def test_no_purpose_is_called_as_officers_are() -> None:
    """`<council>/<purpose>/<party>` and `<party>/officer/<id>`: the part in the middle tells them apart."""
    assert "officer" not in list(Purpose)


# --- keys -------------------------------------------------------------------------------------------------------------


def test_a_key_that_may_be_accredited() -> None:
    """Named as the party's officer, of type 0x01, and without another use or owner."""
    text = SMITH.key.text()
    assert parse_officer_key(text, "ru") == SMITH.key
    for other in (
        ring_of("ru").root.text(),
        key_of("smith", "us").key.text(),
        VerifierKey("ru/officer/smith", Algorithm.COSIGNATURE, SMITH.key.public).text(),
        VerifierKey("ru/officer/", Algorithm.ED25519, SMITH.key.public).text(),
        VerifierKey("ru/officer/Smith", Algorithm.ED25519, SMITH.key.public).text(),
    ):
        with pytest.raises(Malformed) as caught:
            parse_officer_key(other, "ru")
        assert caught.value.code == "officer-key"
    with pytest.raises(Malformed) as caught:
        parse_officer_key(text, "ru", taken={SMITH.key.public})
    assert caught.value.code == "officer-key-taken"


@pytest.mark.parametrize("passphrase", [None, b"correct horse"])
def test_an_officer_keeps_a_file(passphrase: bytes | None, tmp_path: Path) -> None:
    """One file for the officer's eyes only; the folder that it lies in is left as it is."""
    tmp_path.chmod(0o755)
    path = tmp_path / "smith.key"
    made = make_officer_key(path, "ru", "smith", passphrase, draw=random.Random(1).randbytes)
    signer = open_officer_key(path, passphrase)
    assert signer.key == made == parse_officer_key(made.text(), "ru")
    assert path.read_text("ascii").startswith("detente-key: 1\nparty: ru\nkey: officer/smith\nserial: 1\n")
    assert (path.stat().st_mode & 0o777, tmp_path.stat().st_mode & 0o777) == (0o600, 0o755)
    note = signed(render_handover(HANDOVER), signer, JONES)
    assert verify_handover(note.to_bytes(), COUNCIL, [made, JONES.key]) == HANDOVER


def test_a_file_that_is_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "smith.key"
    make_officer_key(path, "ru", "smith")
    before = path.read_bytes()
    with pytest.raises(Refused, match="file-exists"):
        make_officer_key(path, "ru", "smith")
    assert path.read_bytes() == before


def test_what_is_no_officers_key_is_refused(tmp_path: Path) -> None:
    """A party's key, a damaged file, a wrong passphrase, a folder that is not there; each with its own code."""
    ring_of("ru").save(tmp_path / "keys")
    with pytest.raises(Refused) as caught:
        open_officer_key(tmp_path / "keys" / "log.key")
    assert caught.value.code == "officer-key-file"
    with pytest.raises(Refused, match="key-missing"):
        open_officer_key(tmp_path / "smith.key")
    path = tmp_path / "closed.key"
    make_officer_key(path, "ru", "smith", b"correct horse")
    with pytest.raises(Refused, match="passphrase-wrong"):
        open_officer_key(path, b"battery staple")
    open_path = tmp_path / "open.key"
    make_officer_key(open_path, "ru", "smith", draw=random.Random(1).randbytes)
    make_officer_key(tmp_path / "other.key", "ru", "smith", draw=random.Random(2).randbytes)
    lines = open_path.read_text("ascii").splitlines(keepends=True)
    lines[-1] = (tmp_path / "other.key").read_text("ascii").splitlines(keepends=True)[-1]
    open_path.write_text("".join(lines), "ascii")
    with pytest.raises(Refused, match="key-damaged"):
        open_officer_key(open_path)
    with pytest.raises(Fault, match="key-unwritable"):
        make_officer_key(tmp_path / "nowhere" / "smith.key", "ru", "smith")
    for party, officer in (("ru", "Smith"), ("", "smith")):
        with pytest.raises(Refused, match="officer-id"):
            make_officer_key(tmp_path / "new.key", party, officer)


def test_the_command_prints_the_public_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`officer key`: a vkey to be accredited on the standard output, the private half in the file."""
    import json

    from detente.cli.main import main

    def detente(*words: str) -> str:
        monkeypatch.setattr(sys, "argv", ["detente", *words])
        with pytest.raises(SystemExit) as ended:
            main()
        assert not ended.value.code
        return capsys.readouterr().out

    monkeypatch.chdir(tmp_path)
    (tmp_path / "smith.pass").write_bytes(b"correct horse\n")
    line = detente("officer", "key", "smith", "-o", "smith.key", "--party", "ru", "--passphrase-file", "smith.pass")
    key = open_officer_key(tmp_path / "smith.key", b"correct horse").key
    assert parse_officer_key(line.removesuffix("\n"), "ru") == key
    detente("party", "new", "us", "--name", "United States", "--dir", "US")
    said = json.loads(detente("officer", "key", "jones", "-o", "jones.key", "--dir", "US", "--json"))
    assert said == {
        "officer": "jones",
        "party": "us",
        "key": open_officer_key(tmp_path / "jones.key").key.text(),
        "file": "jones.key",
    }
