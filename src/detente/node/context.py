"""What the parts of a running party share: its record, keys, directory, couriers, and what this step has to tell."""

import random
from collections import OrderedDict
from collections.abc import Iterable

from msgspec import Struct, field

from detente.clock import Instant
from detente.council.registry import judged_by
from detente.council.silence import SILENT_AFTER
from detente.errors import Malformed
from detente.node.attachment_rows import AttachmentRows
from detente.node.directory import Directory
from detente.node.events import Alarm, Effect
from detente.node.holdings import Holdings
from detente.protocol import cbor
from detente.protocol.acts import Attachment
from detente.protocol.attachments import parts_of
from detente.protocol.delivery import Courier
from detente.protocol.heads import Head, Receipt, Role
from detente.protocol.keys import Keyring
from detente.protocol.messages import Fetch, Prove
from detente.protocol.seal import store_mark, store_open, store_seal
from detente.record.store import ActRow, Feed, Store, StoredAttachment
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import root_of
from detente.tlog.notes import Signer

LAST_COSIGNED = "last-cosigned-at"
DOUBT = "doubt"
"""Set once this record was in doubt: it was restored, copied or rolled back, or its mark was lost."""
UNSETTLED = "unsettled"
CHANGES_NOTED_MAX = 50_000
"""Rows noted for the index of words: what a node takes in during a minute."""


class Settings(Struct, frozen=True):
    """How often a node does what nobody asked it to do; seconds.

    Args:
        level_every: between two comparisons with a peer.
        relay_after: how long a holder leaves it to the author to deliver, before it passes entries on.
        journal_every: between two `heads` of a depositary while anything changes; None on a scenario's clock.
        epoch_entries: entries sealed under one epoch before the next is granted.
        attachments_every: between two looks for attachments to fetch, which are behind everything else.
        line_tests: what is done where one is due: `automatic`, `by hand` (a human is told), or nothing.
        attachments_rest: before a holder that did not give an attachment is asked for it again.
    """

    level_every: int = 30
    relay_after: int = 10
    depositary_relay_after: int = 1
    journal_every: int | None = 600
    epoch_entries: int = 1_024
    attachments_every: float = 1.0
    attachments_rest: float = 30.0
    line_tests: str = ""


class Post(Struct):
    """What one peer is still to get from us or to be asked: kept in memory, rebuilt by levelling after a restart."""

    courier: Courier
    entries: dict[str, int] = field(default_factory=dict)
    """Origin to the second of uptime from which on it may be pushed."""
    receipts: OrderedDict[tuple[str, str, Role], Receipt] = field(default_factory=OrderedDict)
    contradictions: list[bytes] = field(default_factory=list)
    fetches: OrderedDict[str, Fetch] = field(default_factory=OrderedDict)
    hunts: OrderedDict[str, Prove] = field(default_factory=OrderedDict)
    heard_at: Instant | None = None
    """When the peer last answered or called, since this node started."""
    unanswered: int = 0
    unanswered_since: Instant | None = None
    """How many of our requests in a row brought no answer, and when the first of them was given up."""

    silent_since: int = 0
    """The second of uptime at which the peer began to count as silent."""

    @property
    def silent(self) -> bool:
        """Say if the peer left several requests in a row without answer."""
        return self.unanswered >= SILENT_AFTER

    def heard(self, now: Instant) -> None:
        """The peer answered or called."""
        self.heard_at, self.unanswered, self.unanswered_since = now, 0, None

    def missed(self, now: Instant) -> None:
        """The peer left a request without answer."""
        self.unanswered += 1
        self.unanswered_since = now if self.unanswered_since is None else self.unanswered_since


class Changes(Struct):
    """Which derived rows were written since whoever keeps something beside the record last looked; in memory only.

    What a step had to leave undone may stand here too: whoever looks reads the rows themselves.
    """

    acts: set[tuple[str, str]] = field(default_factory=set)
    """Council and reference."""
    dossiers: set[tuple[str, str]] = field(default_factory=set)
    lost: bool = False
    """There were too many to keep; all is to be read anew."""

    def note(self, kind: set[tuple[str, str]], council: str, ref: str) -> None:
        """Note one row."""
        kind.add((council, ref))
        if len(kind) > CHANGES_NOTED_MAX:
            kind.clear()
            self.lost = True


