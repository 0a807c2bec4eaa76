"""A proof checked by programs that are not ours: OpenSSL, and Go's own packages for transparency logs.

OpenSSL verifies the signatures under a log's head. Go's `sumdb/note` and `sumdb/tlog`, called by the program of
`tests/vectors/interop/verify`, verify the head and that the entry stands below it. Neither is brought: they answer
where they are installed. What is told of them are their own words; what we do here is to cut a proof into files.

Source: OpenSSL, openssl-pkeyutl(1); RFC 8410 section 4 (the key); C2SP signed-note, tlog-cosignature, tlog-proof.
"""

import asyncio
import base64
import os
import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from detente.languages import gettext as _
from detente.languages import ngettext, said
from detente.protocol.evidence.archive import unpack
from detente.protocol.evidence.layout import COSIGNERS, LEAF, LOG_KEY, PROOF
from detente.tlog.notes import Algorithm, Signature, VerifierKey, parse_vkey
from detente.tlog.proof import parse_proof
from detente.tour.house import Row, shortened

OPENSSL: Final = "openssl"
GO: Final = "go"
OPENSSL_LINE: Final = "apt-get install openssl"
GO_LINE: Final = "apt-get install golang-go golang-golang-x-mod-dev"
GOPATH: Final = Path("/usr/share/gocode")
"""Where Debian has the packages, unless `DETENTE_GOPATH` names another place."""
PACKAGES: Final = "src/golang.org/x/mod/sumdb"
PROGRAM: Final = Path(__file__).parents[3] / "tests" / "vectors" / "interop"
"""Part of the source tree; an installed package has no copy."""
OFFLINE: Final = {"GO111MODULE": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "", "CGO_ENABLED": "0"}
"""So that building asks nobody for anything."""
ANSWER_SECONDS_MAX: Final = 20.0
BUILD_SECONDS_MAX: Final = 240.0
WORDS_MAX: Final = 160
_ED25519_DER: Final = bytes.fromhex("302a300506032b6570032100")
_OPENSSL_VERIFIES: Final = re.compile(r"OpenSSL (?P<release>[0-9]+)\.")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a program answered, in its own words; `ok` is its exit code's."""

    ok: bool
    words: str


@dataclass(frozen=True, slots=True)
class Signed:
    """One signature, as files for a program that knows nothing of logs.

    Args:
        name: whose it is.
        dated: it says when its party had seen the head.
    """

    name: str
    key: Path
    message: Path
    signature: Path
    dated: bool

    @property
    def command(self) -> tuple[str, ...]:
        """Return how OpenSSL verifies it."""
        return (
            OPENSSL, "pkeyutl", "-verify", "-pubin", "-inkey", str(self.key), "-rawin",
            "-in", str(self.message), "-sigfile", str(self.signature),
        )  # fmt: skip


async def ask(command: Sequence[str], seconds: float, *, where: Path | None = None, **more: str) -> Answer:
    """Return what a program answers; it is ended where that takes too long.

    Args:
        more: of its environment.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=where, env={**os.environ, **more}, stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
    except OSError as fault:
        return Answer(ok=False, words=str(fault.strerror))
    try:
        output, _error = await asyncio.wait_for(process.communicate(), seconds)
    except TimeoutError:
        return Answer(ok=False, words=_("no answer within {n} s").format(n=round(seconds)))
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return Answer(process.returncode == 0, output.decode(errors="replace").strip())


# --- OpenSSL ----------------------------------------------------------------------------------------------------------


def signatures(parts: Mapping[str, bytes], folder: Path) -> list[Signed]:
    """Return the signatures under a proof's head by keys that stand in the evidence, each written as three files."""
    head = parse_proof(parts[PROOF]).head
    keys = [parse_vkey(line) for part in (LOG_KEY, COSIGNERS) for line in parts[part].decode().splitlines()]
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number, line in enumerate(head.signatures):
        if key := next((key for key in keys if line.is_by(key)), None):
            found.append(_written(folder / f"{number}", head.text, line, key))
    return found


def _written(place: Path, text: str, line: Signature, key: VerifierKey) -> Signed:
    dated = key.algorithm is Algorithm.COSIGNATURE
    message = text.encode()
    if dated:
        message = f"cosignature/v1\ntime {int.from_bytes(line.value[:8])}\n".encode() + message
    der = base64.b64encode(_ED25519_DER + key.public).decode()
    pem = f"-----BEGIN PUBLIC KEY-----\n{der}\n-----END PUBLIC KEY-----\n"
    files = place.with_suffix(".pem"), place.with_suffix(".txt"), place.with_suffix(".sig")
    for file, data in zip(files, (pem.encode(), message, line.value[-64:]), strict=True):
        file.write_bytes(data)
    return Signed(key.name, *files, dated)


