"""Passing on what another gave: `share release ask|consent|decline`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile
from detente.cli.saying import NeedBy, channel_of, given, say

app = typer.Typer(
    help="Passing on what another gave: its originator is asked, and answers.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

ONWARD, CONSENT, REFUSAL = "onward-request", "onward-consent", "onward-decline"
For = Annotated[list[str], typer.Option("--for", metavar="P", help="To whom: a party or others; again for more.")]


@app.command(
    "ask", epilog="\b\nExample:\n  detente share release ask RU/PAIR/9 --for us --reason 'They are on its soil.'"
)
def ask(
    ref: Annotated[str, typer.Argument(metavar="REF", help="An item, or an answer.")],
    to: For,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")],
    need_by: NeedBy = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask whoever gave something if it may be passed on."""
    body = given(parties=[party.lower() for party in to], reason=reason, need_by_at=need_by)
    say_of(ONWARD, ref, body, council, officer, directory, passphrase_file,
           as_json=as_json, what=f"asks to pass on {ref.upper()}")  # fmt: skip


@app.command(
    "consent", epilog="\b\nExample:\n  detente share release consent NATO/PAIR/15 --for us --terms 'Without the names.'"
)
def consent(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request to pass it on.")],
    to: For,
    until: Annotated[str, typer.Option("--until", metavar="TIME", help="Until when; RFC 3339 with zone.")] = "",
    terms: Annotated[str, typer.Option("--terms", metavar="TEXT", help="On what terms, in words.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Consent to passing on, to all or some of those named."""
    body = given(parties=[party.lower() for party in to], until_at=until, text=terms)
    say_of(CONSENT, ref, body, council, officer, directory, passphrase_file, as_json=as_json,
           what=f"consents to passing on to {', '.join(to).upper()}")  # fmt: skip


@app.command("decline", epilog="\b\nExample:\n  detente share release decline NATO/PAIR/15 --reason 'Not yet.'")
def decline(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request to pass it on.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Decline passing on."""
    say_of(REFUSAL, ref, given(reason=reason), council, officer, directory, passphrase_file, as_json=as_json,
           what=f"does not consent to {ref.upper()}")  # fmt: skip


def say_of(
    kind: str, ref: str, body: dict[str, Any], council: str | None, officer: str | None, directory: Path,
    passphrase_file: Path | None, *, as_json: bool, what: str,
) -> None:  # fmt: skip
    """Say something of an act, in its channel."""
    from detente.home import calls

    call = calls.Send(channel=channel_of(ref), body=body, kind=kind, council=council, re=ref, officer=officer)
    say(call, directory, passphrase_file, as_json=as_json, what=what)
