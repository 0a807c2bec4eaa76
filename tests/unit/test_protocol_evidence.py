"""Evidence files: what they prove, to whom, and which step refuses what."""

# ruff: noqa: ARG005  (a forgery may ignore the parts that it is given)
import base64
import io
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.councils import Council, Log, council_of, identity_of, next_note, ring_of

from detente.errors import Malformed, Refused
from detente.limits import EVIDENCE_BYTES_MAX
from detente.protocol.acts import OPEN, Act, Attachment, Precedence, Reference
from detente.protocol.contradiction import Branch, Contradiction, contradiction
from detente.protocol.entries import plain_entry
from detente.protocol.evidence import Report, build_contradiction, build_evidence, verify_evidence
from detente.protocol.evidence.archive import pack, unpack
from detente.protocol.evidence.pages import Subject, manifest, readme
from detente.protocol.heads import Role
from detente.protocol.identity import RetiredHead, make_identity_note
from detente.protocol.seal import entry_secret, new_epoch, seal

AT = 1_460_000_000
EPOCH = new_epoch(bytes(range(32)))
ACT = Act(
    kind="statement",
    claimed_at=AT,
    officer="duty officer",
    dossier=Reference(3, 1, 1, bytes(16)),
    cites=(Reference(3, 1, 1, bytes(16)), Reference(2, 2, 7, b"\xff" * 16, "plenary"), Reference(77, 1, 0, bytes(16))),
    body={"text": "Согласно", "raw": b"\x00\x01", "list": [1, {"a": None}], "odd": {1: b"\x02"}},
    precedence=Precedence.FLASH,
    to=(2, 4),
    language="ru",
    marking="releasable",
    attachments=(Attachment(bytes(32), 5, "map.png", "image/png", bytes(range(32))),),
    answers=True,
    extra={40: "later"},
)


def sealed_log(council: Council, index: int = 5, size: int = 9) -> Log:
    origin = council.log("ru", []).origin
    entries = [seal(EPOCH, origin, place, ACT.to_bytes()) for place in range(size)]
    assert index < size
    return council.log("ru", entries)


def evidence_of(council: Council, **changes: object) -> bytes:
    """Return the evidence of entry 5 in a log of nine, receipted under two heads."""
    log = sealed_log(council)
    rings = council.rings
    given: dict[str, object] = {
        "charter": council.note,
        "identities": council.notes,
        "index": 5,
        "leaf": log.entries[5],
        "proofs": [
            log.proof(
                5,
                9,
                [(rings["us"], "mirror", AT + 9), (rings["nato"], "witness", AT + 8), (rings["dep"], "mirror", AT + 4)],
            ),
            log.proof(5, 6, [(rings["us"], "mirror", AT + 7), (rings["ru"], "mirror", AT + 1)]),
        ],
        "entry_secret": entry_secret(EPOCH.secret, log.origin, 5),
    }
    return build_evidence(**{**given, **changes})  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def council() -> Council:
    return council_of()


@pytest.fixture(scope="module")
def sealed(council: Council) -> bytes:
    return evidence_of(council)


def again(data: bytes, changes: Mapping[str, bytes | None]) -> bytes:
    """Return the file with other parts, its manifest and README made anew: as a forger would."""
    parts = {**unpack(data), **changes}
    kept = {name: part for name, part in parts.items() if part is not None}
    report = verify_evidence(data)
    origin = kept["log.vkey"].decode().partition("+")[0] if "log.vkey" in kept else report.origin
    disclosed = "entry.key" in kept
    subject = Subject(report.sort, report.council, origin, report.index, rehearsal=True, disclosed=disclosed)
    kept["README.md"] = readme(subject)
    return pack({**kept, "manifest.json": manifest(subject, kept)})


def failed(report: Report) -> int:
    """Return the number of the step that refused; it is the last, and all before it hold."""
    assert not report.verified
    assert all(step.ok for step in report.steps[:-1])
    assert [step.number for step in report.steps] == list(range(1, len(report.steps) + 1))
    return report.steps[-1].number


# --- one act ----------------------------------------------------------------------------------------------------------


