"""Evidence for strangers: `evidence export`, `verify`, `contradictions`."""

import base64
from pathlib import Path
from typing import Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.errors import Malformed, Refused
from detente.home.files import write_file
from detente.limits import EVIDENCE_BYTES_MAX

app = typer.Typer(help="Files that prove an act to anybody, without us.", no_args_is_help=True, rich_markup_mode=None)


@app.command(epilog="\b\nExample:\n  detente evidence export RU/LINE/42 -o act.zip")
def export(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Like RU/LINE/42.")],
    output: Annotated[Path, typer.Option("-o", metavar="FILE.zip", help="Where the file goes.")],
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write the evidence of one act; whoever has the file can read that act, and no other."""
    from detente.home import calls

    if output.exists():
        raise Refused(
            "file-exists", expected="a new file", got=str(output), remedy="name another one, or remove it first"
        )
    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ExportEvidence(ref=ref, council=council, disclose=True, officer=officer))
    write_file(output, base64.b64decode(found.file))
    if as_json:
        printing.put_json(
            {"file": str(output), "ref": found.ref, "discloses": found.discloses, "noted_as": found.noted_as}
        )
        return
    typer.echo(f"{output}: evidence of {found.ref}")
    for line in found.discloses:
        typer.echo(f"  {line}")
    if found.noted_as:
        typer.echo(f"  noted as {found.noted_as}")


@app.command(epilog="\b\nExample:\n  detente evidence verify act.zip")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="An evidence file.")],
    as_json: Json = False,
) -> None:
    """Check an evidence file step by step; needs no folder, no node and no network. Fails with exit code 65."""
    from detente.home.proofs import verify_file

    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= EVIDENCE_BYTES_MAX else b""
    except OSError as fault:
        raise Refused("file-unreadable", expected="an evidence file", got=f"{file}: {fault.strerror}") from None
    if size > EVIDENCE_BYTES_MAX:
        raise Malformed("evidence-too-large", expected=f"at most {EVIDENCE_BYTES_MAX} bytes", got=str(size))
    report = verify_file(data)
    if as_json:
        printing.put_json(report)
    else:
        for step in report.items:
            typer.echo(f"({step.number}) {'ok  ' if step.ok else 'FAIL'}  {step.title}: {printing.visible(step.text)}")
        typer.echo("verified" if report.verified else "not verified")
    if not report.verified:
        raise typer.Exit(Malformed.exit_code)


@app.command(epilog="\b\nExample:\n  detente evidence contradictions -o proofs/")
def contradictions(
    output: Annotated[Path | None, typer.Option("-o", metavar="DIR", help="Write a file for each there.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List proofs that signed statements exclude each other; their cause is not stated."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.Contradictions(council=council))
    if output is not None:
        output.mkdir(parents=True, exist_ok=True)
        for one in found.items:
            write_file(output / f"contradiction-{one.id[:16]}.zip", base64.b64decode(one.file), replace=True)
    if as_json:
        printing.put_json(found)
        return
    if not found.items:
        typer.echo("no contradiction is known here")
        return
    printing.put_table(
        ("id", "feed", "what", "known since"),
        ((one.id[:16], one.origin, one.text, printing.moment(one.known_at)) for one in found.items),
    )
