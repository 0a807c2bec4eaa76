"""Calls of the watch log: what is open and what was sent; writing down what goes out, and who takes what over."""

import time
from collections.abc import Collection, Iterator
from weakref import WeakKeyDictionary

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import DAY, HOUR, Instant, rfc3339
from detente.council.desks import watches, watchlog
from detente.council.kinds import text_of, texts_of
from detente.council.said import Said
from detente.council.waiting import Push, Sent
from detente.home.access.passkeys import check_accredited
from detente.home.acts import locate, officer_of, sent
from detente.home.calls.watch import NoteAlarm, NoteOutcome, PassOn, PushAlarm, ShowAlarms
from detente.home.chased import owed_soon, unheard
from detente.home.holding import holders_of
from detente.home.host import Host
from detente.home.releases import held_in
from detente.home.replies import Sent as SentReply
from detente.home.replies.watch import AlarmsView, CouncilAlarmsView, PassedView
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft, Once

DAY_ENTRIES_MAX = 400
"""Entries of one day's log before another begins: a dossier counts 500 of one party."""


class _Log(Struct):
    """One council's log as far as it was read."""

    after: int = 0
    sent: dict[str, list[Sent]] = field(default_factory=dict)
    """By reference of the alarm."""
    pushes: list[Push] = field(default_factory=list)


class _Passed(Struct):
    """What was passed on in one council, as far as it was read: the board asks for it, and for no alarm."""

    after: int = 0
    to: dict[str, PassedView] = field(default_factory=dict)
    """By reference of what was passed on: who has it now."""


_LOGS: WeakKeyDictionary[Core, dict[str, _Log]] = WeakKeyDictionary()
"""What is read once and kept up with, for each core; it can be read anew at any time. So is `_PASSED`."""
_PASSED: WeakKeyDictionary[Core, dict[str, _Passed]] = WeakKeyDictionary()


async def show_alarms(host: Host, call: ShowAlarms) -> AlarmsView:
    """Return what an alarm goes by; with `known` as soon as something changed, or when time is up."""
    process = getattr(host, "alarm_process", None)
    if call.process and process is not None:
        process.asked_at = time.monotonic()
    if call.known is not None and call.seconds > 0 and host.port is not None:
        await host.until(lambda core: _version(core) != call.known or None, call.seconds)
    await host.fold()
    return await host.read(lambda core: _alarms(core, host.clock.now(), running=host.port is not None))


def _version(core: Core) -> int:
    return sum(feed.size for feed in core.context.held.all())


def _alarms(core: Core, now: Instant, *, running: bool) -> AlarmsView:
    items = tuple(_council(core, council, now, running=running) for council in core.context.directory.councils)
    return AlarmsView(rfc3339(now), now, core.context.party, _version(core), items)


def _council(core: Core, council: str, now: Instant, *, running: bool) -> CouncilAlarmsView:
    log = _read_on(core, council)
    silences = unheard(core, council, now) if running else ()
    waiting = (*core.watchkeeping.waiting(council), *owed_soon(core, council, now), *silences)
    refs = {one.ref for one in waiting}
    on_watch, roster = _people(core, council)
    return CouncilAlarmsView(
        council,
        waiting,
        tuple(one for sent in log.sent.values() for one in sent if one.ref in refs or one.at > now - HOUR),
        tuple(one for one in log.pushes if one.ref in refs),
        on_watch,
        roster,
    )


def _read_on(core: Core, council: str) -> _Log:
    log = _LOGS.setdefault(core, {}).setdefault(council, _Log())
    kinds = (watchlog.ALARM, watchlog.OUTCOME, watchlog.PUSH)
    for place, at, act in _after(core, council, kinds, log.after):
        _take(log, act, at)
        log.after = place
    return log


def _after(core: Core, council: str, kinds: Collection[str], after: int) -> Iterator[tuple[int, Instant, Said]]:
    """Yield the entries of the log stored after a place, with their own places and when they were stored."""
    rows = core.context.store.acts(council, channel=OWN, kinds=kinds, after=after)
    places = {row.ref: (sequence, row.stored_at) for sequence, row in rows}
    for act in core.folding.sayings.opened(row for _sequence, row in rows):
        yield (*places[act.ref], act)


def _take(log: _Log, act: Said, at: Instant) -> None:
    if act.kind == watchlog.ALARM:
        person, party = text_of(act.body, "person"), text_of(act.body, "party")
        about = watchlog.about_of(act.body)
        log.sent[act.ref] = [Sent(act.ref, ref, party, person, phase, at) for ref, phase in about]
    elif act.kind == watchlog.PUSH:
        log.pushes.append(Push(text_of(act.body, "ref"), at))
    elif act.re in log.sent:
        reached = bool(texts_of(act.body, "answered"))
        log.sent[act.re] = [replace(one, reached=reached) for one in log.sent[act.re]]


