"""Signs of life: what this node knows of its wire to each counterpart, and of those who hear it elsewhere."""

from collections.abc import Mapping

from detente.council.silence import Link, Sign
from detente.node.context import Context
from detente.node.levelling import ALIVE_ON
from detente.protocol.heads import Role


def link_of(context: Context, peer: str, signs: Mapping[str, Sign]) -> Link:
    """Return what is known of the wire to a peer.

    Args:
        signs: of life, by party; see `signs_of`.
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
        sign=signs.get(peer),
    )


def signs_of(context: Context, council: str | None = None) -> dict[str, Sign]:
    """Return each party's newest sign of life that is held here: its latest cosignature on a line or journal.

    Every receipt there is one too; what others hold of it comes here when it is not heard (`Levelling.question`).

    Args:
        council: where they are looked for; None for all.
    """
    found: dict[str, Sign] = {}
    for one in context.directory.councils if council is None else (council,):
        for feed in (feed for name in ALIVE_ON for feed in context.held.feeds(one, channel=name)):
            for (party, role), receipt in context.store.newest_receipts(feed, fresh=True).items():
                sign = Sign(receipt.at, feed.origin)
                if role is Role.MIRROR and (sign.at, sign.origin) > _place(found.get(party)):
                    found[party] = sign
    return found


def _place(sign: Sign | None) -> tuple[int, str]:
    return (-1, "") if sign is None else (sign.at, sign.origin)


def retry_seconds(context: Context, peer: str) -> int | None:
    """Return in how many real seconds a peer that left requests unanswered is tried again; None where none waits."""
    post = context.posts.get(peer)
    if post is None or not post.unanswered:
        return None
    return max(0, post.courier.next_try_at - context.uptime)
