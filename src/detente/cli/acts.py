"""What is said on the line: `send`, `inbox`, `show`, `acknowledge`."""

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli import printing, saying
from detente.cli.options import (
    HERE,
    Council,
    Dir,
    Json,
    Limit,
    Officer,
    PassphraseFile,
    client_of,
    read_object,
    read_text,
)
from detente.errors import Refused

LISTED_MAX = 20
"""Acts sent at once that are still named one by one."""


class PrecedenceName(StrEnum):
    """How quickly an act is to be handled."""

    ROUTINE = "routine"
    PRIORITY = "priority"
    IMMEDIATE = "immediate"
    FLASH = "flash"


class Wait(StrEnum):
    """What to wait for."""

    STORED = "stored"


Timeout = Annotated[float, typer.Option("--timeout", metavar="SECONDS", help="How long to wait.")]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Like RU/LINE/42, or COUNCIL:RU/LINE/42.")]


def add_to(app: typer.Typer) -> None:
    """Add the commands of this page."""
    app.command(epilog="\b\nExample:\n  detente send --channel line --to nato --wait stored 'Radio check.'")(send)
    app.command(epilog="\b\nExample:\n  detente inbox --all --channel line")(inbox)
    app.command(epilog="\b\nExample:\n  detente show RU/LINE/42")(show)
    app.command(epilog="\b\nExample:\n  detente acknowledge NATO/LINE/7 'Read by the watch officer.'")(acknowledge)


def send(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="What is said.")] = None,
    channel: Annotated[str, typer.Option("--channel", metavar="CH", help="Where it is said.")] = "line",
    kind: Annotated[
        str, typer.Option("--kind", metavar="K", help="message, acknowledge, correction; own: note.")
    ] = "message",
    to: Annotated[list[str] | None, typer.Option("--to", metavar="P", help="Action addressee; again for more.")] = None,
    precedence: Annotated[
        PrecedenceName, typer.Option("--precedence", help="How quickly to handle it.")
    ] = PrecedenceName.ROUTINE,
    re: Annotated[str | None, typer.Option("--re", metavar="REF", help="The act that this one answers.")] = None,
    dossier: Annotated[
        str | None, typer.Option("--dossier", metavar="REF", help="The matter; else that of --re.")
    ] = None,
    body: Annotated[
        Path | None,
        typer.Option(
            "--body", metavar="FILE", help="The text from a file; all fields where it ends in .json; - is the input."
        ),
    ] = None,
    each_line: Annotated[bool, typer.Option("--each-line", help="One act for each line of --body.")] = False,
    language: Annotated[str, typer.Option("--language", metavar="TAG", help="BCP 47, like en or ru.")] = "",
    marking: Annotated[str, typer.Option("--marking", metavar="TEXT", help="Handling words, shown to readers.")] = "",
    attach: saying.Attach = None,
    as_evidence: saying.AsEvidence = False,
    erasable: saying.Erasable = False,
    drill: Annotated[
        str, typer.Option("--drill", metavar="NAME", help="Part of the drill of this name; counts as practised only.")
    ] = "",
    alliance: Annotated[str, typer.Option("--for", metavar="ID", help="The alliance for which it is said.")] = "",
    mandate: Annotated[
        str, typer.Option("--mandate", metavar="REF", help="The act that presented its mandate; goes with --for.")
    ] = "",
    need_by: saying.NeedBy = "",
    wait: Annotated[Wait | None, typer.Option("--wait", help="Return when every addressee holds it.")] = None,
    timeout: Timeout = 30.0,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say something: it is signed, stored, and on its way when this returns."""
    from detente.home import calls

    def call(fields: dict[str, Any]) -> calls.Send:
        return calls.Send(
            channel=channel.lower(),
            body={
                **fields,
                **saying.given(**{"for": alliance.lower(), "mandate": mandate.rpartition(":")[2], "drill": drill}),
                **saying.need_by_in(kind, need_by),
            },
            kind=kind,
            council=council,
            to=tuple(to or ()),
            precedence=precedence.value,
            re=re,
            dossier=dossier,
            officer=officer,
            language=language,
            marking=marking,
            attach=saying.files_of(attach),
            as_evidence=as_evidence,
            erasable=erasable,
            wait="stored" if wait is Wait.STORED else None,
            timeout_seconds=timeout,
        )

    fields = _body(text, body)
    lines = [line for line in str(fields.get("text", "")).split("\n") if line] if each_line else []
    if each_line and not lines:
        raise Refused(
            "text-or-body", expected="lines to send", got="none", remedy="detente send --each-line --body FILE"
        )
    with client_of(directory, passphrase_file) as client:
        running = client.running
        if each_line:
            sent = list(client.pipeline([call({"text": line}) for line in lines]))
        else:
            sent = [client.call(call(fields))]
    if as_json:
        printing.put_json(sent if each_line else sent[0])
        return
    for one in sent if len(sent) < LISTED_MAX else sent[-1:]:
        saying.put_sent(one)
    if each_line:
        typer.echo(f"{len(sent)} acts")
    if not running and not all(map(saying.held, sent)):
        typer.echo("no node runs here: it leaves with the next `detente up`")


def _body(text: str | None, path: Path | None) -> dict[str, Any]:
    if (text is None) == (path is None):
        raise Refused(
            "text-or-body",
            expected="either TEXT or --body FILE",
            got="both" if text is not None else "neither",
            remedy="detente send --help",
        )
    if path is None:
        return {"text": text}
    what = "a file with what is to be said"
    if path.suffix == ".json":
        return read_object(path, what)
    return {"text": read_text(path, what).rstrip("\n")}


def inbox(
    everything: Annotated[
        bool, typer.Option("--all", help="Every readable act, not only what waits for an answer.")
    ] = False,
    channel: Annotated[str | None, typer.Option("--channel", metavar="CH", help="Only this channel.")] = None,
    after: Annotated[
        int, typer.Option("--after", metavar="N", help="Go on after this one: the `next` of the last listing.")
    ] = 0,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List acts of others that nobody here has acknowledged or answered; with --all every readable act."""
    from detente.home import calls

    call = calls.Inbox(council=council, channel=channel, all=everything, after=after, limit=limit)
    with client_of(directory, passphrase_file) as client:
        listing = client.call(call)
    if as_json:
        printing.put_json(listing)
        return
    if not listing.items:
        typer.echo("nothing" if everything else "nothing waits for an answer; detente inbox --all lists every act")
        return
    printing.put_acts(listing.items)
    printing.put_more(listing.next, "--after")


