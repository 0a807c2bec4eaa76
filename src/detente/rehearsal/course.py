"""What only the whole course of a scenario shows: time runs forward, and nobody acts while his node is stopped."""

from detente.errors import Malformed
from detente.rehearsal import scenario as s


def check_course(scenario: s.Scenario) -> None:
    """Refuse a course that no council could take.

    Raises:
        Malformed: `scenario-order` where an event stands before an earlier one; `scenario-state` where a wire is cut
            twice, or a stopped party acts.
    """
    cut: set[frozenset[str]] = set()
    stopped: set[str] = set()
    before = scenario.council.founded_at
    for event in scenario.events:
        if event.at < before:
            raise _wrong(
                scenario, event, "scenario-order", "events in the order of time", "an earlier time than before it"
            )
        before = event.at
        match event.what:
            case s.Act(party=party) | s.Ask(party=party) if party in stopped:
                raise _wrong(scenario, event, "scenario-state", "an act of a running party", f"{party} is stopped")
            case s.Cut(between=pair) if frozenset(pair) in cut:
                raise _wrong(scenario, event, "scenario-state", "a wire that works", f"{' and '.join(pair)} are cut")
            case s.Mend(between=pair) if frozenset(pair) not in cut:
                raise _wrong(scenario, event, "scenario-state", "a wire that is cut", f"{' and '.join(pair)} are not")
            case s.Stop(party=party) if party in stopped:
                raise _wrong(scenario, event, "scenario-state", "a running party", f"{party} is stopped")
            case s.Start(party=party) if party not in stopped:
                raise _wrong(scenario, event, "scenario-state", "a stopped party", f"{party} runs")
            case s.Cut(between=pair):
                cut.add(frozenset(pair))
            case s.Mend(between=pair):
                cut.discard(frozenset(pair))
            case s.Stop(party=party):
                stopped.add(party)
            case s.Start(party=party):
                stopped.discard(party)
            case s.Act() | s.Ask() | s.Tick() | s.Check() | s.Published() | s.Note():
                pass


def _wrong(scenario: s.Scenario, event: s.Event, code: str, expected: str, got: str) -> Malformed:
    return Malformed(code, expected=expected, got=f"{got} ({scenario.file}: event {event.number})")
