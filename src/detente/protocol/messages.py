"""What two nodes say to each other on the peer face: eight messages, CBOR lists in a fixed order.

What they carry proves itself, so requests are not signed again. Format and MUSTs: docs/spec/delivery.md section 2.
"""

from collections.abc import Callable
from enum import IntEnum
from typing import Any, TypeVar, assert_never

from msgspec import Struct

from detente import limits
from detente.errors import Malformed
from detente.protocol import cbor
from detente.protocol.counts import is_count
from detente.protocol.heads import COSIGNATURE_BYTES, SIGNATURE_BYTES, Head, Receipt, Role

T = TypeVar("T")


class Standing(IntEnum):
    """What became of a bundle at its receiver."""

    STORED = 0
    """Held and durable up to `held`; a receipt comes with it where the head is complete."""
    GAP = 1
    """The receiver holds less than the bundle builds on; send from `held`."""
    CONTRADICTS = 2
    """The receiver's copy and the bundle exclude each other; it will ask for the proof."""
    REFUSED = 3
    """Not a feed of this council, channel or receiver; or not signed by the author's log key."""


class Bundle(Struct, frozen=True):
    """A run of entries of one feed under a signed head.

    Args:
        start: index of the first entry carried.
        entries: from there on, without a gap.
        head: a head of at least `start + len(entries)` entries.
        proof: RFC 6962 consistency proof from where the run ends to the head; empty where that is the head, or 0.
    """

    start: int
    entries: tuple[bytes, ...]
    head: Head
    proof: tuple[bytes, ...] = ()

    @property
    def stop(self) -> int:
        """Return the index after the last entry carried."""
        return self.start + len(self.entries)


