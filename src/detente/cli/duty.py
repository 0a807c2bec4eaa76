"""Duties: `duty list`, `why`, `answer`, `extend`, `clarify`, `dispute`, `ledger`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from detente.cli import dossiers, printing, saying
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.replies import Sent
    from detente.home.replies.duties import DutyExplained, LedgerView

app = typer.Typer(help="What parties owe, and by when.", no_args_is_help=True, rich_markup_mode=None)

Who = Annotated[
    str | None, typer.Option("--who", metavar="P", help="Whose duty, where several owe; `me` for this party.")
]
Which = Annotated[
    str,
    typer.Option("--duty", metavar="WORDS", help="Which one, by how its words begin, where the act brings several."),
]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why.")]
Language = Annotated[str, typer.Option("--language", metavar="TAG", help="BCP 47, like en or ru.")]


@app.command("list", epilog="\b\nExample:\n  detente duty list --who me")
def list_duties(
    who: Annotated[
        str | None, typer.Option("--who", metavar="P", help="Only of this party; `me` for this one.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Also what is met, excused or settled otherwise.")] = False,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List what parties owe, the earliest due first, on the evidence held here."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListDuties(council=council, who=who, all=everything))
    if as_json:
        printing.put_json(listing)
        return
    if listing.items:
        dossiers.put_duties(listing.items)
    else:
        typer.echo("nothing is owed")
    if listing.drills:
        typer.echo("\nDRILL: practised, not owed")
        dossiers.put_duties(listing.drills)
    if not (listing.items or listing.drills):
        return
    typer.echo(f"by the council's time of {printing.moment(listing.time_at)}")


@app.command("why", epilog="\b\nExample:\n  detente duty why NATO/PLENARY/12 --who ru")
def explain(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The act from which it comes, or any act of the matter.")],
    who: Who = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Explain a due time step by step: since when by which evidence, which rule, what moved it, what would stop it."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ExplainDuty(ref=ref, council=council, who=who))
    if as_json:
        printing.put_json(found)
        return
    for one in found.items:
        _put_explained(one)
    typer.echo(
        f"by the council's time of {printing.moment(found.time_at)}, as of the heads held here; --json names them"
    )


def _put_explained(one: "DutyExplained") -> None:
    duty = one.duty
    creditors = ", ".join(party.upper() for party in duty.to_whom)
    strict = [("by the strict reading", printing.moment(duty.due_strict_at))] if duty.due_strict_at else []
    printing.put_pairs(
        [
            (duty.who.upper(), f"{duty.what}, to {creditors}, for {duty.act}"),
            ("state", dossiers.state_words(duty)),
            ("due", printing.moment(duty.due_at)),
            *strict,
            *([("agreement", duty.regime)] if duty.regime else []),
            *([("met", f"{duty.answer}, there {printing.moment(duty.met_at)}")] if duty.met_at else []),
        ]
    )
    for number, step in enumerate(duty.steps, 1):
        typer.echo(printing.visible(f"  {number}. {step}"))
    typer.echo("what would stop or settle it")
    for line in one.stops:
        typer.echo(printing.visible(f"  - {line}"))
    typer.echo("")


@app.command(
    "answer", epilog="\b\nExample:\n  detente duty answer NATO/PLENARY/12 --not-applicable --reason 'An alert.'"
)
def exempt(
    ref: saying.Reference,
    reason: Reason,
    not_applicable: Annotated[bool, typer.Option("--not-applicable", help="The rule does not apply.")] = False,
    quota: Annotated[bool, typer.Option("--quota", help="The quota is used up.")] = False,
    force_majeure: Annotated[bool, typer.Option("--force-majeure", help="Force majeure.")] = False,
    which: Which = "",
    language: Language = "",
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say on which ground this party owes nothing, with the reason; whoever is owed may dispute it."""
    grounds = {"rule not applicable": not_applicable, "quota used up": quota, "force majeure": force_majeure}
    chosen = [name for name, given in grounds.items() if given]
    if len(chosen) != 1:
        raise Refused(
            "ground-of-several", expected="one of --not-applicable, --quota, --force-majeure",
            got=", ".join(chosen) or "none", remedy="detente duty answer --help",
        )  # fmt: skip
    call = {"ref": ref, "say": "exempt", "text": reason, "ground": chosen[0], "duty": which, "language": language}
    sent = _say(call, directory, council, passphrase_file, officer, wait=wait)
    _put(sent, f"says {chosen[0]} of what {sent.act.re} asks", as_json=as_json)


