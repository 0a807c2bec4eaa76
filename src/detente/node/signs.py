"""Signs of life: what this node knows of its wire to each counterpart, and of those who hear it elsewhere."""

from detente.council.silence import Link, Sign
from detente.node.context import Context
from detente.node.levelling import ALIVE_ON
from detente.protocol.heads import Role


def link_of(context: Context, peer: str, council: str | None = None) -> Link:
    """Return what is known of the wire to a peer.

    Args:
        council: in which its signs of life are looked for; None for all.
    """
    post = context.posts.get(peer)
    heard_at = None if post is None else post.heard_at
    answered_at = context.store.contacts().get(peer)
    times = [at for at in (heard_at, answered_at) if at is not None]
    return Link(
        peer,
        contact_at=max(times, default=None),
        current=heard_at is not None,
        unanswered=0 if post is None else post.unanswered,
        unanswered_since=None if post is None else post.unanswered_since,
        sign=sign_of(context, peer, council),
    )


def sign_of(context: Context, peer: str, council: str | None = None) -> Sign | None:
    """Return the newest sign of life of a peer that is held here: its latest cosignature on a line or journal.

    Every receipt there is one too; what others hold of it comes here when it is not heard (`Levelling.question`).
    """
    found = []
    for one in context.directory.councils if council is None else (council,):
        for feed in (feed for name in ALIVE_ON for feed in context.held.feeds(one, channel=name)):
            sign = context.store.newest_receipts(feed, fresh=True).get((peer, Role.MIRROR))
            if sign is not None:
                found.append(Sign(sign.at, feed.origin))
    return max(found, key=lambda sign: (sign.at, sign.origin), default=None)


def retry_seconds(context: Context, peer: str) -> int | None:
    """Return in how many real seconds a peer that left requests unanswered is tried again; None where none waits."""
    post = context.posts.get(peer)
    if post is None or not post.unanswered:
        return None
    return max(0, post.courier.next_try_at - context.uptime)
