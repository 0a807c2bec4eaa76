"""The end of a rehearsal: what came of it, and what to try with the nodes that are still up."""

import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from detente.clock import date_time_group
from detente.console.words.commands import way_in
from detente.protocol.charter import Charter
from detente.rehearsal.director import Director
from detente.rehearsal.play import CutWire, Said
from detente.rehearsal.scenario import Act


def put_outcome(console: Console, director: Director, example: Path | None, seconds: float) -> None:
    """Print the table of what a rehearsal brought about."""
    record = director.record
    lacking = [said.ref for said in record.said.values() if not said.complete]
    failed = [finding.what for finding in record.findings if not finding.holds]
    held = "every holder receipted every act" if not lacking else f"receipts are lacking for {', '.join(lacking)}"
    rows = [
        ("council", director.charter.council_id),
        ("acts", f"{len(record.said)} by {len({said.party for said in record.said.values()})} parties"),
        ("receipts", f"{record.receipts}; {held}"),
        ("matters", _matters(record.matters.values())),
        ("cut", "; ".join(map(_cut, record.cuts)) or "none"),
        ("detour", _detour(director)),
        ("checks", f"{len(record.findings) - len(failed)} of {len(record.findings)} hold{_list(failed)}"),
        ("fsck", _fsck(record.fsck)),
        ("proof", f"{example}" if example else "none"),
        ("took", f"{seconds:.0f} s"),
    ]
    table = Table(box=None, show_header=False, pad_edge=False, title="what came of it", title_justify="left")
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, value in rows:
        table.add_row(name, Text(value))
    console.print()
    console.print(table)
    for text in record.troubles:
        console.print(Text(f"not as written: {text}", style="red"))


def put_trials(director: Director, example: Path | None, tour: str = "") -> None:
    """Print what to try: the page with two windows and five cards, and commands that run as they stand."""
    place = director.stage.cast.directory
    players = director.stage.players
    one, other, channel = _pair(director)
    mine, theirs = _dir(players[one].folder.path), _dir(players[other].folder.path)
    demo = f"detente demo --dir {_quoted(place)}"
    last = _last_by(director, other) or f"{other.upper()}/LINE/2"
    name = director.scenario.name_of
    idle = [party for party in players if party not in (one, other, director.charter.depositary)]
    victim = idle[-1] if idle else other
    process = players[victim].process
    # The name of a field in the first entry of every feed, in the one place where it is not sealed.
    record = _quoted(players[victim].folder.record)
    trials = [*_answer(director)]
    trials += [
        (f"read as {name(other)}", f"detente inbox {theirs}"),
        ("what it missed", f"detente brief {theirs}"),
        *(
            (f"see {desk}", f"detente dossier show {ref} {theirs}")
            for desk, ref in matters_for(director, other).items()
        ),
        (f"speak as {name(other)}", f"detente send {theirs} --channel line --wait stored 'Radio check.'"),
        ("cut the wire", f"{demo} cut {one} {other}"),
        ("", f"detente send {mine} --channel {channel} --to {other} --precedence flash --wait stored 'Still there?'"),
        ("what that silence is", f"detente line status {other} {mine}"),
        ("", f"{demo} mend {one} {other}"),
        ("kill a node", f"kill -9 {process.pid if process else 0} && {demo} start {victim}"),
        ("change a byte", f"{demo} stop {victim}"),
        ("", f"LC_ALL=C sed -i s/hidentity/hidentitz/ {record}"),
        ("", f"detente record fsck {_dir(players[victim].folder.path)}"),
        ("turn the clock", f"{demo} clock +6h"),
    ]
    if example is not None:
        trials += [("check a proof", f"detente evidence verify {_quoted(example)}")]
    else:
        trials += [("take a proof", f"detente evidence export {last} {theirs} -o proof.zip")]
    pages = [(name(party), player.pages) for party, player in players.items() if player.pages]
    typer.echo("\nThe nodes stay up, and the scenario's clock goes on from the last event. To try, in another shell:\n")
    if first := way_in():
        trials.insert(0, ("in a new shell", first))
    width = max(len(what) for what, _line in trials) + 2
    for what, line in trials:
        typer.echo(f"  {what:<{width}}{line}")
    for number, (party, address) in enumerate(pages):
        typer.echo(f"  {'' if number else 'pages':<{width}}{address}  {party}")
    if tour:
        typer.echo(f"\nFive minutes, two windows, five cards:  {tour}")
    typer.echo("\nCtrl-C stops all.")


