"""What commands do that say one act: hand it to the node, wait where asked to, print where it stands."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.options import client_of
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.home.calls import Call
    from detente.home.replies import Sent

Wait = Annotated[bool, typer.Option("--wait", help="Return when every addressee, or another party, holds it.")]
Channel = Annotated[str, typer.Option("--channel", metavar="CH", help="Where it is said.")]
ToAll = Annotated[
    str | None,
    typer.Option("--channel", metavar="CH", help="One that every party reads; else the line, a depositary's journal."),
]
Spoken = Annotated[str, typer.Option("--language", metavar="TAG", help="Of what is said, BCP 47, like en or ru.")]
Attach = Annotated[
    list[Path] | None, typer.Option("--attach", metavar="FILE", help="A file to go with it, sealed; again for more.")
]
AsEvidence = Annotated[
    bool, typer.Option("--as-evidence", help="Files go as they are, also where name, type and bytes do not agree.")
]
Erasable = Annotated[
    bool,
    typer.Option("--erasable", help="Bytes and key of the files can be removed later at every member, if all agree."),
]
NeedBy = Annotated[
    str, typer.Option("--need-by", metavar="TIME", help="By when an answer is asked for; a wish, no clock.")
]
Where = Annotated[
    str | None, typer.Option("--channel", metavar="CH", help="Else where the act of --re stands, or in plenary.")
]
Reference = Annotated[str, typer.Argument(metavar="REF", help="Like RU/PLENARY/12, or COUNCIL:RU/PLENARY/12.")]


def say(call: "Call[Sent]", directory: Path, passphrase_file: Path | None, *, as_json: bool, what: str = "") -> "Sent":
    """Say one act, print its reference and who holds it by now, and return it.

    Args:
        what: a few words for people beside the reference.
    """
    with client_of(directory, passphrase_file) as client:
        running = client.running
        sent = client.call(call)
    if as_json:
        printing.put_json(sent)
        return sent
    put_sent(sent, what)
    if not running and not held(sent):
        typer.echo("no node runs here: it leaves with the next `detente up`")
    return sent


def held(sent: "Sent") -> bool:
    """Say if the act was not said yet: it takes a second officer, and stands in `own` as a draft."""
    from detente.council.desks.releases import DRAFT

    return sent.act.kind == DRAFT


def put_sent(sent: "Sent", what: str = "") -> None:
    """Print where an act stands and who holds it by now, or that it is held for a second officer."""
    if held(sent):
        typer.echo(f"held for release: {sent.act.ref}\nnext: detente release approve {sent.act.ref} --officer NAME")
        return
    typer.echo(f"{sent.act.ref}  {what or printing.shortened(sent.act.says)}")
    for receipt in sent.act.received:
        typer.echo(f"  {receipt.rung} by {receipt.party.upper()} at {printing.moment(receipt.at)}")


def channel_of(ref: str) -> str:
    """Return the channel in which the act of a reference stands, for an answer to it.

    Raises:
        Refused: `reference-unknown`.
    """
    parts = ref.rpartition(":")[2].lower().split("/")
    if len(parts) != 3 or not all(parts):
        raise Refused(
            "reference-unknown", expected="the reference of an act held here, like RU/LINE/42", got=ref,
            remedy="detente inbox lists what there is",
        )  # fmt: skip
    return parts[1]


def where_of(re: str | None, channel: str | None) -> str:
    """Return where something is said: as chosen, else where that stands which it answers, else in plenary.

    Raises:
        Refused: `reference-unknown`.
    """
    if channel is not None:
        return channel.lower()
    return "plenary" if re is None else channel_of(re)


def files_of(attach: list[Path] | None) -> tuple[str, ...]:
    """Return the paths of files to go with an act, as the node finds them."""
    return tuple(str(path.absolute()) for path in attach or ())


def need_by_in(kind: str, need_by: str) -> dict[str, str]:
    """Return by when an answer is asked for as a field of a body, nothing where that is not said.

    Raises:
        Refused: `kind-unknown`; `need-by-kind` where nobody answers such an act by itself.
    """
    from detente.council.kinds import NEED_BY
    from detente.council.registry import KINDS, kind_of

    if need_by and NEED_BY not in kind_of(kind).fields:
        asking = ", ".join(name for name, one in KINDS.items() if NEED_BY in one.fields)
        raise Refused(
            "need-by-kind", expected=f"a kind to which an answer can be asked by a time: {asking}", got=kind,
            remedy="leave --need-by out, or send a message",
        )  # fmt: skip
    return given(need_by_at=need_by)


def given(**fields: Any) -> dict[str, Any]:
    """Return the fields of a body that were given: neither None, nor empty."""
    return {name: value for name, value in fields.items() if value not in (None, "", (), [], {})}
