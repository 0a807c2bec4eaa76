"""Replies about mandates: the file that leaves an alliance's council, and what its check found."""

from typing import Any

from msgspec import Struct

from detente.home.replies import Step


class MandateFile(Struct, frozen=True):
    """A mandate or a revocation as a file for another council.

    Args:
        file: base 64.
        ref: of the act in the alliance's council from which it was made.
        revokes: it takes the mandate of this serial back, and gives none.
        missing: members that did not sign.
        taken_back: members that revoked it before; the other council knows once a revocation is presented there.
        noted_as: reference of the note in `own` that says that it was made.
    """

    ref: str
    file: str
    serial: int
    revokes: bool
    signed: tuple[str, ...]
    missing: tuple[str, ...]
    noted_as: str
    taken_back: tuple[str, ...] = ()


class MandateChecked(Struct, frozen=True):
    """What the check of a mandate found, step by step (docs/spec/documents.md section 5).

    Args:
        code: of the error at which it ended; empty where every step holds.
        mandate: what it says, once it could be read; claimed unless `verified`.
        signed: members whose signatures count, once they were looked at.
    """

    verified: bool
    items: list[Step]
    code: str
    mandate: dict[str, Any] | None
    signed: tuple[str, ...]
    missing: tuple[str, ...]