def show(
    ref: Reference,
    wait: Annotated[Wait | None, typer.Option("--wait", help="Return when every addressee holds it.")] = None,
    timeout: Timeout = 30.0,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show one act: its formal head, what it says, who had it when, the bounds of its time, and its dossier."""
    from detente.home import calls
    from detente.home.heading import heading_of

    with client_of(directory, passphrase_file) as client:
        call = calls.Show(
            ref=ref, council=council, wait="stored" if wait is Wait.STORED else None, timeout_seconds=timeout
        )
        shown = client.call(call)
    if as_json:
        printing.put_json(shown)
        return
    act = shown.act
    for word, words in heading_of(act):
        typer.echo(f"{word} {printing.visible(words)}")
    typer.echo("")
    printing.put_pairs(
        [
            *([] if act.claimed_at else [("reference", f"{act.council}:{act.ref}")]),
            ("kind", f"{act.kind}, {act.precedence}"),
            ("claimed", printing.moment(act.claimed_at)),
            ("not before", printing.moment(act.bounds.not_before)),
            ("not after", printing.moment(act.bounds.not_after)),
            ("dossier", act.dossier or "–"),
            *([("DRILL", printing.visible(act.drill))] if act.drill else []),
            *([("basis", act.basis)] if act.basis else []),
            ("reading", act.reading),
            *(("irregular", f"{fault.code}: {fault.text}") for fault in act.irregular),
            ("entry", act.id),
        ]
    )
    typer.echo("")
    for name, value in act.body.items():
        shown_value = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        typer.echo(printing.visible(shown_value if name == "text" else f"{name}: {shown_value}"))
    for number, one in enumerate(act.attachments, 1):
        here = "here" if one.held_bytes == one.size_bytes else "not here yet"
        here = f"erased by {one.erased_by}" if one.erased_by else f"{here}, erasable" if one.erasable else here
        typer.echo(f"attachment {number}: {printing.visible(one.name)} ({one.size_bytes:,} bytes sealed, {here})")
    typer.echo("")
    if act.received:
        rows = ((one.party.upper(), one.rung, printing.moment(one.at)) for one in act.received)
        printing.put_table(("received by", "rung", "at"), rows)
    else:
        typer.echo("no receipt yet")
    if len(shown.items) > 1:
        typer.echo(f"\ndossier {act.dossier}")
        printing.put_acts(shown.items)


def acknowledge(
    ref: Reference,
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="A remark.")] = None,
    wait: Annotated[Wait | None, typer.Option("--wait", help="Return when its author holds it.")] = None,
    timeout: Timeout = 30.0,
    officer: Officer = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Say that an officer has read an act: more than the node's receipt, less than an answer."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.Show(ref=ref, council=council)).act
        call = calls.Send(
            channel=found.channel,
            body={"text": text} if text else {},
            kind="acknowledge",
            council=found.council,
            to=(found.party,),
            re=found.ref,
            officer=officer,
            wait="stored" if wait is Wait.STORED else None,
            timeout_seconds=timeout,
        )
        if found.party == client.call(calls.ShowParty()).party:
            raise Refused("acknowledge-own", expected="another party's act", got=found.ref)
        sent = client.call(call)
    if as_json:
        printing.put_json(sent)
        return
    saying.put_sent(sent, f"acknowledges {found.ref}")
