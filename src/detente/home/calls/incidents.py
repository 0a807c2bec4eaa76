"""Calls about incidents: adding files that are evidence, and reading what stands in them."""

from typing import Any

from detente.home.calls.call import Call
from detente.home.replies.tracks import EncounterView, EvidenceSent


class AttachEvidence(Call[EvidenceSent], frozen=True, tag="evidence-attach"):
    """Add files to an incident, each with its hash; those of positions and zones are read before anything is signed.

    Args:
        ref: of an act of the incident, in whose channel it is said.
        attach: absolute paths.
        about: what is said of every one of them: fields of `files` in incident-evidence, without attachment and sha256.
        body: further fields of the act: text, published, corrects.
        as_evidence: files go as they are, also where name, type and bytes do not agree, or where they cannot be read.
        erasable: as in `Send`.
    """

    ref: str
    attach: tuple[str, ...]
    about: dict[str, Any]
    body: dict[str, Any] = {}  # noqa: RUF012  msgspec copies it
    council: str | None = None
    officer: str | None = None
    language: str = ""
    as_evidence: bool = False
    erasable: bool = False


class ReadTracks(Call[EncounterView], frozen=True, tag="tracks"):
    """What stands in the files of positions of an incident, and how near craft came by them.

    Args:
        ref: any act of the incident.
        only: parts of names of tracks; others are not compared.
    """

    ref: str
    council: str | None = None
    only: tuple[str, ...] = ()
