"""Checkers that know nothing of the core: they read stores and messages, and hash for themselves.

Safety is checked whenever something leaves a node; liveness after the world is healed.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from detente.node.events import Answer, Effect, Send
from detente.protocol.contradiction import check_contradiction, parse_contradiction
from detente.protocol.heads import Receipt, parse_origin
from detente.protocol.messages import LevelReply, Push, PushReply
from detente.record.store import Store
from detente.rehearsal.simulator.world import Actor, World


def naive_root(leaves: list[bytes]) -> bytes:
    """Return the Merkle tree hash of RFC 6962 section 2.1, as the RFC writes it down."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + naive_root(leaves[:split]) + naive_root(leaves[split:])).digest()


def stored_leaves(store: Store, origin: str, size: int) -> list[bytes] | None:
    """Return the leaf hashes of the first `size` entries, hashed from their bytes, or None where there are fewer."""
    feed = store.feed(origin)
    if feed is None or feed.size < size:
        return None
    return [hashlib.sha256(b"\x00" + entry).digest() for entry in store.entries(feed, 0, size)]


@dataclass(slots=True)
class Violation:
    """A promise that was broken."""

    law: str
    text: str


@dataclass(slots=True)
class Checks:
    """What was promised so far, and what was broken."""

    violations: list[Violation] = field(default_factory=list)
    receipts: dict[tuple[str, str, int, bytes], Receipt] = field(default_factory=dict)
    """Every mirror receipt that ever left: (who, origin, size, root)."""
    signed: dict[tuple[str, str], set[tuple[int, int]]] = field(default_factory=dict)
    """(who, origin) to every (time, size) cosigned, signs of life included."""

    def watch(self, world: World, actor: Actor, effects: list[Effect]) -> None:
        """Look at everything that is about to leave a node, before it leaves."""
        for effect in effects:
            receipts: tuple[Receipt | None, ...] = ()
            match effect:
                case Send(_, Push(_, carried, _)) | Answer(_, LevelReply(_, carried)):
                    receipts = carried
                case Answer(_, PushReply(outcomes)):
                    receipts = tuple(outcome.receipt for outcome in outcomes)
                case _:
                    continue
            for receipt in receipts:
                if receipt is not None and receipt.party == actor.party:
                    self._receipt_leaves(world, actor, receipt)

    def _receipt_leaves(self, world: World, actor: Actor, receipt: Receipt) -> None:
        key = (receipt.party, receipt.head.origin, receipt.head.size, receipt.head.root)
        if key not in self.receipts:
            self.receipts[key] = receipt
            leaves = stored_leaves(actor.store, receipt.head.origin, receipt.head.size)
            if leaves is None or naive_root(leaves) != receipt.head.root:
                self._broken(
                    world,
                    "no receipt without durable entries",
                    f"{actor.name} receipted {receipt.head.origin} at {receipt.head.size}",
                )
        self.signed.setdefault((receipt.party, receipt.head.origin), set()).add((receipt.at, receipt.head.size))

    def finish(self, world: World) -> None:
        """Check what must be true once the world is healed and quiet."""
        honest = _honest(world)
        for law, text in [
            *self._lost(world, honest),
            *unsettled(world),
            *_forked(world, honest),
            *self._out_of_order(world),
            *_meaning(honest),
        ]:
            self._broken(world, law, text)

    def _lost(self, world: World, honest: list[Actor]) -> Iterator[tuple[str, str]]:
        stores = {actor.party: actor.store for actor in honest}
        for party, origin, size, root in self.receipts:
            store = stores.get(party)
            if store is None or parse_origin(origin).party in world.founded.liars:
                continue
            leaves = stored_leaves(store, origin, size)
            if leaves is not None and naive_root(leaves) == root:
                continue
            if party in world.founded.restored and not any(
                stored_leaves(other, origin, size) for other in stores.values()
            ):
                # Every holder was set back to a backup from before: no copy is left in the world to bring it back from.
                continue
            yield "nothing receipted is lost", f"{party} no longer holds {origin} at {size}"

    def _out_of_order(self, world: World) -> Iterator[tuple[str, str]]:
        """No honest cosigner signs less after a cosignature that anybody else still holds."""
        kept = _receipts_kept(world)
        for (party, origin), signed in self.signed.items():
            if party in world.founded.restored or parse_origin(origin).party in world.founded.restored:
                # Who was set back asks the author what it had signed; what only a third holder got, or an author that
                # was set back too forgot, can still stand against it (docs/attacks.md). The rule has a test of its own,
                # test_a_node_set_back_signs_nothing_smaller.
                continue
            held = [pair for pair in signed if (party, origin, *pair) in kept]
            backwards = [(one, two) for one in held for two in signed if one[0] < two[0] and one[1] > two[1]]
            if backwards and party not in world.founded.liars:
                yield "a later cosignature covers no less", f"{party} on {origin}: {backwards[0]}"

    def _broken(self, world: World, law: str, text: str) -> None:
        world.say(f"BROKEN {law}: {text}")
        self.violations.append(Violation(law, text))