@app.command(
    "extend",
    epilog="\b\nExample:\n  detente duty extend NATO/PLENARY/12 --until 2016-05-01T12:00:00Z --reason 'Talks.'",
)
def extend(
    ref: saying.Reference,
    until: Annotated[
        str | None, typer.Option("--until", metavar="TIME", help="RFC 3339; a request is granted as it stands without.")
    ] = None,
    reason: Reason = "",
    who: Who = None,
    which: Which = "",
    language: Language = "",
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask for more time where this party owes; grant it where it is owed, asked or not."""
    call = {"ref": ref, "say": "extend", "text": reason, "until_at": until, "who": who, "duty": which,
            "language": language}  # fmt: skip
    sent = _say(call, directory, council, passphrase_file, officer, wait=wait)
    verb = "extends" if sent.act.kind == "extension" else "asks to extend"
    _put(sent, f"{verb} what {sent.act.re} asks to {sent.act.body.get('until_at', '–')}", as_json=as_json)


@app.command("clarify", epilog="\b\nExample:\n  detente duty clarify NATO/PLENARY/12 'Which area is meant?'")
def clarify(
    ref: saying.Reference,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What is unclear, or the answer.")],
    who: Who = None,
    which: Which = "",
    language: Language = "",
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask what is unclear about what this party owes, or answer who asked; the clock stands meanwhile."""
    call = {"ref": ref, "say": "clarify", "text": text, "who": who, "duty": which, "language": language}
    sent = _say(call, directory, council, passphrase_file, officer, wait=wait)
    verb = "answers" if sent.act.kind == "clarification-given" else "asks what is unclear in"
    _put(sent, f"{verb} {sent.act.re}", as_json=as_json)


@app.command("dispute", epilog="\b\nExample:\n  detente duty dispute NATO/PLENARY/12 --reason 'Not our forces.'")
def dispute(
    ref: saying.Reference,
    reason: Reason,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back this party's own dispute.")] = False,
    who: Who = None,
    which: Which = "",
    language: Language = "",
    wait: saying.Wait = False,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that a duty, or that it was met, is disputed; it accuses nobody, and its author takes it back."""
    call = {"ref": ref, "say": "dispute", "text": reason, "withdrawn": withdraw, "who": who, "duty": which,
            "language": language}  # fmt: skip
    sent = _say(call, directory, council, passphrase_file, officer, wait=wait)
    _put(sent, f"takes back {sent.act.re}" if withdraw else f"disputes what {sent.act.re} asks", as_json=as_json)


def _say(
    fields: dict[str, Any], directory: Path, council: str | None, passphrase_file: Path | None, officer: str | None, *,
    wait: bool,
) -> "Sent":  # fmt: skip
    from detente.home import calls

    stored: Literal["stored"] | None = "stored" if wait else None
    with client_of(directory, passphrase_file) as client:
        return client.call(calls.SpeakOfDuty(**fields, council=council, officer=officer, wait=stored))


def _put(sent: "Sent", what: str, *, as_json: bool) -> None:
    if as_json:
        printing.put_json(sent)
        return
    saying.put_sent(sent, what)
    if not saying.held(sent):
        typer.echo(f"what it changes: detente duty why {sent.act.ref}")


@app.command("ledger", epilog="\b\nExample:\n  detente duty ledger --party ru --year 2017")
def show_ledger(
    regime: Annotated[
        str | None, typer.Option("--regime", metavar="R", help="Only this agreement; `charter` for the charter itself.")
    ] = None,
    party: Annotated[
        str | None, typer.Option("--party", metavar="P", help="Only what this party owes or owed; `me` for this one.")
    ] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help="Only this year, UTC.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Count duties per agreement, party and year: how many stand how. Counts, and never a score."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowLedger(council=council, regime=regime, party=party, year=year))
    if as_json:
        printing.put_json(found)
        return
    if not found.items:
        typer.echo("nothing is owed, and nothing was")
        return
    _put_ledger(found)


def _put_ledger(found: "LedgerView") -> None:
    words = [word for word in found.words if any(one.counts.get(word) for one in found.items)]
    rows = (
        (one.regime, one.party.upper(), "–" if one.year is None else str(one.year),
         *(str(one.counts.get(word, 0)) for word in words), str(one.total))
        for one in found.items
    )  # fmt: skip
    printing.put_table(("agreement", "party", "year", *words, "in all"), rows)
    typer.echo(f"by the council's time of {printing.moment(found.time_at)}; drills are not counted")


def add_to(app_of_all: typer.Typer) -> None:
    """Add the commands of this page."""
    app_of_all.add_typer(app, name="duty")
