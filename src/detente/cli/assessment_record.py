"""What the record says of who asks and who answers: `assess record`, `assess scale`. Evidence, from one's own copy."""

from typing import Any

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
    put(said["record"])
    at = printing.moment(said["time_at"]) if said["time_at"] else "no time that all share"
    put(f"{said['acts']} acts, as of {at}")
    put_record(said)
    for origin in found.missing:
        put(f"not all here yet: {origin}")
    put(f"sha256 of these measures: {found.measures_sha256}")


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
    """Print the measures of one record."""
    from detente.assessment.report.record_report import asked_by, left_out_said

    for title, rows in (
        ("by party", said["by_party"]),
        ("by desk and party", said["by_desk"]),
        ("by topic and party", said["by_topic"]),
        ("by month and party", said["by_month"]),
    ):
        _put_counts(title, rows)
    for asked, count in said["asked"].items():
        put(f"{asked_by(asked)}: {count}")
    for pair in said["pairs"]:
        _put_pair(pair)
    put("of two of whom one has fewer than five there are counts only: --json")
    if said["silent"]:
        put(f"said nothing that counts: {', '.join(map(str.upper, said['silent']))}")
    _put_replies(said["replies"])
    for party, counts in said["duties"].items():
        put(f"duties of {party.upper()}: {', '.join(f'{count} {state}' for state, count in counts.items())}")
    for one in said["suspended"]:
        _put_suspended(one)
    for text in left_out_said(said):
        put(text)
    _put_tension(said["tension"])


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
    typer.echo("")


def _party_last(name: str) -> str:
    """Return the name of a row with its party, which stands last, as people write it."""
    before, comma, party = name.rpartition(", ")
    return before + comma + party.upper()


def _put_pair(pair: dict[str, Any]) -> None:
    one, other = pair["parties"]
    shares = [("asks", pair["asks"]), ("opens", pair["opens"])]
    shares += [(f"asks, {topic}", found) for topic, found in pair["asks_by_topic"].items()]
    if "breaks_silence" in pair:
        days = pair["breaks_silence"]["after_days"]
        shares.append((f"first after {days} days of silence", pair["breaks_silence"]))
    for what, found in shares:
        counts, part, bounds = found["counts"], found["share_of_first"], found["interval_95"]
        if part is not None:
            both = f"{one.upper()} {counts[one]}, {other.upper()} {counts[other]}"
            put(f"{what}: {both}; {part:.3f} [{bounds[0]:.3f}, {bounds[1]:.3f}]")
    if pair["balance"] is not None:
        said = " and ".join(map(str, pair["said_to_each_other"]))
        put(f"balance of {one.upper()} and {other.upper()}: {pair['balance']:.3f} of 1, {said}")
    for row in pair.get("in_kind", []):
        if row["share"] is not None:
            put(
                f"{row['class']} by {row['by'].upper()}, n {row['n']}: {row['share']:.2f} followed within a week by "
                f"the same of {row['answered_by'].upper()}; {row['by_chance']:.2f} by chance"
            )
    for test in pair.get("follows", {}).get("tests", []):
        put(f"{test['lead']} leads to {test['follow']}: {test['more_often_than_back']:+d} than back, z {test['z']}")


def _put_replies(said: dict[str, Any]) -> None:
    if "cannot_say" in said:
        put(f"how long replies take cannot be said: {said['cannot_say']}")
        return
    for party, one in said["by_debtor"].items():
        ended = ", ".join(f"{count} {word}" for word, count in one["ended"].items()) or "none ended"
        middle = "no median" if one["median_hours"] is None else f"median {one['median_hours']} hours"
        rest = f"{one['open']} open, {one['without_receipt']} without a receipt"
        more = one["ended_by_what_does_not_count"]
        rest += f", {more} ended by what does not count" if more else ""
        put(f"{party.upper()} owed {one['owed']}: {ended}, {rest}; {middle}")
    for one in said["do_sides_differ"]:
        sides, numbers = " and ".join(map(str.upper, one["parties"])), " and ".join(map(str, one["n"]))
        put(f"do replies of {sides} differ: n {numbers}, log-rank {one['log_rank_chi2']}, p {one['p_value']}")


def _put_suspended(one: dict[str, Any]) -> None:
    what = "; ".join(f"{sort} {', '.join(names)}" for sort, names in one["suspended"].items() if names)
    until = f"until {one['until_at']}" if one["until_at"] else "in force at the end"
    days = "" if one["days"] is None else f", {one['days']} days"
    put(f"{one['party'].upper()} suspended {what or 'nothing'} by {one['ref']} since {one['since_at']}, {until}{days}")
    opened = one["stayed_open"]
    put(f"  stayed open: {', '.join(opened['channels']) or 'nothing'}; topics {', '.join(opened['topics']) or 'none'}")
    said = ", ".join(f"{count} in {channel}" for channel, count in one["said_there_meanwhile"].items())
    put(f"  said there meanwhile by {one['party'].upper()}: {said or 'nothing'}")


def _put_tension(said: dict[str, Any]) -> None:
    put(f"\nevents by class, {said['calibration']['title']}; n {said['n']}")
    _put_counts("month", said["by_month"], parties=False)
    index = said["index"]
    if index is None:
        put("no index: there is no time that all share")
        return
    parts = ", ".join(f"{name} {part:+.2f}" for name, part in _parts(index))
    half_life = f"half-life {index['half_life_days']} days"
    scale_ = f"{half_life}, above 0 cooperation and below 0 conflict"
    put(f"index of tension, {scale_}: {index['value']:+.2f}, made of {parts or 'nothing'}")
    recent = ", ".join(f"{party.upper()} {part:.2f}" for party, part in index["recent_weight"].items())
    put(f"recent weight of acts: {recent or 'nothing'}")


def _parts(index: dict[str, Any]) -> list[tuple[str, float]]:
    return [*index["by_class"].items(), *((party.upper(), part) for party, part in index["by_party"].items())]
