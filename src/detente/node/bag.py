r"""Bags: what a peer lacks, in a file carried by hand. Any pipe that carries bytes carries the council.

    detente bag 1\n ‖ CBOR [council, from, to, made_at, [push, …]] ‖ SHA-256 of all before, 32 bytes

Each push is a message of the peer face (docs/spec/delivery.md), so that a bag is taken in exactly like a call.
Attachments are not carried. Source: docs/spec/bag.md.
"""

import hashlib

from msgspec import Struct

from detente import limits
from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.node.core import Core
from detente.node.directory import OWN
from detente.protocol import cbor, messages
from detente.protocol.heads import Receipt, Role
from detente.protocol.messages import Bundle, Outcome, Push, Standing

MAGIC = b"detente bag 1\n"
BAG_BYTES_MAX = 1 << 30
"""A bag that is read whole: a gibibyte, about a million acts."""
EVERYBODY = ""
"""Addressee of a bag for every party that holds what is in it: the paper of an act."""


class Bag(Struct, frozen=True):
    """A bag's contents, claimed until its pushes are taken in."""

    council: str
    sender: str
    addressee: str
    made_at: Instant
    pushes: tuple[Push, ...]

    def to_bytes(self) -> bytes:
        """Return the file."""
        pushes = [messages.encode(push) for push in self.pushes]
        body = MAGIC + cbor.encode([self.council, self.sender, self.addressee, self.made_at, pushes])
        return body + hashlib.sha256(body).digest()

    @property
    def entries(self) -> int:
        """Return how many entries the bag carries."""
        return sum(len(bundle.entries) for push in self.pushes for bundle in push.bundles)

    @property
    def receipts(self) -> int:
        """Return how many receipts the bag carries."""
        return sum(len(push.receipts) for push in self.pushes)


def parse_bag(data: bytes) -> Bag:
    """Return the bag that a file claims to be.

    Raises:
        Malformed: `bag-malformed`, `bag-cut-short`.
    """
    if not data.startswith(MAGIC):
        raise Malformed("bag-malformed", expected="a file that begins with 'detente bag 1'", got=repr(data[:20]))
    body, digest = data[:-32], data[-32:]
    if hashlib.sha256(body).digest() != digest:
        raise Malformed(
            "bag-cut-short",
            expected="a bag as it was packed",
            got=f"{len(data)} bytes with another digest",
            remedy="carry it again",
        )
    match cbor.decode(body[len(MAGIC) :]):
        case [str(council), str(sender), str(addressee), int(made_at), list(pushes)] if made_at >= 0:
            read = tuple(messages.parse(push) for push in pushes if isinstance(push, bytes))
            if len(read) == len(pushes) and all(isinstance(push, Push) for push in read):
                return Bag(council, sender, addressee, made_at, tuple(push for push in read if isinstance(push, Push)))
    raise Malformed("bag-malformed", expected="[council, from, to, time, pushes]", got="another list")


def pack(core: Core, council: str, addressee: str, now: Instant) -> Bag:
    """Return a bag of all that the addressee has not receipted, and of all receipts that concern it.

    Raises:
        Refused: `party-unknown`, `council-unknown`.
    """
    context = core.context
    charter = context.directory.charter(council)
    if addressee not in charter.parties or addressee == context.party:
        others = ", ".join(party for party in charter.parties if party != context.party)
        raise Refused("party-unknown", expected=f"another party of {council} ({others})", got=addressee)
    pushes: list[Push] = []
    receipts: list[Receipt] = []
    for feed in context.held.feeds(council):
        if feed.channel == OWN or not context.directory.may_hold(addressee, feed):
            continue
        newest = context.held.newest_receipts(feed)
        receipts += [receipt for receipt in newest.values() if receipt.party != addressee]
        if feed.party == addressee or feed.closed_index is not None:
            continue
        held = newest.get((addressee, Role.MIRROR))
        start = held.head.size if held else 0
        while (bundle := core.levelling.bundle(feed, start)) is not None and bundle.entries:
            pushes.append(Push((bundle,)))
            start = bundle.stop
    proofs = tuple(item.proof for item in context.store.contradictions(council))
    many, few = limits.RECEIPTS_PER_PUSH_MAX, limits.CONTRADICTIONS_PER_PUSH_MAX
    pushes += [Push((), tuple(receipts[start : start + many])) for start in range(0, len(receipts), many)]
    pushes += [Push((), (), proofs[start : start + few]) for start in range(0, len(proofs), few)]
    return Bag(council, context.party, addressee, now, tuple(pushes))


def check_bag(core: Core, bag: Bag) -> None:
    """Raise unless the bag is for this party and from a council joined here.

    Raises:
        Refused: `bag-foreign`.
    """
    context = core.context
    charter = context.directory.councils.get(bag.council)
    if charter is None or bag.sender not in charter.parties or bag.addressee not in (EVERYBODY, context.party):
        raise Refused(
            "bag-foreign",
            expected=f"a bag for {context.party} from a council joined here",
            got=f"one for {bag.addressee[:40]} of {bag.council[:60]}",
            remedy="unpack it with --dir of the party to whom it is addressed",
        )


def check_unpacked(bag: Bag, outcomes: list[Outcome], before: dict[str, int]) -> None:
    """Raise where the bag brought nothing: it is old, or it does not join what is held.

    Raises:
        Refused: `bag-old`, `bag-gap`.
    """
    bundles: list[Bundle] = [bundle for push in bag.pushes for bundle in push.bundles]
    gaps = [outcome for outcome in outcomes if outcome.standing is Standing.GAP]
    grown = any(outcome.held > before.get(outcome.origin, 0) for outcome in outcomes)
    if gaps and not grown:
        first = next(bundle for bundle in bundles if bundle.head.origin == gaps[0].origin)
        raise Refused(
            "bag-gap",
            expected=f"entries of {gaps[0].origin} from {gaps[0].held} on",
            got=f"a bag that begins at {first.start}",
            remedy="unpack the bag before this one, or send a bag with your receipts and ask for a new one; of one act "
            f"{bag.sender.upper()} makes it with: detente paper act REF --from {gaps[0].held}",
        )
    if bundles and not grown:
        raise Refused(
            "bag-old",
            expected="a bag with entries that are not held yet",
            got=f"one made at {bag.made_at}; all of it is here",
        )
