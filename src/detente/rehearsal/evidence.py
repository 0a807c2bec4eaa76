"""What of a scenario's own file counts as evidence: sourced acts in channels that all members read.

What is left out is listed with its reason, because a count that hides its selection says what the labels say.
Nobody has signed or received these yet: a scenario that is played gives the same counts, and clocks besides. How long
something was suspended is counted to the last event of the file.
"""

from typing import Any, Final

from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.left_out import INJECT, NOT_READ_BY_ALL, LeftOut
from detente.assessment.evidence.measures import Evidence, measures
from detente.assessment.evidence.part import Part, part_of
from detente.assessment.evidence.suspended import Suspended, suspended
from detente.clock import Instant
from detente.council.background import Suspension
from detente.council.desks.standing import RESUME, SUSPEND
from detente.council.kinds import instant_of, text_of
from detente.council.scope import SORTS, Scope, open_of, scope_of
from detente.protocol.charter import LINE
from detente.rehearsal.scenario import Act, Basis, Event, Scenario
from detente.rehearsal.setting import MAIN, Council

RECONSTRUCTION: Final = (
    "This record is a reconstruction, read from the scenario's file: only acts marked as sourced are counted."
)
ALL: Final = Scope()
"""What a resumption that names nothing resumes."""
NOT_PLAYED: Final = "no clock runs in a file; play the scenario (detente demo) and name a party's folder with --dir"


def evidence_of(scenario: Scenario) -> Evidence:
    """Return what counts of a scenario's main council."""
    council, events = scenario.council, scenario.acts()
    parties = sorted(set(council.parties) - {council.depositary})
    shared = {name for name, channel in council.channels.items() if set(parties) <= set(channel.members)}
    said = [
        (event, what)
        for event in events.values()
        if isinstance(what := event.what, Act) and (what.council, what.refused) == (MAIN, "")
    ]
    counted = [one for one in said if not _why_left_out(*one, shared)]
    acts = [_counted(event, what, events) for event, what in counted]
    left = [
        LeftOut(_counted(event, what, events), why, scope_of(what.body))
        for event, what in said
        if (why := _why_left_out(event, what, shared))
    ]
    return Evidence(acts, (), parties, None, suspensions=_suspensions(scenario, counted), left_out=left)


def _why_left_out(event: Event, act: Act, shared: set[str]) -> str:
    """Return the first reason why an act is no evidence; empty where it counts."""
    if event.basis is Basis.INJECT:
        return INJECT
    if act.channel not in shared:
        return NOT_READ_BY_ALL
    return "" if event.basis is Basis.SOURCED else str(event.basis)


def measured(scenario: Scenario, part: Part | None = None) -> dict[str, Any]:
    """Return the measures of a scenario's file or a part of it, with the line that says what they are.

    Raises:
        Refused: `period-empty`, `side-malformed`.
    """
    part = part or Part()
    given = part_of(evidence_of(scenario), part)
    last = max(event.at for event in scenario.events)
    end = last if part.until is None else min(last, part.until)
    found = measures(given)
    left = found["left_out"]
    for row in (*(found["listed"] or ()), *(left["listed"] or ()), *left["suspended"]):
        row.update(_told(scenario, row["ref"]))
    return {
        "record": RECONSTRUCTION,
        "time_at": None,
        **part.as_json(),
        **found,
        "replies": {"cannot_say": NOT_PLAYED},
        "suspended": suspended(given.suspensions, given.acts, given.start, end),
    }


def _told(scenario: Scenario, act: str) -> dict[str, Any]:
    """Return the headline of an act, and its sources."""
    event = scenario.acts()[act]
    sources = {name: scenario.sources[name] for name in event.sources}
    return {
        "headline": event.headline,
        "sources": [{"id": name, "title": one.title, "where": one.where} for name, one in sources.items()],
    }


def _counted(event: Event, act: Act, events: dict[str, Event]) -> Counted:
    first = _opening(act, events)
    topic = text_of(act.body, "topic") or text_of(first.body, "topic")
    opens = first is act
    return Counted(act.id, act.party, _kind(act), act.channel, act.to, event.at, opens, first.party, topic)


def _opening(act: Act, events: dict[str, Event]) -> Act:
    """Return the act that opened the matter in which an act stands."""
    while (name := act.dossier or act.re) and isinstance(before := events[name].what, Act):
        act = before
    return act


def _suspensions(scenario: Scenario, counted: list[tuple[Event, Act]]) -> list[Suspended]:
    """Return each suspension that counts; it ends where all of it is resumed, and not with a part."""
    acts = [(event.at, act) for event, act in counted]
    return [_suspension(scenario.council, at, act, acts) for at, act in acts if _kind(act) == SUSPEND]


def _suspension(council: Council, at: Instant, act: Act, acts: list[tuple[Instant, Act]]) -> Suspended:
    scope = scope_of(act.body)
    ends = [
        when for when, one in acts if _kind(one) == RESUME and one.re == act.id and scope_of(one.body) in (ALL, scope)
    ]
    own = instant_of(act.body, "until_at")
    until = min([*ends, *([] if own is None else [own])], default=None)
    channels, levels, topics = (tuple(sorted(scope.named(sort))) for sort in SORTS)
    writes = {
        name: channel.level
        for name, channel in council.channels.items()
        if name == LINE or act.party in channel.members
    }
    said = Suspension(act.id, channels, levels, topics, until=until)
    opened = open_of(writes, council.extra.get("topics", {}), [said], at)
    return Suspended(act.id, act.party, at, until, channels, levels, topics, opened.channels, opened.topics)


def _kind(act: Act) -> str:
    return act.kind or act.call