class Push(Struct, frozen=True):
    """Entries, receipts and contradictions that the receiver is not known to hold."""

    bundles: tuple[Bundle, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    contradictions: tuple[bytes, ...] = ()


class Outcome(Struct, frozen=True):
    """The answer to one bundle, in the order of the push."""

    origin: str
    standing: Standing
    held: int
    receipt: Receipt | None


class PushReply(Struct, frozen=True):
    """One outcome a bundle."""

    outcomes: tuple[Outcome, ...]


class Known(Struct, frozen=True):
    """What a node holds of one feed: size, first 8 bytes of the root there, greatest size receipted per party."""

    origin: str
    size: int
    root: bytes
    receipted: tuple[tuple[str, int, int], ...] = ()


class Level(Struct, frozen=True):
    """Compare: all that the sender holds of what both may hold in a council.

    Args:
        contradicted: origins of which the sender knows a contradiction; the answerer tells it of the others.
    """

    council: str
    known: tuple[Known, ...]
    contradicted: tuple[str, ...] = ()


class LevelReply(Struct, frozen=True):
    """What the answerer holds where it differs, receipts that the asker lacks, and its signs of life."""

    known: tuple[Known, ...]
    receipts: tuple[Receipt, ...]


class Fetch(Struct, frozen=True):
    """Ask any holder for a feed's entries from `start` on."""

    origin: str
    start: int


class FetchReply(Struct, frozen=True):
    """The next run, or None where the answerer holds no more."""

    bundle: Bundle | None


class Prove(Struct, frozen=True):
    """Ask how a signed branch looks: roots at some sizes, and one entry with its inclusion proof under the head."""

    head: Head
    sizes: tuple[int, ...]
    index: int | None


class ProveReply(Struct, frozen=True):
    """Roots are hints only; the entry and its proof are checked against the head."""

    roots: tuple[bytes, ...]
    entry: bytes | None
    proof: tuple[bytes, ...]


Request = Push | Level | Fetch | Prove
Reply = PushReply | LevelReply | FetchReply | ProveReply


# --- to and from bytes --------------------------------------------------------------------------------------------


def head_to_wire(head: Head) -> list[Any]:
    """Return a head as a CBOR list."""
    return [head.origin, head.size, head.root, head.signature]


def receipt_to_wire(receipt: Receipt) -> list[Any]:
    """Return a receipt as a CBOR list; its time stands inside the cosignature."""
    return [head_to_wire(receipt.head), receipt.party, int(receipt.role), receipt.signature]


def _bundle_to_wire(bundle: Bundle) -> list[Any]:
    return [bundle.start, list(bundle.entries), head_to_wire(bundle.head), list(bundle.proof)]


def _known_to_wire(known: Known) -> list[Any]:
    return [known.origin, known.size, known.root, [list(item) for item in known.receipted]]


def encode(message: Request | Reply) -> bytes:
    """Return the bytes of a message."""
    wire: list[Any]
    match message:
        case Push(bundles, receipts, contradictions):
            wire = [
                0,
                [_bundle_to_wire(b) for b in bundles],
                [receipt_to_wire(r) for r in receipts],
                list(contradictions),
            ]
        case PushReply(outcomes):
            wire = [
                1,
                [[o.origin, int(o.standing), o.held, o.receipt and receipt_to_wire(o.receipt)] for o in outcomes],
            ]
        case Level(council, known, contradicted):
            wire = [2, council, [_known_to_wire(k) for k in known], list(contradicted)]
        case LevelReply(known, receipts):
            wire = [3, [_known_to_wire(k) for k in known], [receipt_to_wire(r) for r in receipts]]
        case Fetch(origin, start):
            wire = [4, origin, start]
        case FetchReply(bundle):
            wire = [5, bundle and _bundle_to_wire(bundle)]
        case Prove(head, sizes, index):
            wire = [6, head_to_wire(head), list(sizes), index]
        case ProveReply(roots, entry, proof):
            wire = [7, list(roots), entry, list(proof)]
        case _:
            assert_never(message)
    return cbor.encode(wire)


def parse(data: bytes) -> Request | Reply:
    """Return the message that the bytes are.

    Raises:
        Malformed: `message-malformed`, or a `cbor-…` code.
    """
    if len(data) > limits.REQUEST_BYTES_MAX:
        raise Malformed(
            "message-malformed", expected=f"at most {limits.REQUEST_BYTES_MAX} bytes", got=f"{len(data)} bytes"
        )
    message = _message(cbor.decode(data))
    # Python takes false for 0 and true for 1 where it matches; the bytes tell them apart.
    if encode(message) != data:
        raise _malformed("a message that prints back byte for byte", "true or false in the place of a number")
    return message


def _message(wire: object) -> Request | Reply:
    match wire:
        case [0, list(bundles), list(receipts), list(contradictions)] if (
            len(bundles) <= limits.BUNDLES_PER_PUSH_MAX
            and len(receipts) <= limits.RECEIPTS_PER_PUSH_MAX
            and len(contradictions) <= limits.CONTRADICTIONS_PER_PUSH_MAX
        ):
            return Push(_each(bundles, _bundle), _each(receipts, receipt_from_wire), _each(contradictions, _bytes))
        case [1, list(outcomes)]:
            return PushReply(_each(outcomes, _outcome))
        case [2, str(council), list(known), list(contradicted)] if (
            max(len(known), len(contradicted)) <= limits.FEEDS_PER_LEVEL_MAX
        ):
            return Level(council, _each(known, _known), _each(contradicted, _text))
        case [3, list(known), list(receipts)] if len(known) <= limits.FEEDS_PER_LEVEL_MAX:
            return LevelReply(_each(known, _known), _each(receipts, receipt_from_wire))
        case [4, str(origin), int(start)] if is_count(start):
            return Fetch(origin, start)
        case [5, bundle]:
            return FetchReply(None if bundle is None else _bundle(bundle))
        case [6, head, list(sizes), (int() | None) as index] if index is None or is_count(index):
            return Prove(head_from_wire(head), _each(sizes, _size), index)
        case [7, list(roots), (bytes() | None) as entry, list(proof)]:
            return ProveReply(_each(roots, _hash), entry, _each(proof, _hash))
        case _:
            raise _malformed("one of the eight messages of docs/spec/delivery.md", "another value")


def head_from_wire(wire: object) -> Head:
    """Return the claimed head of a CBOR list; nothing is verified."""
    match wire:
        case [str(origin), int(size), bytes(root), bytes(signature)] if (
            is_count(size) and len(root) == 32 and len(signature) == SIGNATURE_BYTES
        ):
            return Head(origin, size, root, signature)
        case _:
            pass
    raise _malformed("[origin, size, 32-byte root, 68-byte signature]", repr(wire)[:120])


def receipt_from_wire(wire: object) -> Receipt:
    """Return the claimed receipt of a CBOR list; nothing is verified."""
    match wire:
        case [list(head), str(party), (0 | 1) as role, bytes(signature)] if len(signature) == COSIGNATURE_BYTES:
            return Receipt(head_from_wire(head), party, Role(role), int.from_bytes(signature[4:12], "big"), signature)
        case _:
            pass
    raise _malformed("[head, party, role, 76-byte cosignature]", repr(wire)[:120])


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("message-malformed", expected=expected, got=got)


def _each(items: list[Any], read: Callable[[Any], T]) -> tuple[T, ...]:
    return tuple(read(item) for item in items)


def _bytes(wire: object) -> bytes:
    if isinstance(wire, bytes):
        return wire
    raise _malformed("bytes", type(wire).__name__)


def _text(wire: object) -> str:
    if isinstance(wire, str):
        return wire
    raise _malformed("text", repr(wire)[:80])


def _hash(wire: object) -> bytes:
    if isinstance(wire, bytes) and len(wire) == 32:
        return wire
    raise _malformed("32 bytes", repr(wire)[:80])


def _size(wire: object) -> int:
    if isinstance(wire, int) and is_count(wire):
        return wire
    raise _malformed("a size", repr(wire)[:80])


def _bundle(wire: object) -> Bundle:
    match wire:
        case [int(start), list(entries), list(head), list(proof)] if (
            is_count(start) and len(proof) <= limits.PROOF_HASHES_MAX
        ):
            bundle = Bundle(start, _each(entries, _bytes), head_from_wire(head), _each(proof, _hash))
            if (
                all(0 < len(entry) <= limits.ENTRY_BYTES_MAX for entry in bundle.entries)
                and bundle.stop <= bundle.head.size
                and not (bundle.proof and bundle.stop in (0, bundle.head.size))
            ):
                return bundle
        case _:
            pass
    raise _malformed("[start, entries, head, proof], the entries within the head and within the limit", repr(wire)[:80])


def _known(wire: object) -> Known:
    match wire:
        case [str(origin), int(size), bytes(root), list(receipted)] if is_count(size) and len(root) == 8:
            return Known(origin, size, root, _each(receipted, _receipted))
        case _:
            pass
    raise _malformed("[origin, size, 8 bytes of the root, receipts]", repr(wire)[:120])


def _receipted(wire: object) -> tuple[str, int, int]:
    match wire:
        case [str(party), (0 | 1) as role, int(size)] if is_count(size):
            return party, int(role), size
        case _:
            pass
    raise _malformed("[party, role, size]", repr(wire)[:80])


def _outcome(wire: object) -> Outcome:
    match wire:
        case [str(origin), (0 | 1 | 2 | 3) as standing, int(held), receipt] if is_count(held):
            return Outcome(origin, Standing(standing), held, None if receipt is None else receipt_from_wire(receipt))
        case _:
            pass
    raise _malformed("[origin, standing, held, receipt]", repr(wire)[:120])