def test_a_file_proves_what_it_was_made_of(council: Council, sealed: bytes) -> None:
    """Nine steps hold; the act, the earliest receipt of each party and nothing of the author's own are reported."""
    report = verify_evidence(sealed)
    assert report.verified, report.steps[-1]
    assert [step.number for step in report.steps] == list(range(1, 10))
    assert (report.sort, report.council, report.index) == ("act", council.charter.council_id, 5)
    assert [(one.party, one.role, one.at, one.size) for one in report.receipts] == [
        ("dep", Role.MIRROR, AT + 4, 9),
        ("us", Role.MIRROR, AT + 7, 6),
        ("nato", Role.WITNESS, AT + 8, 9),
    ]
    assert "on the word of dep not later than 2016-04-07T03:33:24Z" in report.steps[8].detail
    assert "2016-04-07T03:33:24Z by the time quorum" in report.steps[8].detail


def test_the_act_is_told_in_full(sealed: bytes) -> None:
    """Every field stands in act.json, with ids for numbers and hex for bytes."""
    assert verify_evidence(sealed).act == {
        "kind": "statement",
        "claimed_at": "2016-04-07T03:33:20Z",
        "officer": "duty officer",
        "dossier": {"party": "ru", "generation": 1, "index": 1, "leaf": "00" * 16},
        "cites": [
            {"party": "ru", "generation": 1, "index": 1, "leaf": "00" * 16},
            {"party": "nato", "generation": 2, "index": 7, "leaf": "ff" * 16, "channel": "plenary"},
            {"party": "?77", "generation": 1, "index": 0, "leaf": "00" * 16},
        ],
        "answers": True,
        "precedence": "flash",
        "to": ["nato", "us"],
        "language": "ru",
        "marking": "releasable",
        "body": {
            "odd": {"$map": [[1, {"$bytes": "02"}]]},
            "raw": {"$bytes": "0001"},
            "list": [1, {"a": None}],
            "text": "Согласно",
        },
        "attachments": [
            {"hash": "00" * 32, "bytes": 5, "name": "map.png", "media_type": "image/png", "key": bytes(range(32)).hex()}
        ],
        "extra": {"40": "later"},
    }


def test_the_same_evidence_is_the_same_file(council: Council, sealed: bytes) -> None:
    """Nothing in a file depends on when, where or in which order it was made."""
    log = sealed_log(council)
    proofs = [
        log.proof(5, 6, [(council.rings["ru"], "mirror", AT + 1), (council.rings["us"], "mirror", AT + 7)]),
        log.proof(
            5,
            9,
            [
                (council.rings["dep"], "mirror", AT + 4),
                (council.rings["nato"], "witness", AT + 8),
                (council.rings["us"], "mirror", AT + 9),
            ],
        ),
    ]
    assert evidence_of(council, proofs=proofs) == sealed


def test_a_foreign_unzip_reads_it(sealed: bytes) -> None:
    """The file is a zip for everybody: stored, sorted, sound by its own checksums, with the parts specified."""
    with zipfile.ZipFile(io.BytesIO(sealed)) as archive:
        assert archive.testzip() is None
        assert {one.compress_type for one in archive.infolist()} == {zipfile.ZIP_STORED}
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist() == [
            "README.md",
            "act.json",
            "charter.note",
            "cosigners.vkeys",
            "entry.key",
            "identities/dep.1.note",
            "identities/nato.1.note",
            "identities/ru.1.note",
            "identities/us.1.note",
            "leaf.bin",
            "log.vkey",
            "manifest.json",
            "proof.txt",
            "proofs/6.txt",
        ]


def test_the_readme_opens_the_entry_without_us(sealed: bytes, tmp_path: Path) -> None:
    """The program printed in the README runs, and says what the act says."""
    zipfile.ZipFile(io.BytesIO(sealed)).extractall(tmp_path)
    program = (tmp_path / "README.md").read_text(encoding="utf-8").split("```")[1].removeprefix("python\n")
    assert "detente" not in program.replace('b"detente seal"', "")
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "statement" in done.stdout


