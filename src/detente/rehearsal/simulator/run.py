"""One seed, one run: draw the weather, let officers send, let things break, heal, wait, and check."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from detente.node.context import Settings
from detente.node.events import Draft, KeepJournal
from detente.protocol.acts import Precedence
from detente.rehearsal.simulator.checks import Checks, Violation, unsettled
from detente.rehearsal.simulator.founding import Founded, copy_store, found
from detente.rehearsal.simulator.world import START_AT, Actor, Weather, World

STORM_SECONDS = 300
CALM_SECONDS = 700
"""Long enough for the longest patience of a courier, twice; it ends early when all is settled."""
CALM_STEP_SECONDS = 50
PARTIES = (2, 3, 3, 4, 4, 5, 5, 6, 7, 8)
"""Drawn from these: a council of eight costs as much as eight of three, and shows little that one of five does not."""
SETTINGS = Settings(level_every=30, relay_after=8, depositary_relay_after=2, journal_every=60, epoch_entries=12)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one seed showed."""

    seed: int
    parties: int
    acts: int
    contradictions: int
    violations: tuple[Violation, ...]
    log: tuple[str, ...]


def draw_weather(dice: random.Random) -> Weather:
    """Return how unkind this run's world is; one in four has a party of two faces."""
    return Weather(
        loss=dice.choice((0.0, 0.05, 0.3)),
        delay_seconds_max=dice.choice((0, 2, 12)),
        cut=dice.choice((0.0, 0.1, 0.3)),
        crash=dice.choice((0.0, 0.005, 0.03)),
        restore=dice.choice((0.0, 0.5)),
        skew_seconds_max=dice.choice((0, 5, 200)),
        two_faced=dice.random() < 0.25,
    )


def run(seed: int, *, sabotage: Callable[[World], None] | None = None) -> Outcome:
    """Play one seed and return what it showed.

    Args:
        sabotage: plants a bug in the world before it starts; the checkers must then find it.
    """
    dice = random.Random(seed)  # noqa: S311  a simulation is to be replayed from its seed
    weather = draw_weather(dice)
    founded = found(dice, parties=dice.choice(PARTIES))
    checks = Checks()
    world = World(founded, dice, weather, SETTINGS, [checks.watch])
    if weather.two_faced and len(founded.parties) > 3:
        _show_two_faces(world, dice)
    if sabotage is not None:
        sabotage(world)
    for actor in list(world.actors.values()):
        world.boot(actor, sure=True)
    for actor in world.actors.values():
        if actor.faces is not None:
            _tell_a_story(world, actor)
    _schedule(world, dice)
    world.run_until(START_AT + STORM_SECONDS)
    _heal(world)
    while world.now < START_AT + STORM_SECONDS + CALM_SECONDS:
        world.run_until(world.now + CALM_STEP_SECONDS)
        if next(unsettled(world), None) is None:
            break
    checks.finish(world)
    acts = sum(actor.written for actor in world.actors.values())
    known = {item.id for actor in world.actors.values() for item in actor.store.contradictions()}
    return Outcome(seed, len(founded.parties), acts, len(known), tuple(checks.violations), tuple(world.log))


def _show_two_faces(world: World, dice: random.Random) -> None:
    """One party runs two nodes with the same keys and the same generation, and shows each to some of the others."""
    liar = dice.choice([party for party in world.founded.parties if party != world.founded.charter.depositary])
    world.founded.liars.add(liar)
    others = [party for party in world.founded.parties if party != liar]
    dice.shuffle(others)
    split = dice.randint(1, len(others) - 1)
    first = world.actors[liar]
    first.faces = frozenset(others[:split])
    second = Actor(
        liar + "'", liar, copy_store(first.store), first.keyring, first.skew, faces=frozenset(others[split:])
    )
    world.actors[second.name] = second
    world.say(f"{liar} shows {sorted(first.faces)} one face and {sorted(others[split:])} another")


