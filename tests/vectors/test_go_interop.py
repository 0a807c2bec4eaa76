"""Go agrees: golang.org/x/mod/sumdb verifies our proofs, refuses what was changed, and makes proofs that we verify.

The programs are ours, in tests/vectors/interop, and share no code with the package. `tests/interop-setup` installs Go.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from detente.clock import rfc3339
from detente.errors import Malformed
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import Range, inclusion_proof, leaf_hash
from detente.tlog.notes import Algorithm, Signer
from detente.tlog.proof import TlogProof, parse_proof, verify_proof

SOURCES = Path(__file__).parent / "interop"
GOPATH = os.environ.get("DETENTE_GOPATH", "/usr/share/gocode")
FILES = ("leaf.bin", "proof.txt", "log.vkey", "cosigners.vkeys")

ORIGIN = "council-0123456789abcdef/line/ru/1"
LOG = Signer(ORIGIN, Algorithm.ED25519, bytes(32))
COSIGNERS = [
    Signer("no/mirror", Algorithm.COSIGNATURE, bytes([1]) * 32),
    Signer("us/mirror", Algorithm.COSIGNATURE, bytes([2]) * 32),
]
AT = 1_461_153_600


@dataclass(frozen=True)
class Programs:
    """The two programs, built."""

    verify: Path
    grow: Path


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Programs:
    """Build both programs once, offline, against Debian's packages."""
    go = shutil.which("go")
    if go is None or not Path(GOPATH, "src/golang.org/x/mod/sumdb/note").is_dir():
        pytest.fail(
            "Go or golang.org/x/mod is missing. "
            "Remedy (Debian, Ubuntu): apt-get install golang-go golang-golang-x-mod-dev"
        )
    folder = tmp_path_factory.mktemp("interop")
    environment = os.environ | {"GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": "", "CGO_ENABLED": "0"}
    environment.setdefault("GOCACHE", str(folder / "cache"))
    for name in ("verify", "grow"):
        command = [go, "build", "-o", str(folder / name), f"./{name}"]
        subprocess.run(command, cwd=SOURCES, env=environment, check=True, timeout=240)
    return Programs(folder / "verify", folder / "grow")


def evidence(size: int, index: int) -> dict[str, bytes]:
    """Return the four files of the entry at `index` of a log of `size`, with two cosignatures."""
    entries = [f"entry {number}".encode() for number in range(size)]
    leaves = [leaf_hash(entry) for entry in entries]
    head = Checkpoint(ORIGIN, size, Range.of(leaves).root())
    note = sign_head(head, LOG).with_signatures(cosign(one, head, AT + at) for at, one in enumerate(COSIGNERS))
    hashes = inclusion_proof(index, size, lambda start, end: Range.of(leaves[start:end]).root())
    return {
        "leaf.bin": entries[index],
        "proof.txt": TlogProof(index, tuple(hashes), note).to_bytes(),
        "log.vkey": (LOG.key.text() + "\n").encode(),
        "cosigners.vkeys": "".join(one.key.text() + "\n" for one in COSIGNERS).encode(),
    }


