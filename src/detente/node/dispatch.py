"""What to send to whom, and in which order: contradictions, the line, by precedence; then questions, then levelling."""

from detente import limits
from detente.clock import HOUR, Instant
from detente.council.silence import SILENT_AFTER
from detente.node.context import Context, Post
from detente.node.directory import LINE
from detente.node.events import Changed, Effect, Send
from detente.node.levelling import Levelling
from detente.protocol.heads import Receipt
from detente.protocol.messages import Bundle, Level, Outcome, Push, Request, Standing
from detente.record.store import Feed

RECEIPTS_PER_PUSH = 500


class Dispatch:
    """Chooses each peer's next request; one at a time is on its way."""

    def __init__(self, context: Context, levelling: Levelling) -> None:
        self._context = context
        self._levelling = levelling
        self._level_next: dict[str, int] = {}

    def due(self) -> list[Effect]:
        """Return a request for each peer that may be spoken to and to whom there is something to say."""
        effects: list[Effect] = []
        uptime = self._context.uptime
        for peer in sorted(self._context.directory.peers()):
            post = self._context.post(peer)
            if post.courier.ready(uptime):
                request = self._next(post)
                if request is not None:
                    post.courier.left()
                    effects.append(Send(peer, request))
        return effects

    def wake_at(self) -> int:
        """Return the next second of uptime at which something may fall due."""
        now = self._context.uptime
        times = [now + HOUR]
        for peer in self._context.directory.peers():
            post = self._context.post(peer)
            if post.courier.in_flight:
                continue
            pending = [*post.entries.values(), post.courier.level_due_at]
            if post.receipts or post.contradictions or post.fetches or post.hunts:
                pending.append(now)
            times.append(max(post.courier.next_try_at, min(pending)))
        return max(now, min(times))

    def queued(self, peer: str) -> tuple[int, int]:
        """Return how many entries and how many feeds the peer is not known to hold."""
        context, post = self._context, self._context.post(peer)
        lacking = 0
        feeds = 0
        for origin in post.entries:
            feed = context.held.feed(origin)
            if feed is not None and feed.size > post.courier.held.get(origin, 0):
                lacking += feed.size - post.courier.held.get(origin, 0)
                feeds += 1
        return lacking, feeds

    # --- outcomes ---------------------------------------------------------------------------------

    def pushed(self, peer: str, push: Push, outcomes: tuple[Outcome, ...]) -> None:
        """Take in what became of our bundles; what is said of others is not heard."""
        post = self._context.post(peer)
        sent = {bundle.head.origin: bundle.head.size for bundle in push.bundles}
        for outcome in outcomes:
            if outcome.origin not in sent:
                continue
            held = min(outcome.held, sent[outcome.origin])
            match outcome.standing:
                case Standing.STORED:
                    post.courier.holds(outcome.origin, held)
                case Standing.GAP:
                    post.courier.held[outcome.origin] = held
                case Standing.CONTRADICTS | Standing.REFUSED:
                    post.entries.pop(outcome.origin, None)

    # --- choosing ---------------------------------------------------------------------------------

    def _next(self, post: Post) -> Request | None:
        push = self._push(post)
        if push is not None:
            return push
        if post.hunts:
            return post.hunts.popitem(last=False)[1]
        if post.fetches:
            return post.fetches.popitem(last=False)[1]
        if self._context.uptime >= post.courier.level_due_at:
            return self._level(post)
        return None

    def _push(self, post: Post) -> Push | None:
        contradictions = tuple(post.contradictions[:8])
        del post.contradictions[: len(contradictions)]
        bundles = self._bundles(post)
        receipts: list[Receipt] = []
        while post.receipts and len(receipts) < RECEIPTS_PER_PUSH:
            receipts.append(post.receipts.popitem(last=False)[1])
        if not (contradictions or bundles or receipts):
            return None
        return Push(tuple(bundles), tuple(receipts), contradictions)

    def _bundles(self, post: Post) -> list[Bundle]:
        """The line first, then by the highest precedence among what is waiting, then by origin."""
        context = self._context
        lacking: list[tuple[tuple[int, int, str], Feed]] = []
        for origin in [origin for origin, at in post.entries.items() if at <= context.uptime]:
            feed = context.held.feed(origin)
            held = post.courier.held.get(origin, 0)
            if feed is None or feed.closed_index is not None or held >= feed.size:
                del post.entries[origin]
                continue
            lacking.append(((feed.channel != LINE, -self._precedence(feed, held), origin), feed))
        bundles: list[Bundle] = []
        room = limits.BUNDLE_BYTES_MAX
        for _order, feed in sorted(lacking, key=lambda item: item[0])[: limits.BUNDLES_PER_PUSH_MAX]:
            bundle = self._levelling.bundle(feed, post.courier.held.get(feed.origin, 0))
            if bundle is None or not bundle.entries:
                continue
            size = sum(len(entry) for entry in bundle.entries)
            if bundles and size > room:
                break
            room -= size
            bundles.append(bundle)
        return bundles

    def _precedence(self, feed: Feed, start: int) -> int:
        """Return the greatest precedence among the first entries waiting."""
        stop = min(feed.size, start + 64)
        rows = (self._context.store.act_at(feed, index) for index in range(start, stop))
        return max((row.precedence for row in rows if row is not None), default=0)

    def _level(self, post: Post) -> Level | None:
        """Compare one council after the other; after the last, pause."""
        peer, now = post.courier.peer, self._context.uptime
        councils = [council for council, charter in self._context.directory.councils.items() if peer in charter.parties]
        if not councils:
            post.courier.level_due_at = now + post.courier.level_every
            return None
        turn = self._level_next.get(peer, 0) % len(councils)
        self._level_next[peer] = turn + 1
        if turn + 1 >= len(councils):
            post.courier.level_due_at = now + post.courier.level_every
        return self._levelling.question(councils[turn], peer)

    def heard(self, peer: str, now: Instant) -> None:
        """A peer answered or called."""
        post = self._context.post(peer)
        if post.silent or post.heard_at is None:
            self._context.effects.append(Changed("", "link", peer))
        post.heard(now)

    def missed(self, peer: str, now: Instant) -> None:
        """A peer left a request without answer; once it counts as silent, the others are asked at once who hears it."""
        post = self._context.post(peer)
        post.missed(now)
        if post.unanswered == SILENT_AFTER:
            post.silent_since = self._context.uptime
            self._context.effects.append(Changed("", "link", peer))
            for other in self._context.directory.peers():
                if not self._context.post(other).silent:
                    self._context.post(other).courier.level_due_at = 0

    def returned(self, peer: str, request: Request) -> None:
        """A request did not arrive: what it carried is owed again."""
        post = self._context.post(peer)
        if isinstance(request, Push):
            for receipt in request.receipts:
                post.receipts.setdefault((receipt.head.origin, receipt.party, receipt.role), receipt)
            post.contradictions.extend(proof for proof in request.contradictions if proof not in post.contradictions)
