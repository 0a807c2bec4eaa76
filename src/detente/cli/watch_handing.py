"""A watch that goes from officer to officer by name: `watch show`, `watch offer`, `watch take`."""

from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of

if TYPE_CHECKING:
    from detente.home.replies.watch import WatchView

Watch = Annotated[str, typer.Option("--watch", metavar="ID", help="Which watch or desk.")]


def show(
    watch: Watch = "line",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show who has the watch, what is open now, and what was done since that officer took it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowWatch(watch, council))
    if as_json:
        printing.put_json(found)
        return
    _put(found)


def _put(found: "WatchView") -> None:
    if found.holder:
        came = f"from {found.giver}" if found.giver else "nobody handed it over"
        typer.echo(printing.visible(f"{found.holder} has the watch since {printing.moment(found.since_at)}; {came}"))
    else:
        typer.echo("nobody has taken the watch; below is the last day")
    if found.offer is not None:
        one = found.offer
        typer.echo(printing.visible(f"{one.ref}  {one.giver} hands it over to {one.to}, who has not taken it yet"))
        if one.text:
            typer.echo(printing.visible(one.text))
    typer.echo(f"\n{len(found.open)} open")
    if found.open:
        rows = (
            (one.precedence.upper(), one.need, one.ref, one.party.upper(), printing.dated(one.clock(found.as_of)[0]))
            for one in found.open
        )
        printing.put_table(("precedence", "needs", "what", "party", "by"), rows)
    typer.echo(f"\n{len(found.done)}{' or more' if found.more else ''} acts in this watch, {found.alarms} alarms")
    if found.done:
        rows = ((one.ref, printing.moment(one.at), one.officer, one.says, "") for one in found.done)
        printing.put_table(("act", "stored", "officer", "what", ""), rows)


def offer(
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Who is to take it, as accredited.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Notes for that officer.")] = "",
    watch: Watch = "line",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Hand the watch over by name, with what is open now; it stays with who has it until the other takes it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        sent = client.call(calls.OfferWatch(to, text, watch, council, officer))
    if as_json:
        printing.put_json(sent)
        return
    typer.echo(
        printing.visible(f"{sent.act.ref}  {sent.act.officer} hands the watch {watch} over to {to}: not taken yet")
    )


def take(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A remark.")] = "",
    watch: Watch = "line",
    unoffered: Annotated[bool, typer.Option("--unoffered", help="Begin it though nobody handed it over.")] = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take the watch that was offered, or begin one; from then on alarms call this officer first."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        sent = client.call(calls.TakeWatch(watch, text, unoffered, council, officer))
    if as_json:
        printing.put_json(sent)
        return
    typer.echo(printing.visible(f"{sent.act.ref}  {sent.act.officer} has the watch {watch}"))
