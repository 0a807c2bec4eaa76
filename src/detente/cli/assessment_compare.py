"""Two assessments side by side, and inputs kept for oneself: `assess compare`, `assess keep`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.assessment import Pair, inputs_named, made, places, put, read_data
from detente.cli.assessment_part import Side, sides_given, time_given
from detente.cli.assessment_report import app
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of, read_bytes
from detente.errors import Refused

if TYPE_CHECKING:
    from detente.assessment.dependence.needs import Needs

__all__ = ["app"]

_SIDE = "FILE, shipped inputs or a kept act, with :READING for another reading; or measures of a record, in JSON"
One = Annotated[str | None, typer.Argument(metavar="A", help=f"{_SIDE}.")]
Other = Annotated[str | None, typer.Argument(metavar="B", help="The same.")]
At = Annotated[
    str | None, typer.Option("--at", metavar="TIME", help="Instead of A and B: the record before and after then.")
]


@app.command(
    epilog="\b\nExample:\n  detente assess compare april-2016 april-2016:rival\n"
    "  detente assess compare RU/OWN/3 RU/OWN/9 --dir RU --json\n"
    "  detente assess compare --at 2014-04-01 --dir RU\n"
    "  detente assess compare march.json april.json"
)
def compare(
    one: One = None,
    other: Other = None,
    at: At = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="With --at: the scenario's file is the record.")
    ] = None,
    side: Side = None,
    pair: Pair = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Put two assessments side by side: before and after, ours and a rival's. Neither is right here.

    Of two sets of inputs: which differ and on whose word, what each of them does alone, and what follows on either
    side. Of two records (before and after a time, or two outputs of `assess record --json`): what was counted in each.
    """
    if at is not None:
        _put_records(*_before_and_after(at, scenario, side, directory, council, passphrase_file), as_json=as_json)
        return
    if one is None or other is None:
        raise Refused(
            "compare-of-one", expected="two assessments, or --at TIME", got=one or "nothing",
            remedy="detente assess compare A B, or detente assess compare --at 2014-04-01",
        )  # fmt: skip
    records = [_saved(name) for name in (one, other)]
    if records[0] is not None and records[1] is not None:
        _put_records(records[0], records[1], as_json=as_json)
        return
    _put_inputs([_needs(name, pair, directory, passphrase_file) for name in (one, other)], as_json=as_json)


def _before_and_after(
    at: str, scenario: str | None, side: list[str] | None, directory: Path, council: str | None,
    passphrase_file: Path | None,
) -> tuple[dict[str, Any], dict[str, Any]]:  # fmt: skip
    """Return the measures of a record before a time and from it on."""
    when, sides = time_given(at), sides_given(side)
    if scenario is not None:
        from detente.assessment.evidence.part import Part
        from detente.home.asked import time_of
        from detente.rehearsal.evidence import measured
        from detente.rehearsal.library import load_scenario

        played, split = load_scenario(scenario), time_of(when or at)
        return measured(played, Part(None, split, sides)), measured(played, Part(split, None, sides))
    from detente.home.calls import MeasureRecord

    with client_of(directory, passphrase_file) as client:
        before = client.call(MeasureRecord(council=council, until_at=when, sides=sides))
        after = client.call(MeasureRecord(council=council, since_at=when, sides=sides))
    return before.items[0], after.items[0]


def _saved(name: str) -> dict[str, Any] | None:
    """Return the measures that a file holds as `assess record --json` wrote it; None where it holds something else.

    Raises:
        Malformed: `measures-malformed`.
    """
    if not name.endswith(".json"):
        return None
    from detente.assessment.evidence.saved import measures_in
    from detente.limits import MEASURES_BYTES_MAX

    data = read_bytes(Path(name), "an assessment", MEASURES_BYTES_MAX)
    return measures_in(data) if b'"measures_sha256"' in data else None


