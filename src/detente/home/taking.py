"""What a bag brought, act by act and receipt by receipt: new, held already, or refused and why."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from detente.clock import rfc3339
from detente.errors import Malformed, Refused
from detente.home.host import Host
from detente.home.replies import TakenAct, TakenReceipt, UnpackedView
from detente.node.bag import Bag, check_bag, check_unpacked
from detente.node.core import Core
from detente.node.reader import GRANT_KIND
from detente.protocol.acts import NODE_KINDS
from detente.protocol.heads import Receipt, parse_origin
from detente.protocol.messages import Bundle, Outcome, Standing

LISTED_MAX: Final = 200
"""Acts and receipts of a bag that are told one by one, the last ones: more are counted."""
NEW, HELD, REFUSED = "new", "held", "refused"
WHY: Final = {
    Standing.CONTRADICTS: "it and what is held here are not one feed, or that generation is closed; cause not stated",
    Standing.REFUSED: "not a feed that sender and receiver may both hold, or no signature of its author",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """What a bag brought.

    Args:
        refusal: that it brought nothing, and why; None where something of it is here now that was not.
    """

    view: UnpackedView
    refusal: Refused | None


async def take_bag(host: Host, bag: Bag) -> Taken:
    """Take in what a bag carries, exactly as if its sender had called.

    Raises:
        Refused: `bag-foreign`. Malformed: what is wrong with one of its pushes; those before it are taken.
    """
    receipts = [one for push in bag.pushes for one in push.receipts]
    before, known = await host.read(lambda core: (_sizes(core, bag), [_known(core, one) for one in receipts]))
    outcomes: list[Outcome] = []
    for push in bag.pushes:
        outcomes += (await host.unpack(bag.sender, push)).outcomes
    refusal = None
    try:
        check_unpacked(bag, outcomes, before)
    except Refused as error:
        refusal = error
    bundles = [bundle for push in bag.pushes for bundle in push.bundles]
    told = list(zip(receipts, known, strict=True))[-LISTED_MAX:]

    def read(core: Core) -> UnpackedView:
        after = _sizes(core, bag)
        return UnpackedView(
            council=bag.council,
            sender=bag.sender,
            made_at=rfc3339(bag.made_at),
            entries=bag.entries,
            new_entries=sum(after[origin] - before[origin] for origin in after),
            receipts=bag.receipts,
            items=tuple(
                act
                for bundle, outcome in zip(bundles, outcomes, strict=True)
                for act in _acts(core, bag, bundle, outcome, before)
            )[-LISTED_MAX:],
            received=tuple(_receipts(core, told)),
        )

    return Taken(await host.read(read), refusal)


def _sizes(core: Core, bag: Bag) -> dict[str, int]:
    check_bag(core, bag)
    origins = {bundle.head.origin for push in bag.pushes for bundle in push.bundles}
    return {origin: feed.size if (feed := core.context.held.feed(origin)) else 0 for origin in sorted(origins)}


def _acts(core: Core, bag: Bag, bundle: Bundle, outcome: Outcome, before: dict[str, int]) -> Iterator[TakenAct]:
    """Yield what became of the acts of a bundle; what nodes write by themselves is not told."""
    store, feed = core.context.store, core.context.held.feed(bundle.head.origin)
    for index in range(max(bundle.start, bundle.stop - LISTED_MAX), bundle.stop):
        row = store.act_at(feed, index) if feed is not None and index < feed.size else None
        if outcome.standing is not Standing.STORED:
            yield from _refused(bag, bundle, outcome, index)
        elif row is not None and row.kind not in (*NODE_KINDS, GRANT_KIND):
            lacking = tuple(one for one in row.cites if store.act(row.council, one) is None)
            standing = NEW if index >= before[bundle.head.origin] else HELD
            yield TakenAct(row.ref, row.party, row.kind, standing, lacking=lacking)


def _refused(bag: Bag, bundle: Bundle, outcome: Outcome, index: int) -> Iterator[TakenAct]:
    """Yield that a bundle was refused, once, at its last entry."""
    if index != bundle.stop - 1:
        return
    try:
        origin = parse_origin(bundle.head.origin)
    except Malformed:
        return
    ref = origin.reference(index)
    if outcome.standing is not Standing.GAP:
        yield TakenAct(ref, origin.party, "", REFUSED, WHY[outcome.standing])
        return
    first, last = origin.reference(outcome.held), origin.reference(bundle.start - 1)
    before = first if first == last else f"{first} to {last}"
    why = (
        f"it rests on {before}, which is not here: ask {bag.sender.upper()} or any other party that holds it for "
        f"its paper from entry {outcome.held} on, detente paper act {ref} --from {outcome.held}"
    )
    yield TakenAct(ref, origin.party, "", REFUSED, why, (before,))


def _known(core: Core, receipt: Receipt) -> bool:
    """Say if it is known here that its party holds that much."""
    feed = core.context.held.feed(receipt.head.origin)
    if feed is None:
        return False
    newest = core.context.held.newest_receipts(feed).get((receipt.party, receipt.role))
    return newest is not None and newest.head.size >= receipt.head.size


def _receipts(core: Core, told: Iterable[tuple[Receipt, bool]]) -> Iterator[TakenReceipt]:
    for receipt, held in told:
        standing = HELD if held else NEW if _known(core, receipt) else REFUSED
        # An origin that is none was refused, and its like can hardly be told.
        with suppress(Malformed):
            upto = parse_origin(receipt.head.origin).reference(max(receipt.head.size - 1, 0))
            yield TakenReceipt(receipt.party, upto, rfc3339(receipt.at), standing)
