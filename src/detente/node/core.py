"""The node's step: events in, one transaction, effects out. Nothing leaves before the commit.

    with one transaction:
        for each event, in a savepoint of its own: take it in
        append what we have to say, sign one head a feed, store the signatures
    commit (one fsync)
    only then: answers, sends, alarms

The record is the state; what is kept in memory can be rebuilt by levelling. Time and dice are given, so that the same
code runs in a node, on a scenario's clock, and in the simulator with a seed.
"""

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from msgspec.structs import replace

from detente.clock import Instant
from detente.errors import DetenteError, Fault
from detente.node.amendments import Amendments
from detente.node.context import Context, Settings
from detente.node.dispatch import Dispatch
from detente.node.display import Display
from detente.node.erasures import Erasures
from detente.node.events import (
    Alarm,
    Amend,
    Answer,
    Answered,
    Asked,
    Awaited,
    Changed,
    Draft,
    Effect,
    Erased,
    Event,
    Fold,
    Held,
    KeepJournal,
    Offered,
    OpenHistory,
    Reached,
    Refolded,
    Submission,
    Submit,
    Tick,
    Unanswered,
    Unpack,
    Uploaded,
    Value,
    Weave,
    Woven,
    Written,
)
from detente.node.folder import INSTANCE
from detente.node.folding import Folding
from detente.node.history import open_history
from detente.node.hunt import Hunt
from detente.node.intake import Intake
from detente.node.journal import Journal
from detente.node.levelling import Levelling
from detente.node.line_tests import LineTests
from detente.node.once import note_once, said_once
from detente.node.returns import Returns
from detente.node.scribe import Scribe
from detente.node.standard import Standard
from detente.node.watchkeeping import Watchkeeping
from detente.protocol.keys import Keyring
from detente.protocol.messages import (
    Fetch,
    FetchReply,
    Level,
    LevelReply,
    Prove,
    ProveReply,
    Push,
    PushReply,
    Reply,
    Request,
)
from detente.record.store import Store

T = TypeVar("T")