async def by_openssl(data: bytes, folder: Path) -> list[Row]:
    """Return what OpenSSL says of every signature under a proof's head, and of the head with one bit turned."""
    if shutil.which(OPENSSL) is None:
        return [Row(_("OpenSSL is not installed here, so it was not asked. This brings it:"), "waiting", OPENSSL_LINE)]
    version = (await ask((OPENSSL, "version"), ANSWER_SECONDS_MAX)).words.partition(" (")[0][:40]
    known = _OPENSSL_VERIFIES.match(version)
    if known is None or int(known["release"]) < 3:
        old = _("{version} does not verify Ed25519 from the command line; OpenSSL 3 does. This brings it:")
        return [Row(old.format(version=version), "waiting", OPENSSL_LINE)]
    signed = await asyncio.to_thread(signatures, unpack(data), folder)
    answers = [await ask(one.command, ANSWER_SECONDS_MAX) for one in signed]
    head = next(one for one in signed if not one.dated)
    dated = sum(one.dated for one in signed)
    if failed := next((pair for pair in zip(signed, answers, strict=True) if not pair[1].ok), None):
        refused = _("{version} refuses the signature of {name}: “{words}”").format(
            version=version, name=failed[0].name, words=shortened(failed[1].words, WORDS_MAX)
        )
        return [Row(refused, "alarm", shlex.join(failed[0].command))]
    holds = ngettext(
        "{version}, asked for the log's signature under its head and for {n} dated receipt, each: “{words}”",
        "{version}, asked for the log's signature under its head and for {n} dated receipts, each: “{words}”",
        dated,
    )
    turned = await _turned(head)
    return [
        Row(holds.format(version=version, n=dated, words=answers[signed.index(head)].words), "good"),
        Row(
            _("The same head with one bit turned: “{words}”").format(words=shortened(turned.words, WORDS_MAX)),
            "alarm" if turned.ok else "good",
        ),
        Row(_("Ask it yourself:"), "", shlex.join(head.command)),
    ]


async def _turned(head: Signed) -> Answer:
    """Return what OpenSSL says of a head of which one bit is not as it was signed."""
    message = bytearray(head.message.read_bytes())
    message[len(message) // 2] ^= 1
    turned = head.message.with_suffix(".turned.txt")
    turned.write_bytes(message)
    return await ask(Signed(head.name, head.key, turned, head.signature, dated=False).command, ANSWER_SECONDS_MAX)


# --- Go ---------------------------------------------------------------------------------------------------------------


async def by_go(data: bytes, altered: Mapping[str, bytes], folder: Path) -> list[Row]:
    """Return what Go's packages say of a proof, and of altered copies of which they see what was altered.

    Args:
        altered: by what was altered, in English; noted for translation.
    """
    gopath = Path(os.environ.get("DETENTE_GOPATH", GOPATH))
    if shutil.which(GO) is None:
        return [
            Row(_("Go is not installed here, so its packages were not asked. This brings both:"), "waiting", GO_LINE)
        ]
    if not (gopath / PACKAGES / "note").is_dir():
        lacking = _("Go is here, its package golang.org/x/mod is not, so it was not asked. This brings it:")
        return [Row(lacking, "waiting", GO_LINE)]
    if not (PROGRAM / "verify").is_dir():
        return [
            Row(_("The program that calls Go's packages is part of the source tree, which is not here."), "waiting")
        ]
    version = (await ask((GO, "env", "GOVERSION"), ANSWER_SECONDS_MAX)).words
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    program = folder / "verify"
    build = (GO, "build", "-o", str(program), "./verify")
    built = await ask(build, BUILD_SECONDS_MAX, where=PROGRAM, GOPATH=str(gopath), **OFFLINE)
    if not built.ok:
        broken = _("{version} did not build the program: “{words}”").format(
            version=version, words=shortened(built.words, WORDS_MAX)
        )
        return [Row(broken, "waiting")]
    as_it_is = await _verified(program, data, folder / "exported")
    called = _(
        "Go's packages sumdb/note, sumdb/tlog and crypto/ed25519 ({version}), called by a program of ours in {place}"
    )
    names = called.format(version=version, place="tests/vectors/interop/verify")
    if not as_it_is.ok:
        return [Row(f"{names}: “{shortened(as_it_is.words, WORDS_MAX)}”", "alarm")]
    rows = [Row(f"{names}: “{' · '.join(as_it_is.words.splitlines()[:3])} · …”", "good")]
    for number, (title, copy) in enumerate(altered.items(), 1):
        answer = await _verified(program, copy, folder / f"altered-{number}")
        rows.append(Row(f"{said(title)}: “{shortened(answer.words, WORDS_MAX)}”", "alarm" if answer.ok else "good"))
    rows.append(Row(_("Ask them yourself:"), "", shlex.join(_command(program, folder / "exported"))))
    return rows


def _command(program: Path, folder: Path) -> tuple[str, ...]:
    return (str(program), *(str(folder / name) for name in (LEAF, PROOF, LOG_KEY, COSIGNERS)))


async def _verified(program: Path, data: bytes, folder: Path) -> Answer:
    await asyncio.to_thread(_laid_out, unpack(data), folder)
    return await ask(_command(program, folder), ANSWER_SECONDS_MAX)


def _laid_out(parts: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in (LEAF, PROOF, LOG_KEY, COSIGNERS):
        (folder / name).write_bytes(parts[name])
