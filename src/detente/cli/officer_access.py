"""Officers before the pages: `officer enrol`, `passkeys`, `withdraw-passkey`, `sessions`, `end-session`."""

from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of


def add_to(app: typer.Typer) -> None:
    """Add the commands of this page."""
    app.command(epilog="\b\nExample:\n  detente officer enrol 'A. Grushko'")(enrol)
    app.command("passkeys", epilog="\b\nExample:\n  detente officer passkeys")(list_passkeys)
    app.command("withdraw-passkey", epilog="\b\nExample:\n  detente officer withdraw-passkey RU/OWN/5 --text 'Lost.'")(
        withdraw_passkey
    )
    app.command("sessions", epilog="\b\nExample:\n  detente officer sessions")(list_sessions)
    app.command("end-session", epilog="\b\nExample:\n  detente officer end-session 3f9a02c1d4e5")(end_session)


def enrol(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An officer whom the party accredits.")],
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Make a link through which an officer enrols a passkey: it works once, for half an hour, on this machine."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        made = client.call(calls.EnrolOfficer(officer=name, council=council))
    if as_json:
        printing.put_json(made)
        return
    typer.echo(made.link)
    typer.echo(f"for {printing.visible(made.officer)}, once, until {printing.moment(made.until_at)}", err=True)


def list_passkeys(directory: Dir = HERE, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """List the passkeys with which officers sign in to the pages, and the links that wait to be used."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ListPasskeys())
    if as_json:
        printing.put_json(found)
        return
    if not found.items:
        typer.echo("no passkey is enrolled: detente officer enrol NAME")
    else:
        rows = ((one.ref, one.officer, one.site, printing.moment(one.since_at), one.credential) for one in found.items)
        printing.put_table(("passkey", "officer", "site", "enrolled", "id begins with"), rows)
    for one in found.waiting:
        typer.echo(f"a link for {printing.visible(one.officer)} waits until {printing.moment(one.until_at)}")


def withdraw_passkey(
    ref: Annotated[str, typer.Argument(metavar="REF", help="As `officer passkeys` lists it, like RU/OWN/5.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="Why.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take a passkey back: it opens nothing any more, and its sessions end."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        done = client.call(calls.WithdrawPasskey(ref=ref, text=text, council=council, officer=officer))
    if as_json:
        printing.put_json(done)
        return
    typer.echo(f"{done.ref}  passkey {ref} withdrawn; {len(done.ended)} sessions ended")


def list_sessions(directory: Dir = HERE, passphrase_file: PassphraseFile = None, as_json: Json = False) -> None:
    """List who is signed in to the pages, and until when."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ListSessions())
    if as_json:
        printing.put_json(found)
        return
    if not found.items:
        typer.echo("nobody is signed in")
        return
    columns = ("session", "officer", "by", "signed in", "last used", "ends unused", "ends")
    rows = (
        (
            one.id,
            one.officer,
            one.means,
            printing.moment(one.opened_at),
            printing.moment(one.seen_at),
            printing.moment(one.idle_until_at),
            printing.moment(one.until_at),
        )
        for one in found.items
    )
    printing.put_table(columns, rows)


def end_session(
    session: Annotated[
        str | None, typer.Argument(metavar="[SESSION]", help="As `officer sessions` lists it; else name --officer.")
    ] = None,
    officer: Annotated[
        str | None, typer.Option("--officer", metavar="NAME", help="All sessions of an officer.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every session.")] = False,
    directory: Dir = HERE,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """End sessions at once: what they opened is closed, and who acts there next signs in anew."""
    from detente.home import calls

    if (session is not None) + (officer is not None) + everything != 1:
        raise typer.BadParameter("name one session, or --officer NAME, or --all")
    with client_of(directory, passphrase_file) as client:
        ended = client.call(calls.EndSessions(session=session, officer=officer))
    if as_json:
        printing.put_json(ended)
        return
    for one in ended.items:
        typer.echo(f"ended {one.id} of {printing.visible(one.officer)}")
    if not ended.items:
        typer.echo("no session was open")