class Context:
    """The shared state of one step after another; everything that matters stands in the record."""

    def __init__(self, store: Store, keyring: Keyring, settings: Settings, dice: random.Random) -> None:
        self.store = store
        self.keyring = keyring
        self.party = keyring.party
        self.settings = settings
        self.dice = dice
        self.directory = Directory(store, self.party)
        self.held = Holdings(store)
        self.attachments = AttachmentRows(store)
        self.posts: dict[str, Post] = {}
        self.effects: list[Effect] = []
        self.uptime = 0
        """Seconds by which couriers measure patience: real ones, also where the record lives on a scenario's clock."""
        self.backgrounds_version = 0
        """Grows with each act in whose light others are judged: what was computed from them is then computed anew."""
        self.secrets_version = 0
        """Grows with each secret of an epoch that comes: what could not be opened may open now."""
        self.changes: Changes | None = None
        """What is noted for the index of words, once there is one."""
        self._secrets: dict[bytes, bytes] = {}
        self._signers: dict[str, Signer] = {}
        self._mirror = keyring.mirror_signer()
        self._witness = keyring.witness_signer()
        self._last_cosigned = int(store.setting(LAST_COSIGNED) or b"0")

    def forget(self, version: int) -> None:
        """Drop what was read or learned in work that left no trace, since the directory had that version."""
        self.held.forget()
        self.attachments.forget()
        self._secrets.clear()
        self._last_cosigned = int(self.store.setting(LAST_COSIGNED) or b"0")
        if self.directory.version != version:
            self.directory.reload()

    # --- feeds ------------------------------------------------------------------------------------

    def root_at(self, feed: Feed, size: int) -> bytes:
        """Return the root of the first `size` entries, at most as many as are held."""
        if size == feed.size:
            return feed.range.root()
        return root_of(size, self.store.subtree(feed))

    def log_signer(self, origin: str) -> Signer:
        """Return the log key as the signer of an origin."""
        if origin not in self._signers:
            self._signers[origin] = self.keyring.log_signer(origin)
        return self._signers[origin]

    # --- receipts ---------------------------------------------------------------------------------

    def may_cosign(self, feed: Feed, size: int) -> bool:
        """Say if signing that size now cannot contradict what we signed before this record was set back.

        A feed's author holds our receipts on it: until it has compared with us since, and below what it or others then
        showed us of our own, nothing is signed. Both facts stand in the record, so that a restart forgets neither.
        """
        if self.store.setting(DOUBT) is None:
            return True
        if [feed.council, feed.party] in self._unsettled():
            return False
        return size >= int(self.store.setting(f"floor/{feed.origin}") or b"0")

    def unsettle(self) -> None:
        """This record was set back, or may have been: whom we had receipted what is to be asked of every author."""
        self.store.put_setting(DOUBT, b"1")
        charters = self.directory.councils.items()
        pairs = [[council, party] for council, charter in charters for party in charter.parties if party != self.party]
        self.store.put_setting(UNSETTLED, cbor.encode(pairs))

    def settle(self, council: str, author: str) -> None:
        """An author compared with us, and so showed our receipts on its feeds."""
        pairs = self._unsettled()
        if [council, author] in pairs:
            self.store.put_setting(UNSETTLED, cbor.encode([pair for pair in pairs if pair != [council, author]]))

    def raise_floor(self, feed: Feed, size: int) -> None:
        """Somebody showed us a receipt of our own: we never sign less of that feed."""
        key = f"floor/{feed.origin}"
        if size > max(feed.size, int(self.store.setting(key) or b"0")):
            self.store.put_setting(key, str(size).encode())

    def _unsettled(self) -> list[list[str]]:
        stored = self.store.setting(UNSETTLED)
        return cbor.decode(stored) if stored else []

    def cosign(self, head: Head, role: Role, now: Instant) -> Receipt:
        """Return our receipt on a head; its time is never before one that we signed."""
        at = max(now, self._last_cosigned)
        if at != self._last_cosigned:
            self._last_cosigned = at
            self.store.put_setting(LAST_COSIGNED, str(at).encode())
        signer = self._mirror if role is Role.MIRROR else self._witness
        line = cosign(signer, head.checkpoint, at)
        return Receipt(head, self.party, role, at, line.key_id + line.value)

    # --- attachments ------------------------------------------------------------------------------

    def want(self, feed: Feed, offered: Iterable[Attachment]) -> None:
        """Note the attachments that an act in a feed offers, so that they are fetched when nothing else is to do."""
        listed = tuple(offered)
        parts = parts_of(listed)
        erasable = parts.keys() | {part.hash for part in parts.values()}
        for one in listed:
            row = StoredAttachment(one.hash, feed.council, feed.channel, one.size, 0, one.hash in erasable)
            if not self.attachments.want(row, feed.party):
                self.effects.append(Alarm("attachment-refused", f"{one.hash.hex()}, {one.size} bytes: no room for it"))

    # --- secrets ----------------------------------------------------------------------------------

    def keep_secret(self, feed: Feed, epoch_id: bytes, secret: bytes, granted_index: int) -> None:
        """Store an epoch's secret under the store key."""
        sealed = store_seal(self.keyring.store_key, b"epoch" + epoch_id, secret)
        self.store.put_secret(feed, epoch_id, sealed, granted_index)
        self._secrets[epoch_id] = secret
        self.secrets_version += 1

    def secret(self, epoch_id: bytes) -> bytes | None:
        """Return an epoch's secret, or None where no box of it was opened here."""
        if epoch_id not in self._secrets:
            sealed = self.store.secret(epoch_id)
            if sealed is None:
                return None
            try:
                self._secrets[epoch_id] = store_open(self.keyring.store_key, b"epoch" + epoch_id, sealed)
            except Malformed:
                return None
        return self._secrets[epoch_id]

    # --- derived rows -----------------------------------------------------------------------------

    def put_act(self, row: ActRow) -> None:
        """Store the derived row of an entry; later acts may have to be seen in its light."""
        self.store.put_act(row)
        if self.changes is not None:
            self.changes.note(self.changes.acts, row.council, row.ref)
        for party in judged_by(row.kind, row.party, row.re):
            self.backgrounds_version += 1
            self.store.touch_dossiers(row.council, party=party)

    # --- words of derived rows ---------------------------------------------------------------------

    def seal_words(self, data: bytes) -> bytes:
        """Return words of a derived row closed under the store key: a stolen disk does not tell what matters are about.

        A fresh label each time: `store_seal` takes one text a label.
        """
        label = self.dice.randbytes(16)
        return label + store_seal(self.keyring.store_key, b"words" + label, data)

    def open_words(self, sealed: bytes) -> bytes:
        """Return what `seal_words` closed.

        Raises:
            Malformed: `cannot-open`.
        """
        return store_open(self.keyring.store_key, b"words" + sealed[:16], sealed[16:])

    def mark_of(self, desk: str, name: str, value: str) -> bytes:
        """Return by what a matter is found of which a desk says so: 16 bytes, which tell a stolen disk nothing."""
        return store_mark(self.keyring.store_key, b"traits", f"{desk}\0{name}\0{value}".encode())

    # --- peers ------------------------------------------------------------------------------------

    def post(self, peer: str) -> Post:
        """Return what is pending for a peer."""
        if peer not in self.posts:
            self.posts[peer] = Post(Courier(peer, self.settings.level_every))
        return self.posts[peer]

    def owe_entries(self, feed: Feed) -> None:
        """A feed grew: who holds its channel is to get it, from its author at once, from others after a while."""
        mine = feed.party == self.party
        wait = 0 if mine else self._relay_after(feed)
        for peer in self.directory.holders(feed.council, feed.channel) - {self.party, feed.party}:
            self.post(peer).entries.setdefault(feed.origin, self.uptime + wait)

    def owe_receipt(self, receipt: Receipt, council: str, author: str, *, told_by: str | None = None) -> None:
        """A receipt is new here: its feed's author and the depositary are to have it."""
        for peer in {author, self.directory.charter(council).depositary} - {None, self.party, receipt.party, told_by}:
            assert peer is not None
            self.post(peer).receipts[receipt.head.origin, receipt.party, receipt.role] = receipt

    def owe_contradiction(self, proof: bytes, council: str) -> None:
        """A contradiction is known here: everybody in the council is to know it."""
        for peer in self.directory.charter(council).parties:
            if peer != self.party and proof not in self.post(peer).contradictions:
                self.post(peer).contradictions.append(proof)

    def _relay_after(self, feed: Feed) -> int:
        depositary = self.directory.charter(feed.council).depositary
        return self.settings.depositary_relay_after if depositary == self.party else self.settings.relay_after
