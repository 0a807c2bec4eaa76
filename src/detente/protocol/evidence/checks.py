"""The steps that every evidence file is checked by, whatever it is about. Numbers: docs/spec/evidence-file.md."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from detente.errors import Malformed
from detente.protocol.amended import amend
from detente.protocol.charter import OWN, Charter, verify_charter
from detente.protocol.documents import verify_document
from detente.protocol.evidence.layout import (
    CHARTER,
    MANIFEST,
    README,
    log_publics,
    note_parts,
    paper_parts,
)
from detente.protocol.evidence.pages import Subject, manifest, readme
from detente.protocol.evidence.report import Report, Step
from detente.protocol.heads import parse_origin
from detente.protocol.identity import Identity, verify_chain
from detente.tlog.checkpoint import Checkpoint, verify_head
from detente.tlog.notes import Note, VerifierKey, parse_vkey

EXACT: Final = "The file is exactly what its parts make"

_PAPER: Final = re.compile(r"amendments/[0-9a-f]{16}\.note")
_IDENTITY: Final = re.compile(r"identities/([a-z0-9-]{1,32})\.([1-9][0-9]{0,6})\.note")


@dataclass(slots=True)
class Checks:
    """What is known of a file so far; each step adds to it."""

    parts: dict[str, bytes] = field(default_factory=dict)
    sort: str = ""
    origin: str = ""
    index: int = 0
    charter: Charter | None = None
    chains: dict[str, tuple[Identity, ...]] = field(default_factory=dict)
    signers: frozenset[str] = field(default=frozenset(), init=False)
    """Who signed what changed the charter: their identities lie there for that."""

    def steps(self) -> Iterator[tuple[str, Callable[[], str]]]:
        """Yield title and check of each step, in order; a check returns what it found."""
        raise NotImplementedError

    def report(self, steps: tuple[Step, ...]) -> Report:
        """Return what was found by these steps."""
        council = "" if self.charter is None else self.charter.council_id
        return Report(steps, self.sort, council, self.origin, self.index)

    def council(self) -> Charter:
        """Return the charter that step 2 verified."""
        assert self.charter is not None, "step 2 comes first"
        return self.charter

    def check_exact(self, *, disclosed: bool) -> str:
        """Step 1. The manifest and the README are what follows from the other parts, byte for byte."""
        # The council's id and its being a rehearsal are step 2's to judge; here they are taken from the charter's text.
        claimed = parse_json(self.parts[MANIFEST])
        council, rehearsal = claimed.get("council"), claimed.get("rehearsal")
        if not isinstance(council, str) or not isinstance(rehearsal, bool):
            raise refused("a manifest with council and rehearsal", f"{council!r} and {rehearsal!r}")
        subject = Subject(self.sort, council, self.origin, self.index, rehearsal, disclosed)
        for name, made in ((README, readme(subject)), (MANIFEST, manifest(subject, self.parts))):
            if self.parts[name] != made:
                raise refused(f"the {name} that follows from the other parts", "another")
        return f"{len(self.parts)} parts, {sum(map(len, self.parts.values()))} bytes"

    def check_charter(self) -> str:
        """Step 2."""
        self.charter = charter = verify_charter(self.parts[CHARTER])
        claimed = parse_json(self.parts[MANIFEST])
        if (claimed.get("council"), claimed.get("rehearsal")) != (charter.council_id, charter.rehearsal):
            raise refused(f"council {charter.council_id}", f"{claimed.get('council')} in the manifest")
        mark = ", a rehearsal" if charter.rehearsal else ""
        return f"{charter.council_id}{mark}: signed by {', '.join(charter.parties)}"

    def check_identities(self) -> str:
        """Step 3. The charter is from here on as it stands by what changed it."""
        notes: dict[str, dict[int, bytes]] = {}
        for name, data in self.parts.items():
            if match := _IDENTITY.fullmatch(name):
                notes.setdefault(match[1], {})[int(match[2])] = data
        for party, by_serial in sorted(notes.items()):
            chain = verify_chain(data for _, data in sorted(by_serial.items()))
            expected = note_parts({party: [data for _, data in sorted(by_serial.items())]})
            if chain[0].party != party or not expected.keys() <= self.parts.keys():
                raise refused(f"the notes of {party} under their names", f"those of {chain[0].party}")
            self.chains[party] = chain
        self.charter = charter = self._amended()
        for party, chain in self.chains.items():
            if party not in charter.parties or charter.parties[party].root != chain[0].root:
                raise refused(f"a chain from the root of {party} in the charter", chain[0].root.text())
        shown = ", ".join(f"{party} ({len(chain)})" for party, chain in self.chains.items())
        n = charter.amended
        return f"{shown}; {n} {'amendment' if n == 1 else 'amendments'}" if n else shown

    def _amended(self) -> Charter:
        """Return the charter by the amendments and withdrawals that lie there, each of which must count."""
        papers = [data for name, data in sorted(self.parts.items()) if _PAPER.fullmatch(name)]
        publics = log_publics(self.chains)
        amended = amend(self.council(), papers, publics)
        counting = {one.document.digest: one.document for one in amended.papers}
        if paper_parts(papers) != {name: data for name, data in self.parts.items() if _PAPER.fullmatch(name)}:
            raise refused("amendments under the hash of their text", "another name")
        if len(counting) != len(papers):
            raise refused("amendments and withdrawals that count, with the identities of who signed", f"{len(papers)}")
        signed = (verify_document(document, publics) for document in counting.values())
        self.signers = frozenset().union(*signed)
        return amended.charter

    def check_log_key(self, key: VerifierKey) -> str:
        """Part of step 4. The key is the author's log key for a feed that this council has; returns the author."""
        origin, charter = parse_origin(key.name), self.council()
        if origin.council != charter.council_id:
            raise refused(f"a log of {charter.council_id}", key.name)
        if not charter.has_written(origin.party, origin.channel) and origin.channel != OWN:
            raise refused("a channel in which the author writes by the charter", key.name)
        if key not in [link.log_key(key.name) for link in self.chains.get(origin.party, ())]:
            raise refused(f"a log key in the identity notes of {origin.party}", key.text())
        return origin.party

    def check_head(self, note: Note, key: VerifierKey) -> Checkpoint:
        """Part of step 5. The log key signed the head, and had not been retired before."""
        head = verify_head(note, key)
        for link in self.chains[parse_origin(key.name).party]:
            last = link.retired_size("log", key.public, key.name)
            if last is not None and head.size > last:
                raise refused(f"at most {last} entries under a log key that was retired there", str(head.size))
        return head


