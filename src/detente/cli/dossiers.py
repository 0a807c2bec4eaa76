"""Matters: `dossier list`, `dossier show`, `kinds`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli import printing, search
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, PassphraseFile, client_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from detente.home.replies import DeskMattersView, DossierShown, DutyView, SectionView

app = typer.Typer(
    help="Matters: all acts on one thing, and what they add up to.", no_args_is_help=True, rich_markup_mode=None
)

Language = Annotated[
    str, typer.Option("--language", metavar="TAG", help="In which language you would like texts, BCP 47.")
]


@app.command(
    "list",
    epilog="\b\nExample:\n  detente dossier list --turn me\n  detente dossier list --search 'frigat*' --export csv",
)
def list_dossiers(
    turn: Annotated[
        str | None, typer.Option("--turn", metavar="P", help="Only where it is this party's turn; `me` for this one.")
    ] = None,
    desk: Annotated[
        str | None, typer.Option("--desk", metavar="DESK", help="Only of this desk, like meetings.")
    ] = None,
    channel: Annotated[str | None, typer.Option("--channel", metavar="CH", help="Only of this channel.")] = None,
    conflict: Annotated[
        bool, typer.Option("--conflict", help="Only where concurrent acts left something open.")
    ] = False,
    words: Annotated[
        str,
        typer.Option("--search", metavar="WORDS", help="Only where one act has all of these; see `detente search`."),
    ] = "",
    party: search.Party = "",
    topic: search.Topic = "",
    kind: search.Kind = "",
    state: search.State = "",
    precedence: search.Precedence = "",
    since: search.Since = "",
    until: search.Until = "",
    before: Before = None,
    limit: Limit = 200,
    export: search.Export = "",
    out: search.Out = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List dossiers, those with the newest acts first."""
    from detente.home import calls

    call = calls.ListDossiers(
        council=council,
        desk=desk,
        channel=channel,
        turn=turn,
        conflict=conflict,
        search=words,
        before=before,
        limit=limit,
        party=party,
        topic=topic,
        kind=kind,
        state=state,
        precedence=precedence,
        since=since,
        until=until,
    )
    with client_of(directory, passphrase_file) as client:
        if export:
            search.export_dossiers(client, call, export, out, as_json=as_json)
            return
        listing = client.call(call)
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("no dossier" if turn is None else "no dossier waits for that party")
        return
    columns = ("dossier", "desk", "title", "status", "turn", "due")
    rows = (
        (
            one.dossier,
            one.desk,
            one.title or "–",
            one.status + (", CONFLICT" if one.conflicts else ""),
            ", ".join(party.upper() for party in one.turn) or "–",
            printing.moment(one.due_at),
        )
        for one in listing.items
    )
    printing.put_table(columns, rows)
    printing.put_more(listing.next)


@app.command("show", epilog="\b\nExample:\n  detente dossier show RU/PLENARY/12")
def show_dossier(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any act of the dossier.")],
    language: Language = "en",
    most: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="With --json, so many of its acts: the last ones.")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--after", metavar="N", help="With --json, the acts after so many; a reply's `next`.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show what a dossier adds up to: its state, whose turn it is, what is owed, what can be done next."""
    part = (most, after)
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json, part=part)


def show_matter(
    ref: str, language: str, directory: Path, council: str | None, passphrase_file: Path | None, *, as_json: bool,
    part: tuple[int | None, int | None] = (None, None),
) -> None:  # fmt: skip
    """Print the dossier to which an act belongs, whatever its desk.

    Args:
        part: how many of its acts, and after how many; None for all.
    """
    from detente.home import calls

    most, after = part
    call = calls.ShowDossier(ref=ref, council=council, language=language, most=most, after=after)
    with client_of(directory, passphrase_file) as client:
        shown = client.call(call)
    if as_json:
        printing.put_json(shown)
    else:
        put_dossier(shown)


def list_matters(
    desk: str, put: "Callable[[DeskMattersView], None]", *, running: bool, before: int | None, limit: int,
    directory: Path, council: str | None, passphrase_file: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """Print the matters of a desk, as its command has them in a table.

    Args:
        running: only where something is still awaited.
    """
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListMatters(desk, council=council, open=running, before=before, limit=limit))
    if as_json:
        printing.put_json(listing)
    else:
        put(listing)