def run(programs: Programs, folder: Path, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """Write the files and have Go verify them."""
    for name, data in files.items():
        (folder / name).write_bytes(data)
    command = [str(programs.verify), *(str(folder / name) for name in FILES)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)


def lines(size: int, index: int) -> list[str]:
    """Return what Go is to print."""
    seen = [f"cosigner {one.key.name} {rfc3339(AT + at)}" for at, one in enumerate(COSIGNERS)]
    return [f"origin {ORIGIN}", f"index {index}", f"size {size}", *seen]


@pytest.mark.parametrize(("size", "index"), [(1, 0), (2, 1), (5, 4), (7, 3), (64, 63), (70, 41)])
def test_go_verifies_our_proofs(programs: Programs, tmp_path: Path, size: int, index: int) -> None:
    """Signature, path and cosignatures of our making are accepted, and say what we say."""
    done = run(programs, tmp_path, evidence(size, index))
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == lines(size, index)


def test_go_ignores_strangers_and_reads_extra(programs: Programs, tmp_path: Path) -> None:
    """Without known cosigners nobody is named; an `extra` line changes nothing."""
    files = evidence(7, 3)
    extra = files["proof.txt"].replace(b"index", b"extra YQ==\nindex", 1)
    done = run(programs, tmp_path, files | {"cosigners.vkeys": b"", "proof.txt": extra})
    assert done.stdout.splitlines() == lines(7, 3)[:3]


CHANGES: list[tuple[str, str, Callable[[bytes], bytes], str]] = [
    ("another entry", "leaf.bin", lambda data: data + b"!", "inclusion"),
    ("another index", "proof.txt", lambda data: data.replace(b"index 3", b"index 2"), "inclusion"),
    ("an index outside", "proof.txt", lambda data: data.replace(b"index 3", b"index 7"), "inclusion"),
    ("a second spelling", "proof.txt", lambda data: data.replace(b"index 3", b"index 03"), "proof: index"),
    ("another size", "proof.txt", lambda data: data.replace(b"\n7\n", b"\n8\n"), "head: invalid signature"),
    ("a hash more", "proof.txt", lambda data: data.replace(b"\n\n", b"\n" + b"A" * 43 + b"=\n\n", 1), "inclusion"),
    ("no signature", "proof.txt", lambda data: data[: data.rindex(b"\n\n") + 2], "head: malformed note"),
    ("no log line", "proof.txt", lambda data: data.replace(b"\xe2\x80\x94 council", b"\xe2\x80\x94 Council"), "head"),
    (
        "another log",
        "log.vkey",
        lambda _: (Signer("other", Algorithm.ED25519, bytes(32)).key.text() + "\n").encode(),
        "head",
    ),
    ("a false key id", "log.vkey", lambda data: data.replace(LOG.key.key_id.hex().encode(), b"00000000"), "log key"),
    ("a log as cosigner", "cosigners.vkeys", lambda _: (LOG.key.text() + "\n").encode(), "cosigners"),
    ("a key cut short", "cosigners.vkeys", lambda data: data[:-1], "cosigners"),
]


@pytest.mark.parametrize(("file", "change", "word"), [one[1:] for one in CHANGES], ids=[one[0] for one in CHANGES])
def test_go_names_what_failed(
    programs: Programs, tmp_path: Path, file: str, change: Callable[[bytes], bytes], word: str
) -> None:
    """Each changed file is refused, with a word for the step, and nothing is printed as proven."""
    files = evidence(7, 3)
    changed = change(files[file])
    assert changed != files[file]
    done = run(programs, tmp_path, files | {file: changed})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"refused: {word}")


def test_go_refuses_a_false_cosignature(programs: Programs, tmp_path: Path) -> None:
    """A known cosigner's line with another time is refused, by its name."""
    files = evidence(7, 3)
    note = parse_proof(files["proof.txt"]).head.to_bytes()
    head = Checkpoint(ORIGIN, 7, bytes(32))
    false = sign_head(head, LOG).with_signatures([cosign(COSIGNERS[0], head, AT)]).signatures[1].text().encode()
    done = run(programs, tmp_path, files | {"proof.txt": files["proof.txt"].replace(note, note + false)})
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "refused: cosignature: no/mirror: does not verify\n"


@pytest.mark.parametrize("file", FILES)
def test_no_changed_byte_proves_another_thing(programs: Programs, tmp_path: Path, file: str) -> None:
    """With any one byte changed Go refuses, or names fewer cosigners (a line became a stranger's); so do we."""
    files = evidence(7, 3)
    for at in range(len(files[file])):
        data = bytearray(files[file])
        data[at] ^= 1
        done = run(programs, tmp_path, files | {file: bytes(data)})
        proven = done.stdout.splitlines()
        assert (done.returncode == 0) == bool(proven)
        if proven:
            assert file == "proof.txt"
            assert proven[:3] == lines(7, 3)[:3]
            assert set(proven) < set(lines(7, 3))
        assert len(proven) == ours(bytes(data)) if file == "proof.txt" else not proven


def ours(proof: bytes) -> int:
    """Return how many lines we should print of this proof: none where we refuse it."""
    try:
        found = verify_proof(parse_proof(proof), leaf_hash(b"entry 3"), LOG.key, [one.key for one in COSIGNERS])
    except Malformed:
        return 0
    return 3 + len(found.cosignatures)


@pytest.mark.parametrize(("size", "index"), [(1, 0), (3, 2), (8, 5), (300, 299), (1000, 123)])
def test_we_verify_proofs_by_go(programs: Programs, size: int, index: int) -> None:
    """A log that Go grew, signed and cosigned is proven to us, and its file prints as it came."""
    cosigner = COSIGNERS[0]
    arguments = [ORIGIN, str(size), str(index), bytes(32).hex(), cosigner.key.name, (b"\1" * 32).hex(), str(AT)]
    data = subprocess.run([str(programs.grow), *arguments], capture_output=True, check=True, timeout=30).stdout
    proof = parse_proof(data)
    assert proof.to_bytes() == data
    proven = verify_proof(proof, leaf_hash(f"entry {index}".encode()), LOG.key, [cosigner.key])
    assert (proven.index, proven.checkpoint.size) == (index, size)
    assert proven.cosignatures == ((cosigner.key, AT),)
