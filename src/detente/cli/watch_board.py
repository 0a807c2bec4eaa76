"""The watch board: `watch board`."""

from typing import TYPE_CHECKING

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from detente.home.replies.line import CounterpartView
    from detente.home.replies.watch import BoardItemView, BoardView


def board(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show everything that needs a human now, the most urgent first; drills apart; and how each peer can be reached."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowBoard(council=council))
    if as_json:
        printing.put_json(found)
        return
    _put_board(found)


def _put_board(found: "BoardView") -> None:
    mark = "REHEARSAL  " if found.rehearsal else ""
    typer.echo(f"{mark}{found.group}  {printing.moment(found.as_of)}  {found.council}")
    if found.items:
        typer.echo(", ".join(f"{number} {need}" for need, number in found.counts.items()) + "\n")
        _put_items(found.items, found.as_of)
    else:
        typer.echo("nothing needs a human here now")
    if found.drills:
        typer.echo("\nDRILL")
        _put_items(found.drills, found.as_of)
    if found.peers:
        typer.echo("")
        _put_peers(found.peers)
    typer.echo(f"\nduties by the council's time of {printing.moment(found.time_at)}")


def _put_items(items: "Iterable[BoardItemView]", as_of: str) -> None:
    columns = ("precedence", "needs", "what", "party", "by", "left", "remark")
    printing.put_table(columns, (cells_of(one, as_of) for one in items))


def cells_of(one: "BoardItemView", as_of: str) -> tuple[str, ...]:
    """Return what a row of the board says at a time."""
    from detente.console.words.times import left

    by, sets = one.clock(as_of)
    asked_by = "then" if sets == "wish" else printing.dated(one.need_by_at)
    remarks = [
        *([f"drill {one.drill}"] if one.drill else []),
        *(["the watch's own objective"] if sets == "objective" else []),
        *([f"a duty is due {printing.dated(one.owed_at)}"] if one.owed_at is not None and one.owed_at != by else []),
        *(["silence expires then"] if sets == "silence" else []),
        *([f"an answer is asked for by {asked_by}, as a wish"] if one.need_by_at is not None else []),
        *([one.remark] if one.remark else []),
        *([f"with {one.passed.to}" + (f": {one.passed.text}" if one.passed.text else "")] if one.passed else []),
    ]
    return (
        one.precedence.upper(),
        one.need,
        " ".join([*([one.ref] if one.ref else []), one.what]),
        one.party.upper(),
        printing.dated(by),
        "–" if by is None else "overdue" if sets == "due" and by < as_of else left(by, as_of),
        "; ".join(remarks) or "–",
    )


def _put_peers(peers: "Iterable[CounterpartView]") -> None:
    columns = ("peer", "state", "still lacks", "last contact", "last success", "next try")
    rows = (
        (
            one.party.upper(),
            one.state.replace("_", " "),
            f"{one.queue.entries} entries in {one.queue.feeds} feeds" if one.queue.entries else "nothing",
            printing.moment(one.contact_at),
            printing.moment(one.success_at),
            "–" if one.retry_seconds is None else f"in {one.retry_seconds} s, after {one.unanswered} without answer",
        )
        for one in peers
    )
    printing.put_table(columns, rows)
