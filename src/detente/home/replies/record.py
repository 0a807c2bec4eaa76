"""Replies about evidence, the record and bags."""

from typing import Any

from msgspec import Struct

from detente.home.replies.acts import Heads, ReceiptView


class EvidenceView(Struct, frozen=True):
    """An evidence file.

    Args:
        file: base 64 of the zip.
        discloses: what becomes readable to whoever has the file, one sentence each.
    """

    ref: str
    file: str
    discloses: tuple[str, ...]
    noted_as: str | None = None


class BundleView(Struct, frozen=True):
    """The bundle of a dossier, written or about to be.

    Args:
        ref: of the dossier.
        acts: their references, in the order of storing.
        files: names of the files that go with it, as their senders called them; `absent` those that are not here.
        discloses: what becomes readable to whoever has the bundle, one sentence each.
        officers: names that stand in these acts.
        aside: acts of other channels than that in which the dossier was opened, which go with it.
        own: how many entries about it stand in `own`, none of which goes with it.
        path: where it is; None where it was not written, as is the rest.
        sha256: of the bundle, hex.
    """

    as_of: str
    ref: str
    acts: tuple[str, ...]
    files: tuple[str, ...]
    absent: tuple[str, ...]
    discloses: tuple[str, ...]
    path: str | None = None
    size_bytes: int | None = None
    sha256: str | None = None
    noted_as: str | None = None
    officers: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    own: int = 0


class ContradictionView(Struct, frozen=True):
    """A contradiction; its file in base 64."""

    id: str
    council: str
    origin: str
    index: int | None
    text: str
    known_at: str
    file: str


class ContradictionsView(Struct, frozen=True):
    """All contradictions known here."""

    as_of: str
    items: list[ContradictionView]
    next: None = None


class Finding(Struct, frozen=True):
    """One thing wrong in a record."""

    where: str
    what: str


class CheckView(Struct, frozen=True):
    """What a check of the record found.

    Args:
        fsck: `ok`, or `failed`.
        items: the first wrong thing first, as many as are kept in words; empty where all is well.
        checked: how many of each thing were looked at.
        remarks: what is as it should be and worth knowing, such as what was erased, and by which act.
        every: each signature was looked at, not only the newest and those relied on.
        version: of the software that checked.
        heads: size and root of each log up to which it was checked, of those that could be read.
        wrong: how many things are wrong, also those beyond `items`.
    """

    as_of: str
    fsck: str
    items: list[Finding]
    checked: dict[str, int]
    next: None = None
    remarks: tuple[str, ...] = ()
    every: bool = False
    version: str = ""
    heads: Heads = {}
    wrong: int = 0


class CheckingView(Struct, frozen=True):
    """A check of the record while it runs, and the last one that came to its end, also before this node began.

    Args:
        began_at: of the one under way, None where none is; `every` with each signature.
        done: entries looked at, of `total`; 0 of 0 while the database's own pages are looked at.
        problem: why the last one came to no end, else empty.
    """

    as_of: str
    running: bool
    began_at: str | None
    every: bool
    done: int
    total: int
    last: CheckView | None
    problem: str = ""


class CosignedView(Struct, frozen=True):
    """The newest receipt of one party on a log that is held here.

    Args:
        rung: `stored` or `seen`.
        size: up to how many entries.
    """

    party: str
    rung: str
    size: int
    at: str


class LogView(Struct, frozen=True):
    """One log as it is held here.

    Args:
        root: base 64 of 32 bytes.
        stored_at: when its last entry was stored here.
        closed: by a contradiction.
        owed_by: who holds it by the charter and has not said here that it holds all of it; receipts go to the author
            and the depositary, so of others' logs it is this party or nobody.
    """

    origin: str
    council: str
    channel: str
    party: str
    generation: str
    size: int
    root: str
    stored_at: str | None
    closed: bool
    received: tuple[CosignedView, ...]
    owed_by: tuple[str, ...]


