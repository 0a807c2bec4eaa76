"""Does each checker see? A bug is planted for each law, and the law must be reported broken within a few seeds.

That they are silent without a bug is what `test_simulation.py` says of 500 seeds.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from msgspec import structs

from detente.clock import Instant
from detente.node.context import Context
from detente.node.core import Core
from detente.node.dispatch import Dispatch
from detente.node.events import Effect, Event
from detente.node.intake import Intake
from detente.node.levelling import Levelling
from detente.node.sayings import Sayings
from detente.protocol.heads import Head, Receipt, Role
from detente.protocol.messages import Bundle, Outcome, Standing
from detente.rehearsal.simulator.run import run
from detente.rehearsal.simulator.world import Actor, World

SEEDS = (13, 4, 27, *range(80))
"""First three quick ones: a plain world, one with a node set back to a backup, one with a party of two faces."""


def laws_broken() -> set[str]:
    broken: set[str] = set()
    for seed in SEEDS:
        broken |= {violation.law for violation in run(seed).violations}
        if broken:
            break
    return broken


def test_receipts_before_storing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that receipts what it did not store is found."""

    def take_bundle(self: Intake, peer: str, bundle: Bundle, now: Instant) -> Outcome:
        context = self._context
        receipt = context.cosign(bundle.head, Role.MIRROR, now)
        return Outcome(bundle.head.origin, Standing.STORED, bundle.head.size, receipt)

    monkeypatch.setattr(Intake, "take_bundle", take_bundle)
    assert "no receipt without durable entries" in laws_broken()


def test_leaving_before_the_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that sends before it commits loses what it receipted when it is killed between."""
    step = Core.step

    class Undone(Exception):  # noqa: N818
        pass

    def hasty(self: Core, events: Sequence[Event], now: Instant, uptime: int | None = None) -> list[Effect]:
        if self.context.dice.random() >= 0.1:
            return step(self, events, now, uptime)
        effects: list[Effect] = []
        try:
            with self.context.store.transaction():
                effects = step(self, events, now, uptime)
                raise Undone
        except Undone:
            self.context.forget(-1)
        return effects

    monkeypatch.setattr(Core, "step", hasty)
    assert laws_broken() & {"no receipt without durable entries", "nothing receipted is lost", "nobody forks himself"}


def test_no_levelling(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nodes that only push, and never compare, do not converge."""
    monkeypatch.setattr(Dispatch, "_level", lambda _self, _post: None)
    assert "all records converge" in laws_broken()


def test_contradictions_kept_to_oneself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A contradiction that is not told is not known to all."""
    monkeypatch.setattr(Context, "owe_contradiction", lambda _self, _proof, _council: None)
    monkeypatch.setattr(Levelling, "_tell_contradictions", lambda _self, _peer, _asked: None)
    assert "every contradiction is known to all" in laws_broken()


def test_going_on_after_a_restore(monkeypatch: pytest.MonkeyPatch) -> None:
    """A node that continues its feeds from an old backup forks itself."""
    boot = World.boot
    monkeypatch.setattr(World, "boot", lambda self, actor, **_sure: boot(self, actor, sure=True))
    monkeypatch.setattr(Intake, "store", _store_without_doubt(Intake.store))
    assert laws_broken() & {"nobody forks himself", "every contradiction is known to all", "all records converge"}


def _store_without_doubt(store: Callable[..., object]) -> Callable[..., object]:
    def stored(self: Intake, *arguments: object) -> object:
        self._scribe.doubt = lambda *_arguments: None  # type: ignore[method-assign]
        return store(self, *arguments)

    return stored


def test_cosigning_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """A cosigner that signs less at a later time is found."""
    cosign = Context.cosign
    first: dict[str, Head] = {}

    def backwards(self: Context, head: Head, role: Role, now: Instant) -> Receipt:
        earlier = first.setdefault(self.party + head.origin, head)
        receipt = cosign(self, head, role, now)
        return cosign(self, earlier, role, now + 1) if head.size > earlier.size + 3 else receipt

    monkeypatch.setattr(Context, "cosign", backwards)
    assert "a later cosignature covers no less" in laws_broken()


def test_weather_is_drawn_from_the_seed() -> None:
    """A sabotage sees the world before it starts, so that a test may make it harsher."""
    seen: list[Actor] = []

    def harsher(world: World) -> None:
        world.weather = replace(world.weather, loss=0.5)
        seen.extend(world.actors.values())

    run(503, sabotage=harsher)
    assert seen


def test_a_meaning_that_depends_on_when_something_was_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that is told this record's own time in place of the author's reads what no other record does."""
    said = Sayings._said
    monkeypatch.setattr(
        Sayings, "_said", lambda self, feed, row: structs.replace(said(self, feed, row), claimed_at=row.stored_at)
    )
    assert "the same acts mean the same" in laws_broken()
