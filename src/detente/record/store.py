"""What every store of a record does: the abstract class, and the rows that go in and come out.

A store is synchronous, used from one thread, and keeps everything inside `transaction()`: what is not committed is
not there. It verifies nothing and understands nothing; it keeps bytes, in order, and answers quickly.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum

from msgspec import Struct

from detente.clock import Instant
from detente.protocol.heads import Head, Receipt, Role
from detente.tlog.merkle import Range, Subtree


class Feed(Struct, frozen=True):
    """One feed as this record holds it.

    Args:
        id: the store's own number.
        range: the compact range over the `size` entries held; each of them is below a head that its author signed.
        head_size: size of the newest verified head; more than `size` while entries are on their way.
        closed_index: the first index at which a contradiction is proven; entries from there on count for nothing.
    """

    id: int
    origin: str
    council: str
    channel: str
    party: str
    generation: str
    number: int
    range: Range
    head_size: int
    closed_index: int | None

    @property
    def size(self) -> int:
        """Return how many entries are held."""
        return self.range.size


class Reading(StrEnum):
    """How far this node could read an entry."""

    READABLE = "readable"
    SEALED = "sealed"
    """Not for this party: it has no box in the epoch's grant and is not a member."""
    CANNOT_OPEN = "cannot-open"
    """For this party, by its grant, and it does not open."""
    MALFORMED = "malformed"
    """Opened, and not an act."""


class ActRow(Struct, frozen=True):
    """The derived row of one entry: what lists, search and clocks read. It can be dropped and rebuilt from the entries.

    Args:
        ref: the human reference, like `RU/LINE/42`; unique within a council.
        dossier: the reference of the dossier's first act; equal to `ref` where the act opens one.
        re: the reference of the act that it answers, or None.
        to: party ids of the action addressees.
        cites: references of all cited acts.
        irregular: code and text for each thing that is wrong with it; such an act counts for nothing.
        stored_at: when this node stored the entry.
    """

    feed: int
    index: int
    ref: str
    council: str
    channel: str
    party: str
    reading: Reading
    stored_at: Instant
    kind: str = ""
    claimed_at: Instant = 0
    officer: str = ""
    dossier: str = ""
    re: str | None = None
    precedence: int = 0
    to: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    irregular: tuple[tuple[str, str], ...] = ()


class StoredContradiction(Struct, frozen=True):
    """A proof that signed statements exclude each other, as kept and told to others.

    Args:
        id: SHA-256 hex of the proof bytes.
        origin: the feed whose generation it closes.
        index: where; None for two successors of one generation.
        proof: the bytes that travel and that anybody can check.
    """

    id: str
    council: str
    origin: str
    index: int | None
    proof: bytes
    known_at: Instant


class StoredAttachment(Struct, frozen=True):
    """An attachment's state: how much of its ciphertext is here.

    Args:
        hash: SHA-256 of the ciphertext, 32 bytes.
        size: bytes of ciphertext.
        held: bytes held from the start; equal to `size` when whole.
        erasable: whether it has a key part, or is one; members of its channel hold it, and nobody else.
        erased_by: reference of the act by which it was erased here, empty where it was not.
    """

    hash: bytes
    council: str
    channel: str
    size: int
    held: int
    erasable: bool = False
    erased_by: str = ""


class DossierRow(Struct, frozen=True):
    """The derived row of one dossier: what lists and the watch read.

    Args:
        last_sequence: of its newest act, in the order of storing.
        stale: an act, or the council's time, came after it was folded.
        timed: the council's time alone may change it.
        open: somebody's turn, a clock that runs, or something that stands: what lists show unless asked for all.
        desk: name of the desk to which the matter belongs.
        channel: in which it was opened.
        status: one of the desk's words.
        conflict: concurrent acts left something open.
        acts: how many it has, those that do not count included.
        due_at: the next due second of an open duty in it, or None.
        sealed: its words under the store key; None until it is folded.
    """

    council: str
    dossier: str
    last_sequence: int
    stale: bool = True
    timed: bool = False
    open: bool = True
    desk: str = ""
    channel: str = ""
    status: str = ""
    conflict: bool = False
    acts: int = 0
    due_at: Instant | None = None
    sealed: bytes | None = None