def _meaning(honest: list[Actor]) -> Iterator[tuple[str, str]]:
    """Whoever holds the same acts of a dossier reads the same state from them, whenever and however they came."""
    read: dict[tuple[str, frozenset[tuple[str, tuple[str, ...]]]], tuple[str, object]] = {}
    for actor in honest:
        if actor.core is None:
            continue
        folding = actor.core.folding
        for council in actor.core.context.directory.councils:
            for row in actor.store.dossiers(council):
                acts, _channel = folding.sayings.of_dossier(council, row.dossier)
                folded = folding.folded(council, row.dossier)
                meaning = (folded.states, {ref: why.code for ref, why in folded.irregular.items()})
                key = (row.dossier, frozenset((act.ref, act.cites) for act in acts))
                other, theirs = read.setdefault(key, (actor.name, meaning))
                if theirs != meaning:
                    yield "the same acts mean the same", f"{row.dossier} at {actor.name} and at {other}"


def unsettled(world: World) -> Iterator[tuple[str, str]]:
    """Return what is still to happen before all honest nodes hold the same and know the same contradictions."""
    honest = _honest(world)
    yield from _diverging(world, honest)
    known = {actor.party: {item.origin for item in actor.store.contradictions()} for actor in honest}
    expected = set().union(*known.values()) | _split(honest)
    for party, origins in known.items():
        if origins != expected:
            yield "every contradiction is known to all", f"{party} knows {sorted(origins)} of {sorted(expected)}"


def _receipts_kept(world: World) -> set[tuple[str, str, int, int]]:
    """Return (who, origin, time, size) of each receipt that another party than its signer holds."""
    kept: set[tuple[str, str, int, int]] = set()
    for actor in world.actors.values():
        for feed in actor.store.feeds():
            receipts = [*actor.store.receipts(feed), *actor.store.newest_receipts(feed, fresh=True).values()]
            kept |= {(one.party, feed.origin, one.at, one.head.size) for one in receipts if one.party != actor.party}
    return kept


def _honest(world: World) -> list[Actor]:
    return [actor for actor in world.actors.values() if actor.party not in world.founded.liars]


def _diverging(world: World, honest: list[Actor]) -> Iterator[tuple[str, str]]:
    held: dict[str, dict[str, tuple[int, bytes]]] = {}
    for actor in honest:
        for feed in actor.store.feeds():
            if feed.channel != "own" and feed.closed_index is None:
                held.setdefault(feed.origin, {})[actor.party] = (feed.size, feed.range.root())
    for origin, copies in held.items():
        parts = parse_origin(origin)
        if parts.party in world.founded.liars:
            continue
        holders = {actor.party for actor in honest} & world.founded.charter.holders_of(parts.channel)
        if len(set(copies.values())) != 1 or set(copies) != holders:
            sizes = {party: copies[party][0] if party in copies else None for party in sorted(holders)}
            yield "all records converge", f"{origin}: {sizes}"


def _forked(world: World, honest: list[Actor]) -> Iterator[tuple[str, str]]:
    for actor in honest:
        for item in actor.store.contradictions():
            check_contradiction(parse_contradiction(item.proof))
            if parse_origin(item.origin).party not in world.founded.liars:
                yield "nobody forks himself", f"{actor.name} holds a contradiction of {item.origin}"


def _split(honest: list[Actor]) -> set[str]:
    """Return the origins of which two honest parties hold different entries at one index."""
    entries: dict[tuple[str, int], bytes] = {}
    split: set[str] = set()
    for actor in honest:
        for feed in actor.store.feeds():
            for index, entry in enumerate(actor.store.entries(feed, 0, feed.size)):
                if entries.setdefault((feed.origin, index), entry) != entry:
                    split.add(feed.origin)
    return split