class LogsView(Struct, frozen=True):
    """The logs held here, by origin.

    Args:
        waiting: receipts of this party that are signed and not handed over yet, by addressee.
    """

    as_of: str
    items: list[LogView]
    waiting: dict[str, int]
    next: None = None


class CountView(Struct, frozen=True):
    """Rows by table, and `bytes` on disk."""

    as_of: str
    counts: dict[str, int]


class MeasuresView(Struct, frozen=True):
    """What the record says of who asks and who answers.

    Args:
        items: one table of measures; the same bytes at every party that holds the same acts and journal.
        measures_sha256: of the item as JSON with sorted names and no blanks: what two parties compare.
        missing: feeds of which the journal lists more than is held here; with these the digits may still change.
        events: where asked for, the acts that count as event data, each row with their references.
        unread: matters that are still to be read, where the patience was shorter; then there are no items.
    """

    as_of: str
    heads: Heads
    council: str
    items: list[dict[str, Any]]
    measures_sha256: str
    missing: tuple[str, ...] = ()
    events: list[dict[str, Any]] = []
    unread: int = 0
    next: None = None


class Step(Struct, frozen=True):
    """One numbered step of checking an evidence file (docs/spec/evidence-file.md)."""

    number: int
    title: str
    ok: bool
    text: str


class EvidenceReport(Struct, frozen=True):
    """What checking an evidence file found, step by step; it ends with the first step that fails.

    Args:
        sort: `act` or `contradiction`; empty where the manifest could not be read.
        act: as the file's `act.json` says it, once that is checked; None where the entry stays sealed.
        received: verified receipts, earliest first.
    """

    verified: bool
    items: list[Step]
    sort: str = ""
    council: str = ""
    origin: str = ""
    index: int = 0
    act: dict[str, Any] | None = None
    received: tuple[ReceiptView, ...] = ()


class PackedView(Struct, frozen=True):
    """A bag just packed.

    Args:
        codes: on how many codes it stands, where it is on paper.
    """

    file: str
    council: str
    sender: str
    addressee: str
    made_at: str
    entries: int
    receipts: int
    bytes: int
    codes: int = 0


class PrintedView(Struct, frozen=True):
    """A paper just made: of an act or of a form.

    Args:
        name: what the file could be called.
        file: base 64 of the PDF.
        ref: of the act; empty for a form.
        addressees: for whom its codes are, empty for a form.
        codes: how many there are; 0 for a form in which nothing stands yet.
        lacking: what the act rests on and what is not on the paper, though an addressee is not known to hold it.
        shut_out: addressees that may not read what it says, for whose sake it has codes and no words.
    """

    name: str
    file: str
    ref: str = ""
    council: str = ""
    addressees: tuple[str, ...] = ()
    codes: int = 0
    entries: int = 0
    receipts: int = 0
    bytes: int = 0
    lacking: tuple[str, ...] = ()
    shut_out: tuple[str, ...] = ()


class TakenAct(Struct, frozen=True):
    """What became of one act in a bag.

    Args:
        kind: empty where it cannot be read here.
        standing: `new`, `held`: it was here already, or `refused`.
        why: it was refused, in words.
        lacking: what it cites and what is not here.
    """

    ref: str
    party: str
    kind: str
    standing: str
    why: str = ""
    lacking: tuple[str, ...] = ()


class TakenReceipt(Struct, frozen=True):
    """What became of one receipt in a bag.

    Args:
        upto: reference of the last entry that its party holds by it.
        standing: as of an act; one on more than is here waits for that and is `refused` for now.
    """

    party: str
    upto: str
    at: str
    standing: str


class UnpackedView(Struct, frozen=True):
    """A bag just taken in.

    Args:
        entries: carried in the bag; `new_entries` of them were not held before.
        items: what became of its acts, the last few hundred of them; `received` of its receipts.
    """

    council: str
    sender: str
    made_at: str
    entries: int
    new_entries: int
    receipts: int
    items: tuple[TakenAct, ...] = ()
    received: tuple[TakenReceipt, ...] = ()
