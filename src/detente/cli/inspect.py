"""Inspections and evaluations: `inspect request`, `reply`, `report`, `quota`, `list`, `show`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, list_matters, show_matter
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Officer, PassphraseFile, client_of
from detente.cli.saying import Channel, Spoken, channel_of, given, say
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.replies import DeskMattersView
    from detente.home.replies.visits import QuotasView, QuotaView

app = typer.Typer(
    help="Inspections and evaluation visits, and the quotas on which they draw.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

DESK = "inspections"
REQUEST, ANSWER, REPORT, NOTICE = "inspection-request", "inspection-answer", "inspection-report", "quota-notice"
QUOTA_USED, DECLARED = "quota used up", "declared"
TIME = "RFC 3339 with zone, like 2026-11-25T14:00:00+01:00."

Several = list[str] | None
Regime = Annotated[str, typer.Option("--regime", metavar="REGIME", help="Of the charter; else its only one; or none.")]


@app.command(
    epilog="\b\nExample:\n  detente inspect request --to ru --area 'Second Light' --enters 2026-12-01T08:00:00Z \\\n"
    "    --entry-point 'Port of the bay' --team 4 --hours 48 --regime vienna-2011"
)
def request(
    to: Annotated[str, typer.Option("--to", metavar="P", help="Who is asked: one party.")],
    enters: Annotated[str, typer.Option("--enters", metavar="TIME", help="Estimated time of entry. " + TIME)],
    entry_point: Annotated[str, typer.Option("--entry-point", metavar="TEXT", help="Point of entry.")],
    team: Annotated[int, typer.Option("--team", metavar="N", help="Size of the team.", min=0)],
    area: Annotated[str, typer.Option("--area", metavar="TEXT", help="The area of an inspection.")] = "",
    outline: Annotated[
        Several, typer.Option("--outline", metavar="'LAT, LON'", help="A position that bounds it; again for more.")
    ] = None,
    unit: Annotated[str, typer.Option("--unit", metavar="TEXT", help="The unit: then it is an evaluation.")] = "",
    location: Annotated[str, typer.Option("--location", metavar="'LAT, LON'", help="Where the unit is.")] = "",
    hours: Annotated[int | None, typer.Option("--hours", metavar="N", help="How long it lasts.", min=1)] = None,
    auxiliary: Annotated[int | None, typer.Option("--auxiliary", metavar="N", help="Interpreters, drivers.")] = None,
    means: Annotated[str, typer.Option("--means", metavar="WHAT", help="ground, air or both.")] = "",
    transport: Annotated[str, typer.Option("--transport", metavar="TEXT", help="To the point of entry.")] = "",
    with_party: Annotated[
        Several, typer.Option("--with", metavar="P", help="Whose nationals take part; again for more.")
    ] = None,
    working_language: Annotated[str, typer.Option("--working-language", metavar="TEXT", help="Spoken there.")] = "",
    other: Annotated[str, typer.Option("--other", metavar="TEXT", help="Anything else.")] = "",
    about: Annotated[str, typer.Option("--about", metavar="REF", help="A notification on which it bears.")] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Ask though the quota counts as used up here: it may be accepted still.")
    ] = False,
    regime: Regime = "",
    channel: Channel = "plenary",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Ask a party for an inspection of an area, or for an evaluation visit to a unit."""
    from detente.council.points import area_in_words
    from detente.home import calls

    if bool(area) == bool(unit):
        raise Refused(
            "inspection-object", expected="an area, for an inspection, or a unit, for an evaluation",
            got="both" if area else "neither", remedy="give --area or --unit",
        )  # fmt: skip
    sort = "evaluation" if unit else "inspection"
    positions = area_in_words([*(outline or ()), *([location] if location else [])])
    where = f" at {positions}" if positions else ""
    body = given(
        sort=sort, enters_at=enters, entry_point=entry_point, area=area, outline=list(outline or ()), unit=unit,
        location=location, hours=hours, auxiliary=auxiliary, means=means, transport=transport,
        other_states=[party.lower() for party in with_party or ()], language=working_language, other=other,
        about=about.rpartition(":")[2].upper(), regime=regime,
    )  # fmt: skip
    body |= {"beyond_quota": True} if anyway else {}
    call = calls.Send(
        channel=channel.lower(), body={**body, "team": team}, kind=REQUEST, council=council, to=(to,), officer=officer,
        language=language,
    )  # fmt: skip
    say(call, directory, passphrase_file, as_json=as_json, what=f"asks {to.upper()} for an {sort}{where}")