class Core:
    """One party's node without its sockets.

    Args:
        sure: False where the record may not be the newest of this party (restored, copied, rolled back): every own
            feed then goes on in its next generation.
    """

    def __init__(self, store: Store, keyring: Keyring, settings: Settings, dice: random.Random) -> None:
        self.context = Context(store, keyring, settings, dice)
        self.scribe = Scribe(self.context)
        self.amendments = Amendments(self.context, self.scribe)
        self.intake = Intake(self.context, self.scribe, self.amendments)
        self.levelling = Levelling(self.context, self.intake)
        self.hunt = Hunt(self.context, self.intake)
        self.journal = Journal(self.context, self.scribe)
        self.dispatch = Dispatch(self.context, self.levelling)
        self.standard = Standard(self.context, self.intake)
        self.display = Display(self.context, self.standard)
        self.folding = Folding(self.context, self.scribe)
        self.watchkeeping = Watchkeeping(self.context, self.folding)
        self.returns = Returns(self.context, self.folding)
        self.line_tests = LineTests(self.context, self.folding.sayings.opened)
        self.erasures = Erasures(self.context, self.folding)
        self.scribe.background = self.folding.sayings.uncited_background
        self.scribe.open_ends = self.folding.sayings.open_ends

    def start(self, now: Instant, *, sure: bool) -> list[Effect]:
        """Begin to run on a record; in doubt one commit takes a new instance and opens each feed's next generation."""

        def open_next() -> None:
            if sure:
                return
            self.context.unsettle()
            text = "the record may not be this party's newest (restored, copied, moved or lost); each own feed goes on"
            remedy = "in its next generation. Check it with: detente record fsck"
            self.context.effects.append(Alarm("record-in-doubt", f"{text} {remedy}"))
            if not self.context.directory.councils:
                lost = "no council is known here: join again with the charter, and peers bring back what they hold"
                self.context.effects.append(Alarm("record-empty", lost))
            self.context.store.put_setting(INSTANCE, self.context.dice.randbytes(16).hex().encode())
            for feed in self.context.held.all():
                if feed.party == self.context.party and self.scribe.writes(feed):
                    self.scribe.doubt(feed.council, feed.channel, now)

        for item in self.context.store.contradictions():
            self.context.owe_contradiction(item.proof, item.council)

        def begin() -> None:
            open_next()
            self.folding.renew()
            for council in self.context.directory.councils:
                self.amendments.look_at(council)

        return self._commit(begin, now)

    def step(self, events: Sequence[Event], now: Instant, uptime: int | None = None) -> list[Effect]:
        """Take in events, commit once, and return what is to be done, in order.

        Args:
            now: the time that signatures and acts carry.
            uptime: real seconds, by which couriers wait; by default `now`.
        """
        self.context.uptime = now if uptime is None else uptime

        def take_all() -> None:
            for event in events:
                self._take(event, now)
            due_at = self.journal.due_at()
            if due_at is not None and now >= due_at:
                self.journal.keep(now)
            for draft in self.line_tests.drafts(now):
                self._test_line(draft, now)

        try:
            return self._commit(take_all, now)
        except Fault as fault:
            # The disk said no: nothing of this step happened, and everybody who waits is told.
            tickets = [event.ticket for event in events if isinstance(event, Awaited)]
            for event in events:
                if isinstance(event, Answered | Unanswered):
                    self.context.post(event.peer).courier.failed(self.context.uptime, self.context.dice.random())
            return [*(Answer(ticket, fault) for ticket in tickets), Alarm(fault.code, str(fault))]

    def _commit(self, work: Callable[[], None], now: Instant) -> list[Effect]:
        self.context.effects = []
        version = self.context.directory.version
        try:
            with self.context.store.transaction():
                work()
                self.standard.look_again()
                self.scribe.finish(now)
                self._amend(now)
        except BaseException:
            self.scribe.forget()
            self.scribe.on_charter.clear()
            self.amendments.pending.clear()
            self.amendments.words.forget()
            self.intake.differing.clear()
            self.intake.grown.clear()
            self.context.forget(version)
            self.folding.forget()
            raise
        for peer, head in self.intake.differing:
            self.hunt.begin(peer, head)
        self.intake.differing.clear()
        effects, self.context.effects = self.context.effects, []
        self.folding.behind = self.folding.behind or any(isinstance(one, Changed) for one in effects)
        return effects + self.dispatch.due()

    def _amend(self, now: Instant) -> None:
        """A word of this step, ours or another's, may have been the last one that an amendment lacked."""
        self.amendments.pending |= self.scribe.on_charter
        self.scribe.on_charter.clear()
        self.amendments.settle(now)
        # Who comes back opens new generations.
        self.scribe.finish(now)

    def _take(self, event: Event, now: Instant) -> None:
        context = self.context
        match event:
            case Submit(ticket, draft):
                self._answer(ticket, lambda: self._submit(draft, now))
            case Asked(ticket, peer, request):
                context.post(peer).courier.heard(context.uptime)
                self.dispatch.heard(peer, now)
                self._answer(ticket, lambda: self._reply(peer, request, now))
            case Answered(peer, request, reply):
                context.post(peer).courier.answered(context.uptime)
                self.dispatch.heard(peer, now)
                context.store.put_contact(peer, now)
                self._guard(peer, lambda: self._replied(peer, request, reply, now))
            case Unpack(ticket, peer, push):
                self._answer(ticket, lambda: self.intake.take_push(peer, push, now))
            case Submission(ticket, peer, role, asked):
                self._answer(ticket, lambda: self.standard.add_checkpoint(peer, role, asked, now))
            case Uploaded(ticket, peer, upload, package):
                self._answer(ticket, lambda: self.standard.take(peer, upload, package, now))
            case Unanswered(peer, request):
                context.post(peer).courier.failed(self.context.uptime, context.dice.random())
                self.dispatch.returned(peer, request)
                self.dispatch.missed(peer, now)
            case Reached(peer):
                context.post(peer).courier.heard(context.uptime)
            case Offered() | Held() | Erased():
                self._take_file(event, now)
            case OpenHistory() | Amend() | Weave():
                self._take_change(event, now)
            case Tick():
                if self.folding.behind:
                    self.folding.fold(now)
                elif self.folding.renewing:
                    self.folding.fold_at_leisure(now)
            case Fold(ticket):
                self._answer(ticket, lambda: Refolded(self.folding.fold(now), self.folding.behind))
            case KeepJournal(always):
                self.journal.keep(now, always=always)

    def _take_change(self, event: OpenHistory | Amend | Weave, now: Instant) -> None:
        match event:
            case Weave(ticket, work):
                self._answer(ticket, lambda: Woven(work(self, lambda draft: self._submit(draft, now))))
            case OpenHistory(ticket):
                self._answer(ticket, lambda: open_history(self.context, self.scribe, event, now))
            case Amend(council, papers):
                self.amendments.take(council, papers, now)

    def _submit(self, draft: Draft, now: Instant) -> Written:
        if draft.once is not None and (known := said_once(self.context, draft.once.name)) is not None:
            return known
        draft = self.amendments.complete(draft, now)
        # How long it is shows when it is written.
        draft = self._checked(draft, now)
        written = self.scribe.submit(draft, now)
        if draft.beside is not None:
            self._submit(replace(draft.beside, body={**draft.beside.body, "act": written.ref}), now)
        if draft.once is not None:
            note_once(self.context, draft.once, written)
        return written

    def check(self, draft: Draft, now: Instant) -> Draft:
        """Return a draft as it would be written now; nothing is.

        Raises:
            Refused: what the node or the desk says against it, or that it is too long.
        """
        draft = self._checked(draft, now)
        self.scribe.check_size(draft, now)
        return draft

    def _checked(self, draft: Draft, now: Instant) -> Draft:
        draft = self.folding.complete(draft)
        self.scribe.check(draft)
        self.folding.check_draft(draft, now)
        return draft

    def _test_line(self, draft: Draft, now: Instant) -> None:
        """The party's policy has its node test the line when the charter's interval is over; a refusal is told."""
        found = self._apart(lambda: self._submit(draft, now))
        if isinstance(found, DetenteError):
            self.context.effects.append(Alarm(found.code, f"no line test in {draft.council}: {found}"))

    def _take_file(self, event: Offered | Held | Erased, now: Instant) -> None:
        match event:
            case Offered(peer, item):
                self.context.attachments.want(item, peer)
            case Held(attachment, held):
                self.context.attachments.hold(attachment, held)
            case Erased():
                self._erased(event, now)

    def _erased(self, event: Erased, now: Instant) -> None:
        """Note what is gone and say so, once; where it was said before, as after a restored copy, people are told."""
        for attachment in event.attachments:
            self.context.attachments.erase(attachment, event.council, event.channel, event.ref)
        draft = self.erasures.statement(event)
        if draft is None:
            again = f"{event.ref}: files that had been erased here were back, and are erased again"
            self.context.effects.append(Alarm("attachment-erased-again", again))
            return
        found = self._apart(lambda: self._submit(draft, now))
        if isinstance(found, DetenteError):
            self.context.effects.append(Alarm(found.code, f"erased by {event.ref}, and not said so: {found}"))

    def _answer(self, ticket: int, work: Callable[[], Value]) -> None:
        value = self._apart(work)
        self.context.effects.append(Answer(ticket, value))

    def _guard(self, peer: str, work: Callable[[], None]) -> None:
        error = self._apart(work)
        if error is not None:
            self.context.effects.append(Alarm(error.code, f"{peer} answered: {error}"))

    def _apart(self, work: Callable[[], T]) -> T | DetenteError:
        """Do one event's work in a savepoint: what is refused leaves no trace of itself, and the others go on."""
        context = self.context
        mark, told, version = self.scribe.mark(), len(context.effects), context.directory.version
        pending = set(self.amendments.pending)
        try:
            with context.store.transaction():
                return work()
        except Fault:
            raise
        except DetenteError as error:
            self.scribe.forget(mark)
            del context.effects[told:]
            context.forget(version)
            self.folding.forget()
            self.amendments.words.forget()
            self.amendments.pending = pending
            return error

    def _reply(self, peer: str, request: Request, now: Instant) -> Reply:
        match request:
            case Push():
                return self.intake.take_push(peer, request, now)
            case Level():
                return self.levelling.answer(peer, request, now)
            case Fetch():
                return self.levelling.serve(peer, request)
            case Prove():
                return self.hunt.answer(peer, request)

    def _replied(self, peer: str, request: Request, reply: Reply, now: Instant) -> None:
        match request, reply:
            case Push(), PushReply(outcomes):
                self.dispatch.pushed(peer, request, outcomes)
                for outcome in outcomes:
                    if outcome.receipt is not None:
                        self.intake.take_receipt(peer, outcome.receipt, now)
            case Level(), LevelReply():
                self.levelling.answered(peer, request, reply, now)
            case Fetch(), FetchReply():
                self.levelling.fetched(peer, request, reply, now)
            case Prove(), ProveReply():
                self.hunt.answered(peer, request, reply, now)
            case _:
                self.context.effects.append(
                    Alarm("answer-other", f"{peer} answered {type(request).__name__} with {type(reply).__name__}")
                )
