"""What takes two officers: `release list`, `sign`, `approve`, `drop`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing, saying, signing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_text
from detente.errors import Refused
from detente.home.files import write_file

if TYPE_CHECKING:
    from detente.home.client import Client
    from detente.home.replies.officers import DraftView
    from detente.tlog.notes import Note

app = typer.Typer(
    help="Drafts of kinds that take two officers: one drafts, another releases.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

Reference = Annotated[str, typer.Argument(metavar="REF", help="A draft, like RU/OWN/5.")]
Releaser = Annotated[str, typer.Option("--officer", envvar="DETENTE_OFFICER", metavar="TEXT", help="Who releases it.")]
Keys = Annotated[
    list[Path] | None, typer.Option("--key", metavar="FILE", help="The key of an officer who signs; again for more.")
]
Passphrases = Annotated[
    list[Path] | None,
    typer.Option("--key-passphrase-file", metavar="FILE", help="What opens that key; once for each, in their order."),
]
Signed = Annotated[
    Path | None, typer.Option("--note", metavar="FILE", help="The release as somebody has signed it already.")
]


@app.command("list", epilog="\b\nExample:\n  detente release list")
def list_drafts(
    everything: Annotated[bool, typer.Option("--all", help="Also what was released or dropped.")] = False,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List the drafts that wait for a second officer."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListDrafts(council=council, all=everything))
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("nothing is held for release")
        return
    columns = ("draft", "kind", "channel", "drafted by", "at", "status", "released by", "act")
    rows = (
        (
            one.ref,
            one.kind,
            one.channel,
            one.drafted_by,
            printing.moment(one.drafted_at),
            one.status,
            one.released_by or "–",
            one.act or "–",
        )
        for one in listing.items
    )
    printing.put_table(columns, rows)


@app.command(
    epilog="\b\nExample:\n  detente release sign RU/OWN/5 --officer 'B. Petrov' --key drafter.key -o five.release"
)
def sign(
    ref: Reference,
    officer: Releaser,
    output: Annotated[Path, typer.Option("-o", metavar="FILE", help="Where the signed release goes.")],
    key: Keys = None,
    key_passphrase_file: Passphrases = None,
    note: Signed = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Sign the release of a draft with one officer's key, for the other to sign elsewhere; nothing is sent."""
    with client_of(directory, passphrase_file) as client:
        made = _signed(client, council, ref, officer, key or [], key_passphrase_file or [], note)
    write_file(output, made.to_bytes(), replace=output == note)
    typer.echo(f"{output}: signed by {', '.join(line.name for line in made.signatures)}")


@app.command(epilog="\b\nExample:\n  detente release approve RU/OWN/5 --officer 'B. Petrov'")
def approve(
    ref: Reference,
    officer: Releaser,
    key: Keys = None,
    key_passphrase_file: Passphrases = None,
    note: Signed = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Release a draft: it is sent exactly as it was drafted, and who drafted and who released it is noted in `own`."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        running = client.running
        text = None
        if key or note is not None:
            text = (
                _signed(client, council, ref, officer, key or [], key_passphrase_file or [], note).to_bytes().decode()
            )
        sent = client.call(calls.ReleaseDraft(ref=ref, officer=officer, council=council, note=text))
    if as_json:
        printing.put_json(sent)
        return
    saying.put_sent(sent, f"{sent.act.kind}, released by {officer}")
    if not running:
        typer.echo("no node runs here: it leaves with the next `detente up`")


@app.command(epilog="\b\nExample:\n  detente release drop RU/OWN/5 --text 'Overtaken by events.'")
def drop(
    ref: Reference,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="Why.")] = "",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Drop a draft: it stays readable in one's own channel and can no longer be released."""
    from detente.home import calls

    call = calls.Send(
        channel="own", kind="draft-dropped", body=saying.given(text=text), council=council, officer=officer, re=ref
    )
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"drops {ref.upper()}")


def _signed(
    client: "Client", council: str | None, ref: str, releaser: str, keys: list[Path], passphrases: list[Path],
    note: Path | None,
) -> "Note":  # fmt: skip
    """Return the release of a draft with the lines of these keys below those that it has."""
    from detente.home import calls
    from detente.tlog.notes import Note, parse_note

    if note is not None:
        begun = parse_note(read_text(note, "a signed release").encode())
    else:
        listing = client.call(calls.ListDrafts(council=council, all=True))
        draft = next((one for one in listing.items if one.ref == ref.rpartition(":")[2].upper()), None)
        if draft is None:
            raise Refused(
                "draft-unknown", expected="a draft of this party, like RU/OWN/5", got=ref, remedy="detente release list"
            )
        begun = Note(_text(client, draft, releaser, listing.as_of), ())
    return signing.sign_all(begun, signing.open_keys(keys, passphrases))


def _text(client: "Client", draft: "DraftView", releaser: str, as_of: str) -> str:
    """Return what both sign: ids are those of their accredited keys."""
    from detente.clock import parse_rfc3339
    from detente.protocol.officers import officer_of
    from detente.protocol.statements import Release, render_release
    from detente.tlog.notes import parse_vkey

    party = draft.ref.split("/")[0].lower()
    drafter, second = (
        officer_of(parse_vkey(signing.accredited(client, draft.council, party, name).key))
        for name in (draft.drafted_by, releaser)
    )
    return render_release(
        Release(draft.council, party, draft.digest, draft.kind, draft.channel, drafter, second, parse_rfc3339(as_of))
    )
