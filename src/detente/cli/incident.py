"""Incidents: `incident report|account|clarify|reply|facts|agree|measure|close|show|list|compare|review|import`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, show_matter
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of, read_text
from detente.cli.saying import Attach, Channel, Reference, Spoken, channel_of, files_of, given, say
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.client import Client
    from detente.home.replies import DeskMattersView

app = typer.Typer(
    help="Incidents: each side's own account, what differs as questions to both, and the way to an end.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DESK = "incidents"
TIME = "RFC 3339 with zone, like 2016-04-12T17:00:00+02:00."

Matter = Annotated[str, typer.Argument(metavar="REF", help="Any act of the incident.")]
Text = Annotated[str, typer.Argument(metavar="TEXT", help="In plain words.")]
To = Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Whom it is put to; again for more.")]
From = Annotated[str, typer.Option("--from", metavar="TIME", help="When it began. " + TIME)]
Until = Annotated[str, typer.Option("--until", metavar="TIME", help="When it ended. " + TIME)]
Precision = Annotated[
    str,
    typer.Option("--precision", metavar="WORD", help="second, minute, hour, day, month, approximate or unknown."),
]
Stated = Annotated[str, typer.Option("--stated", metavar="TEXT", help="The time as it was said.")]
Zone = Annotated[str, typer.Option("--zone", metavar="TEXT", help="Zone of the time that was said.")]
Body = Annotated[
    Path | None,
    typer.Option("--body", metavar="FILE", help="JSON with any fields (detente kinds incident-account); - for input."),
]
Texts = list[str] | None


def _say(
    kind: str, ref: str, body: dict[str, Any], officer: str | None, directory: Path, council: str | None,
    passphrase_file: Path | None, *, as_json: bool, what: str, to: Texts = None, language: str = "en",
    attach: list[Path] | None = None,
) -> None:  # fmt: skip
    from detente.home import calls

    call = calls.Send(
        channel=channel_of(ref), body=body, kind=kind, council=council, to=tuple(to or ()), re=ref, officer=officer,
        language=language, attach=files_of(attach),
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command(
    epilog="\b\nExample:\n  detente incident report 'Flights near a ship' --area 'Baltic Sea' --concerning us \\\n"
    "    --concerning ru --from 2016-04-12T00:00:00Z --precision day --regime incsea-1972"
)
def report(
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the incident is called.")],
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="What is reported, in few words.")] = "",
    area: Annotated[str, typer.Option("--area", metavar="TEXT", help="Area, in words.")] = "",
    concerning: Annotated[
        Texts, typer.Option("--concerning", metavar="P", help="Whom it concerns; again for more.")
    ] = None,
    from_at: From = "",
    until_at: Until = "",
    precision: Precision = "",
    stated: Stated = "",
    zone: Zone = "",
    regime: Annotated[str, typer.Option("--regime", metavar="REGIME", help="Of the charter, or none.")] = "",
    topic: Annotated[str, typer.Option("--topic", metavar="TOPIC", help="A topic of the charter.")] = "",
    to: To = None,
    channel: Channel = "plenary",
    body: Body = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Report an incident; those whom it concerns then give their own accounts."""
    from detente.home import calls

    occurred = given(from_at=from_at, until_at=until_at, precision=precision, stated=stated, zone=zone)
    fields = given(title=title, text=text, area=area, concerning=list(concerning or ()), occurred=occurred,
                   regime=regime, topic=topic)  # fmt: skip
    call = calls.Send(
        channel=channel.lower(), body={**_read(body), **fields}, kind="incident-report", council=council,
        to=tuple(to or ()), officer=officer, language=language, attach=files_of(attach),
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what="reports an incident; accounts go to this reference")