@app.command(
    epilog="\b\nExample:\n  detente inspect reply NATO/PLENARY/12 --answer refused --ground 'quota used up' 'Full.'"
)
def reply(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="In this party's own words.")] = "",
    answer: Annotated[
        str, typer.Option("--answer", metavar="ANSWER", help="accepted, other site or refused.")
    ] = "accepted",
    ground: Annotated[
        str, typer.Option("--ground", metavar="GROUND", help="Of a refusal: quota used up, force majeure, or another.")
    ] = "",
    site: Annotated[str, typer.Option("--site", metavar="TEXT", help="Where it is offered instead.")] = "",
    entry_point: Annotated[str, typer.Option("--entry-point", metavar="TEXT", help="Point of entry.")] = "",
    contact: Annotated[str, typer.Option("--contact", metavar="TEXT", help="Whom to reach.")] = "",
    restricted: Annotated[str, typer.Option("--restricted", metavar="TEXT", help="Areas that are left out.")] = "",
    arrangements: Annotated[str, typer.Option("--arrangements", metavar="TEXT", help="What is arranged.")] = "",
    other_forces: Annotated[str, typer.Option("--other-forces", metavar="TEXT", help="Others' forces there.")] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Accept a visit, offer another site, or refuse on a ground."""
    body = given(
        answer=answer, ground=ground, text=text, site=site, entry_point=entry_point, contact=contact,
        restricted=restricted, arrangements=arrangements, other_forces=other_forces,
    )  # fmt: skip
    call = _answering(ANSWER, ref, body, council, officer, language)
    what = f"answers {ref.upper()}: {answer}{f', {ground}' if ground else ''}"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command(
    epilog="\b\nExample:\n  detente inspect report NATO/PLENARY/12 'As declared.' --starts 2026-12-01T09:00:00Z "
    "--ends 2026-12-03T09:00:00Z"
)
def report(
    ref: Annotated[str, typer.Argument(metavar="REF", help="The request; or a report, to comment on it.")],
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What was seen, the assessment; or the comment.")] = "",
    starts: Annotated[str, typer.Option("--starts", metavar="TIME", help="From when. " + TIME)] = "",
    ends: Annotated[str, typer.Option("--ends", metavar="TIME", help="Until when. " + TIME)] = "",
    not_carried_out: Annotated[
        str, typer.Option("--not-carried-out", metavar="GROUND", help="It was not, and why: like 'force majeure'.")
    ] = "",
    language: Spoken = "en",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Report on a visit to all, say that it was not carried out, or comment on a report."""
    body = given(text=text, starts_at=starts, ends_at=ends, ground=not_carried_out)
    body |= {"carried_out": not not_carried_out} if not_carried_out or ends else {}
    call = _answering(REPORT, ref, body, council, officer, language)
    what = "says that it was not carried out" if not_carried_out else "reports to all" if ends else "comments"
    say(call, directory, passphrase_file, as_json=as_json, what=what)


