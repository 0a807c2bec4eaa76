"""What of a scenario's own file counts as evidence: sourced acts in channels that all members read.

Nobody has signed or received these yet: a scenario that is played gives the same counts, and clocks besides.
"""

from typing import Any, Final

from detente.assessment.counted import Counted
from detente.assessment.measures import Evidence, measures
from detente.council.kinds import text_of
from detente.rehearsal.scenario import Act, Basis, Event, Scenario
from detente.rehearsal.setting import MAIN

RECONSTRUCTION: Final = (
    "This record is a reconstruction, read from the scenario's file: only acts marked as sourced are counted."
)
NOT_PLAYED: Final = "no clock runs in a file; play the scenario (detente demo) and name a party's folder with --dir"


def evidence_of(scenario: Scenario) -> Evidence:
    """Return what counts of a scenario's main council."""
    council, events = scenario.council, scenario.acts()
    parties = sorted(set(council.parties) - {council.depositary})
    shared = {name for name, channel in council.channels.items() if set(parties) <= set(channel.members)}
    counted = [
        (event, what)
        for event in events.values()
        if isinstance(what := event.what, Act)
        and event.basis is Basis.SOURCED
        and (what.council, what.refused) == (MAIN, "")
        and what.channel in shared
    ]
    acts = [_counted(event, what, events) for event, what in counted]
    return Evidence(acts, (), parties, None)


def measured(scenario: Scenario) -> dict[str, Any]:
    """Return the measures of a scenario's file, with the line that says what they are."""
    found = measures(evidence_of(scenario))
    return {"record": RECONSTRUCTION, "time_at": None, **found, "replies": {"cannot_say": NOT_PLAYED}}


def _counted(event: Event, act: Act, events: dict[str, Event]) -> Counted:
    first = _opening(act, events)
    topic = text_of(act.body, "topic") or text_of(first.body, "topic")
    opens = first is act
    return Counted(
        act.id, act.party, act.kind or act.call, act.channel, act.to, event.at, opens, first.party != act.party, topic
    )


def _opening(act: Act, events: dict[str, Event]) -> Act:
    """Return the act that opened the matter in which an act stands."""
    while (name := act.dossier or act.re) and isinstance(before := events[name].what, Act):
        act = before
    return act
