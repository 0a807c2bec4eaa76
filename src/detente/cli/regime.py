"""Agreements as rule packs: `regime list`, `regime show`, `regime check`, `regime test`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of, folder_of, read_text

if TYPE_CHECKING:
    from detente.home.replies.regimes import RegimeShown, RegimesView
    from detente.regimes.cases import Played
    from detente.regimes.pack import Pack

app = typer.Typer(
    help="Agreements as rule packs: what they ask, by when, in which form, and who says so.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

SUFFIX = ".toml"
What = Annotated[str, typer.Argument(metavar="ID|FILE", help="A pack by its id, or the file of one (.toml).")]


def pack_named(name: str, directory: Path | None = None, council: str | None = None) -> "Pack":
    """Return a pack: of a file where the name ends in `.toml`, of a council's charter, or a shipped one.

    Raises:
        Refused: `file-unreadable`, `regime-unknown`. Malformed: `regime-malformed`.
    """
    from detente.regimes.library import find
    from detente.regimes.reading import parse_pack

    if name.endswith(SUFFIX):
        return parse_pack(read_text(Path(name), "a rule pack"))
    own = () if directory is None else _listed(directory, council, None, texts=True).items
    texts = [one.text for one in own if one.id == name and one.text]
    return parse_pack(texts[0]) if texts else find(name)


def _listed(directory: Path, council: str | None, passphrase_file: Path | None, *, texts: bool) -> "RegimesView":
    """Return the packs there are; outside a party's folder those that come with the software."""
    from detente.clock import SystemClock
    from detente.home import calls
    from detente.home.regimes import list_regimes

    if not folder_of(directory).config.exists() and council is None:
        return list_regimes(SystemClock().now())
    with client_of(directory, passphrase_file) as client:
        return client.call(calls.ListRegimes(council=council, texts=texts))


@app.command("list", epilog="\b\nExample:\n  detente regime list")
def list_regimes(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List the packs that come with the software, and those that the charters of councils here name."""
    found = _listed(directory, council, passphrase_file, texts=False)
    if as_json:
        printing.put_json(found)
        return
    printing.put_table(
        ("regime", "version", "instrument", "nature", "rules", "formats", "cases", "from"),
        (
            (
                *(one.id, one.version, one.instrument, one.nature, str(one.rules), str(one.formats), str(one.cases)),
                one.origin if one.council is None else f"{one.origin}, named by {one.council}",
            )
            for one in found.items
        ),
    )


@app.command(epilog="\b\nExample:\n  detente regime show minimal --language fr")
def show(
    what: What,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="Of headings, like en or ru.")] = "en",
    directory: Dir = HERE,
    council: Council = None,
    as_json: Json = False,
) -> None:
    """Show what an agreement asks: rules, clocks, formats, quotas, each with its confidence and sources."""
    from detente.home import regimes

    shown = regimes.show(pack_named(what, directory, council), language)
    if as_json:
        printing.put_json(shown)
        return
    _put(shown)


@app.command(epilog="\b\nExample:\n  detente regime check bay.toml")
def check(what: What, as_json: Json = False) -> None:
    """Read a pack to the end; where something is wrong, name the first: where, expected, got (exit 65)."""
    from detente.regimes.library import find
    from detente.regimes.reading import first_wrong, parse_pack

    text = read_text(Path(what), "a rule pack") if what.endswith(SUFFIX) or Path(what).exists() else find(what).text
    if (wrong := first_wrong(text)) is not None:
        if as_json:
            printing.put_json({"sound": False, "where": wrong.where, "expected": wrong.expected, "got": wrong.got})
        else:
            printing.put_pairs([("where", wrong.where), ("expected", wrong.expected), ("got", wrong.got)])
        raise typer.Exit(65)
    pack = parse_pack(text)
    counts = {"rules": len(pack.rules), "formats": len(pack.formats), "cases": len(pack.cases)}
    if as_json:
        printing.put_json({"sound": True, "id": pack.id, "version": pack.version, "sha256": pack.digest, **counts})
        return
    said = ", ".join(f"{count} {what}" for what, count in counts.items())
    typer.echo(f"{what}: {pack.id} {pack.version} is understood to the end: {said}; sha256 {pack.digest}")


@app.command("test", epilog="\b\nExample:\n  detente regime test minimal")
def play_cases(what: What, directory: Dir = HERE, council: Council = None, as_json: Json = False) -> None:
    """Play a pack's cases and print each; where one differs from what it says must follow, exit 2."""
    from detente.regimes.cases import play

    pack = pack_named(what, directory, council)
    played = play(pack)
    differing = sum(bool(one.differences) for one in played)
    if as_json:
        printing.put_json(printing.listing([_as_json(one) for one in played], differing=differing))
    else:
        for one in played:
            typer.echo(printing.visible(_line(one)))
        typer.echo(f"{pack.id} {pack.version}: {len(played)} cases, {differing or 'none'} differing")
    if differing:
        raise typer.Exit(2)


def _line(one: "Played") -> str:
    about = one.case.rule or one.case.format or one.case.quota
    head = f"{'differs' if one.differences else 'as said'}  {about}: {one.case.name}"
    differences = [f"\n         {diff.what}: expected {diff.expected}, got {diff.got}" for diff in one.differences]
    return head + "".join(differences) + (f"\n         because {one.reason}" if differences and one.reason else "")


def _as_json(one: "Played") -> dict[str, object]:
    return {
        "name": one.case.name,
        "rule": one.case.rule,
        "format": one.case.format,
        "quota": one.case.quota,
        "as_said": not one.differences,
        "reason": one.reason,
        "differences": [{"what": diff.what, "expected": diff.expected, "got": diff.got} for diff in one.differences],
    }


def _put(shown: "RegimeShown") -> None:
    one = shown.regime
    adopted = f", adopted {one.adopted}" if one.adopted else ""
    typer.echo(printing.visible(f"{one.instrument} ({one.nature}{adopted})"))
    typer.echo(f"{one.id} {one.version}, {one.origin}; sha256 {one.sha256}")
    typer.echo(printing.visible(f"zone: {shown.zone}\n\n{shown.note}\n" if shown.note else f"zone: {shown.zone}\n"))
    for rule in shown.rules:
        keys = ", ".join(source.partition(":")[0] for source in rule.sources)
        typer.echo(printing.visible(f"{rule.id}  {rule.title}: {rule.who} to {rule.to}, {rule.does}"))
        form = f"; form {rule.format}" if rule.format else ""
        typer.echo(printing.visible(f"    when {rule.when}; {rule.due}{form}{'; nil return' if rule.nil else ''}"))
        for exception in rule.exceptions:
            typer.echo(printing.visible(f"    but {exception}"))
        typer.echo(printing.visible(f"    confidence {rule.confidence} ({keys})"))
        if rule.note:
            typer.echo(printing.visible(f"    {' '.join(rule.note.split())}"))
    for form_view in shown.formats:
        alias = f", also called {form_view.alias}" if form_view.alias else ""
        title = f"\nform {form_view.name} {form_view.version}: {form_view.title}{alias}"
        typer.echo(printing.visible(f"{title}, confidence {form_view.confidence}"))
        for field in form_view.fields:
            typer.echo(printing.visible(f"    {field}"))
    for word in shown.words:
        typer.echo(printing.visible(f"\n“{word.title}” is read as {word.reading}, confidence {word.confidence}"))
    for quota in shown.quotas:
        typer.echo(printing.visible(f"\n{quota.title}: {quota.accepted}; confidence {quota.confidence}"))
    typer.echo("\nsources")
    printing.put_pairs(shown.sources.items())
