"""References as people say them: `RU/LINE/42`, and as acts carry them. Index as in a tlog-proof, from 0."""

import difflib
import re

from detente.errors import Malformed, Refused
from detente.node.context import Context
from detente.protocol.acts import Reference
from detente.protocol.charter import Charter
from detente.protocol.heads import Origin
from detente.record.store import Feed

UNRESOLVED = "-?"
"""Stands for the suffix of a generation that is cited and not here yet."""

_FORM = re.compile(
    r"(?:(?P<council>[^:]+):)?(?P<party>[a-z0-9-]+)/(?P<channel>[a-z0-9-]+)/(?:(?P<generation>[0-9]+-[0-9a-f]{4,16})\.)?(?P<index>[0-9]+)"
)


def reference_of(origin: Origin, index: int) -> str:
    """Return the human reference of an entry: generation 1 is not named, later ones are."""
    generation = "" if origin.generation == "1" else f"{origin.generation}."
    return f"{origin.party.upper()}/{origin.channel.upper()}/{generation}{index}"


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


def to_text(context: Context, charter: Charter, reference: Reference, channel: str) -> str:
    """Return a reference as people say it; a generation that is not here yet shows a question mark for its suffix."""
    try:
        party = charter.party_of(reference.party)
    except (Malformed, Refused, KeyError):
        party = f"?{reference.party}"
    channel = reference.channel or channel
    if reference.generation == 1:
        return reference_of(Origin("", channel, party, "1"), reference.index)
    for feed in context.held.feeds(charter.council_id, channel=channel, party=party):
        held = feed.number == reference.generation and reference.index < feed.size
        if held and context.store.leaves(feed, reference.index, reference.index + 1)[0][:16] == reference.leaf:
            return reference_of(Origin("", channel, party, feed.generation), reference.index)
    return f"{party.upper()}/{channel.upper()}/{reference.generation}{UNRESOLVED}.{reference.index}"
