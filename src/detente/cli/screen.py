"""A rehearsal as people see it: scenario time, who and what with its reference, receipts as they come in."""

from collections.abc import Callable, Iterable
from typing import Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.table import Table
from rich.text import Text

from detente.cli.pace import Pace
from detente.clock import Instant, rfc3339
from detente.council.desks import line
from detente.council.registry import KINDS
from detente.rehearsal import scenario as s
from detente.rehearsal.cues import Held
from detente.rehearsal.play import Finding, Said

COLUMNS_PLAIN = 120
TIME_WIDTH = 17
RECEIPTS_WIDTH = 36
KEYS = "space pauses · n next · q ends"
_WEIGHTS: dict[type, float] = {s.Act: 1.3, s.Check: 0.8, s.Published: 1.0, s.Note: 1.0}


class Screen:
    """Shows a rehearsal, on a terminal with the current event alive, elsewhere line by line.

    Args:
        console: where it is shown.
        scenario: what is played.
        pace: how fast.
        keys: whether keys are read.
    """

    def __init__(self, console: Console, scenario: s.Scenario, pace: Pace, *, keys: bool) -> None:
        self._console = console
        self._scenario = scenario
        self._pace = pace
        self._keys = keys
        self._event: s.Event | None = None
        self._said: Said | None = None
        self._finding: Finding | None = None
        self._troubles: list[str] = []
        self._weight = sum(_weight(event) for event in scenario.events)
        self._live = Live(console=console, auto_refresh=False, transient=True) if console.is_terminal else None

    def __enter__(self) -> Self:
        self._console.print(self._row(Text("scenario, UTC"), Text("who and what"), Text("receipts"), style="bold"))
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._set_down()
        if self._live is not None:
            self._live.stop()

    # --- the audience -----------------------------------------------------------------------------

    def happens(self, event: s.Event, said: Said | None) -> None:
        """Show an event."""
        self._set_down()
        self._event, self._said = event, said
        self._refresh()

    def receipt(self, said: Said, held: Held) -> None:  # noqa: ARG002  the act's own list of receipts is shown
        """Show a receipt beside the act, if it is the one shown."""
        self._refresh()

    def adds_up(self, said: Said) -> None:  # noqa: ARG002  the act's own matter is shown
        """Show what the matter adds up to now, if the act is the one shown."""
        self._refresh()

    def found(self, event: s.Event, finding: Finding) -> None:  # noqa: ARG002  the finding belongs to the event shown
        """Show what a check found."""
        self._finding = finding
        self._refresh()

    def trouble(self, text: str) -> None:
        """Show what did not go as written."""
        self._troubles.append(text)
        self._refresh()

    async def pace(self, event: s.Event, total: int) -> None:  # noqa: ARG002  an event's share is by what it is
        """Return when the next event may happen."""
        await self._pace.wait(_weight(event) / self._weight)

    # --- rows -------------------------------------------------------------------------------------

    def _refresh(self) -> None:
        if self._live is not None and self._event is not None:
            shown: list[RenderableType] = [self._current()]
            if self._keys:
                shown.append(Text("  paused · space goes on" if self._pace.paused else f"  {KEYS}", style="dim"))
            self._live.update(Group(*shown), refresh=True)

    def _set_down(self) -> None:
        """Print the event that is over where it stays."""
        if self._event is not None:
            self._console.print(self._current())
        self._event, self._said, self._finding, self._troubles = None, None, None, []

    def _current(self) -> Table:
        assert self._event is not None, "an event is shown"
        what = Group(*headline(self._scenario, self._event, self._said), *self._remarks())
        return self._row(Text(moment(self._event.at)), what, self._receipts())

    def _remarks(self) -> list[Text]:
        found = [Text(f"! {text}", style="bold red") for text in self._troubles]
        if self._said is not None and self._said.files:
            found.append(Text(f"with {', '.join(self._said.files)}", style="dim"))
        if self._said is not None and self._said.matter[0] not in ("", line.NAME):
            found.append(Text(f"{self._said.dossier}: {self._said.matter[1]}", style="bold cyan"))
        if self._finding is not None:
            told = self._finding.via or (self._event is not None and isinstance(self._event.what, s.Ask))
            facts = self._finding.facts if told else [fact for fact in self._finding.facts if not fact.holds]
            found += [Text.assemble(_mark(fact.holds), f" {fact.text}", style="dim") for fact in facts]
        return found

    def _receipts(self) -> Text:
        if self._finding is not None:
            return Text.assemble(_mark(self._finding.holds), f" {self._finding.what}")
        return ticks(self._said.receipts.values(), self._shorts()) if self._said is not None else Text()

    def _shorts(self) -> Callable[[str], str]:
        return lambda party: self._scenario.parties[party].short

    def _row(self, at: Text, what: RenderableType, receipts: Text, style: str = "") -> Table:
        row = Table.grid(padding=(0, 1, 0, 0), expand=True)
        row.add_column(width=TIME_WIDTH, style=style or "cyan")
        row.add_column(ratio=1, style=style)
        row.add_column(width=RECEIPTS_WIDTH, style=style)
        row.add_row(at, what, receipts)
        return row


