"""What a check of a record found: how much was looked at, and what is wrong, the first thing first."""

from collections.abc import Callable, Iterable

from msgspec import Struct, field

from detente.clock import Instant
from detente.protocol.heads import Role
from detente.record.store import ActRow, Feed
from detente.tlog.notes import VerifierKey

FINDINGS_MAX = 100
"""Findings kept in words; all are counted. Who has a hundred restores a backup before reading on."""

Derive = Callable[[Feed, int, bytes, Instant], ActRow]
"""Returns the derived row of (feed, index, entry, stored at): the node's own reading of an entry."""

Progress = Callable[[int, int], None]
"""Told how many entries of how many are checked."""


class Keys(Struct, frozen=True):
    """Whose signatures a record may hold.

    Args:
        log: the keys with which an origin's heads may be signed.
        cosigner: the keys with which a party may cosign in a role.
    """

    log: Callable[[str], Iterable[VerifierKey]]
    cosigner: Callable[[str, Role], Iterable[VerifierKey]]


class Finding(Struct, frozen=True):
    """One thing wrong in a record.

    Args:
        table: where it stands.
        origin: the feed; empty where it is of none.
        index: the entry, or for heads and receipts the size; None where it is the whole.
        text: what is wrong.
    """

    table: str
    origin: str
    index: int | None
    text: str

    @property
    def where(self) -> str:
        """Return table, feed and index in one line."""
        return " ".join(
            part for part in (self.table, self.origin, "" if self.index is None else str(self.index)) if part
        )

    def __str__(self) -> str:
        return f"{self.where}: {self.text}"


class Report(Struct, frozen=True):
    """What a check found.

    Args:
        checked: how many of each thing were looked at.
        wrong: how many are wrong.
        findings: the first `FINDINGS_MAX` of them, in the order of checking.
        feeds: those that could be read, in the one state that was checked.
    """

    checked: dict[str, int]
    wrong: int
    findings: tuple[Finding, ...]
    feeds: tuple[Feed, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return self.wrong == 0


class Notes(Struct):
    """What a running check has seen so far."""

    checked: dict[str, int] = field(default_factory=dict)
    wrong: int = 0
    findings: list[Finding] = field(default_factory=list)
    feeds: list[Feed] = field(default_factory=list)

    def saw(self, what: str, count: int = 1) -> None:
        """Count things that were looked at."""
        self.checked[what] = self.checked.get(what, 0) + count

    def note(self, table: str, origin: str, index: int | None, text: str) -> None:
        """Count a thing that is wrong, and keep the first of them in words."""
        self.wrong += 1
        if len(self.findings) < FINDINGS_MAX:
            self.findings.append(Finding(table, origin, index, text))

    def report(self) -> Report:
        """Return what was seen."""
        return Report(dict(sorted(self.checked.items())), self.wrong, tuple(self.findings), tuple(self.feeds))