def windows_of(director: Director) -> tuple[str, str]:
    """Return the two parties for whom windows are opened: the first of the charter, and the one that was asked most."""
    first = next(iter(director.charter.parties))
    asked = answerable(director.record.said.values(), director.charter)
    others = [party for party in asked if party not in (first, director.charter.depositary)]
    rest = [party for party in director.charter.parties if party not in (first, director.charter.depositary)]
    return first, max(others, key=lambda one: len(asked[one])) if others else rest[0]


def _pair(director: Director) -> tuple[str, str, str]:
    """Return two parties and a channel for the trials: those whose wire was cut, or the first two."""
    cuts, charter = director.record.cuts, director.charter
    one, other = cuts[0].between if cuts else list(charter.parties)[:2]
    shared = [channel for channel in charter.channels_of(one) if charter.members_of(channel) == (one, other)]
    return one, other, shared[0] if shared else "line"


def _answer(director: Director) -> list[tuple[str, str]]:
    """Return how to answer, as a party to whom an act is addressed where that party may write; none if no act asks.

    Most was addressed to that party: so it is a party to the scenario's matter, not one that was once asked in passing.
    """
    asked = answerable(director.record.said.values(), director.charter)
    asked = {party: acts for party, acts in asked.items() if party in director.stage.players}
    if not asked:
        return []
    party = max(asked, key=lambda one: len(asked[one]))
    act, place = asked[party][-1], _dir(director.stage.players[party].folder.path)
    line = f"detente send {place} --channel {act.channel} --re {act.ref} --wait stored 'We have read it.'"
    return [(f"answer as {director.scenario.name_of(party)}", line)]


def answerable(said: Iterable[Said], charter: Charter) -> dict[str, list[Said]]:
    """Return by party the acts that ask it to act where it may write, in the order in which they were said."""
    asked: dict[str, list[Said]] = {}
    for one in said:
        what = one.event.what if one.event else None
        for party in what.to if isinstance(what, Act) else ():
            if charter.may_write(party, one.channel):
                asked.setdefault(party, []).append(one)
    return asked


def matters_for(director: Director, party: str) -> dict[str, str]:
    """Return by desk the newest matter that a party reads, by its first act, plain words aside."""
    record, charter = director.record, director.charter
    return {
        said.matter[0]: said.dossier
        for said in record.said.values()
        if (said.council, said.dossier) in record.matters
        and said.council == charter.council_id
        and party in charter.members_of(said.channel)
    }


def _last_by(director: Director, party: str) -> str | None:
    mine = [said for said in director.record.said.values() if said.party == party and said.channel == "line"]
    return mine[-1].ref if mine else None


def _matters(matters: Iterable[tuple[str, str]]) -> str:
    """Return how matters stand, plain words aside: `meeting closed (1), decision adopted (2)`."""
    counted = Counter(f"{desk}: {status}" for desk, status in matters)
    return "; ".join(f"{words} ({count})" for words, count in sorted(counted.items())) or "plain words only"


def _cut(wire: CutWire) -> str:
    ends = "–".join(party.upper() for party in wire.between)
    until = "still" if wire.mended_at is None else f"until {date_time_group(wire.mended_at)}"
    return f"{ends} from {date_time_group(wire.at)}, {until}"


def _detour(director: Director) -> str:
    found = director.record.detours
    if not found:
        return "none asked for"
    return "; ".join(f"{finding.what}: {'proven' if finding.holds else 'not proven'}" for finding in found)


def _fsck(fsck: dict[str, str]) -> str:
    sound = [party.upper() for party, found in fsck.items() if found == "ok"]
    unsound = [f"{party.upper()} {found}" for party, found in fsck.items() if found != "ok"]
    return "; ".join([*([f"ok: {' '.join(sound)}"] if sound else []), *unsound]) or "not checked"


def _list(texts: list[str]) -> str:
    return f"; not: {'; '.join(texts)}" if texts else ""


def _dir(path: Path) -> str:
    return f"--dir {_quoted(path)}"


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