@app.command(
    epilog="\b\nExample:\n  detente inspect quota --party ru --year 2026\n"
    "  detente inspect quota --say 'quota used up' --year 2026 --regime vienna-2011"
)
def quota(
    party: Annotated[str | None, typer.Option("--party", metavar="P", help="Only of this one; `me` for this.")] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="YEAR", help="Only, or said, of this year.")] = None,
    says: Annotated[
        str, typer.Option("--say", metavar="WHAT", help="Give a notice instead: 'quota used up', or 'declared'.")
    ] = "",
    sort: Annotated[str, typer.Option("--sort", metavar="SORT", help="Of a notice: inspection or evaluation.")] = (
        "inspection"
    ),
    units: Annotated[int | None, typer.Option("--units", metavar="N", help="Units that are declared.", min=0)] = None,
    text: Annotated[str, typer.Option("--text", metavar="TEXT", help="A remark.")] = "",
    regime: Regime = "",
    channel: Channel = "plenary",
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show what quotas have come to over all matters, or say of this party's own that it is used up or how large."""
    from detente.home import calls

    if says:
        body = given(sort=sort, year=year, says=says, regime=regime, text=text)
        body |= {} if units is None else {"units": units}
        call = calls.Send(channel=channel.lower(), body=body, kind=NOTICE, council=council, officer=officer)
        say(call, directory, passphrase_file, as_json=as_json, what=f"{sort}s in {year}: {says}")
        return
    with client_of(directory, passphrase_file) as client:
        shown = client.call(calls.ShowQuotas(council=council, party=party, year=year))
    if as_json:
        printing.put_json(shown)
        return
    _put_quotas(shown)


@app.command("list", epilog="\b\nExample:\n  detente inspect list --open")
def list_visits(
    running: Annotated[bool, typer.Option("--open", help="Only where something is still awaited.")] = False,
    before: Before = None,
    limit: Limit = 100,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List visits and notices of quotas, those with the newest acts first."""
    list_matters(DESK, _put_visits, running=running, before=before, limit=limit, directory=directory, council=council,
                 passphrase_file=passphrase_file, as_json=as_json)  # fmt: skip


@app.command(epilog="\b\nExample:\n  detente inspect show NATO/PLENARY/12")
def show(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any act of the matter.")],
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a visit: request, answer, report, comments, and what is owed."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


# --- parts ------------------------------------------------------------------------------------------------------------


def _answering(
    kind: str, ref: str, body: dict[str, Any], council: str | None, officer: str | None, language: str
) -> Any:
    from detente.home import calls

    return calls.Send(
        channel=channel_of(ref), body=body, kind=kind, council=council, re=ref, officer=officer, language=language
    )


def _put_visits(listing: "DeskMattersView") -> None:
    if not listing.items:
        typer.echo("no inspection or evaluation")
        return
    rows = (
        (
            one.dossier.dossier, one.dossier.title, one.data.get("asker", one.data.get("party", "")).upper(),
            printing.moment(one.data.get("enters_at")), one.dossier.status, printing.moment(one.dossier.due_at),
        )
        for one in listing.items if one.data
    )  # fmt: skip
    printing.put_table(("matter", "of", "by", "enters", "stands", "next due"), rows)
    printing.put_more(listing.next)


def _quota_of(one: "QuotaView") -> str:
    if one.units_differ:
        return f"declared differently: {', '.join(one.units_differ)}"
    return "–" if one.passive is None else str(one.passive)


def _put_quotas(shown: "QuotasView") -> None:
    if not shown.items:
        typer.echo("nobody has asked for a visit, and nobody has said anything of a quota")
        return
    rows = (
        (
            one.party.upper(), f"{one.sort}s", str(one.year), _quota_of(one),
            f"{one.counted}, {one.beyond} beyond" if one.beyond else str(one.counted),
            "–" if one.left is None else str(one.left),
            ", ".join(f"{party.upper()} {number}" for party, number in one.by.items()) or "–",
            ", ".join(one.used_up) or "–",
        )
        for one in shown.items
    )  # fmt: skip
    printing.put_table(("party", "of", "year", "quota", "counted", "left", "by", "said to be used up"), rows)
    visits = [(account, one) for account in shown.items for one in account.visits]
    if visits:
        typer.echo("")
        lines = ((one.ref, account.party.upper(), printing.moment(one.enters_at), one.counts, one.why)
                 for account, one in visits)  # fmt: skip
        printing.put_table(("request", "of", "enters", "counts", "because"), lines)
