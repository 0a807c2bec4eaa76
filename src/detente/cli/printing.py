"""How answers look: JSON for programs, tables and short lines for people. Times in UTC and in local time."""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import typer

from detente.clock import SystemClock, date_time_group, parse_rfc3339, rfc3339
from detente.errors import DetenteError

if TYPE_CHECKING:
    from rich.console import Console

    from detente.home.replies import ActView, ReceiptView

PIPE_COLUMNS = 160
"""Width of tables that go to no terminal; programs use --json."""


def put_json(value: Any) -> None:
    """Print a reply as JSON."""
    import msgspec

    typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=2).decode())


def listing(items: Sequence[Any], **more: object) -> dict[str, Any]:
    """Return a listing as commands print it that need no node: it rests on no heads of feeds."""
    return {"as_of": rfc3339(SystemClock().now()), "heads": {}, "items": items, "next": None, **more}


def put_more(following: int | None, option: str = "--before") -> None:
    """Say how a listing goes on, where it does: what it was asked for stays."""
    if following is not None:
        typer.echo(f"more: the same with {option} {following}")


def put_json_line(value: dict[str, Any]) -> None:
    """Print one line of JSON at once, for whoever waits for it."""
    typer.echo(json.dumps(value))
    sys.stdout.flush()


def put_error(error: DetenteError, *, as_json: bool) -> None:
    """Print an error on the standard error."""
    if as_json:
        typer.echo(json.dumps({"error": error.as_json()}), err=True)
        return
    typer.echo(f"expected: {error.expected}", err=True)
    typer.echo(f"got:      {error.got} ({error.code})", err=True)
    if error.remedy:
        typer.echo(f"remedy:   {error.remedy}", err=True)


def console() -> "Console":
    """Return where tables go."""
    from rich.console import Console

    return Console(highlight=False, width=None if sys.stdout.isatty() else PIPE_COLUMNS)


def put_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table; what others wrote in it is shown as it is, never as markup."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(visible(cell)) for cell in row))
    console().print(table)


def put_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Print names and values, one pair a line."""
    shown = list(pairs)
    width = max((len(name) for name, _ in shown), default=0)
    for name, value in shown:
        typer.echo(f"{name:<{width}}  {visible(value)}")


def visible(text: str) -> str:
    """Return text of others without characters that would move the cursor or change the order of reading."""
    return "".join(character if character == "\n" or character.isprintable() else "\ufffd" for character in text)


def moment(at: str | None) -> str:
    """Return a time in UTC and, where that is another, local time: `2016-04-20 12:00:00Z (14:00 +02:00)`; or a dash."""
    if at is None:
        return "–"
    utc = datetime.fromisoformat(at)
    local = utc.astimezone()
    day = "" if local.date() == utc.date() else f"{local:%Y-%m-%d} "
    offset = f"{local:%z}"
    if offset == "+0000":
        return f"{utc:%Y-%m-%d %H:%M:%S}Z"
    return f"{utc:%Y-%m-%d %H:%M:%S}Z ({day}{local:%H:%M} {offset[:3]}:{offset[3:]})"


def dated(at: str | None) -> str:
    """Return a time as its date-time group, in UTC and in local time, or a dash."""
    return "–" if at is None else f"{date_time_group(parse_rfc3339(at))} = {moment(at)}"


def receipts(received: Iterable["ReceiptView"]) -> str:
    """Return receipts in short: party and rung."""
    return ", ".join(f"{one.party.upper()} {one.rung}" for one in received) or "no receipt yet"


def gist(act: "ActView", characters: int = 200) -> str:
    """Return what an act says, in one line, and for which alliance it says it."""
    from detente.council.kinds import drill_title

    if act.reading != "readable":
        return f"[{act.reading}]"
    text = act.body.get("text")
    if not isinstance(text, str) or not text:
        text = act.says
    alliance = act.body.get("for")
    spoken_for = f"for {alliance.upper()}: " if isinstance(alliance, str) else ""
    return shortened(drill_title(act.drill, spoken_for + " ".join(text.split())), characters)


def shortened(text: str, characters: int = 200) -> str:
    """Return text of others as it may be printed, cut where it is longer."""
    shown = visible(text)
    return shown if len(shown) <= characters else shown[: characters - 1] + "…"


def put_acts(acts: Iterable["ActView"]) -> None:
    """Print acts, one a row, in the order given."""
    put_table(
        ("reference", "kind", "claimed", "to", "says", "received"),
        (
            (
                act.ref,
                act.kind if act.precedence == "routine" else f"{act.kind} {act.precedence.upper()}",
                moment(act.claimed_at),
                ", ".join(party.upper() for party in act.to) or "all",
                gist(act),
                receipts(act.received),
            )
            for act in acts
        ),
    )