def check_names(parts: Mapping[str, bytes], needed: set[str], allowed: set[str] | frozenset[str]) -> None:
    """Be silent where all needed parts are there, and none but the allowed ones and identity notes.

    Raises:
        Malformed: `evidence-part`.
    """
    if missing := sorted(needed - parts.keys()):
        raise refused(f"a part named {missing[0]}", "none")
    notes = {name for name in parts if _IDENTITY.fullmatch(name) or _PAPER.fullmatch(name)}
    if strange := sorted(parts.keys() - notes - allowed):
        raise refused("no part but those of docs/spec/evidence-file.md", strange[0][:80])


def read_vkey(data: bytes) -> VerifierKey:
    """Return the key of a part that is one vkey and a newline.

    Raises:
        Malformed: `evidence-part`, and the codes of `parse_vkey`.
    """
    line = data.decode(errors="replace")
    if not line.endswith("\n"):
        raise refused("a vkey and a newline", repr(line[-40:]))
    return parse_vkey(line[:-1])


def parse_json(data: bytes) -> dict[str, Any]:
    """Return the JSON object of these bytes, or an empty one; what counts is compared byte for byte elsewhere."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError):
        value = None
    return value if isinstance(value, dict) else {}


def refused(expected: str, got: str) -> Malformed:
    """Return the refusal of a part."""
    return Malformed("evidence-part", expected=expected, got=got)