def test_an_act_in_clear_needs_no_key(council: Council) -> None:
    """A plain entry is read as it stands; a key given for it is left out."""
    log = council.log("nato", [plain_entry(ACT)] * 2, "public")
    data = build_evidence(
        charter=council.note,
        identities=council.notes,
        index=1,
        leaf=log.entries[1],
        proofs=[log.proof(1, 2, [(council.rings["ru"], "witness", AT)])],
        entry_secret=bytes(32),
    )
    assert "entry.key" not in unpack(data)
    assert verify_evidence(data).act is not None


def test_that_an_entry_stands_there_can_be_shown_without_opening_it(council: Council) -> None:
    """Without the entry's secret the file proves its being and its time, and tells nothing of what it says."""
    data = evidence_of(council, entry_secret=None)
    report = verify_evidence(data)
    assert report.verified
    assert report.act is None
    assert len(report.receipts) == 3
    assert {"act.json", "entry.key"}.isdisjoint(unpack(data))


def test_no_receipt_is_no_failure(council: Council) -> None:
    """Evidence without anybody's receipt still proves who said it; no time is claimed."""
    log = sealed_log(council)
    report = verify_evidence(evidence_of(council, proofs=[log.proof(5, 9, [(council.rings["ru"], "mirror", AT)])]))
    assert report.verified
    assert report.receipts == ()
    assert "nobody else's time" in report.steps[8].detail


def test_more_than_sixteen_cosignatures_go_beside_the_proof() -> None:
    """A tlog-proof holds 16 lines; the others stand in a file beside it and count the same."""
    council = council_of(tuple(f"p{number:02}" for number in range(12)), None)
    log = council.log("p00", [plain_entry(ACT)])
    receipts = [
        (ring, role, AT + number)
        for number, ring in enumerate(council.rings.values())
        for role in ("mirror", "witness")
        if ring.party != "p00"
    ]
    data = build_evidence(
        charter=council.note, identities=council.notes, index=0, leaf=log.entries[0], proofs=[log.proof(0, 1, receipts)]
    )
    assert unpack(data)["cosignatures.txt"].count(b"\n") == 22 - 16
    report = verify_evidence(data)
    assert len(report.receipts) == 22
    assert "time quorum is not reached" in report.steps[8].detail


def test_a_rotated_log_key_still_speaks_for_what_it_signed(council: Council) -> None:
    """A head within what the retiring note states verifies; one beyond it is refused at step 5."""
    log = sealed_log(council)
    fresh = council.rings["ru"].rotate(["log"], draw=lambda size: b"\x07" * size)
    for last, sound in ((9, True), (8, False)):
        head = log.checkpoint(last)
        note = next_note(fresh, council.notes["ru"], [RetiredHead(head.origin, head.size, head.root)])
        chain = {**council.notes, "ru": [*council.notes["ru"], note]}
        if sound:
            assert verify_evidence(evidence_of(council, identities=chain)).verified
        else:
            with pytest.raises(Refused, match=r"\(5\).*retired") as caught:
                evidence_of(council, identities=chain)
            assert caught.value.code == "evidence-unsound"


# --- what is refused, and where ---------------------------------------------------------------------------------------


def other_council() -> Council:
    return council_of(("dep", "nato", "ru", "us", "xx"))


def flipped(part: str, at: int) -> Callable[[dict[str, bytes]], dict[str, bytes | None]]:
    def change(parts: dict[str, bytes]) -> dict[str, bytes | None]:
        data = bytearray(parts[part])
        data[at] ^= 1
        return {part: bytes(data)}

    return change