def headline(scenario: s.Scenario, event: s.Event, said: Said | None) -> list[Text]:
    """Return who, to whom, the reference, and the headline of an event."""
    who = _who(scenario, event.what, said)
    if event.basis is not s.Basis.SOURCED:
        who.append(f"  [{event.basis.value}]", style="dim yellow")
    return [who, Text(event.headline)]


def _who(scenario: s.Scenario, what: s.What, said: Said | None) -> Text:
    def short(party: str) -> str:
        return scenario.parties[party].short if party in scenario.parties else scenario.name_of(party)

    def wire(verb: str, between: tuple[str, str]) -> Text:
        return Text(f"wire {verb}: {short(between[0])}–{short(between[1])}", style="bold yellow")

    match what:
        case s.Act() as act:
            to = " → " + " ".join(map(short, act.to)) if act.to else ""
            urgent = "" if act.precedence is s.Priority.ROUTINE else f"  {act.precedence.value.upper()}"
            ref = said.ref if said else "not signed" if act.refused else "–"
            kind = _title(said.kind if said else act.kind)
            return Text.assemble(
                (short(act.party) + to, "bold"), "  ", (ref, "green"), (kind, "magenta"), (urgent, "bold red")
            )
        case s.Ask() as ask:
            return Text.assemble((short(ask.party), "bold"), f" asks its own node: {ask.call}")
        case s.Tick():
            return Text("the council's time", style="dim")
        case s.Published() as published:
            return Text.assemble((short(published.by), "bold"), " in public, not on the line")
        case s.Check():
            return Text("check", style="dim")
        case s.Note():
            return Text("narrator", style="dim")
        case s.Cut() as cut:
            return wire("cut", cut.between)
        case s.Mend() as mend:
            return wire("mended", mend.between)
        case s.Stop() as stop:
            return Text(f"node stops: {short(stop.party)}", style="bold yellow")
        case s.Start() as start:
            return Text(f"node starts: {short(start.party)}", style="bold yellow")


def _title(kind: str) -> str:
    """Return what people call a kind, to stand behind a reference; a plain message needs no word."""
    return f"  {KINDS[kind].title}" if kind in KINDS and kind != line.MESSAGE else ""


def ticks(receipts: Iterable[Held], short: Callable[[str], str]) -> Text:
    """Return receipts by time: `NATO US ✓ 09:05:00`."""
    by_time: dict[Instant, list[str]] = {}
    for held in receipts:
        by_time.setdefault(held.at, []).append(short(held.party))
    text = Text()
    for number, (at, parties) in enumerate(sorted(by_time.items())):
        text.append("\n" if number else "")
        text.append(f"{' '.join(parties)} ")
        text.append("✓", style="green")
        text.append(f" {rfc3339(at)[11:19]}")
    return text


def moment(at: Instant) -> str:
    """Return a scenario's time for the first column, to the minute."""
    return rfc3339(at)[:16].replace("T", " ") + "Z"


def _mark(holds: bool) -> tuple[str, str]:
    return ("✓", "green") if holds else ("✗", "bold red")


def _weight(event: s.Event) -> float:
    return _WEIGHTS.get(type(event.what), 1.0)
