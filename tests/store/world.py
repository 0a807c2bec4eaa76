"""A small world for records: parties with real keys who write, sign and receipt, all of it from fixed seeds."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256

from detente.clock import Instant
from detente.protocol.heads import Head, Receipt, Role, parse_origin
from detente.record.report import Keys
from detente.record.store import ActRow, Feed, Reading, Store
from detente.tlog.checkpoint import Checkpoint, sign_head
from detente.tlog.cosignature import cosign
from detente.tlog.merkle import Range, leaf_hash
from detente.tlog.notes import Algorithm, Signer

COUNCIL = "nrc-rehearsal-0123456789abcdef"
START = 1_460_000_000


class UndoError(Exception):
    """What ends a piece of work that is to leave no trace."""


@contextmanager
def undone(store: Store) -> Iterator[None]:
    """Do work in a transaction or savepoint that fails at its end."""
    with suppress(UndoError), store.transaction():
        yield
        raise UndoError


def origin(party: str = "ru", channel: str = "line", generation: str = "1") -> str:
    return f"{COUNCIL}/{channel}/{party}/{generation}"


def log_signer(of: str) -> Signer:
    return Signer(of, Algorithm.ED25519, sha256(b"log" + parse_origin(of).party.encode()).digest())


def cosigner(party: str, role: Role) -> Signer:
    name = f"{party}/{role.name.lower()}"
    return Signer(name, Algorithm.COSIGNATURE, sha256(name.encode()).digest())


KEYS = Keys(log=lambda of: (log_signer(of).key,), cosigner=lambda party, role: (cosigner(party, role).key,))


def signed_head(of: str, leaves: Sequence[bytes] | Range) -> Head:
    tree = leaves if isinstance(leaves, Range) else Range.of(leaves)
    line = sign_head(Checkpoint(of, tree.size, tree.root()), log_signer(of)).signatures[0]
    return Head(of, tree.size, tree.root(), line.key_id + line.value)


def signed_receipt(head: Head, party: str, at: Instant, role: Role = Role.MIRROR) -> Receipt:
    line = cosign(cosigner(party, role), head.checkpoint, at)
    return Receipt(head, party, role, at, line.key_id + line.value)


def said(text: str, *, cites: Sequence[str] = (), dossier: str | None = None) -> bytes:
    """Return an entry of this world: what `derive` reads."""
    return json.dumps({"text": text, "cites": list(cites), "dossier": dossier}).encode()


def derive(feed: Feed, index: int, entry: bytes, stored_at: Instant) -> ActRow:
    """Return the derived row of an entry that `said` made."""
    ref = f"{feed.party.upper()}/{feed.channel.upper()}/{index}"
    try:
        act = json.loads(entry)
        dossier, cites = act["dossier"] or ref, tuple(act["cites"])
    except (ValueError, KeyError, TypeError):
        return ActRow(feed.id, index, ref, feed.council, feed.channel, feed.party, Reading.MALFORMED, stored_at)
    return ActRow(
        feed.id,
        index,
        ref,
        feed.council,
        feed.channel,
        feed.party,
        Reading.READABLE,
        stored_at,
        kind="message",
        dossier=dossier,
        cites=cites,
    )


@dataclass
class Writer:
    """Appends to one feed of a record as a node does: entries, derived rows and one signed head in one transaction."""

    store: Store
    of: str = field(default_factory=origin)
    at: Instant = START

    def feed(self) -> Feed:
        return self.store.open_feed(self.of, self.at)

    def say(self, *entries: bytes) -> Feed:
        with self.store.transaction():
            feed = self.feed()
            self.at += 1
            leaves = [leaf_hash(entry) for entry in entries]
            after = feed.range.extend(leaves)
            grown = self.store.append(feed, entries, leaves, after, self.at)
            for index, entry in enumerate(entries, start=feed.size):
                self.store.put_act(derive(grown, index, entry, self.at))
            return self.store.put_head(grown, signed_head(self.of, after))

    def receipted(self, party: str, role: Role = Role.MIRROR) -> Receipt:
        self.at += 1
        feed = self.feed()
        receipt = signed_receipt(signed_head(self.of, feed.range), party, self.at, role)
        self.store.put_receipt(feed, receipt, self.at)
        return receipt


def texts(count: int, first: int = 0) -> list[bytes]:
    return [said(f"entry {number}") for number in range(first, first + count)]
