"""History by explicit grant: what this party sealed in a channel before a member came, opened to that member.

The secrets of the earlier epochs are boxed once more, for that member alone, in grants of the feed in which this party
writes now. Each party opens its own words only. The normative page is docs/spec/amendments.md section 4.
"""

from detente.clock import Instant
from detente.errors import Malformed, Refused
from detente.node.context import Context
from detente.node.events import OpenHistory, Written
from detente.node.reader import GRANT_KIND, read_entry, take_grant
from detente.node.scribe import Scribe
from detente.protocol.entries import EntryType, entry_type, epoch_of
from detente.protocol.heads import parse_origin
from detente.protocol.seal import Epoch, parse_grant
from detente.record.store import Feed, Reading


def open_history(context: Context, scribe: Scribe, asked: OpenHistory, now: Instant) -> Written:
    """Append a grant for each earlier epoch and return where the last one stands.

    Raises:
        Refused: `channel-unknown`, `addressee-unknown`, `history-open`.
    """
    charter = context.directory.charter(asked.council)
    members = charter.members_of(asked.channel)
    if asked.party not in members or not context.directory.knows(asked.party):
        raise Refused(
            "addressee-unknown", expected=f"members of {asked.channel}: {', '.join(members)}", got=asked.party
        )
    number, written = charter.number_of(asked.party), None
    for epoch in _closed_to(context, asked, number):
        box_for = {number: context.directory.identity(asked.party).hpke}
        written = scribe.grant_again(asked.council, asked.channel, epoch, box_for, now)
    if written is None:
        raise Refused(
            "history-open",
            expected=f"words in {asked.channel} that {asked.party} cannot open",
            got="none",
            remedy="each party opens what it said itself",
        )
    feed, index = written
    return Written(asked.council, parse_origin(feed.origin).reference(index), feed.origin, index)


def _closed_to(context: Context, asked: OpenHistory, number: int) -> list[Epoch]:
    """Return this party's epochs in the channel of which no grant has a box for the member, oldest first."""
    closed: dict[bytes, Epoch] = {}
    boxed: set[bytes] = set()
    feeds = {feed.id: feed for feed in context.held.feeds(asked.council)}
    rows = context.store.acts(asked.council, channel=asked.channel, party=context.party, kinds=[GRANT_KIND])
    for _sequence, row in rows:
        feed = feeds[row.feed]
        if row.index >= feed.size:
            continue
        grant = parse_grant(context.store.entries(feed, row.index, row.index + 1)[0])
        secret = context.secret(grant.epoch_id)
        if number in grant.boxes:
            boxed.add(grant.epoch_id)
        elif secret is not None:
            closed[grant.epoch_id] = Epoch(secret, grant.epoch_id)
    return [epoch for name, epoch in closed.items() if name not in boxed]


def take_any_grant(context: Context, feed: Feed, index: int, entry: bytes) -> None:
    """Open our box of a grant; where it opens what was sealed before we came, that is read anew."""
    try:
        epoch = parse_grant(entry).epoch_id
    except Malformed:
        return
    feeds = context.held.feeds(feed.council, channel=feed.channel, party=feed.party)
    closed = [one for one in feeds if context.store.granted_to_others(one, epoch)]
    if take_grant(context, feed, index, entry):
        for one in closed:
            _read_again(context, one, epoch)


def _read_again(context: Context, feed: Feed, epoch: bytes) -> None:
    rows = context.store.acts(feed.council, channel=feed.channel, party=feed.party, readings=[Reading.SEALED])
    for _sequence, row in rows:
        if row.feed != feed.id or row.index >= feed.size:
            continue
        entry = context.store.entries(feed, row.index, row.index + 1)[0]
        if entry_type(entry) is EntryType.SEALED and epoch_of(entry) == epoch:
            again, act = read_entry(context, feed, row.index, entry, row.stored_at)
            context.put_act(again)
            if act is not None:
                context.want(feed, act.attachments)
