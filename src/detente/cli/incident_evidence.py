"""`incident attach`: files that are evidence, each with its hash; those of positions are read before signing."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.incident_reading import Matter
from detente.cli.incident_tracks import ColumnsOf, CraftOf, Datum, Form, Starts
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.cli.saying import AsEvidence, Erasable, Spoken, files_of, given, held, put_sent
from detente.cli.track_words import put_line

if TYPE_CHECKING:
    from detente.home.replies.tracks import IncidentFileView

Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help="What is evidence; what is said holds for each.")]
SortOf = Annotated[
    str,
    typer.Option("--sort", metavar="WORD", help="track, zone, photograph, video, audio, document or other."),
]
What = Annotated[str, typer.Option("--what", metavar="TEXT", help="What it is, in few words.")]
Unit = Annotated[str, typer.Option("--of", metavar="UNIT", help="Of which unit, like 'USS Donald Cook'.")]
Basis = Annotated[str, typer.Option("--basis", metavar="WORD", help="recorded, reconstructed or inject.")]
Derived = Annotated[
    str, typer.Option("--derived-from", metavar="TEXT", help="From what it was derived: a file's SHA-256, or in words.")
]
SideOf = Annotated[str, typer.Option("--side", metavar="TEXT", help="Whose it is, where this party only passes it on.")]
Source = Annotated[str, typer.Option("--source", metavar="TEXT", help="Where it was published.")]
Url = Annotated[str, typer.Option("--url", metavar="URL", help="Address of what was published.")]
Corrects = Annotated[
    str, typer.Option("--corrects", metavar="REF", help="The earlier evidence of this party that it corrects.")
]


def add_to(app: typer.Typer) -> None:
    """Put the command into the group of incidents."""
    app.command(
        "attach",
        epilog="\b\nExamples:\n  detente incident attach US/PLENARY/7 deck.csv --sort track --what 'Deck log' \\\n"
        "    --of 'USS Donald Cook' --basis recorded --columns time=utc,lat=lat,lon=lon --datum 'WGS 84' --craft ship\n"
        "  detente incident attach US/PLENARY/7 pass.jpg --sort photograph --what 'The fourth pass.' --basis recorded",
    )(attach)


def attach(
    ref: Matter,
    files: Files,
    sort: SortOf,
    what: What,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is to be known of all of it.")] = "",
    of: Unit = "",
    form: Form = "",
    columns: ColumnsOf = "",
    datum: Datum = "",
    craft: CraftOf = "",
    starts_at: Starts = "",
    basis: Basis = "",
    derived_from: Derived = "",
    side: SideOf = "",
    source: Source = "",
    url: Url = "",
    corrects: Corrects = "",
    as_evidence: AsEvidence = False,
    erasable: Erasable = False,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Add files to an incident as evidence, each with the hash of its bytes, at any time.

    A file of positions or zones is read first: where it cannot be read nothing is signed; where something in it is odd
    that is told, and it goes as it is.
    """
    from detente.home import calls

    about = given(sort=sort, what=what, of=of, format=form, columns=columns, datum=datum, craft=craft,
                  starts_at=starts_at, basis=basis, derived_from=derived_from, side=side)  # fmt: skip
    published = given(source=source, url=url, said_by=side if source else "")
    body = given(text=text, published=published, corrects=corrects.rpartition(":")[2].upper())
    call = calls.AttachEvidence(
        ref=ref, attach=files_of(files), about=about, body=body, council=council, officer=officer, language=language,
        as_evidence=as_evidence, erasable=erasable,
    )  # fmt: skip
    with client_of(directory, passphrase_file) as client:
        running = client.running
        found = client.call(call)
    if as_json:
        printing.put_json(found)
        return
    names = ", ".join(str(one.said["attachment"]) for one in found.files)
    put_sent(found.sent, f"adds {names} as evidence on {ref.upper()}; what was attached stays as it is")
    for one in found.files:
        _put(one)
    if not running and not held(found.sent):
        typer.echo("no node runs here: it leaves with the next `detente up`")


def _put(view: "IncidentFileView") -> None:
    put_line(f"  {view.said['attachment']}: sha256 {view.sha256}")
    if view.positions is not None:
        points = sum(one.points for one in view.positions.tracks)
        put_line(f"    {view.positions.format}, {len(view.positions.tracks)} tracks, {points:,} positions")
        for flag in view.positions.flags:
            place = f", line {flag.line}" if flag.line else ""
            put_line(f"    remark ({flag.code}{place}): {flag.text}")
    elif view.zones:
        put_line(f"    zones: {', '.join(view.zones)}")
    elif view.state != "other":
        put_line(f"    remark ({view.state}): it cannot be read, and went as it is: {view.why}")
