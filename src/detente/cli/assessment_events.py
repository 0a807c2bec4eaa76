"""Event data: what others report, kept apart, and one's own record as such data: `assess import`, `assess export`."""

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli import printing
from detente.cli.assessment import made, put, read_data
from detente.cli.assessment_compare import app
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of, read_bytes
from detente.errors import Refused

__all__ = ["app"]

PAIRS_SHOWN = 12


@app.command(
    "import",
    epilog="\b\nExample:\n  detente assess import events.tab --mapping icews --between NATO,RU\n"
    "  detente assess import own.csv --mapping own.toml --json",
)
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Event data, text in UTF-8.")],
    mapping: Annotated[
        str,
        typer.Option("--mapping", metavar="MAP", help="icews, gdelt, polecat, detente, or a .toml file."),
    ],
    between: Annotated[str | None, typer.Option("--between", metavar="A,B", help="Only between these two.")] = None,
    as_json: Json = False,
) -> None:
    """Count events that others report. They are no part of the record, and nothing here counts both together.

    Rows that do not read are named and left out; where most do not, the mapping is wrong and nothing is said.
    How a mapping is declared: docs/assessment.md section 8.
    """
    from detente.assessment.events.mapping import find, read_mapping
    from detente.assessment.events.reported import REPORTED, check_named, read_events, summary
    from detente.assessment.events.reported import between as of
    from detente.limits import EVENT_BYTES_MAX

    declared = read_mapping(read_data(Path(mapping), "a mapping") if mapping.endswith(".toml") else find(mapping))
    data = read_bytes(file, "event data", EVENT_BYTES_MAX)
    found = read_events(data, declared)
    events = list(found.events)
    if between is not None:
        check_named(events, _two(between))
        events = of(events, *_two(between))
    pairs = summary(events)
    about = {"title": declared.title, "source": declared.source, "calibration": declared.calibration}
    counts = {
        "rows": found.rows, "read": len(found.events), "repeated": found.repeated, "unread": found.unread,
        "not between two": sum(not one.between_two for one in found.events),
    }  # fmt: skip
    if as_json:
        left_out = [{"row": row, "why": why} for row, why in found.left_out]
        named = {name.replace(" ", "_"): count for name, count in counts.items()}
        more = {"reported_by_others": REPORTED, "mapping": about, **named, "left_out": left_out}
        printing.put_json(printing.listing(pairs, **more, **made(data)))
        return
    put(REPORTED)
    put(f"{declared.title}; {declared.source}")
    put(f"weights: {declared.calibration or 'not said'}")
    put(", ".join(f"{count} {name}" for name, count in counts.items()))
    for row, why in found.left_out:
        put(f"  row {row} left out: {why}")
    for pair in pairs[:PAIRS_SHOWN]:
        _put_pair(pair, months=between is not None)
    if len(pairs) > PAIRS_SHOWN:
        put(f"and {len(pairs) - PAIRS_SHOWN} more pairs: --json, or --between A,B")
    if not pairs:
        put("no event between two")


def _two(between: str) -> tuple[str, str]:
    one, comma, other = between.partition(",")
    if not comma or one == other:
        raise Refused("pair-unknown", expected="two names with a comma between, like A,B", got=between)
    return one, other


def _put_pair(pair: dict[str, Any], *, months: bool) -> None:
    by = ", ".join(f"{name} {count}" for name, count in pair["by"].items())
    put(f"\n{' and '.join(pair['parties'])}: {pair['n']} events, {by}; balance {pair['balance']}")
    put(f"  {pair['from']} to {pair['until']}")
    for name, classes in pair["classes"].items():
        put(f"  {name}: {', '.join(f'{count} {word}' for word, count in classes.items()) or 'of no class'}")
    for month, counts in pair["by_month"].items() if months else ():
        put(f"  {month}: {', '.join(f'{name} {count}' for name, count in counts.items())}")


@app.command(epilog="\b\nExample:\n  detente assess export --dir RU --out events.csv")
def export(
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE", help="A new CSV file; else printed.")] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Give the record as event data: one row for a day, a matter, two parties and a kind of event, with its references.

    The same acts as in `assess record`, coded by `assess scale`; every party gets the same bytes. What names nobody is
    said to all. Drills never count; in a rehearsal only what is sourced does.
    """
    from detente.assessment.events.export import as_csv
    from detente.home.calls import MeasureRecord
    from detente.home.files import write_file

    with client_of(directory, passphrase_file) as client:
        found = client.call(MeasureRecord(council=council, events=True))
    if as_json:
        about = {"record": found.items[0]["record"], "measures_sha256": found.measures_sha256}
        printing.put_json({**printing.listing(found.events, **about), "heads": found.heads, "as_of": found.as_of})
        return
    data = as_csv(found.events)
    if out is None:
        for line in data.decode().splitlines():
            put(line)
        return
    write_file(out, data)
    put(f"written: {out}, {len(found.events)} events. {found.items[0]['record']}")
