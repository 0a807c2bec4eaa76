"""The bag of one act: its entry under a signed head, what it rests on, and the receipts that say who holds it.

What an act rests on is what a receiver cannot do without, the entries before it in its feed, and what it cites. Of both
goes along what no addressee is known to hold, as far as there is room; what does not is named.

Source: docs/spec/bag.md section 5.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final

from msgspec import Struct

from detente import limits
from detente.clock import Instant
from detente.errors import Refused
from detente.node.bag import EVERYBODY, Bag
from detente.node.context import Context
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.references import find
from detente.protocol.heads import Head, Receipt, Role, parse_origin
from detente.protocol.messages import Bundle, Push
from detente.record.store import Feed
from detente.tlog.merkle import consistency_proof

CITED_MAX: Final = 16
"""Acts looked at for what an act cites, and what that cites: a dossier's newest ones."""
FURTHER_MAX: Final = 16
"""Entries beyond the act up to its signed head, up to which they go along: then the receiver can give a receipt."""


class Packed(Struct, frozen=True):
    """The bag of one act.

    Args:
        ref: of the act, as it is written.
        addressees: for whom it is.
        lacking: references, or ranges of them, of what the act rests on and what is not in the bag, though an addressee
            is not known to hold it.
    """

    bag: Bag
    ref: str
    addressees: tuple[str, ...]
    lacking: tuple[str, ...]


class _Run(Struct, frozen=True):
    """Entries of one feed that are to go along, `start` to `index`; nobody may need one before `floor`."""

    feed: Feed
    floor: int
    start: int
    index: int


def pack_act(
    core: Core, council: str, ref: str, addressee: str, now: Instant, *, start: int | None = None, bytes_max: int
) -> Packed:
    """Return the bag of one act.

    Args:
        addressee: a party; empty for every other one that holds the channel.
        start: index in the act's feed from which entries go along whatever is known of the addressee; None to leave
            that to what it has receipted.
        bytes_max: of the file; what the act rests on is left out where it does not fit, the act itself never.

    Raises:
        Refused: `reference-unknown`, `bag-own`, `bag-not-theirs`, `bag-no-head`.
    """
    context = core.context
    feed, index = find(context, council, ref)
    parties = _addressees(context, feed, addressee)
    floor = min(_floor(context, feed, parties), index)
    first = floor if start is None else max(0, min(start, index))
    cited = [] if all(one == feed.party for one in parties) else list(_cited(context, feed, index, parties))
    # An author lacks nothing of its own feed but the word that others hold it.
    needed = any(one != feed.party for one in parties)

    def bag_of(begin: int, others: list[_Run]) -> Bag:
        runs = [*others, *([_Run(feed, floor, begin, index)] if needed else [])]
        bundles = [_bundle(context, run) for run in runs]
        top = bundles[-1].stop if needed else feed.size
        pushes = tuple(Push((bundle,)) for bundle in bundles)
        receipts = tuple(_receipts(context, feed, index, top, parties))
        return Bag(council, context.party, addressee or EVERYBODY, now, (*pushes, Push((), receipts)))

    begin, others = _fitting(bag_of, first, index, cited, bytes_max)
    left = [_range(run.feed, run.floor, run.index + 1) for run in cited if run not in others]
    if needed and begin > floor:
        left.append(_range(feed, floor, begin))
    return Packed(bag_of(begin, others), parse_origin(feed.origin).reference(index), parties, tuple(left))


def _fitting(
    bag_of: Callable[[int, list[_Run]], Bag], first: int, index: int, cited: list[_Run], bytes_max: int
) -> tuple[int, list[_Run]]:
    """Return from where entries go along, and with which cited ones: all, or what fits, its own feed first."""
    others = cited
    while others and len(bag_of(first, others).to_bytes()) > bytes_max:
        others = others[1:]
    low, high = first, index
    while low < high:
        middle = (low + high) // 2
        if len(bag_of(middle, others).to_bytes()) > bytes_max:
            low = middle + 1
        else:
            high = middle
    return low, others