FORGERIES: dict[str, tuple[int, Callable[[dict[str, bytes]], dict[str, bytes | None]]]] = {
    "a strange part": (1, lambda parts: {"virus.exe": b""}),
    "no leaf": (1, lambda parts: {"leaf.bin": None}),
    "an empty file of further lines": (1, lambda parts: {"cosignatures.txt": b""}),
    "a proof under another size": (1, lambda parts: {"proofs/7.txt": parts["proofs/6.txt"], "proofs/6.txt": None}),
    "a vkey without its newline": (1, lambda parts: {"log.vkey": parts["log.vkey"][:-1]}),
    "cosigners out of order": (
        1,
        lambda parts: {"cosigners.vkeys": b"".join(reversed(parts["cosigners.vkeys"].splitlines(keepends=True)))},
    ),
    "a charter with another comment": (2, lambda parts: {"charter.note": b"# x\n" + parts["charter.note"]}),
    "a charter of another council": (2, lambda parts: {"charter.note": other_council().note}),
    "a charter that one has not signed": (
        2,
        lambda parts: {"charter.note": b"".join(parts["charter.note"].splitlines(keepends=True)[:-1])},
    ),
    "an identity of another root": (3, lambda parts: {"identities/us.1.note": foreign_note("us")}),
    "a gap in a chain": (3, lambda parts: {"identities/ru.3.note": parts["identities/ru.1.note"]}),
    "one party's note under another's name": (
        3,
        lambda parts: {"identities/us.1.note": parts["identities/nato.1.note"]},
    ),
    "an identity of nobody in the charter": (
        3,
        lambda parts: {"identities/xx.1.note": other_council().notes["xx"][0]},
    ),
    "no notes of the author": (4, lambda parts: {"identities/ru.1.note": None}),
    "no notes of a cosigner": (4, lambda parts: {"identities/us.1.note": None}),
    "a log key of nobody": (4, lambda parts: {"log.vkey": forged_key(parts)}),
    "a log of another council": (4, lambda parts: {"log.vkey": strange_key("x-0123456789abcdef/line/ru/1")}),
    "a log of a channel that is not there": (
        4,
        lambda parts: {"log.vkey": strange_key(f"{council_of().charter.council_id}/side/ru/1")},
    ),
    "the author among the cosigners": (
        4,
        lambda parts: {
            "cosigners.vkeys": "".join(
                sorted([*parts["cosigners.vkeys"].decode().splitlines(keepends=True), own_mirror()])
            ).encode()
        },
    ),
    "a head with another root": (5, lambda parts: {"proof.txt": with_root(parts["proof.txt"])}),
    "another leaf": (6, flipped("leaf.bin", -1)),
    "another hash": (6, lambda parts: {"proof.txt": with_hash(parts["proof.txt"])}),
    "a cosigner not listed": (
        7,
        lambda parts: {
            "cosigners.vkeys": b"".join(parts["cosigners.vkeys"].splitlines(keepends=True)[1:]),
            "identities/dep.1.note": None,
        },
    ),
    "another time": (7, lambda parts: {"proof.txt": with_time(parts["proof.txt"])}),
    "another entry key": (8, lambda parts: {"entry.key": b"00" * 32 + b"\n"}),
    "an entry key in capitals": (8, lambda parts: {"entry.key": parts["entry.key"].upper()}),
    "another act": (8, lambda parts: {"act.json": parts["act.json"].replace(b"duty", b"DUTY")}),
    "no act": (8, lambda parts: {"act.json": None}),
    "an act without its key": (8, lambda parts: {"entry.key": None}),
}


def foreign_note(party: str) -> bytes:
    """Return an identity note of this name by somebody else's root."""
    ring = ring_of(party, 1)
    return make_identity_note(identity_of(ring), [ring.root_signer()])


def forged_key(parts: dict[str, bytes]) -> bytes:
    origin = parts["log.vkey"].decode().partition("+")[0]
    return f"{ring_of('ru', 1).log_signer(origin).key.text()}\n".encode()


def strange_key(origin: str) -> bytes:
    return f"{ring_of('ru').log_signer(origin).key.text()}\n".encode()


def own_mirror() -> str:
    return f"{ring_of('ru').mirror_signer().key.text()}\n"


def with_root(proof: bytes) -> bytes:
    above, below = proof.split(b"\n\n", 1)
    lines = below.split(b"\n")
    lines[2] = b"A" * 43 + b"="
    return above + b"\n\n" + b"\n".join(lines)


def with_hash(proof: bytes) -> bytes:
    lines = proof.split(b"\n")
    lines[2] = b"A" * 43 + b"="
    return b"\n".join(lines)


def with_time(proof: bytes) -> bytes:
    """Return the proof with the time of its last line changed by a second."""
    head, _, encoded = proof.rstrip(b"\n").rpartition(b" ")
    value = bytearray(base64.b64decode(encoded))
    value[11] ^= 1
    return head + b" " + base64.b64encode(value) + b"\n"


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_at_its_step(name: str, sealed: bytes) -> None:
    """Whoever changes a part and makes zip and manifest anew is caught by the step that the part belongs to."""
    step, change = FORGERIES[name]
    assert failed(verify_evidence(again(sealed, change(unpack(sealed))))) == step