def _put_records(one: dict[str, Any], other: dict[str, Any], *, as_json: bool) -> None:
    from detente.assessment.evidence.compare import as_json as shown
    from detente.assessment.evidence.compare import compare as of
    from detente.assessment.evidence.compare import findings

    found = of(one, other)
    if as_json:
        about = shown(found)
        printing.put_json(printing.listing(about.pop("items"), **about))
        return
    for text in findings(found):
        put(text)
    put("")
    rows = [(row.what, *("–" if value is None else str(value) for value in row.values)) for row in found.rows]
    printing.put_table(("", "first", "second"), rows)


def _put_inputs(given: "list[tuple[Needs, str]]", *, as_json: bool) -> None:
    from detente.assessment.dependence.compare import as_json as shown
    from detente.assessment.dependence.compare import compare as of
    from detente.assessment.dependence.compare import findings
    from detente.assessment.numbers import plain

    sides, hashes = [found for found, _ in given], [hash_ for _, hash_ in given]
    compared = of(*sides)
    if as_json:
        about = shown(compared)
        assessments = about.pop("assessments")
        about |= {"engine": made(b"")["engine"], "inputs_sha256": hashes}
        printing.put_json(printing.listing(assessments, **about))
        return
    for text in findings(compared):
        put(text)
    first, second = compared.sides[0].names
    put("")
    printing.put_table(
        ("", "first", "second"),
        [
            ("assessment", *(each.ledger.title for each in sides)),
            (f"need of {first}", *(plain(each.need[0]) for each in sides)),
            (f"need of {second}", *(plain(each.need[1]) for each in sides)),
            (f"net demand of {first}", *(plain(each.demand) for each in sides)),
        ],
    )
    put("")
    printing.put_table(
        ("input", "first", "second", "on whose word", f"alone it makes {first} less {second}"),
        [
            (
                each.name, *(plain(value, 2) for value in each.values),
                " / ".join(f"{given.basis}{f', {given.source}' if given.source else ''}" for given in each.given),
                plain(each.alone),
            )
            for each in compared.differing
        ],
    )  # fmt: skip


def _needs(name: str, pair: str | None, directory: Path, passphrase_file: Path | None) -> "tuple[Needs, str]":
    """Return what one side of a comparison says, and the hash of its inputs."""
    from detente.assessment.dependence.ledger_reading import read_ledger
    from detente.assessment.dependence.needs import needs
    from detente.assessment.reading import parse_file

    file, _, reading = name.partition(":")
    data, toml = inputs_named(file, directory, passphrase_file)
    ledger = read_ledger(parse_file(data, toml=toml))
    chosen = places(pair, [party.id for party in ledger.parties])
    if reading:
        known = {one.id: one for one in ledger.readings}
        if reading not in known:
            wanted = f"a reading of these inputs: {', '.join(known) or 'none'}"
            raise Refused("reading-unknown", expected=wanted, got=reading)
        ledger = ledger.read_as(known[reading])
    return needs(ledger, *chosen), made(data)["inputs_sha256"]


@app.command(
    epilog="\b\nExample:\n  detente assess keep inputs.toml --dir RU\n  detente assess needs RU/OWN/4 --dir RU"
)
def keep(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Inputs of a ledger (.toml or .json).")],
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Keep an analyst's inputs in one's own channel: signed, with their basis and source, and never sent to others.

    What does not read as inputs is refused first. What is kept is read back by its reference.
    """
    from detente.assessment.inputs.keeping import body_of
    from detente.home.calls import Send

    body = body_of(read_data(file, "an analyst's inputs"), toml=file.suffix != ".json")
    with client_of(directory, passphrase_file) as client:
        found = client.call(Send(council=council, channel="own", kind="assessment-inputs", body=body))
    if as_json:
        printing.put_json(found)
        return
    put(f"kept for yourself as {found.act.ref}: {body['title'] or body['sha256'][:16]}; {body['bases']}")
    put(f"read it with: detente assess needs {found.act.ref}")