def _addressees(context: Context, feed: Feed, addressee: str) -> tuple[str, ...]:
    if feed.channel == OWN:
        raise Refused("bag-own", expected="an act that others may hold", got=f"one in {OWN}", remedy="copy its words")
    holders = [one for one in context.directory.charter(feed.council).parties if context.directory.may_hold(one, feed)]
    others = tuple(one for one in holders if one != context.party)
    if addressee and addressee not in others:
        raise Refused(
            "bag-not-theirs", expected=f"another party that holds {feed.channel} ({', '.join(others)})", got=addressee
        )
    return (addressee,) if addressee else others


def _floor(context: Context, feed: Feed, parties: tuple[str, ...]) -> int:
    """Return up to where all of them are known to hold a feed; its author holds it all."""
    newest = context.held.newest_receipts(feed)
    sizes = [
        found.head.size if (found := newest.get((party, Role.MIRROR))) else 0
        for party in parties
        if party != feed.party
    ]
    return min(sizes, default=feed.size)


def _cited(context: Context, feed: Feed, index: int, parties: tuple[str, ...]) -> Iterator[_Run]:
    """Yield what an act cites, and what that cites, one run a feed, where not everybody is known to hold it."""
    runs: dict[str, tuple[Feed, int]] = {}
    row = context.store.act_at(feed, index)
    waiting = list(row.cites) if row is not None else []
    seen: set[str] = set()
    while waiting and len(seen) < CITED_MAX:
        ref = waiting.pop(0)
        if ref in seen:
            continue
        seen.add(ref)
        # A citation may be false, or of what is not here.
        with suppress(Refused):
            other, place = find(context, feed.council, ref)
            of_all = all(context.directory.may_hold(one, other) for one in parties)
            if other.channel == OWN or not of_all or place < _floor(context, other, parties):
                continue
            if other.origin != feed.origin:
                runs[other.origin] = (other, max(place, runs.get(other.origin, (other, place))[1]))
            found = context.store.act_at(other, place)
            waiting += found.cites if found is not None else ()
    for other, place in runs.values():
        if _head(context, other, place) is not None and other.closed_index is None:
            floor = _floor(context, other, parties)
            yield _Run(other, floor, floor, place)


def _head(context: Context, feed: Feed, index: int) -> Head | None:
    """Return the first head that its author signed above an entry."""
    return context.store.head(feed, at_least=index + 1, at_most=feed.size, newest=False)


def _bundle(context: Context, run: _Run) -> Bundle:
    """Return the entries of a run, up to their signed head where that is near, else with the proof that leads to it."""
    head = _head(context, run.feed, run.index)
    if head is None:
        raise Refused(
            "bag-no-head", expected=f"a head of {run.feed.origin} that its author signed, above {run.index}",
            got="none yet", remedy="wait until the rest of that feed is here: detente status",
        )  # fmt: skip
    stop = head.size if head.size - run.index - 1 <= FURTHER_MAX else run.index + 1
    entries = context.store.entries(run.feed, run.start, stop)
    if stop > run.index + 1 and sum(map(len, entries[run.index + 1 - run.start :])) > limits.LINE_ACT_BYTES_MAX:
        stop = run.index + 1
        entries = entries[: stop - run.start]
    proof = consistency_proof(stop, head.size, context.store.subtree(run.feed)) if stop < head.size else []
    return Bundle(run.start, tuple(entries), head, tuple(proof))


def _receipts(context: Context, feed: Feed, index: int, top: int, parties: tuple[str, ...]) -> Iterator[Receipt]:
    """Yield the word of the packer and of the council's time that they hold it; others' would be a page each."""
    counted = {context.party, context.directory.charter(feed.council).depositary} - {feed.party}
    for one in context.store.receipts(feed, covering=index):
        if one.party in counted and (one.party,) != parties and one.role is Role.MIRROR and one.head.size <= top:
            yield one


def _range(feed: Feed, first: int, stop: int) -> str:
    name = parse_origin(feed.origin).reference
    return name(first) if stop - first == 1 else f"{name(first)} to {name(stop - 1)}"
