"""What the record says of who asks and who answers: `assess record`. Evidence, from the party's own copy."""

from typing import Any

import typer

from detente.cli import printing
from detente.cli.assessment import put
from detente.cli.assessment_report import app
from detente.cli.options import HERE, Council, Dir, Json, PassphraseFile, client_of

__all__ = ["app"]


@app.command(epilog="\b\nExample:\n  detente assess record --dir RU --json")
def record(
    directory: Dir = HERE,
    council: Council = None,
    passphrase_file: PassphraseFile = None,
    as_json: Json = False,
) -> None:
    """Count who asks, who answers, who opens and how fast, from the acts that all members hold.

    Every party gets the same digits from its own copy; `measures_sha256` says so in one line. Shares and curves from
    five on a side, below it counts only. Drills never count; in a rehearsal only what is sourced does.
    """
    from detente.home.calls import MeasureRecord

    with client_of(directory, passphrase_file) as client:
        found = client.call(MeasureRecord(council=council))
    if as_json:
        printing.put_json(found)
        return
    (said,) = found.items
    put(said["record"])
    at = printing.moment(said["time_at"]) if said["time_at"] else "no time that all share"
    put(f"{said['acts']} acts, as of {at}")
    _put_counts("by party", said["by_party"])
    _put_counts("by desk and party", said["by_desk"])
    for asked, count in said["asked"].items():
        put(f"{asked}: {count}")
    for pair in said["pairs"]:
        _put_pair(pair)
    _put_replies(said["replies"])
    for origin in found.missing:
        put(f"not all here yet: {origin}")
    put(f"sha256 of these measures: {found.measures_sha256}")


def _put_counts(title: str, rows: dict[str, dict[str, int]]) -> None:
    words = sorted({word for counts in rows.values() for word in counts})
    typer.echo("")
    table = [(name, *(str(counts.get(word, 0)) for word in words)) for name, counts in rows.items()]
    printing.put_table((title, *words), table)
    typer.echo("")


def _put_pair(pair: dict[str, Any]) -> None:
    one, other = pair["parties"]
    for what in ("asks", "opens"):
        counts, share, bounds = pair[what]["counts"], pair[what]["share_of_first"], pair[what]["interval_95"]
        figure = "counts only below five a side" if share is None else f"{share:.3f} [{bounds[0]:.3f}, {bounds[1]:.3f}]"
        if any(counts.values()):
            put(f"{what}: {one} {counts[one]}, {other} {counts[other]}; {figure}")


def _put_replies(said: dict[str, Any]) -> None:
    if "cannot_say" in said:
        put(f"how long replies take cannot be said: {said['cannot_say']}")
        return
    for party, one in said["by_debtor"].items():
        ended = ", ".join(f"{count} {word}" for word, count in one["ended"].items()) or "none ended"
        middle = "no median" if one["median_hours"] is None else f"median {one['median_hours']} hours"
        rest = f"{one['open']} open, {one['without_receipt']} without a receipt"
        put(f"{party} owed {one['owed']}: {ended}, {rest}; {middle}")
