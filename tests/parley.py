"""Cores that talk to each other in memory, one message after the other, without loss: the fair-weather harness."""

import random
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from detente.clock import Instant
from detente.errors import DetenteError
from detente.node.context import Settings
from detente.node.core import Core
from detente.node.events import (
    Alarm,
    Answer,
    Answered,
    Asked,
    Draft,
    Effect,
    Event,
    Send,
    Submit,
    Tick,
    Unanswered,
    Written,
)
from detente.protocol.messages import PushReply, Reply, encode, parse
from detente.record.store import ActRow, Feed
from detente.rehearsal.simulator.founding import Founded, found

NOW: Instant = 1_460_000_000


@dataclass
class Parley:
    """A council of `parties` (the depositary is the last) with all cores started and nothing said yet."""

    parties: int = 3
    seed: int = 1
    settings: Settings = field(default_factory=lambda: Settings(journal_every=None))
    now: Instant = NOW
    cut: set[frozenset[str]] = field(default_factory=set)
    alarms: list[tuple[str, Alarm]] = field(default_factory=list)
    tables: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.founded: Founded = found(random.Random(self.seed), parties=self.parties, tables=self.tables)
        self.council = self.founded.charter.council_id
        self.cores: dict[str, Core] = {}
        self._mail: deque[tuple[str, Send]] = deque()
        self._ticket = 0
        for party in self.founded.parties:
            self.start(party)

    def start(self, party: str, *, sure: bool = True) -> None:
        ring, store = self.founded.keyrings[party], self.founded.stores[party]
        core = self.cores[party] = Core(store, ring, self.settings, random.Random(f"{self.seed} {party}"))
        self._take(party, core.start(self.now, sure=sure))

    def step(self, party: str, *events: Event) -> list[Effect]:
        effects = self.cores[party].step(events, self.now)
        self._take(party, effects)
        return effects

    def say(self, party: str, channel: str = "line", **fields: object) -> Written:
        """Let an officer send an act, deliver nothing yet, and return where it stands."""
        self._ticket += 1
        draft = Draft(self.council, channel, **({"kind": "message", "body": {"text": "word"}} | fields))  # type: ignore[arg-type]
        for effect in self.step(party, Submit(self._ticket, draft)):
            if isinstance(effect, Answer) and effect.ticket == self._ticket:
                if isinstance(effect.value, DetenteError):
                    raise effect.value
                assert isinstance(effect.value, Written)
                return effect.value
        raise AssertionError("no answer")

    def ask(self, peer: str, party: str, request: object) -> Reply | DetenteError:
        """Let a peer ask a party something of its own making."""
        self._ticket += 1
        for effect in self.step(party, Asked(self._ticket, peer, request)):  # type: ignore[arg-type]
            if isinstance(effect, Answer) and effect.ticket == self._ticket:
                assert not isinstance(effect.value, Written)
                return effect.value
        raise AssertionError("no answer")

    def deliver(self, seconds: int = 0) -> None:
        """Carry all mail until there is none; with seconds, look at the timers each second on the way."""
        for _ in range(seconds + 1):
            while self._mail:
                self._carry(*self._mail.popleft())
            if seconds:
                self.now += 1
                for party in self.cores:
                    self.step(party, Tick())

    def feed(self, holder: str, author: str, channel: str = "line", generation: str = "1") -> Feed:
        feed = self.founded.stores[holder].feed(f"{self.council}/{channel}/{author}/{generation}")
        assert feed is not None
        return feed

    def row(self, holder: str, ref: str) -> ActRow:
        row = self.founded.stores[holder].act(self.council, ref)
        assert row is not None, ref
        return row

    def alarmed(self, party: str) -> set[str]:
        return {alarm.code for who, alarm in self.alarms if who == party}

    def _carry(self, sender: str, send: Send) -> None:
        if frozenset((sender, send.peer)) in self.cut or send.peer not in self.cores:
            self.step(sender, Unanswered(send.peer, send.request))
            return
        self._ticket += 1
        ticket = self._ticket
        request = parse(encode(send.request))
        effects = self.step(send.peer, Asked(ticket, sender, request))  # type: ignore[arg-type]
        value = next(effect.value for effect in effects if isinstance(effect, Answer) and effect.ticket == ticket)
        if isinstance(value, DetenteError):
            self.step(sender, Unanswered(send.peer, send.request))
        else:
            assert not isinstance(value, Written)
            self.step(sender, Answered(send.peer, send.request, value))

    def _take(self, party: str, effects: list[Effect]) -> None:
        for effect in effects:
            match effect:
                case Send():
                    self._mail.append((party, effect))
                case Alarm():
                    self.alarms.append((party, effect))
                case _:
                    pass


def outcomes(reply: Reply | DetenteError) -> list[int]:
    """Return the standing of each bundle of a push."""
    assert isinstance(reply, PushReply)
    return [outcome.standing for outcome in reply.outcomes]
