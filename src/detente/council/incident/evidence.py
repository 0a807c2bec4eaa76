"""Files that are evidence in an incident: what was said of each, by whom, and whose it is. Their bytes are elsewhere.

A file is known by the SHA-256 of its bytes. What is derived of it says so; what somebody put together from what was
published is *reconstructed*, and bears that word wherever it is shown.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from detente.clock import Instant
from detente.council.incident.differences import tables
from detente.council.incident.fields import RECONSTRUCTED
from detente.council.incident.state import ACCOUNT, EVIDENCE, IncidentState, published, voice_of
from detente.council.kinds import instant_of, text_of
from detente.council.said import Said
from detente.errors import Refused

_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)


class EvidenceFile(Struct, frozen=True):
    """One file, as an act says it.

    Args:
        ref: of the act, and `number` which of its files, from 1.
        party: the act's author.
        voice: whose it is, in capitals: the side that is named, who published it, else the author.
        attachment: name of the attached file; empty where it is held elsewhere.
        sha256: of its bytes in hex; empty where nobody stated it.
        basis: recorded, reconstructed or inject; empty where it is not stated.
        starts_at: when the first AIS sentence was heard.
        published: where it was published; empty where it was not.
        in_force: no later act of the same author corrects the one in which it stands.
    """

    ref: str
    number: int
    party: str
    voice: str
    what: str
    sort: str
    attachment: str
    sha256: str
    of: str
    basis: str
    derived_from: str
    format: str
    columns: str
    datum: str
    craft: str
    starts_at: Instant | None
    published: Mapping[str, Any]
    in_force: bool

    @property
    def source(self) -> str:
        """Return where it was published, in few words."""
        return ", ".join(one for one in (text_of(self.published, "source"), text_of(self.published, "url")) if one)


def evidence_of(state: IncidentState) -> tuple[EvidenceFile, ...]:
    """Return the files of an incident, those of one side together; those of corrected acts too, and marked."""
    standing = {act.ref for act in state.in_force(ACCOUNT, EVIDENCE)}
    found = [one for act in state.said(ACCOUNT, EVIDENCE) for one in files_in(act, act.ref in standing)]
    return tuple(sorted(found, key=lambda one: one.voice))


def files_in(act: Said, in_force: bool = True) -> Iterator[EvidenceFile]:
    """Yield the files of one account or one act of evidence."""
    for number, one in enumerate(tables(act, "files"), 1):
        said = {name: text_of(one, name).strip() for name in _TEXTS}
        side = text_of(one, "side").strip().upper() or voice_of(act)
        yield EvidenceFile(
            ref=act.ref, number=number, party=act.party, voice=side, starts_at=instant_of(one, "starts_at"),
            published=published(act.body), in_force=in_force, **said,
        )  # fmt: skip


_TEXTS: Final = (
    "what", "sort", "attachment", "sha256", "of", "basis", "derived_from", "format", "columns", "datum", "craft",
)  # fmt: skip


def check_files(act: Said) -> None:
    """Be silent where each file of an act can be known again, and what was not recorded says from what it comes.

    Raises:
        Refused: `evidence-unnamed`, `evidence-hash`, `evidence-derived`.
    """
    for one in files_in(act):
        where = f"files, item {one.number}"
        if not one.attachment and not one.sha256:
            raise Refused(
                "evidence-unnamed", expected=f"the name of an attached file or a SHA-256 in {where}", got="neither",
                remedy="detente incident attach fills them in; of what is held elsewhere give its SHA-256",
            )  # fmt: skip
        if one.sha256 and not _SHA256.fullmatch(one.sha256):
            raise Refused(
                "evidence-hash", expected=f"64 digits 0-9 and a-f as sha256 in {where}", got=one.sha256[:80],
                remedy="sha256sum FILE prints it",
            )  # fmt: skip
        if one.basis == RECONSTRUCTED and not one.derived_from and not one.published:
            raise Refused(
                "evidence-derived", expected=f"from what the reconstructed file in {where} was derived", got="nothing",
                remedy="name it with derived_from, or where it was published",
            )  # fmt: skip


def basis_in_words(one: EvidenceFile) -> str:
    """Return for eyes whether a file was recorded, from what it was derived, and where it was published."""
    quoted = one.derived_from
    derived = f"derived from {quoted}" if quoted else ""
    basis = one.basis or "whether it was recorded is not stated"
    return "; ".join(part for part in (basis, derived, one.source) if part)
