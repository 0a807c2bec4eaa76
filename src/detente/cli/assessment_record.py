"""What the record says of who asks and who answers: `assess record`, `assess scale`. Evidence, from one's own copy."""

from typing import Annotated, Any

import typer

from detente.cli import printing
from detente.cli.assessment import put
from detente.cli.assessment_events import app
from detente.cli.assessment_part import Side, Since, Until, sides_given, time_given
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of

__all__ = ["app"]


@app.command(
    epilog="\b\nExample:\n  detente assess record --dir RU --json\n"
    "  detente assess record --since 2014-04-01 --until 2016-04-20 --side NATO=nato,us,de"
)
def record(
    since: Since = None,
    until: Until = None,
    side: Side = None,
    scenario: Annotated[
        str | None, typer.Option("--scenario", metavar="NAME", help="A scenario's file, where no clock runs.")
    ] = None,
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Count who asks, who answers, who opens and how fast, from the acts that all members hold.

    Every party gets the same digits from its own copy; `measures_sha256` says so in one line. Shares, curves and tests
    from five on a side, below it counts only. Drills never count; in a rehearsal only what is sourced does. A period
    takes what was said and asked in it, as it stood at its end; what members of a side say to each other is left out.
    docs/assessment.md section 6
    """
    if scenario is not None:
        _put_scenario(scenario, since, until, side, as_json=as_json)
        return
    from detente.home.calls import MeasureRecord

    with client_of(directory, passphrase_file) as client:
        found = client.call(
            MeasureRecord(
                council=council, since_at=time_given(since), until_at=time_given(until), sides=sides_given(side)
            )
        )
    if as_json:
        printing.put_json(found)
        return
    (said,) = found.items
    put_record(said)
    for origin in found.missing:
        put(f"not all here yet: {origin}")
    put(f"sha256 of these measures: {found.measures_sha256}")


def _put_scenario(name: str, since: str | None, until: str | None, side: list[str] | None, *, as_json: bool) -> None:
    from detente.assessment.evidence.part import Part
    from detente.assessment.evidence.saved import hash_of
    from detente.home.asked import time_of
    from detente.rehearsal.evidence import measured
    from detente.rehearsal.library import load_scenario

    since_at, until_at = (None if one is None else time_of(time_given(one) or one) for one in (since, until))
    said = measured(load_scenario(name), Part(since_at, until_at, sides_given(side)))
    if as_json:
        printing.put_json({**printing.listing([said]), "measures_sha256": hash_of(said)})
        return
    put_record(said)
    put(f"sha256 of these measures: {hash_of(said)}")


@app.command(epilog="\b\nExample:\n  detente assess scale\n  detente assess scale --json")
def scale(as_json: Json = False) -> None:
    """Show as which event of CAMEO each kind of act counts, with Goldstein's weight and its class.

    The weights are published; which kind has which code is ours, and to be argued about.
    """
    from detente.assessment.evidence.crosswalk import about, as_rows, crosswalk

    rows = as_rows()
    if as_json:
        printing.put_json(printing.listing(rows, calibration=about(), left_out=crosswalk().reason))
        return
    counted = [row for row in rows if row["counts"]]
    printing.put_table(
        ("kind", "CAMEO", "event", "Goldstein", "class"),
        [(one["kind"], one["cameo"], one["event"], f"{one['goldstein']:+.1f}", one["class"]) for one in counted],
    )
    left = [one["kind"] for one in rows if not one["counts"]]
    put(f"\nno events: {', '.join(left)}. {crosswalk().reason}")
    for source in about()["sources"]:
        put(f"source: {source}")


def put_record(said: dict[str, Any]) -> None:
    """Print the measures of one record: tables of counts, and then the sentences that a report has too."""
    from detente.assessment.report.record_said import findings, left_out_said

    for text in findings(said, None):
        put(text)
    if said["silent"]:
        put(f"Said nothing that counts: {', '.join(map(str.upper, said['silent']))}.")
    for text in left_out_said(said):
        put(text)
    for title, rows in (
        ("by party", said["by_party"]),
        ("by desk and party", said["by_desk"]),
        ("by topic and party", said["by_topic"]),
        ("by month and party", said["by_month"]),
    ):
        _put_counts(title, rows)
    _put_counts("events by month", said["tension"]["by_month"], parties=False)
    put(f"events by {said['tension']['calibration']['title']}")


def _put_counts(title: str, rows: dict[str, dict[str, int]], *, parties: bool = True) -> None:
    if not rows:
        return
    words = sorted({word for counts in rows.values() for word in counts})
    typer.echo("")
    table = [
        (_party_last(name) if parties else name, *(str(counts.get(word, 0)) for word in words))
        for name, counts in rows.items()
    ]
    printing.put_table((title, *words), table)


def _party_last(name: str) -> str:
    """Return the name of a row with its party, which stands last, as people write it."""
    before, comma, party = name.rpartition(", ")
    return before + comma + party.upper()