def put_dossier(shown: "DossierShown") -> None:
    """Print a dossier: any desk's."""
    one = shown.dossier
    turn = ", ".join(party.upper() for party in one.turn) or "nobody's"
    printing.put_pairs(
        [
            ("dossier", f"{one.council}:{one.dossier}"),
            ("title", one.title or "–"),
            ("status", one.status),
            ("turn", turn),
            *((f"conflict {number}", text) for number, text in enumerate(one.conflicts, 1)),
            *shown.facts,
            ("council's time", printing.moment(shown.time_at)),
        ]
    )
    for section in shown.sections:
        _put_section(section)
    if shown.duties:
        put_duties(shown.duties)
        typer.echo(f"how each due time was found: detente duty why {one.dossier}")
    if notes := [one for one in shown.beside if one.sort == "note"]:
        typer.echo("\nown notes, which nobody else reads")
        printing.put_table(
            ("note", "about", "by", "text"),
            ((one.ref, one.about or "–", one.officer or "–", one.text) for one in notes),
        )
    wrong = [act for act in shown.items if act.irregular]
    if wrong:
        typer.echo("\nkept, and counting for nothing")
        printing.put_table(("act", "reason"), ((act.ref, act.irregular[0].text) for act in wrong))
    if shown.next_acts:
        typer.echo("\nwhat this party could do now")
        printing.put_table(("kind", "on"), ((next_act.title, next_act.re or "–") for next_act in shown.next_acts))


def _put_section(section: "SectionView") -> None:
    typer.echo(f"\n{printing.visible(section.heading)}")
    if section.columns:
        printing.put_table(section.columns, (line.cells for line in section.lines))
    else:
        for line in section.lines:
            typer.echo(printing.visible("  " + ": ".join(line.cells)))
    if section.note:
        typer.echo(printing.visible(section.note))


def state_words(duty: "DutyView") -> str:
    """Return how a duty stands, in words: with its reason, and that it belongs to a drill."""
    after = ", after the due time" if duty.late else ""
    drill = f" [drill {duty.drill}]" if duty.drill else ""
    proven = f", by evidence {duty.by_evidence}" if duty.by_evidence else ""
    if duty.unproven:
        proven = f", answered in {duty.answer}, not proven yet"
    return f"{duty.state}{proven}{after}{f': {duty.reason}' if duty.reason else ''}{drill}"


def put_duties(duties: "list[DutyView]") -> None:
    """Print duties, one a row."""
    typer.echo("")
    columns = ("who", "owes", "to", "by", "state", "from")
    rows = (
        (
            duty.who.upper(),
            duty.what,
            ", ".join(party.upper() for party in duty.to_whom),
            printing.moment(duty.due_at),
            state_words(duty),
            duty.act or duty.rule,
        )
        for duty in duties
    )
    printing.put_table(columns, rows)


def list_kinds(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Only this one, with its fields.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List what can be said: each kind of act, where, by whom at least, and with which fields."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListKinds(council=council, kind=kind))
    if as_json:
        printing.put_json(listing)
        return
    rows = ((one.kind, one.title, one.desk, one.least_rank, one.place) for one in listing.items)
    printing.put_table(("kind", "what it is", "desk", "from whom at least", "in"), rows)
    if kind is not None:
        if listing.items[0].purpose:
            typer.echo(f"\n{listing.items[0].purpose}")
        fields = listing.items[0].fields
        typer.echo("")
        sorts = (
            (one.name, one.label, _sort(one.sort, one.choices, many=one.many), _must(one.required)) for one in fields
        )
        printing.put_table(("field", "what", "sort", ""), sorts)


def _sort(sort: str, choices: tuple[str, ...], *, many: bool) -> str:
    return ("list of " if many else "") + (" or ".join(choices) or sort)


def _must(required: bool) -> str:
    return "needed" if required else "may be left out"


def add_to(app_of_all: typer.Typer) -> None:
    """Add the commands of this page."""
    app_of_all.add_typer(app, name="dossier")
    app_of_all.command("kinds", epilog="\b\nExample:\n  detente kinds note-verbale")(list_kinds)