@app.command(
    epilog="\b\nExamples:\n  detente incident account US/PLENARY/7 'Eleven passes.' --from 2016-04-12T15:00:00Z \\\n"
    "    --precision minute --stated 17:00 --zone local --distance '30 ft' --height '100 ft' --conduct 'Unsafe.'\n"
    "  detente incident account US/PLENARY/7 'As in the file.' --body account.json"
)
def account(
    ref: Matter,
    text: Text,
    from_at: From = "",
    until_at: Until = "",
    precision: Precision = "",
    stated: Stated = "",
    zone: Zone = "",
    distance: Annotated[
        str, typer.Option("--distance", metavar="'N UNIT'", help="Closest distance: m, km, nmi, yd, ft or mi.")
    ] = "",
    height: Annotated[str, typer.Option("--height", metavar="'N UNIT'", help="Lowest height.")] = "",
    conduct: Annotated[str, typer.Option("--conduct", metavar="TEXT", help="How this party describes it.")] = "",
    manoeuvre: Annotated[
        Texts, typer.Option("--manoeuvre", metavar="TEXT", help="What a unit did, in order; again for more.")
    ] = None,
    asks: Annotated[str, typer.Option("--asks", metavar="TEXT", help="What this party asks for.")] = "",
    corrects: Annotated[
        str, typer.Option("--corrects", metavar="REF", help="The earlier account of this party that it corrects.")
    ] = "",
    body: Body = None,
    language: Spoken = "en",
    attach: Attach = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give this party's own account of an incident; what is not stated stays blank."""
    told = [{"order": number, "text": one} for number, one in enumerate(manoeuvre or (), 1)]
    fields = given(
        text=text, closest_distance=_length(distance), closest_height=_length(height), conduct=conduct, asks=asks,
        occurred=given(from_at=from_at, until_at=until_at, precision=precision, stated=stated, zone=zone),
        manoeuvres=told, corrects=corrects.rpartition(":")[2].upper(),
    )  # fmt: skip
    what = f"gives its account of {ref.upper()}; it stands beside every other"
    _say("incident-account", ref, {**_read(body), **fields}, officer, directory, council, passphrase_file,
         as_json=as_json, what=what, language=language, attach=attach)  # fmt: skip


@app.command(
    epilog="\b\nExample:\n  detente incident clarify RU/PLENARY/9 'On which day, in which zone?' --about date --to ru"
)
def clarify(
    ref: Reference,
    text: Text,
    about: Annotated[str, typer.Option("--about", metavar="WHAT", help="Which difference, like date.")] = "",
    to: To = None,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask others on an incident; without --to every other party that it concerns."""
    _say("incident-question", ref, given(text=text, about=about), officer, directory, council, passphrase_file,
         as_json=as_json, what=f"asks on {ref.upper()}, and waits for a reply", to=to, language=language)  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente incident reply US/PLENARY/11 'On 12 April, by our log.' --answer answered")
def reply(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The question.")],
    text: Text,
    answer: Annotated[
        str, typer.Option("--answer", metavar="WORD", help="answered, 'in part' or declined.")
    ] = "answered",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Reply to a question on an incident, whole, in part, or with the reason why not."""
    _say("incident-reply", ref, given(text=text, answer=answer), officer, directory, council, passphrase_file,
         as_json=as_json, what=f"replies to {ref.upper()}: {answer}", language=language)  # fmt: skip


@app.command(
    epilog="\b\nExample:\n  detente incident facts US/PLENARY/7 --agreed 'An encounter took place.' \\\n"
    "    --disputed 'The day.' --unanswered 'Whether calls were heard.'"
)
def facts(
    ref: Matter,
    agreed: Annotated[Texts, typer.Option("--agreed", metavar="TEXT", help="A fact to agree; again for more.")] = None,
    disputed: Annotated[Texts, typer.Option("--disputed", metavar="TEXT", help="What stays disputed.")] = None,
    unanswered: Annotated[Texts, typer.Option("--unanswered", metavar="TEXT", help="What stays unanswered.")] = None,
    remark: Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose a joint statement of facts; it is agreed once every party concerned has consented."""
    body = given(agreed=list(agreed or ()), disputed=list(disputed or ()), unanswered=list(unanswered or ()),
                 text=remark)  # fmt: skip
    _say("incident-facts", ref, body, officer, directory, council, passphrase_file, as_json=as_json,
         what="proposes a joint statement of facts", language=language)  # fmt: skip


@app.command(
    epilog="\b\nExamples:\n  detente incident agree US/PLENARY/12\n"
    "  detente incident agree US/PLENARY/12 --object 'The distance is not settled.'"
)
def agree(
    ref: Annotated[str, typer.Argument(metavar="REF", help="What another party proposed: facts, measure or closure.")],
    remark: Annotated[str, typer.Argument(metavar="TEXT", help="A remark.")] = "",
    objection: Annotated[str, typer.Option("--object", metavar="TEXT", help="Do not consent, and say why.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Consent to what another party proposed on an incident, or object to it; the last word counts."""
    kind, what = ("incident-objection", "objects to") if objection else ("incident-consent", "consents to")
    _say(kind, ref, given(text=objection or remark), officer, directory, council, passphrase_file, as_json=as_json,
         what=f"{what} {ref.upper()}", language=language)  # fmt: skip


@app.command(
    epilog="\b\nExample:\n  detente incident measure US/PLENARY/7 'Both brief their crews.' --by 2016-06-01T00:00:00Z"
)
def measure(
    ref: Matter,
    text: Text,
    by_at: Annotated[str, typer.Option("--by", metavar="TIME", help="By when. " + TIME)] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose what would be done after an incident."""
    _say("incident-measure", ref, given(text=text, by_at=by_at), officer, directory, council, passphrase_file,
         as_json=as_json, what="proposes a measure", language=language)  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente incident close US/PLENARY/7 'Both accounts stand; no joint finding.'")
def close(
    ref: Matter,
    text: Text,
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Propose to close an incident; it is closed once every party concerned has consented."""
    _say("incident-closure", ref, given(text=text), officer, directory, council, passphrase_file, as_json=as_json,
         what="proposes to close it; it stays open until all concerned consent", language=language)  # fmt: skip


@app.command(
    "import",
    epilog="\b\nExamples:\n  detente incident import incidents.csv\n  detente incident import --json",
)
def import_list(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE.csv", help="The list; the one that comes along where left out.")
    ] = None,
    channel: Channel = "plenary",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Take in a public list of incidents, each row a matter with its source; what is there already is skipped."""
    from detente.council.incident import listed
    from detente.council.incident.sheet import COMPILED
    from detente.home import calls

    name = listed.SHIPPED if file is None else file.stem[:200]
    rows = listed.shipped() if file is None else listed.read_list(_bytes(file))
    items = []
    with client_of(directory, passphrase_file) as client:
        found, _listing = _all_incidents(client, council)
        there = {(one["listed"].get("list"), one["listed"].get("id")): one["ref"] for one in found}

        def said(kind: str, body: dict[str, Any], re: str | None = None) -> str:
            call = calls.Send(channel=channel.lower(), body=body, kind=kind, council=council, re=re, officer=officer,
                              language="en")  # fmt: skip
            return client.call(call).act.ref

        for row in rows:
            known = there.get((name, row.id))
            body = row.report(name)
            ref = known or said("incident-report", body)
            accounts = () if known else tuple(said("incident-account", one, ref) for one in row.accounts())
            items.append({
                "id": row.id, "ref": ref, "new": known is None, "accounts": list(accounts),
                "reported_by": body.get("reported_by", []), "concerning": body.get("concerning", []),
                "title": body["title"], "occurred": body["occurred"],
            })  # fmt: skip
    if as_json:
        printing.put_json({"list": name, "note": COMPILED, "items": items, "next": None})
        return
    columns = ("row", "incident", "reported by", "concerning", "title")
    printing.put_table(columns, (
        (one["id"], one["ref"] + ("" if one["new"] else " (was there)"), ", ".join(one["reported_by"]),
         ", ".join(one["concerning"]), one["title"]) for one in items
    ))  # fmt: skip
    typer.echo(COMPILED)


# --- reading ----------------------------------------------------------------------------------------------------------


@app.command("show", epilog="\b\nExample:\n  detente incident show US/PLENARY/7")
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


@app.command(epilog="\b\nExample:\n  detente incident compare US/PLENARY/7 --json")
def compare(
    ref: Matter,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show what the accounts say differently, as questions to both; nothing says who is right."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowDossier(ref=ref, council=council))
    data = shown.data
    if "differences" not in data:
        raise Refused("incident-unknown", expected="an act of an incident", got=ref, remedy="detente incident list")
    rows = data["differences"]
    if as_json:
        printing.put_json({
            "as_of": shown.as_of, "heads": shown.heads, "dossier": shown.dossier.dossier, "items": rows,
            "open": data["questions_open"], "timeline": data["timeline"], "unanswered": data["unanswered"],
            "next": None,
        })  # fmt: skip
        return
    if not rows:
        typer.echo("fewer than two accounts: nothing to compare")
        return
    for row in rows:
        typer.echo(f"\n{row['what']}: {row['status']}")
        for said in row["stated"]:
            derived = f" = {said['derived']}" if said["derived"] and said["derived"] not in said["stated"] else ""
            typer.echo(printing.visible(f"  {said['voice']}: {said['stated'] or 'not stated'}{derived}"))
        for question in row["questions"]:
            typer.echo(printing.visible(f"  to both: {question}"))
    typer.echo("\nNo distance is a limit here, and nothing is a finding.")


@app.command("list", epilog="\b\nExample:\n  detente incident list --open")
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
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        listing = client.call(calls.ListMatters(DESK, council=council, open=running, before=before, limit=limit))
    if as_json:
        printing.put_json(listing)
        return
    _put_incidents(listing)


def _put_incidents(listing: "DeskMattersView") -> None:
    found = [one for one in listing.items if one.data]
    if not found:
        typer.echo("no incident")
        return
    rows = (
        (
            one.dossier.dossier, one.data["occurred"]["text"] or "not stated", one.data["area"] or "–",
            ", ".join(one.data["reported_by"]), ", ".join(one.data["concerning"]) or "–", one.dossier.title,
            one.dossier.status,
        )
        for one in found
    )  # fmt: skip
    printing.put_table(("incident", "when", "area", "reported by", "concerning", "title", "stands"), rows)
    for sentence in sorted({one.data["compiled"] for one in found} - {""}):
        typer.echo(sentence)
    if listing.next is not None:
        typer.echo(f"more: detente incident list --before {listing.next}")


@app.command(epilog="\b\nExample:\n  detente incident review --year 2016 --regime incsea-1972")
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
        found, listing = _all_incidents(client, council)
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


# --- parts ------------------------------------------------------------------------------------------------------------


def _all_incidents(client: "Client", council: str | None) -> "tuple[list[dict[str, Any]], DeskMattersView]":
    from detente.home import calls

    found, before = [], None
    while True:
        listing = client.call(calls.ListMatters(DESK, council=council, before=before, limit=calls.LISTING_MAX))
        found += [one.data for one in listing.items if one.data.get("ref")]
        if (before := listing.next) is None:
            return found, listing


def _bytes(path: Path) -> bytes:
    """Return the bytes of a list, as far as it may be long.

    Raises:
        Refused: `file-unreadable`.
    """
    from detente.limits import INCIDENT_LIST_BYTES_MAX

    try:
        with path.open("rb") as file:
            return file.read(INCIDENT_LIST_BYTES_MAX + 1)
    except OSError as fault:
        raise Refused(
            "file-unreadable", expected="a CSV file of incidents", got=f"{path}: {fault.strerror}",
            remedy="check the path",
        ) from None  # fmt: skip


def _length(text: str) -> dict[str, str]:
    number, _, unit = text.strip().partition(" ")
    return given(value=number, unit=unit.strip())


def _read(path: Path | None) -> dict[str, Any]:
    """Return the fields of a JSON file, none where none is named.

    Raises:
        Refused: `file-unreadable`, `body-field-type`.
    """
    if path is None:
        return {}
    try:
        found = json.loads(read_text(path, "a JSON object with fields of the kind"))
    except (ValueError, RecursionError) as fault:
        raise Refused("body-field-type", expected="a JSON object", got=str(fault)[:80]) from None
    if not isinstance(found, dict):
        raise Refused("body-field-type", expected="a JSON object", got=type(found).__name__)
    return found
