"""What was asked and given, and the balance of it: `share list|balance|show`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.dossiers import Language, show_matter
from detente.cli.options import HERE, Before, Council, Dir, Json, Limit, Party, PassphraseFile, client_of

if TYPE_CHECKING:
    from detente.home.replies.sharing import BalanceRow, GivenView, RequestView, SharingView


class Which(StrEnum):
    """What to list."""

    REQUESTS = "requests"
    ITEMS = "items"


def add_to(app: typer.Typer) -> None:
    """Put the commands that read beside those that say."""
    for name, command, example in (
        ("list", list_all, "detente share list --topic terrorism --only requests"),
        ("balance", balance, "detente share balance --topic terrorism"),
        ("show", show, "detente share show NATO/PAIR/12"),
    ):
        app.command(name, epilog=f"\b\nExample:\n  {example}")(command)


def list_all(
    which: Annotated[Which | None, typer.Option("--only", help="Only these.")] = None,
    topic: Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Only on this topic.")] = None,
    party: Party = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also what is answered, recalled or not valid now.")
    ] = False,
    before: Before = None,
    limit: Limit = 200,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """List open requests, and what was given and stands."""
    from detente.home import calls

    sort: Any = None if which is None else which.value.removesuffix("s")
    call = calls.ListShared(
        council=council, sort=sort, topic=topic, party=party, all=everything, before=before, limit=limit
    )
    with client_of(directory, passphrase_file) as client:
        listing = client.call(call)
    if as_json:
        printing.put_json(listing)
        return
    _put_listing(listing)


def _put_listing(listing: "SharingView") -> None:
    from detente.home.replies.sharing import GivenView, RequestView

    asked = [one for one in listing.items if isinstance(one, RequestView)]
    items = [one for one in listing.items if isinstance(one, GivenView)]
    if asked:
        typer.echo("asked")
        columns = ("by", "of", "topic", "what", "label", "answer asked by", "status", "act")
        printing.put_table(columns, (_asked(one) for one in asked))
    if items:
        typer.echo("given")
        headings = ("by", "originator", "topic", "label", "graded", "valid until", "status", "what", "act")
        printing.put_table(headings, (_item(one) for one in items))
    if not listing.items:
        typer.echo("nothing is asked, and nothing that was given stands")
    printing.put_more(listing.next)


def _asked(one: "RequestView") -> tuple[str, ...]:
    need = printing.moment(one.need_by_at)
    to = ", ".join(one.to).upper()
    return one.party.upper(), to, one.topic, _short(one.text), one.handling or "–", need, one.status, one.ref


def _item(one: "GivenView") -> tuple[str, ...]:
    grade = ", ".join(part for part in (one.source_grade + one.information_grade, one.confidence) if part)
    until = printing.moment(one.valid_until_at)
    return (
        one.party.upper(), _originator(one), one.topic, one.handling, grade or "not graded", until, one.status,
        _short(one.content), one.ref,
    )  # fmt: skip


def _originator(one: "GivenView") -> str:
    return one.originator or "–" if one.originated_by in ("", one.party) else one.originated_by.upper()


def balance(
    topic: Annotated[str | None, typer.Option("--topic", metavar="TOPIC", help="Only this topic.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Count by topic who asked, answered and gave, as this record holds it; nothing is weighed."""
    from detente.home import calls

    with client_of(directory, passphrase_file) as client:
        found = client.call(calls.ShowBalance(council=council, topic=topic))
    if as_json:
        printing.put_json(found)
        return
    columns = ("topic", "party", "asked", "was asked", "answered", "in part", "declined", "neither", "open", "items",
               "corrected", "recalled")  # fmt: skip
    printing.put_table(columns, (_balanced(one) for one in found.items))
    typer.echo(f"as {found.party.upper()}'s record holds it: others read other channels. Counts, and no score.")


def _balanced(one: "BalanceRow") -> tuple[str, ...]:
    counts = (
        one.asked, one.was_asked, one.answered, one.answered_in_part, one.declined, one.cannot_confirm_or_deny,
        one.open, one.items, one.corrected, one.recalled,
    )  # fmt: skip
    return one.topic, one.party.upper(), *map(str, counts)


def show(
    ref: Annotated[str, typer.Argument(metavar="REF", help="Any act of the matter.")],
    language: Language = "en",
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Show a request or an item with all that was said about it."""
    show_matter(ref, language, directory, council, passphrase_file, as_json=as_json)


def _short(text: str) -> str:
    return " ".join(text.split())[:200]