def _people(core: Core, council: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who has a watch of ours, the newest handover first, and the names and roles of our roster."""
    party, store = core.context.party, core.context.store
    standing = core.folding.standing(council, party)
    names = {standing.id_of(name): name for name in standing.accreditations}
    taken: list[tuple[Instant, str]] = []
    roster: list[str] = []
    for row in store.dossiers(council, desk=watches.NAME):
        state = core.folding.folded(council, row.dossier).states.get(watches.NAME)
        if not isinstance(state, watches.WatchesState):
            continue
        for (who, _watch), handovers in state.watches.items():
            taken += [(one.at, names.get(one.taker, one.taker)) for one in handovers.values.values() if who == party]
        mine = state.rosters.get(party)
        for contacts in mine.values.values() if mine is not None else ():
            roster += [name for one in contacts for name in (one.name, one.role) if name]
    taken += holders_of(core, council)
    return tuple(name for _at, name in sorted(taken, reverse=True)), tuple(dict.fromkeys(roster))


# --- writing ----------------------------------------------------------------------------------------------------------


async def note_alarm(host: Host, call: NoteAlarm) -> SentReply:
    """Write an alarm into the log, before it goes out.

    Raises:
        Fault: the disk said no; then it does not go out.
    """
    about = [{"ref": ref, "phase": phase} for ref, phase in call.about]
    body = {"person": call.person, "party": call.party, "about": about, "more": call.more}
    return await _note(host, call.council, watchlog.ALARM, body)


async def note_outcome(host: Host, call: NoteOutcome) -> SentReply:
    """Write down which addresses answered an alarm."""
    body: dict[str, object] = {"answered": list(call.answered), "silent": list(call.silent)}
    return await _note(host, call.council, watchlog.OUTCOME, body, re=call.ref)


async def push_alarm(host: Host, call: PushAlarm) -> SentReply:
    """Write down that the next step for an act is to be taken now.

    Raises:
        Refused: `reference-unknown`, `council-unknown`.
    """
    council, ref = await host.read(lambda core: locate(core, call.council, call.ref))
    return await _note(host, council, watchlog.PUSH, {"ref": ref}, officer=officer_of(host, call.officer))


async def pass_on(host: Host, call: PassOn, *, session: str = "", once: Once | None = None) -> SentReply:
    """Write down that an officer takes something over: an act or a matter, with a note.

    Args:
        session: in which it is passed on, where that is from the pages.
        once: under which name it is written once.

    Raises:
        Refused: `reference-unknown`, `council-unknown`, `officer-not-accredited`: the one who takes it is no officer
            of this party.
    """
    now, usual = host.clock.now(), officer_of(host, None)

    def check(core: Core) -> tuple[str, str]:
        council, ref = locate(core, call.council, call.ref)
        if call.to != usual or not usual:
            check_accredited(core, council, call.to, now)
        return council, ref

    council, ref = await host.read(check)
    body: dict[str, object] = {"ref": ref, "to": call.to, "text": call.text, "session": session}
    given = {name: value for name, value in body.items() if value != ""}
    return await _note(host, council, watchlog.PASSED, given, officer=officer_of(host, call.officer), once=once)


def passed_in(core: Core, council: str) -> dict[str, PassedView]:
    """Return who has taken over what, by reference of the act or matter; the newest entry holds."""
    known = _PASSED.setdefault(core, {}).setdefault(council, _Passed())
    for place, at, act in _after(core, council, (watchlog.PASSED,), known.after):
        ref, to = text_of(act.body, "ref"), text_of(act.body, "to")
        known.to[ref] = PassedView(act.ref, to, act.officer, rfc3339(at), text_of(act.body, "text"))
        known.after = place
    return known.to


def with_officer(core: Core, council: str, officer: str) -> int:
    """Return how many acts and drafts that wait here an officer has, to whom they were passed on."""
    mine = {ref for ref, one in passed_in(core, council).items() if one.to == officer}
    if not mine:
        return 0
    waiting = {one.ref for one in core.watchkeeping.waiting(council)} | {one.ref for one in held_in(core, council)}
    return len(mine & waiting)


async def _note(
    host: Host,
    council: str,
    kind: str,
    body: dict[str, object],
    *,
    re: str | None = None,
    officer: str = "",
    once: Once | None = None,
) -> SentReply:
    now = host.clock.now()
    dossier = None if re is not None else await host.read(lambda core: _day(core, council, now))
    body = {name: value for name, value in body.items() if value not in ([], 0)}
    draft = Draft(council, OWN, kind, body, officer=officer, re=re, dossier=dossier, once=once)
    return await sent(host, await host.submit(draft))


def _day(core: Core, council: str, now: Instant) -> str | None:
    """Return the log that is to be gone on with, or None where a new one begins."""
    kinds = (watchlog.ALARM, watchlog.PUSH, watchlog.PASSED)
    newest = core.context.store.acts(council, channel=OWN, kinds=kinds, limit=1, newest=True)
    if not newest:
        return None
    row = newest[0][1]
    same_day = row.stored_at // DAY == now // DAY
    entries = core.context.store.acts(council, dossier=row.dossier) if same_day else []
    return row.dossier if same_day and len(entries) < DAY_ENTRIES_MAX else None
