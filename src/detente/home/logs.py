"""The logs held here: size and root of each, who cosigned how much of it and when, and which receipts are owed."""

import base64

from detente.clock import rfc3339, written
from detente.home.calls import ShowLogs
from detente.home.host import Host
from detente.home.replies.record import CosignedView, LogsView, LogView
from detente.home.views import council_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.protocol.heads import Role
from detente.record.store import Feed


async def show_logs(host: Host, call: ShowLogs) -> LogsView:
    """Return every log that is held here, with the receipts held for it and owed on it.

    Raises:
        Refused: `council-unknown`.
    """
    return await host.read(lambda core: _logs(core, call, rfc3339(host.clock.now())))


def _logs(core: Core, call: ShowLogs, as_of: str) -> LogsView:
    chosen = None if call.council is None else council_of(core, call.council)
    items = [_log(core, feed) for feed in core.context.store.feeds(chosen)]
    waiting = {peer: len(post.receipts) for peer, post in core.context.posts.items() if post.receipts}
    return LogsView(as_of, items, waiting)


def _log(core: Core, feed: Feed) -> LogView:
    store = core.context.store
    newest = store.newest_receipts(feed).values()
    held = [
        CosignedView(one.party, one.role.rung, one.head.size, rfc3339(one.at))
        for one in sorted(newest, key=lambda one: (one.party, one.role))
    ]
    covered = {one.party for one in newest if one.role is Role.MIRROR and one.head.size >= feed.size}
    last = store.act_at(feed, feed.size - 1) if feed.size else None
    return LogView(
        origin=feed.origin,
        council=feed.council,
        channel=feed.channel,
        party=feed.party,
        generation=feed.generation,
        size=feed.size,
        root=base64.b64encode(feed.range.root()).decode(),
        stored_at=written(None if last is None else last.stored_at),
        closed=feed.closed_index is not None,
        received=tuple(held),
        owed_by=_owing(core, feed, covered),
    )  # fmt: skip


def _owing(core: Core, feed: Feed, covered: set[str]) -> tuple[str, ...]:
    """Return who holds the log by the charter and has not said here that it holds all of it.

    Receipts go to the author and to the depositary: of others' logs a party can only know of its own, and it gives none
    on its own log.
    """
    charter, here = core.context.directory.charter(feed.council), core.context.party
    if feed.channel == OWN or feed.closed_index is not None or not feed.size:
        return ()
    known = charter.present if here in (feed.party, charter.depositary) else (here,)
    return tuple(
        one for one in known
        if one != feed.party and one not in covered and charter.may_hold(one, feed.channel, feed.party)
    )  # fmt: skip
