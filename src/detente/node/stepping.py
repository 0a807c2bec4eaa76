"""Steps that no mistake of ours ends: one event that cannot be taken in fails alone, and no courier is lost by it."""

from collections.abc import Set as AbstractSet
from contextlib import suppress

from detente.clock import Instant
from detente.errors import Fault
from detente.log import log_of
from detente.node.core import Core
from detente.node.events import Alarm, Answer, Answered, Awaited, Effect, Event, Send, Unanswered
from detente.node.folder import Mark

log = log_of("node")


class Stepping:
    """Steps the core in the worker thread, and says what is to be done even where the step was a mistake."""

    def __init__(self, core: Core, mark: Mark) -> None:
        self._core = core
        self._mark = mark

    def step(self, events: list[Event], now: Instant, uptime: int, carried: AbstractSet[str]) -> list[Effect]:
        """Take events in and return what is to be done.

        Args:
            uptime: seconds, by which couriers wait.
            carried: peers to whom a request is on its way, or whose answer waits for a later step.
        """
        effects = self._take(events, now, uptime)
        try:
            self._mark.write()
        except OSError as fault:
            # The record has it; only that it is the newest of its folder would be doubted after a restart.
            effects.append(Alarm("mark-not-written", str(fault)))
        self._release(uptime, carried | {effect.peer for effect in effects if isinstance(effect, Send)})
        return effects

    def _take(self, events: list[Event], now: Instant, uptime: int) -> list[Effect]:
        """Step; where a mistake of ours ends that, step with each half, until the event to blame is alone and fails."""
        before = None
        try:
            before = self._core.context.store.changes()
            return self._core.step(events, now, uptime)
        except Exception as mistake:  # noqa: BLE001  one event of which we are afraid ends neither the others nor us
            if len(events) > 1 and before is not None and not self._committed(before):
                half = len(events) // 2
                return self._take(events[:half], now, uptime) + self._take(events[half:], now, uptime)
            log_mistake("step-failed", mistake)
            return self._failed(events, uptime)

    def _committed(self, before: int) -> bool:
        """Say if the record may have changed since; what was committed is never done again."""
        try:
            return self._core.context.store.changes() != before
        except Exception:  # noqa: BLE001  a record that does not even say so is not tried again
            return True

    def _failed(self, events: list[Event], uptime: int) -> list[Effect]:
        """Return what to tell those who wait for events that failed; peers that answered are asked again later."""
        context = self._core.context
        for event in events:
            if isinstance(event, Answered | Unanswered):
                context.post(event.peer).courier.failed(uptime, context.dice.random())
        fault = Fault("step-failed", expected="a step of the node", got="a mistake of ours", remedy="see the log")
        told: list[Effect] = [Answer(event.ticket, fault) for event in events if isinstance(event, Awaited)]
        return [*told, Alarm("step-failed", "a step of the node failed; see the log")]

    def _release(self, uptime: int, carried: AbstractSet[str]) -> None:
        """A courier that left with nothing, as when the end of a step failed, may leave again."""
        context = self._core.context
        for peer, post in context.posts.items():
            if post.courier.in_flight and peer not in carried:
                post.courier.failed(uptime, context.dice.random())


def log_mistake(what: str, mistake: Exception) -> None:
    """Write a mistake of ours into the log, with where it happened; a log that cannot be written ends nothing."""
    with suppress(OSError, ValueError):
        log.error(what, exc_info=mistake)
