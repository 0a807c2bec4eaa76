"""Watches: `watch board`, `watch handover`, `watch roster set`, `watch roster show`; the others in modules beside."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing, saying, signing, watch_alarms, watch_board, watch_handing, watch_passing
from detente.cli.options import HERE, Council, Dir, Json, Officer, PassphraseFile, client_of, read_text
from detente.errors import Malformed, Refused
from detente.protocol.toml import parse_toml

if TYPE_CHECKING:
    from detente.home.client import Client

app = typer.Typer(
    help="What needs a human, who has the watch, and whom to reach.", no_args_is_help=True, rich_markup_mode=None
)
roster = typer.Typer(help="Contact points, for all parties.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(roster, name="roster")
app.command(epilog="\b\nExample:\n  detente watch board")(watch_board.board)
app.command(epilog="\b\nExample:\n  detente watch escalate\n  detente watch escalate RU/LINE/42")(watch_alarms.escalate)
app.add_typer(watch_alarms.app, name="alarm")
app.command("pass", epilog="\b\nExample:\n  detente watch pass RU/LINE/42 --to 'C. Jones' 'I go off watch.'")(
    watch_passing.pass_on
)
app.command(epilog="\b\nExample:\n  detente watch ringing --json")(watch_passing.ringing)
app.command(epilog="\b\nExample:\n  detente watch show --json")(watch_handing.show)
app.command(epilog="\b\nExample:\n  detente watch offer --to 'C. Jones' --officer 'A. Smith' 'Quiet.'")(
    watch_handing.offer
)
app.command(epilog="\b\nExample:\n  detente watch take --officer 'C. Jones'")(watch_handing.take)


@app.command(
    epilog="\b\nExample:\n  detente watch handover --from 'A. Smith' --to 'C. Jones' --from-key smith.key "
    "--to-key jones.key --open US/LINE/7"
)
def handover(
    giver: Annotated[str, typer.Option("--from", metavar="NAME", help="Who had the watch, as accredited.")],
    taker: Annotated[str, typer.Option("--to", metavar="NAME", help="Who takes it, as accredited.")],
    giver_key: Annotated[Path, typer.Option("--from-key", metavar="FILE", help="Key of who had it.")],
    taker_key: Annotated[Path, typer.Option("--to-key", metavar="FILE", help="Key of who takes it.")],
    watch: Annotated[str, typer.Option("--watch", metavar="ID", help="Which watch or desk.")] = "line",
    remark: Annotated[str, typer.Option("--remark", metavar="TEXT", help="For who takes over.")] = "",
    still_open: Annotated[
        list[str] | None, typer.Option("--open", metavar="REF", help="An act not done with; again for more.")
    ] = None,
    key_passphrase_file: Annotated[
        list[Path] | None,
        typer.Option("--key-passphrase-file", metavar="FILE", help="What opens the keys: first --from, then --to."),
    ] = None,
    shared: Annotated[bool, typer.Option("--shared", help="Let others see it, in --channel.")] = False,
    channel: saying.Channel = "plenary",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Hand a watch over: both officers sign with their own keys; kept in one's own channel unless it is shared."""
    from detente.clock import parse_rfc3339
    from detente.home import calls
    from detente.protocol.officers import officer_of
    from detente.protocol.statements import Handover, render_handover
    from detente.tlog.notes import Note, parse_vkey

    signers = signing.open_keys([giver_key, taker_key], key_passphrase_file or [])
    where = channel if shared else "own"
    with client_of(directory, passphrase_file) as client:
        party = client.call(calls.ShowParty()).party
        officers = [signing.accredited(client, council, party, name) for name in (giver, taker)]
        first, second = (officer_of(parse_vkey(one.key)) for one in officers)
        as_of = client.call(calls.ListOfficers(council=council)).as_of
        text = render_handover(
            Handover(
                officers[0].council,
                party,
                watch,
                first,
                second,
                parse_rfc3339(as_of),
                remarks=remark,
                open=tuple(ref.upper() for ref in still_open or ()),
            )
        )
        last = _newest(client, council, where, lambda data: [one for one in data["watches"] if one["watch"] == watch])
    call = calls.Send(
        channel=where,
        kind="watch-handover",
        body={"note": signing.sign_all(Note(text, ()), signers).to_bytes().hex()},
        council=council,
        officer=giver,
        re=last["ref"] if last is not None and last["party"] == party else None,
        cites=tuple(one.ref for one in officers),
    )
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"{taker} has the watch {watch}")


@roster.command("set", epilog="\b\nExample:\n  detente watch roster set roster.toml")
def set_roster(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="TOML with [[contacts]]: role, name, phone, languages, hours."),
    ],
    channel: saying.ToAll = None,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Tell all parties whom to reach; it takes the place of the party's last roster."""
    from detente.home import calls

    try:
        contacts = parse_toml("toml-malformed", read_text(file, "a roster as TOML")).get("contacts", [])
    except Malformed as fault:
        raise Refused("roster-file", expected="TOML with [[contacts]]", got=fault.got or "") from None
    with client_of(directory, passphrase_file) as client:
        party = client.call(calls.ShowParty()).party
        last = _newest(client, council, None, lambda data: [one for one in data["rosters"] if one["party"] == party])
    call = calls.Send(
        channel=channel if last is None else saying.channel_of(last["ref"]),
        kind="roster",
        body={"contacts": contacts},
        council=council,
        officer=officer,
        re=None if last is None else last["ref"],
    )
    saying.say(call, directory, passphrase_file, as_json=as_json, what=f"{len(contacts)} contact points")


@roster.command("show", epilog="\b\nExample:\n  detente watch roster show nato")
def show_roster(
    party: Annotated[str | None, typer.Argument(metavar="PARTY", help="Only of this party.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show whom to reach at each party, by its newest roster held here."""
    with client_of(directory, passphrase_file) as client:
        found = [one for data in _data(client, council, None) for one in data["rosters"]]
    wanted = sorted(
        (one for one in found if party is None or one["party"] == party.lower()), key=lambda one: str(one["party"])
    )
    if as_json:
        printing.put_json(wanted)
        return
    columns = ("party", "role", "name", "telephone", "languages", "hours")
    rows = (
        (roster["party"].upper(), one["role"], one["name"], one["phone"], ", ".join(one["languages"]), one["hours"])
        for roster in wanted
        for one in roster["contacts"]
    )
    printing.put_table(columns, rows)


def _data(client: "Client", council: str | None, channel: str | None) -> list[dict[str, Any]]:
    """Return what the dossiers of watches say, those with the newest acts first."""
    from detente.council.desks.watches import NAME
    from detente.home import calls

    listing = client.call(calls.ListDossiers(council=council, desk=NAME, channel=channel))
    return [client.call(calls.ShowDossier(ref=one.dossier, council=one.council)).data for one in listing.items]


def _newest(client: "Client", council: str | None, channel: str | None, wanted: Any) -> dict[str, Any] | None:
    return next((one for data in _data(client, council, channel) for one in wanted(data)), None)
