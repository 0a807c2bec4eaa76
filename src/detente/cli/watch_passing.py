"""Who takes something on the board over, and which flash acts ring: `watch pass`, `watch ringing`."""

from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of


def pass_on(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act or matter, like RU/LINE/42.")],
    to: Annotated[str, typer.Option("--to", metavar="NAME", help="Who takes it over, as accredited; oneself too.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="A note for that officer.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Pass something on the watch board on to another officer of this party; it is noted in own, and told to nobody."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        sent = client.call(calls.PassOn(ref=ref, to=to, text=text, council=council, officer=officer))
    if as_json:
        printing.put_json(sent)
        return
    by = f", passed on by {printing.visible(sent.act.officer)}" if sent.act.officer else ""
    typer.echo(f"{sent.act.ref}  {sent.act.body['ref']} is with {printing.visible(to)}{by}")


def ringing(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show the flash acts and drafts that ring in the pages until answered or released, and drills under way."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowRinging(council=council))
    if as_json:
        printing.put_json(found)
        return
    if found.items:
        rows = (
            (one.ref, one.party.upper(), one.ring, printing.moment(one.since_at),
             ", ".join(one.read_by) or (f"draft of {one.drafted_by}" if one.drafted_by else "nobody"),
             one.drill or "–")
            for one in found.items
        )  # fmt: skip
        printing.put_table(("act", "party", "rings as", "since", "read by", "drill"), rows)
    else:
        typer.echo("nothing rings")
    if found.drills:
        typer.echo(f"drills under way: {printing.visible(', '.join(found.drills))}")