def test_every_changed_byte_is_refused(sealed: bytes) -> None:
    """Whichever byte is another, the file is refused, and the step is named: the first, since the hashes differ."""
    for at in [*range(0, len(sealed), 41), *range(len(sealed) - 1200, len(sealed), 3)]:
        changed = bytearray(sealed)
        changed[at] ^= 1 << (at % 8)
        assert failed(verify_evidence(bytes(changed))) == 1


def test_a_file_cut_short_or_made_longer_is_refused(sealed: bytes) -> None:
    """Nothing may be missing, and nothing may stand behind the end."""
    for data in (b"", b"PK\x03\x04", sealed[:-1], sealed[: len(sealed) // 2], sealed + b"\0", b"\0" + sealed):
        assert failed(verify_evidence(data)) == 1


def test_parts_must_have_plain_names_each_once(sealed: bytes) -> None:
    """A path out of the folder, a part twice, or a file beyond the limit never gets as far as its contents."""
    parts = unpack(sealed)
    for name in ("../leaf.bin", "/leaf.bin", "a/b/c", "leaf bin", ""):
        data = pack({"x" * max(len(name), 1): b""}).replace(b"x" * max(len(name), 1), name.encode() or b"?")
        with pytest.raises(Malformed, match="evidence-archive"):
            unpack(data)
    one = pack({"leaf.bin": parts["leaf.bin"]})
    with pytest.raises(Malformed, match="evidence-archive"):
        unpack(one[: one.index(b"PK\x01\x02")] * 2)
    with pytest.raises(Malformed, match="at most"):
        unpack(bytes(EVIDENCE_BYTES_MAX + 1))


def test_another_manifest_is_no_evidence(sealed: bytes) -> None:
    """A zip of another type, version or subject is refused at step 1, whatever else it holds."""
    parts = unpack(sealed)
    for old, new in (
        (b"detente evidence", b"other evidence"),
        (b'"version": 1', b'"version": 2'),
        (b'"act"', b'"pact"'),
        (b'"rehearsal": true', b'"rehearsal": "yes"'),
        (b'"index": 5', b'"index": 6'),
        (parts["manifest.json"], b"[]\n"),
    ):
        changed = {**parts, "manifest.json": parts["manifest.json"].replace(old, new)}
        assert failed(verify_evidence(pack(changed))) == 1


def test_a_rehearsal_cannot_pass_as_real(sealed: bytes) -> None:
    """The mark follows from the charter: a manifest and README without it are refused at step 2."""
    parts = unpack(sealed)
    report = verify_evidence(sealed)
    assert "a rehearsal" in report.steps[1].detail
    assert b"rehearsal" in parts["README.md"]
    subject = Subject("act", report.council, report.origin, 5, rehearsal=False, disclosed=True)
    parts["README.md"] = readme(subject)
    assert failed(verify_evidence(pack({**parts, "manifest.json": manifest(subject, parts)}))) == 2


def test_nothing_unsound_is_handed_out(council: Council) -> None:
    """Evidence that would not verify is refused where it is made."""
    log = sealed_log(council)
    for changes in (
        {"leaf": b"\x01"},
        {"index": 4},
        {"entry_secret": bytes(32)},
        {"identities": {"us": council.notes["us"]}},
        {"proofs": []},
        {"proofs": [replace(log.proof(5, 9), hashes=())]},
        {"charter": b"x\n\n"},
        {"proofs": [council_of(("dep", "nato", "ru", "us")).log("us", log.entries).proof(5, 9)]},
    ):
        with pytest.raises(Refused) as caught:
            evidence_of(council, **changes)
        assert caught.value.code == "evidence-unsound"


# --- contradictions ---------------------------------------------------------------------------------------------------


def branch(log: Log, index: int, size: int) -> Branch:
    return Branch(log.entries[index], index, log.path(index, size), log.wire_head(size))


def two_entries(council: Council) -> Contradiction:
    entries = [plain_entry(replace(ACT, claimed_at=AT + place)) for place in range(7)]
    one = council.log("ru", entries)
    other = council.log("ru", [*entries[:4], plain_entry(replace(ACT, kind="denial")), *entries[5:]])
    return contradiction(branch(one, 4, 7), branch(other, 4, 5))


def two_successors(council: Council) -> Contradiction:
    first = council.log("ru", [plain_entry(ACT)] * 3)
    entry = plain_entry(Act(kind=OPEN, claimed_at=AT, body={"previous": first.checkpoint(3).text()}))
    logs = [council.log("ru", [entry, plain_entry(ACT)], generation=f"2-{digits * 16}") for digits in "ab"]
    return contradiction(branch(logs[0], 0, 1), branch(logs[1], 0, 2))


@pytest.mark.parametrize("make", [two_entries, two_successors])
def test_a_contradiction_is_proved_to_strangers(council: Council, make: Callable[[Council], Contradiction]) -> None:
    """Both branches, both heads, seven steps; the cause is not stated."""
    found = make(council)
    data = build_contradiction(charter=council.note, identities=council.notes, contradiction=found)
    report = verify_evidence(data)
    assert report.verified, report.steps[-1]
    assert len(report.steps) == 7
    assert (report.sort, report.origin, report.index) == ("contradiction", found.origin, found.index)
    assert "the cause is not stated" in report.steps[-1].detail
    swapped = contradiction(*reversed(found.branches))
    assert build_contradiction(charter=council.note, identities=council.notes, contradiction=swapped) == data


CONTRADICTED: dict[str, tuple[int, Callable[[dict[str, bytes]], dict[str, bytes | None]]]] = {
    "another charter": (2, lambda parts: {"charter.note": other_council().note}),
    "another root": (3, lambda parts: {"identities/ru.1.note": foreign_note("ru")}),
    "a bystander's notes": (4, lambda parts: {"identities/us.1.note": council_of().notes["us"][0]}),
    "another's head": (5, lambda parts: {"a/proof.txt": with_root(parts["a/proof.txt"])}),
    "another leaf": (6, flipped("b/leaf.bin", -1)),
    "the same branch twice": (
        7,
        lambda parts: {f"b/{name}": parts[f"a/{name}"] for name in ("leaf.bin", "log.vkey", "proof.txt")},
    ),
    "the branches exchanged": (
        7,
        lambda parts: {
            f"{there}/{name}": parts[f"{here}/{name}"]
            for here, there in ("ab", "ba")
            for name in ("leaf.bin", "log.vkey", "proof.txt")
        },
    ),
}


@pytest.mark.parametrize("name", CONTRADICTED)
def test_a_forged_contradiction_is_refused_at_its_step(name: str, council: Council) -> None:
    """Nobody is contradicted by what he did not sign, or by two times the same."""
    data = build_contradiction(charter=council.note, identities=council.notes, contradiction=two_entries(council))
    step, change = CONTRADICTED[name]
    assert failed(verify_evidence(again(data, change(unpack(data))))) == step


def test_a_contradiction_needs_its_own_place(council: Council) -> None:
    """The manifest names the generation that is closed, and from where on; another place is refused at step 7."""
    data = build_contradiction(charter=council.note, identities=council.notes, contradiction=two_successors(council))
    parts, report = unpack(data), verify_evidence(data)
    subject = Subject("contradiction", report.council, report.origin, report.index + 1, rehearsal=True, disclosed=False)
    parts["README.md"] = readme(subject)
    assert failed(verify_evidence(pack({**parts, "manifest.json": manifest(subject, parts)}))) == 7


def test_a_contradiction_that_is_none_is_not_handed_out(council: Council) -> None:
    """Two looks at one log do not exclude each other; without the author's notes nothing can be shown."""
    found = two_entries(council)
    one = found.branches[0]
    with pytest.raises(Refused, match=r"\(7\)"):
        build_contradiction(charter=council.note, identities=council.notes, contradiction=Contradiction((one, one)))
    with pytest.raises(Refused, match="identity notes"):
        build_contradiction(charter=council.note, identities={}, contradiction=found)
    strange = replace(one, head=replace(one.head, signature=bytes(68)))
    with pytest.raises(Refused, match="log key"):
        build_contradiction(charter=council.note, identities=council.notes, contradiction=Contradiction((strange, one)))