class DutyRow(Struct, frozen=True):
    """One duty of a dossier; its words are sealed under the store key."""

    who: str
    state: str
    due_at: Instant | None
    sealed: bytes
    council: str = ""
    dossier: str = ""


class Store(ABC):
    """The durable replica of one party."""

    # --- life -------------------------------------------------------------------------------------

    @abstractmethod
    def transaction(self) -> AbstractContextManager[None]:
        """Return a context that commits once at its end, or leaves no trace; inside another it is a savepoint.

        Raises:
            Fault: `disk-full`, `store-failed`; the transaction has left no trace.
        """

    @abstractmethod
    def close(self) -> None:
        """Close the store; what was committed stays."""

    @abstractmethod
    def changes(self) -> int:
        """Return the number of commits ever made, which only grows: the high-water mark of design section 3."""

    # --- settings, councils, identities -----------------------------------------------------------

    @abstractmethod
    def setting(self, key: str) -> bytes | None:
        """Return a setting of this node, or None."""

    @abstractmethod
    def put_setting(self, key: str, value: bytes) -> None:
        """Store a setting."""

    @abstractmethod
    def put_council(self, council: str, charter: bytes, joined_at: Instant) -> None:
        """Store a council's signed charter; again is no change."""

    @abstractmethod
    def councils(self) -> dict[str, bytes]:
        """Return the signed charter by council id, in the order of joining."""

    @abstractmethod
    def put_amendment(self, council: str, digest: bytes, note: bytes, known_at: Instant) -> None:
        """Store a complete amendment or a withdrawal under the SHA-256 of its text; again is no change."""

    @abstractmethod
    def amendments(self) -> dict[str, dict[bytes, bytes]]:
        """Return each council's amendments and withdrawals by digest, in the order in which they became known."""

    @abstractmethod
    def put_identity(self, party: str, serial: int, note: bytes, confirmed_at: Instant | None) -> None:
        """Store one note of a party's identity chain; a confirmation once stored is never removed."""

    @abstractmethod
    def identities(self) -> dict[str, list[bytes]]:
        """Return each known party's identity chain, by serial."""

    @abstractmethod
    def confirmed(self) -> dict[str, Instant]:
        """Return when first contact with each party was confirmed by words."""

    # --- feeds, entries, tiles, heads -------------------------------------------------------------

    @abstractmethod
    def feed(self, origin: str) -> Feed | None:
        """Return the feed of that origin, or None."""

    @abstractmethod
    def feeds(self, council: str | None = None, *, channel: str | None = None, party: str | None = None) -> list[Feed]:
        """Return the feeds held, by origin."""

    @abstractmethod
    def open_feed(self, origin: str, at: Instant) -> Feed:
        """Create an empty feed; return the one that is there where it exists."""

    @abstractmethod
    def append(self, feed: Feed, entries: Sequence[bytes], leaves: Sequence[bytes], after: Range, at: Instant) -> Feed:
        """Append entries at `feed.size` and return the feed as it then is; full tiles are written on the way.

        Args:
            leaves: their RFC 6962 leaf hashes, 32 bytes each.
            after: the compact range with them in it.

        Raises:
            Refused: `size-moved`, when the stored size is no longer `feed.size` (compare and set).
        """

    @abstractmethod
    def close_feed(self, feed: Feed, index: int) -> Feed:
        """Mark the generation as closed from that index on; the smallest index stays."""

    @abstractmethod
    def put_head(self, feed: Feed, head: Head) -> Feed:
        """Store a verified head of the feed and return the feed as it then is."""

    @abstractmethod
    def head(self, feed: Feed, *, at_least: int = 0, at_most: int | None = None, newest: bool = True) -> Head | None:
        """Return the newest (or the smallest) stored head whose size lies within the bounds, or None."""

    @abstractmethod
    def entries(self, feed: Feed, start: int, stop: int, bytes_max: int | None = None) -> list[bytes]:
        """Return entries from `start` up to `stop`, at least one where there is one, at most `bytes_max` in all."""

    @abstractmethod
    def leaves(self, feed: Feed, start: int, stop: int) -> list[bytes]:
        """Return leaf hashes, 32 bytes each."""

    @abstractmethod
    def subtree(self, feed: Feed) -> Subtree:
        """Return the function that gives the hash of an aligned complete subtree of the feed, from tiles and leaves."""

    @abstractmethod
    def tile(self, feed: Feed, level: int, n: int, width: int) -> bytes | None:
        """Return `width` hashes of a tlog-tiles tile, or None where the feed is too small."""

    # --- receipts ---------------------------------------------------------------------------------

    @abstractmethod
    def put_receipt(self, feed: Feed, receipt: Receipt, at: Instant) -> bool:
        """Store a verified receipt and say if it told anything new.

        Of the receipts by one party in one role at one size the earliest and the latest are kept: the first is the
        receipt, the last is the sign of life. The head inside is stored too where it was unknown.
        """

    @abstractmethod
    def cosigners(self, feed: Feed) -> list[tuple[str, Role]]:
        """Return the parties and roles of which a receipt for the feed is held."""

    @abstractmethod
    def receipts(
        self,
        feed: Feed,
        *,
        covering: int | None = None,
        limit: int | None = None,
        cosigners: Iterable[tuple[str, Role]] | None = None,
    ) -> list[Receipt]:
        """Return the earliest receipt per party and role that covers an index (or of all of them), by time.

        Without `covering` it returns every first receipt stored for the feed, newest last.

        Args:
            cosigners: as `cosigners` said of this feed, for who asks about many of its entries.
        """

    @abstractmethod
    def newest_receipts(self, feed: Feed, *, fresh: bool = False) -> dict[tuple[str, Role], Receipt]:
        """Return per party and role the receipt with the greatest size; with `fresh` its latest sign of life."""

    @abstractmethod
    def latest_sign_at(self, party: str) -> Instant | None:
        """Return the latest time in any cosignature by the party, or None."""

    # --- secrets ----------------------------------------------------------------------------------

    @abstractmethod
    def put_secret(self, feed: Feed, epoch_id: bytes, sealed: bytes, granted_index: int) -> None:
        """Store an epoch's secret, sealed under the store key; empty where it was granted to others only.

        Again is no change, but that a secret takes the place of an empty one.
        """

    @abstractmethod
    def secret(self, epoch_id: bytes) -> bytes | None:
        """Return the sealed secret of an epoch, or None."""

    @abstractmethod
    def granted_to_others(self, feed: Feed, epoch_id: bytes) -> bool:
        """Say if an epoch of the feed is known to have been granted to others only."""

    @abstractmethod
    def epochs(self, feed: Feed) -> list[tuple[int, bytes]]:
        """Return (index of the grant, epoch id) for each epoch of the feed that this node can open, by index."""

    # --- derived: acts, dossiers ------------------------------------------------------------------

    @abstractmethod
    def put_act(self, row: ActRow) -> None:
        """Store or replace the derived row of an entry."""

    @abstractmethod
    def act(self, council: str, ref: str) -> ActRow | None:
        """Return the row with that reference, or None."""

    @abstractmethod
    def sequence(self, council: str, ref: str) -> int | None:
        """Return the place in the order of storing of the row with that reference, or None."""

    @abstractmethod
    def act_at(self, feed: Feed, index: int) -> ActRow | None:
        """Return the row of that entry, or None."""

    @abstractmethod
    def acts(
        self,
        council: str | None = None,
        *,
        channel: str | None = None,
        party: str | None = None,
        dossier: str | None = None,
        kinds: Iterable[str] | None = None,
        readings: Iterable[Reading] | None = None,
        in_open: bool = False,
        trait: bytes | None = None,
        after: int = 0,
        limit: int | None = None,
        newest: bool = False,
    ) -> list[tuple[int, ActRow]]:
        """Return (sequence, row) in the order of storing, from beyond sequence `after` (before it, where `newest`).

        With `in_open` only acts of open dossiers, with `trait` only of those that have it; both ask for a council.
        """

    @abstractmethod
    def unanswered(
        self, council: str, party: str, apart: str, *, but: Sequence[str], of_all: Sequence[str], loud: int
    ) -> list[tuple[int, ActRow]]:
        """Return (sequence, row) of readable acts of others for a party to which none of its acts says `re`, in order.

        For a party is what names it, and what names nobody and asks, or is loud enough.

        Args:
            apart: channel whose acts answer nothing.
            but: kinds that are left out.
            of_all: kinds that are for all who read them.
            loud: the least precedence.
        """

    @abstractmethod
    def answers(self, council: str, ref: str, party: str) -> list[ActRow]:
        """Return the acts of a party that say `re` to a reference, in the order of storing."""

    @abstractmethod
    def citing(self, council: str, ref: str) -> list[ActRow]:
        """Return the other acts that cite a reference or name it as their dossier's first act."""

    @abstractmethod
    def references(self, council: str, like: str, limit: int = 5) -> list[str]:
        """Return existing references that resemble the given one, nearest first, for a helpful error."""

    @abstractmethod
    def drop_derived(self) -> None:
        """Remove every derived row; the entries stay."""

    @abstractmethod
    def cited_in(self, feed: Feed, below: int, cited: str) -> bool:
        """Say if an entry of the feed below that index cites a reference."""

    # --- derived: the council's time, dossiers ----------------------------------------------------

    @abstractmethod
    def put_heads(self, council: str, position: int, at: Instant, sizes: Mapping[str, int]) -> None:
        """Store what one `heads` entry of the journal says; again is no change."""

    @abstractmethod
    def put_recorded(self, origin: str, position: int, party: str, size: int, at: Instant) -> None:
        """Store one receipt that the journal recorded; again is no change."""

    @abstractmethod
    def journal_heads(self, council: str, after: int = -1) -> list[tuple[int, Instant]]:
        """Return (position, time) of the heads entries beyond a position, in order."""

    @abstractmethod
    def first_closed(self, feed: Feed) -> int | None:
        """Return the index of the first entry of a feed that is for this party and does not open here, or None."""

    @abstractmethod
    def journal_time(self, council: str) -> Instant | None:
        """Return the time of the newest heads entry, or None where none is held here."""

    @abstractmethod
    def journal_sizes(self, origin: str) -> list[tuple[int, int]]:
        """Return (position, size) of each listing of a feed, in order."""

    @abstractmethod
    def journal_origins(self, council: str, channel: str) -> list[str]:
        """Return the feeds of a channel that the journal ever listed, whether anything of them is held here or not."""

    @abstractmethod
    def journal_receipts(self, origin: str) -> list[tuple[int, str, int, Instant]]:
        """Return (position, party, size, time) of each recorded receipt of a feed, in order."""

    @abstractmethod
    def drop_journal(self) -> None:
        """Remove what was read from journals; the entries stay."""

    @abstractmethod
    def touch_dossiers(self, council: str | None = None, *, party: str | None = None, timed: bool = False) -> None:
        """Mark dossiers as to be folded anew: a council's, where a party spoke or owes, or timed ones."""

    @abstractmethod
    def renew_dossiers(self) -> None:
        """Mark all dossiers as to be folded anew at leisure: no act came, what reads them has changed."""

    @abstractmethod
    def stale_dossiers(self, limit: int, *, at_leisure: bool = False) -> list[tuple[str, str]]:
        """Return (council, dossier) of dossiers to be folded, oldest first: those at leisure, or the others."""

    @abstractmethod
    def to_renew(self) -> int:
        """Return how many dossiers are to be folded anew at leisure."""

    @abstractmethod
    def put_dossier(
        self, row: DossierRow, turns: Iterable[str], duties: Sequence[DutyRow], traits: Iterable[bytes] = ()
    ) -> None:
        """Store a dossier as it was folded, with whose turn it is, what is owed in it, and by what it is found."""

    @abstractmethod
    def dossier(self, council: str, dossier: str) -> DossierRow | None:
        """Return the row of a dossier by the reference of its first act, or None."""

    @abstractmethod
    def dossiers(
        self,
        council: str,
        *,
        desk: str | None = None,
        channel: str | None = None,
        turn: str | None = None,
        only_open: bool = False,
        before: int | None = None,
        limit: int | None = None,
        traits: Iterable[bytes] = (),
    ) -> list[DossierRow]:
        """Return dossiers, those with the newest acts first, from below sequence `before`.

        Args:
            traits: only those that were stored with all of these.
        """

    @abstractmethod
    def number_of_dossiers(self, council: str, desk: str) -> int:
        """Return how many dossiers of a desk there are."""

    @abstractmethod
    def dossiers_named(self, council: str, refs: Collection[str]) -> list[DossierRow]:
        """Return the rows of the dossiers of these references that there are, in no order."""

    @abstractmethod
    def turns(self, council: str, dossier: str) -> tuple[str, ...]:
        """Return the parties whose turn it is in a dossier."""

    @abstractmethod
    def duties(
        self,
        council: str,
        *,
        who: str | None = None,
        dossier: str | None = None,
        states: Iterable[str] | None = None,
        last: int | None = None,
    ) -> list[DutyRow]:
        """Return duties, the earliest due first; those for which no clock runs last."""

    # --- contradictions, attachments, peers -------------------------------------------------------

    @abstractmethod
    def put_contradiction(self, item: StoredContradiction) -> bool:
        """Store a proof; say if it was new."""

    @abstractmethod
    def contradictions(self, council: str | None = None) -> list[StoredContradiction]:
        """Return the proofs held, oldest first."""

    @abstractmethod
    def put_attachment(self, item: StoredAttachment) -> None:
        """Store or update an attachment's state; the bytes themselves are files beside the record."""

    @abstractmethod
    def attachments(self, *, whole: bool | None = None) -> list[StoredAttachment]:
        """Return attachments, all, or only whole or unfinished ones."""

    @abstractmethod
    def put_contact(self, party: str, at: Instant) -> None:
        """Note that the peer answered at that time."""

    @abstractmethod
    def contacts(self) -> dict[str, Instant]:
        """Return when each peer last answered."""

    # --- what this machine alone has --------------------------------------------------------------

    @abstractmethod
    def put_on_shelf(self, shelf: str, key: str, value: bytes, until: Instant) -> None:
        """Put a value on a shelf, in the place of the one under that key; it is no evidence and goes to nobody."""

    @abstractmethod
    def on_shelf(self, shelf: str, key: str) -> bytes | None:
        """Return the value of a key, or None."""

    @abstractmethod
    def shelf(self, shelf: str) -> dict[str, bytes]:
        """Return all values of a shelf, by key."""

    @abstractmethod
    def take_off_shelf(self, shelf: str, key: str) -> bool:
        """Remove a value; say if it was there."""

    @abstractmethod
    def clear_shelves(self, now: Instant) -> None:
        """Remove what was to stay until a second before this one."""

    # --- checks -----------------------------------------------------------------------------------

    @abstractmethod
    def counts(self) -> dict[str, int]:
        """Return the rows per table and `bytes` on disk, for `record stats`."""
