"""Calls about the party's own machine: how it stands, what it holds, and its evidence."""

from detente.home.calls.call import Call
from detente.home.replies import (
    BundleView,
    CheckView,
    ContradictionsView,
    CountView,
    EvidenceView,
    MeasuresView,
    StatusView,
)
from detente.home.replies.processes import HealthView
from detente.home.replies.record import CheckingView, LogsView


class Status(Call[StatusView], frozen=True, tag="status"):
    """How the party stands: heads, peers, last contact, queue."""

    council: str | None = None


class ShowHealth(Call[HealthView], frozen=True, tag="health"):
    """How the node and its machine stand: disk, sizes, clock, processes, where its keys lie."""


class ExportEvidence(Call[EvidenceView], frozen=True, tag="evidence"):
    """The evidence of one act as a file that strangers can read.

    Args:
        disclose: it leaves the house, which is noted in `own`; False to look at one's own evidence.
    """

    ref: str
    council: str | None = None
    disclose: bool = False
    officer: str | None = None


class ExportDossier(Call[BundleView], frozen=True, tag="bundle"):
    """One bundle of all acts of a dossier and of the files that came with them, which strangers can read.

    Args:
        ref: any act of the dossier.
        path: absolute, where nothing is yet, written by the node's user and noted in `own`; None to be told only what
            would become readable.
        files: the files too, as far as they are here.
    """

    ref: str
    path: str | None = None
    files: bool = True
    council: str | None = None
    officer: str | None = None


class Contradictions(Call[ContradictionsView], frozen=True, tag="contradictions"):
    """The contradictions known here, each with its file."""

    council: str | None = None


class CheckRecord(Call[CheckView], frozen=True, tag="fsck"):
    """Check the record; with `all` every signature."""

    all: bool = False


class ShowCheck(Call[CheckingView], frozen=True, tag="checking"):
    """How far a check of the record is, and what the last one found.

    Args:
        begin: begin one in the background, unless one is under way; with `all` of every signature.
    """

    begin: bool = False
    all: bool = False


class ShowLogs(Call[LogsView], frozen=True, tag="logs"):
    """The logs held here with their heads, who cosigned how much of each, and which receipts are owed."""

    council: str | None = None


class CountRecord(Call[CountView], frozen=True, tag="stats"):
    """Count what the record holds."""


class MeasureRecord(Call[MeasuresView], frozen=True, tag="measures"):
    """Who asks, who answers, who opens and how fast, from the acts that all members hold.

    Args:
        events: give the acts behind it too, as events.
        since_at, until_at: RFC 3339; only what was said in this period, as it stood at its end.
        sides: parties counted as one, by the side's name.
        patience_seconds: how long to wait while the record is read for the first time; None for as long as it takes.
    """

    council: str | None = None
    events: bool = False
    since_at: str | None = None
    until_at: str | None = None
    sides: tuple[tuple[str, tuple[str, ...]], ...] = ()
    patience_seconds: float | None = None
