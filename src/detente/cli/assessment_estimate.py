"""Interests suggested by what was asked in a record: `assess estimate`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from detente.cli import printing
from detente.cli.assessment import Inputs, inputs_named, made, put
from detente.cli.assessment_part import Side, sides_given
from detente.cli.assessment_record import app
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of, read_bytes

if TYPE_CHECKING:
    from detente.assessment.dependence.ledger import Ledger
    from detente.assessment.inputs.estimating import Estimated

__all__ = ["app"]


@app.command(
    epilog="\b\nExample:\n  detente assess estimate april-2016 --dir RU\n"
    "  detente assess estimate inputs.toml --measures record.json --out estimated.json"
)
def estimate(
    file: Inputs,
    measures: Annotated[
        Path | None, typer.Option("--measures", metavar="FILE", help="What `assess record --json` wrote, not a folder.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.json", help="Write inputs with it. No file is replaced.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    side: Side = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Estimate interests from who asked about what, beside what the inputs say; an issue is the topic of that name.

    A suggestion, for parties with five asks: who does not ask may have other channels. The file that is written has the
    estimates with the basis `estimated`, and what was stated as a reading. docs/assessment.md section 6
    """
    from detente.assessment.dependence.ledger_reading import read_ledger
    from detente.assessment.inputs.estimating import estimate as of
    from detente.assessment.reading import parse_file

    data, toml = inputs_named(file, directory, passphrase_file)
    ledger = read_ledger(parse_file(data, toml=toml))
    if measures is None:
        from detente.home.calls import MeasureRecord

        with client_of(directory, passphrase_file) as client:
            said = client.call(MeasureRecord(council=council, sides=sides_given(side))).items[0]
    else:
        said = _saved(measures)
    found = of(ledger, said)
    if out is not None and found.ledger is not None:
        _write(out, found.ledger, ledger)
    if as_json:
        items = [_as_json(ledger, found, place) for place in range(len(ledger.parties))]
        printing.put_json(printing.listing(items, record=said["record"], **made(data)))
        return
    put(said["record"])
    for place in range(len(ledger.parties)):
        _put(ledger, found, place)
    if out is not None:
        put(f"written: {out}" if found.ledger is not None else "nothing written: no interest could be estimated")


def _saved(path: Path) -> dict[str, Any]:
    from detente.assessment.evidence.saved import measures_in
    from detente.limits import MEASURES_BYTES_MAX

    return measures_in(read_bytes(path, "measures of a record", MEASURES_BYTES_MAX))


def _write(out: Path, estimated: "Ledger", stated: "Ledger") -> None:
    import json

    from detente.assessment.dependence.changing import as_inputs
    from detente.home.files import write_file

    write_file(out, (json.dumps(as_inputs(estimated, stated), ensure_ascii=False, indent=1) + "\n").encode())


def _as_json(ledger: "Ledger", found: "Estimated", place: int) -> dict[str, Any]:
    from detente.assessment.numbers import figure

    one, estimated = found.asked[place], {each.issue: each for each in found.settings if each.party == place}
    return {
        "party": ledger.parties[place].id,
        "in_record": one is not None,
        "asks": 0 if one is None else one.asks,
        "asks_on_other_topics": 0 if one is None else one.others,
        "cannot_say": None if estimated else _why(found, place),
        "interests": [
            {
                "issue": issue.id,
                "asks": 0 if one is None else one.on[issue.id],
                "stated": figure(issue.interest[place].value),
                "basis": str(issue.interest[place].basis),
                "estimated": figure(estimated[number].given.value) if number in estimated else None,
                "source": estimated[number].given.source if number in estimated else None,
            }
            for number, issue in enumerate(ledger.issues)
        ],
    }


def _why(found: "Estimated", place: int) -> str:
    one = found.asked[place]
    if one is None:
        return "the record has no such party; --side counts several as one"
    return f"{one.asks} asks on these issues, {one.others} on others; from five on something is estimated"


def _put(ledger: "Ledger", found: "Estimated", place: int) -> None:
    from detente.assessment.numbers import plain

    one, party = found.asked[place], ledger.parties[place].id
    values = {each.issue: each.given.value for each in found.settings if each.party == place}
    if one is None or not values:
        put(f"{party}: cannot say; {_why(found, place)}")
        return
    put(f"\n{party}: {one.asks} asks on these issues, {one.others} on others")
    rows = [
        (issue.name, str(one.on[issue.id]), plain(values[number], 2),
         f"{plain(issue.interest[place].value, 2)} {issue.interest[place].basis}")
        for number, issue in enumerate(ledger.issues)
    ]  # fmt: skip
    printing.put_table(("issue", "asks", f"estimated, 0 to {plain(ledger.most, 0)}", "as the inputs have it"), rows)
