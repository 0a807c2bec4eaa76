"""What accounts of incidents add up to: `incident show|compare|list|review`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, list_matters, show_matter
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, PassphraseFile, client_of
from detente.cli.track_words import Only, put_geometry, put_line

if TYPE_CHECKING:
    from detente.home.client import Client
    from detente.home.replies import DeskMattersView

Matter = Annotated[str, typer.Argument(metavar="REF", help="Any act of the incident.")]
DESK = "incidents"


def add_to(app: typer.Typer) -> None:
    """Put the commands that read beside those that say."""
    for name, command, example in (
        ("show", show, "detente incident show US/PLENARY/7"),
        ("compare", compare, "detente incident compare US/PLENARY/7 --json"),
        ("list", list_all, "detente incident list --open"),
        ("review", review, "detente incident review --year 2016 --regime incsea-1972"),
    ):
        app.command(name, epilog=f"\b\nExample:\n  {example}")(command)


def show(
    ref: Matter,
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show an incident: accounts, differences, line of time, questions, what is agreed."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


def compare(
    ref: Matter,
    only: Only = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show what accounts say differently, against each other and against what the files of all sides say.

    Differences are questions to both; nothing says who is right. Then follow distances computed from attached tracks,
    one line of time of all accounts, and calls that went unanswered.
    """
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ReadTracks(ref=ref, council=council, only=tuple(only or ())))
    if as_json:
        printing.put_json({
            "as_of": found.as_of, "heads": found.heads, "dossier": found.dossier, "compiled": found.compiled,
            "items": found.differences, "open": found.open, "approaches": found.items, "zones": found.zones,
            "coasts": found.coasts, "files": found.files, "left_out": found.left_out, "timeline": found.timeline,
            "unanswered": found.unanswered, "next": None,
        })  # fmt: skip
        return
    if found.compiled:
        typer.echo(found.compiled)
    if not found.differences:
        typer.echo("fewer than two accounts, and no files to hold one against: nothing to compare")
    for row in found.differences:
        _put_row(row)
    if found.items or found.zones or found.coasts:
        typer.echo("\nFrom the files of all sides:")
        put_geometry(found)
    if left := [one for one in found.files if one.why and one.state not in ("other", "corrected", "elsewhere")]:
        typer.echo("\nNot read:")
        for one in left:
            put_line(f"  {one.said['attachment']} of {one.said['voice']}: {one.why} ({one.state})")
    _put_moments("Line of time, each moment with its voice:", found.timeline)
    _put_moments("Calls of which an account says that nobody answered:", found.unanswered)
    typer.echo("\nNo distance is a limit here, and nothing is a finding.")


def _put_row(row: dict[str, Any]) -> None:
    typer.echo(f"\n{row['what']}: {row['status']}")
    for said in row["stated"]:
        derived = f" = {said['derived']}" if said["derived"] and said["derived"] not in said["stated"] else ""
        put_line(f"  {said['voice']}: {said['stated'] or 'not stated'}{derived.replace(' = from ', ', from ')}")
    for question in row["questions"]:
        put_line(f"  to both: {question}")


def _put_moments(heading: str, moments: list[dict[str, Any]]) -> None:
    from detente.council.incident.sheet import when_in_words

    if moments:
        typer.echo(f"\n{heading}")
    for one in moments:
        when = when_in_words(one["at"], one["stated"], one["day"])
        put_line(f"  {when}  {one['voice']}: {one['text']}")


def list_all(
    running: Annotated[bool, typer.Option("--open", help="Only those that wait for somebody.")] = False,
    before: Before = None,
    limit: Limit = 100,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List incidents, those with the newest acts first, with who reported each and whom it concerns."""
    list_matters(DESK, _put_incidents, running=running, before=before, limit=limit, directory=directory,
                 council=council, passphrase_file=passphrase_file, as_json=as_json)  # fmt: skip


def _put_incidents(listing: "DeskMattersView") -> None:
    found = [one for one in listing.items if one.data]
    if not found:
        typer.echo("no incident")
        return
    rows = (
        (
            one.dossier.dossier, one.data["occurred"]["text"] or "not stated", one.data["area"] or "–",
            ", ".join(one.data["reported_by"]) or "not stated", ", ".join(one.data["concerning"]) or "–",
            one.dossier.title, one.dossier.status,
        )
        for one in found
    )  # fmt: skip
    printing.put_table(("incident", "when", "area", "reported by", "concerning", "title", "stands"), rows)
    for sentence in sorted({one.data["compiled"] for one in found} - {""}):
        typer.echo(sentence)
    printing.put_more(listing.next)


def review(
    year: Annotated[int, typer.Option("--year", metavar="YEAR", help="The year that is reviewed.")],
    regime: Annotated[str, typer.Option("--regime", metavar="REGIME", help="Only incidents under this one.")] = "",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Write the year's incidents as agenda and report of an agreement's annual review."""
    from detente.council.incident.review import agenda, in_year

    with client_of(directory, passphrase_file) as client:
        found, listing = all_incidents(client, council)
    items = agenda(in_year(found, year, regime))
    if as_json:
        printing.put_json({"as_of": listing.as_of, "heads": listing.heads, "year": year, "regime": regime,
                           "items": items, "next": None})  # fmt: skip
        return
    typer.echo(f"Review of {year}{f' under {regime}' if regime else ''}: {len(items)} on the agenda")
    for item in items:
        typer.echo(printing.visible(f"\n{item['number']}. {item['title']}"))
        for line in item["lines"]:
            typer.echo(printing.visible(f"   {line}"))


def all_incidents(client: "Client", council: str | None) -> "tuple[list[dict[str, Any]], DeskMattersView]":
    """Return the data of every incident of a council, and the last listing, with its heads."""
    from detente.home import calls

    found, before = [], None
    while True:
        listing = client.call(calls.ListMatters(DESK, council=council, before=before, limit=calls.LISTING_MAX))
        found += [one.data for one in listing.items if one.data.get("ref")]
        if (before := listing.next) is None:
            return found, listing
