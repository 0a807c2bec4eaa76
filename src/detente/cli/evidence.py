"""Evidence for strangers: `evidence export`, `verify`, `contradictions`."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.errors import Malformed, Refused
from detente.home.files import check_new, write_file

if TYPE_CHECKING:
    from detente.home.calls import ExportDossier

app = typer.Typer(help="Files that prove an act to anybody, without us.", no_args_is_help=True, rich_markup_mode=None)


@app.command(
    epilog="\b\nExample:\n  detente evidence export RU/LINE/42 -o act.zip\n"
    "  detente evidence export --dossier RU/LINE/42 -o dossier.zip"
)
def export(
    output: Annotated[Path, typer.Option("-o", metavar="FILE.zip", help="Where the file goes.")],
    ref: Annotated[str | None, typer.Argument(metavar="REF", help="One act, like RU/LINE/42.")] = None,
    dossier: Annotated[
        str | None,
        typer.Option("--dossier", metavar="REF", help="All acts of the matter of this act, their files and receipts."),
    ] = None,
    no_files: Annotated[bool, typer.Option("--no-files", help="With --dossier: the acts without their files.")] = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write the evidence of one act, or one bundle of all of a matter; whoever has the file can read what it says."""
    from detente.home import calls

    if (ref is None) == (dossier is None):
        raise Refused(
            "ref-or-dossier",
            expected="either REF, for one act, or --dossier REF",
            got="neither" if ref is None else "both",
            remedy="detente evidence export --help",
        )
    check_new(output)
    if ref is None:
        call = calls.ExportDossier(
            str(dossier), str(output.absolute()), files=not no_files, council=council, officer=officer
        )
        _export_dossier(call, directory, passphrase_file, as_json=as_json)
        return
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


def _export_dossier(call: "ExportDossier", directory: Path, passphrase_file: Path | None, *, as_json: bool) -> None:
    from msgspec.structs import replace

    with client_of(directory, passphrase_file) as client:
        if not as_json:
            told = client.call(replace(call, path=None))
            typer.echo("Whoever has this file can read:")
            for line in told.discloses:
                typer.echo(f"  {printing.visible(line)}")
        found = client.call(call)
    if as_json:
        printing.put_json(found)
        return
    typer.echo(f"{found.path}: dossier {found.ref}, {len(found.acts)} acts, {len(found.files)} files")
    typer.echo(f"  {found.size_bytes:,} bytes, SHA-256 {found.sha256}")
    typer.echo(f"  noted as {found.noted_as}")


@app.command(epilog="\b\nExample:\n  detente evidence verify act.zip")
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE.zip", help="An evidence file, or the bundle of a dossier.")],
    as_json: Json = False,
) -> None:
    """Check an evidence file step by step; needs no folder, no node and no network. Fails with exit code 65."""
    from detente.home.proofs import verify_path

    report = verify_path(file)
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