def _tell_a_story(world: World, face: Actor) -> None:
    """Each face opens its own first generation of every feed, before it hears of the other."""
    charter = world.founded.charter
    for channel in charter.channels_of(face.party):
        if charter.may_write(face.party, channel):
            world.submit(face, Draft(charter.council_id, channel, "message", {"text": f"as {face.name} tells it"}))


def _schedule(world: World, dice: random.Random) -> None:
    for _ in range(dice.randint(10, 40)):
        world.later(dice.randint(1, STORM_SECONDS - 10), lambda: _some_act(world, dice))
    actors = [actor for actor in world.actors.values() if actor.faces is None]
    pairs = [(one.party, other.party) for one in actors for other in actors if one.party < other.party]
    for one, other in pairs:
        if dice.random() < world.weather.cut:
            start = dice.randint(1, STORM_SECONDS - 50)
            world.later(start, lambda pair=frozenset((one, other)): _cut(world, pair))  # type: ignore[misc]
            world.later(start + dice.randint(10, 300), lambda pair=frozenset((one, other)): _mend(world, pair))  # type: ignore[misc]
    for actor in actors:
        if dice.random() < world.weather.restore:
            saved = dice.randint(20, STORM_SECONDS // 2)
            world.later(saved, lambda actor=actor: _back_up(actor))  # type: ignore[misc]
            world.later(saved + dice.randint(10, 150), lambda actor=actor: _restore(world, actor))  # type: ignore[misc]


def _some_act(world: World, dice: random.Random) -> None:
    _act_of(world, dice, dice.choice(list(world.actors.values())))


def _act_of(world: World, dice: random.Random, actor: Actor) -> None:
    if actor.core is None:
        return
    charter = world.founded.charter
    if actor.party == charter.depositary:
        world.feed(actor, [KeepJournal()])
        return
    channels = [
        channel for channel in charter.channels if channel != "journal" and actor.party in charter.members_of(channel)
    ]
    channel = dice.choice([*channels, "line", "own"])
    council = charter.council_id
    earlier = [
        row.ref
        for _seq, row in actor.store.acts(council)
        if row.channel == channel and row.kind in ("message", "proposal")
    ]
    re = dice.choice(earlier) if earlier and dice.random() < 0.5 else None
    for _ in range(dice.choice((1, 1, 1, 2, 6))):
        body = {"text": f"{actor.name} {actor.written} " + "x" * dice.choice((0, 10, 300))}
        # In one's own channel there are notes; elsewhere what informs, asks, answers, or is refused where it stands.
        kinds = (
            ("note",) if channel == "own" else ("message", "message", "proposal", "reply", "correction", "acknowledge")
        )
        kind, precedence = dice.choice(kinds), Precedence(dice.choice((0, 0, 1, 3)))
        world.submit(actor, Draft(council, channel, kind, body, precedence=precedence, re=re))
        if actor.core is None:
            return


def _cut(world: World, pair: frozenset[str]) -> None:
    world.say(f"cut {sorted(pair)}")
    world.cuts.add(pair)


def _mend(world: World, pair: frozenset[str]) -> None:
    world.say(f"mended {sorted(pair)}")
    world.cuts.discard(pair)


def _back_up(actor: Actor) -> None:
    actor.backup = copy_store(actor.store)


def _restore(world: World, actor: Actor) -> None:
    if actor.backup is not None:
        world.founded.restored.add(actor.party)
        world.restore(actor)


def _heal(world: World) -> None:
    world.say("healed: no loss, no cuts, true clocks, everybody up")
    world.healed = True
    world.cuts.clear()
    for actor in world.actors.values():
        if actor.core is None:
            world.revive(actor)


def story_of(founded: Founded, outcome: Outcome) -> str:
    """Return a run's log for a person."""
    return "\n".join([f"seed {outcome.seed}: {', '.join(founded.parties)}", *outcome.log])
