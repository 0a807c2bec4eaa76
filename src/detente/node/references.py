"""References as people say them: `RU/LINE/42`, and as acts carry them. Index as in a tlog-proof, from 0."""

import difflib
import re

from detente.errors import Malformed, Refused
from detente.node.context import Context
from detente.protocol.acts import Reference
from detente.protocol.charter import Charter
from detente.protocol.heads import Origin, parse_origin
from detente.record.store import ActRow, Feed

UNRESOLVED = "-?"
"""Stands for the suffix of a generation that is cited and not here yet."""
FALSE = "!"
"""Follows a citation of what does not stand at its place."""

_FORM = re.compile(
    r"(?:(?P<council>[^:]+):)?(?P<party>[a-z0-9-]+)/(?P<channel>[a-z0-9-]+)/(?:(?P<generation>[0-9]+-[0-9a-f]{4,16})\.)?(?P<index>[0-9]+)"
)


def find(context: Context, council: str, text: str) -> tuple[Feed, int]:
    """Return the feed and index of a human reference, in upper or lower case, a generation's suffix shortened or whole.

    Raises:
        Refused: `reference-unknown`, with the nearest that exist.
    """
    match = _FORM.fullmatch(text.strip().lower())
    if match:
        index = int(match["index"])
        for feed in context.held.feeds(council, channel=match["channel"], party=match["party"]):
            named = feed.generation.startswith(match["generation"]) if match["generation"] else feed.generation == "1"
            if named and index < feed.size:
                return feed, index
    near = context.store.references(council, text.strip().upper())
    near = difflib.get_close_matches(text.strip().upper(), near, n=3, cutoff=0) or near[:3]
    raise Refused(
        "reference-unknown",
        expected="the reference of an act held here, like RU/LINE/42",
        got=text,
        remedy=f"did you mean {' or '.join(near)}?" if near else "detente inbox lists what there is",
    )


def to_wire(context: Context, charter: Charter, feed: Feed, index: int, channel: str) -> Reference:
    """Return the reference to an entry as an act in `channel` carries it."""
    leaf = context.store.leaves(feed, index, index + 1)[0][:16]
    number = charter.number_of(feed.party)
    return Reference(number, feed.number, index, leaf, None if feed.channel == channel else feed.channel)


def to_text(context: Context, charter: Charter, reference: Reference, base: ActRow) -> str:
    """Return a reference as people say it, where the act of a row carries it.

    What is not here yet is taken at its word; a later generation shows a question mark for its suffix. What is not what
    stands at its place, or can only come later in that very feed, is marked as false and is no act's reference.
    """
    try:
        party = charter.party_of(reference.party)
    except (Malformed, Refused, KeyError):
        party = f"?{reference.party}"
    channel = reference.channel or base.channel
    first = reference.generation == 1
    for feed in context.held.feeds(charter.council_id, channel=channel, party=party):
        if feed.number != reference.generation:
            continue
        ahead = feed.id == base.feed and reference.index >= base.index
        if not ahead and _stands(context, feed, reference):
            return parse_origin(feed.origin).reference(reference.index)
        if first and (ahead or reference.index < feed.size):
            return parse_origin(feed.origin).reference(reference.index) + FALSE
    if first:
        return Origin("", channel, party, "1").reference(reference.index)
    return _unresolved(party, channel, reference.generation, reference.index)


def awaited(feed: Feed, index: int) -> str:
    """Return what rows say that cited an entry before it was here."""
    if feed.number == 1:
        return parse_origin(feed.origin).reference(index)
    return _unresolved(feed.party, feed.channel, feed.number, index)


def _stands(context: Context, feed: Feed, reference: Reference) -> bool:
    held = reference.index < feed.size
    return held and context.store.leaves(feed, reference.index, reference.index + 1)[0][:16] == reference.leaf


def _unresolved(party: str, channel: str, generation: int, index: int) -> str:
    return f"{party.upper()}/{channel.upper()}/{generation}{UNRESOLVED}.{index}"
