"""The made-up world around real cores: an agenda of happenings in the order of time, drawn from one seed."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field

from detente.clock import Instant
from detente.errors import DetenteError
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.events import Answer, Answered, Asked, Draft, Effect, Event, Send, Submit, Tick, Unanswered
from detente.protocol.heads import parse_origin
from detente.protocol.keys import Keyring
from detente.protocol.messages import Bundle, Outcome, Reply, Request, Standing, encode, parse
from detente.record.store import Store
from detente.rehearsal.simulator.founding import Founded, copy_store

START_AT: Instant = 1_460_000_000
TIMEOUT_SECONDS = 10
RESTORE_SECONDS = 40


@dataclass(frozen=True, slots=True)
class Weather:
    """How unkind the world is, drawn from the seed; chances are per message or per action."""

    loss: float
    delay_seconds_max: int
    cut: float
    crash: float
    restore: float
    skew_seconds_max: int
    two_faced: bool


class Crash(Exception):  # noqa: N818
    """The process was killed at this point; what was not committed is gone."""


@dataclass(slots=True)
class Actor:
    """One node in the world: a party, or one face of a party that shows two.

    Args:
        name: the party's id, with a prime for the second face.
        faces: parties to whom this face answers; None for all.
    """

    name: str
    party: str
    store: Store
    keyring: Keyring
    skew: int
    core: Core | None = None
    faces: frozenset[str] | None = None
    backup: Store | None = None
    set_back: bool = False
    waiting: dict[int, tuple[str, Callable[[Reply | DetenteError | None], None]]] = field(default_factory=dict)
    written: int = 0


Watcher = Callable[["World", Actor, list[Effect]], None]


class World:
    """Runs actors against each other; every draw comes from one `random.Random`."""

    def __init__(
        self, founded: Founded, dice: random.Random, weather: Weather, settings: Settings, watchers: list[Watcher]
    ) -> None:
        self.dice = dice
        self.weather = weather
        self.founded = founded
        self.settings = settings
        self.now = START_AT
        self.healed = False
        self.cuts: set[frozenset[str]] = set()
        self.log: list[str] = []
        self._watchers = watchers
        self._order = itertools.count()
        self._agenda: list[tuple[int, int, Callable[[], None]]] = []
        self._ticket = itertools.count(1)
        self.actors: dict[str, Actor] = {}
        for party in founded.parties:
            skew = dice.randint(-weather.skew_seconds_max, weather.skew_seconds_max)
            self.actors[party] = Actor(party, party, founded.stores[party], founded.keyrings[party], skew)

    # --- time -------------------------------------------------------------------------------------

    def later(self, seconds: int, work: Callable[[], None]) -> None:
        """Put something on the agenda."""
        heapq.heappush(self._agenda, (self.now + seconds, next(self._order), work))

    def run_until(self, at: Instant) -> None:
        """Let everything happen that is on the agenda up to a second."""
        while self._agenda and self._agenda[0][0] <= at:
            self.now, _, work = heapq.heappop(self._agenda)
            work()
        self.now = at

    def say(self, text: str) -> None:
        """Note what happened, for a person who replays the seed."""
        self.log.append(f"{self.now - START_AT:6d}s {text}")

    # --- actors -----------------------------------------------------------------------------------

    def boot(self, actor: Actor, *, sure: bool) -> None:
        """Start a node on its record."""
        self.say(f"{actor.name} up, {'sure' if sure else 'in doubt'}")
        actor.core = Core(actor.store, actor.keyring, self.settings, random.Random(self.dice.randbytes(16)))  # noqa: S311
        actor.waiting.clear()
        if actor.faces is not None:
            _make_brazen(actor.core)
        effects = actor.core.start(self.clock(actor), sure=sure)
        actor.set_back = False
        self._perform(actor, effects)
        self._beat(actor, actor.core)

    def clock(self, actor: Actor) -> Instant:
        """Return what an actor takes for the time."""
        return self.now + (0 if self.healed else actor.skew)

    def kill(self, actor: Actor) -> None:
        """Kill a node: what it had in memory is gone."""
        self.say(f"{actor.name} killed")
        actor.core = None
        actor.waiting.clear()

    def revive(self, actor: Actor) -> None:
        """Start a node that is down on the record that it has."""
        if actor.core is None:
            self.boot(actor, sure=not actor.set_back)

    def restore(self, actor: Actor) -> None:
        """Put an older backup in the place of an actor's record and start on it."""
        assert actor.backup is not None
        self.say(f"{actor.name} restored from a backup")
        self.kill(actor)
        actor.store = copy_store(actor.backup)
        actor.set_back = True
        # Bringing a backup back takes longer than any message is on its way.
        self.later(RESTORE_SECONDS, lambda: self.revive(actor))

    def submit(self, actor: Actor, draft: Draft) -> None:
        """An officer of the party sends an act."""
        actor.written += 1
        self.feed(actor, [Submit(next(self._ticket), draft)])

    def feed(self, actor: Actor, events: list[Event]) -> None:
        """Let an actor take a step; it may be killed before its commit or before anything leaves."""
        if actor.core is None:
            return
        fate = self.dice.random()
        crash = 0.0 if self.healed or actor.faces is not None else self.weather.crash
        try:
            if fate < crash / 2:
                with actor.store.transaction():
                    actor.core.step(events, self.clock(actor), self.now)
                    raise Crash
            effects = actor.core.step(events, self.clock(actor), self.now)
            if fate < crash:
                raise Crash
        except Crash:
            self.kill(actor)
            self.later(self.dice.randint(1, 60), lambda: self.revive(actor))
            return
        self._perform(actor, effects)

    def _beat(self, actor: Actor, core: Core) -> None:
        """A node looks at its timers every other second while it lives."""
        if actor.core is not core:
            return
        due_at = core.journal.due_at()
        if core.dispatch.wake_at() <= self.now or (due_at is not None and due_at <= self.clock(actor)):
            self.feed(actor, [Tick()])
        self.later(2, lambda: self._beat(actor, core))

    # --- the network ------------------------------------------------------------------------------

    def _perform(self, actor: Actor, effects: list[Effect]) -> None:
        for watch in self._watchers:
            watch(self, actor, effects)
        for effect in effects:
            match effect:
                case Send(peer, request):
                    self._carry(actor, peer, request)
                case Answer(ticket, value) if ticket in actor.waiting:
                    peer, answered = actor.waiting.pop(ticket)
                    self._carry_back(actor, peer, answered, value)
                case _:
                    pass

    def _target(self, sender: Actor, party: str) -> Actor | None:
        """Return the node that answers for a party; one of two faces, by who asks."""
        for actor in self.actors.values():
            if actor.party == party and (actor.faces is None or sender.party in actor.faces):
                return actor
        return None

    def _passes(self, one: str, other: str) -> bool:
        if self.healed:
            return True
        return frozenset((one, other)) not in self.cuts and self.dice.random() >= self.weather.loss

    def _delay(self) -> int:
        return self.dice.randint(0, 1 if self.healed else self.weather.delay_seconds_max)

    def _carry(self, sender: Actor, peer: str, request: Request) -> None:
        core = sender.core
        target = self._target(sender, peer)
        pending = [request]

        def answered(reply: Reply | DetenteError | None) -> None:
            if pending and sender.core is core and core is not None:
                pending.clear()
                event: Event = (
                    Unanswered(peer, request)
                    if reply is None or isinstance(reply, DetenteError)
                    else Answered(peer, request, reply)
                )
                self.feed(sender, [event])

        self.later(TIMEOUT_SECONDS, lambda: answered(None))
        hidden = sender.faces is not None and peer not in sender.faces
        if target is None or hidden or not self._passes(sender.party, peer):
            return
        wire = encode(request)

        def arrive() -> None:
            if target.core is None:
                return
            ticket = next(self._ticket)
            target.waiting[ticket] = (sender.party, answered)
            message = parse(wire)
            assert isinstance(message, Request)
            self.feed(target, [Asked(ticket, sender.party, message)])

        self.later(self._delay(), arrive)

    def _carry_back(
        self, actor: Actor, peer: str, answered: Callable[[Reply | DetenteError | None], None], value: object
    ) -> None:
        if not self._passes(actor.party, peer):
            return
        if isinstance(value, Reply):
            wire = encode(value)
            self.later(self._delay(), lambda: answered(_reply(wire)))
        else:
            self.later(self._delay(), lambda: answered(None))


def _make_brazen(core: Core) -> None:
    """Let a face go on with its own story, whatever it hears of the other one."""
    honest = core.intake.take_bundle

    def take_bundle(peer: str, bundle: Bundle, now: Instant) -> Outcome:
        if parse_origin(bundle.head.origin).party == core.context.party:
            return Outcome(bundle.head.origin, Standing.REFUSED, 0, None)
        return honest(peer, bundle, now)

    setattr(core.intake, "take_bundle", take_bundle)  # noqa: B010  a liar's code is not ours
    setattr(core.scribe, "doubt", lambda *_arguments: None)  # noqa: B010


def _reply(wire: bytes) -> Reply:
    message = parse(wire)
    assert isinstance(message, Reply)
    return message
