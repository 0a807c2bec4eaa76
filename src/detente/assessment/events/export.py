"""A record as event data: acts of one kind of event, of one day and matter, from one party to another, in one row.

So what is said twice on a day counts once, as in event data of the press, and every row names the acts behind it.
"""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from detente.assessment.evidence.counted import Counted, in_time
from detente.assessment.evidence.crosswalk import crosswalk

COLUMNS: Final = (
    *("day", "from", "to", "cameo", "event", "goldstein", "class", "desk"),
    *("channel", "topic", "matter", "acts", "refs"),
)
ALL: Final = "all"
"""To whom an act is said that names nobody."""


def rows_of(acts: Iterable[Counted]) -> list[dict[str, Any]]:
    """Return the events of acts in the order of time; what the crosswalk leaves out is none."""
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for act in in_time(acts):
        code = crosswalk().code_of(act.kind)
        if code is None:
            continue
        day = datetime.fromtimestamp(act.at, UTC).date().isoformat()
        for to in act.to or (ALL,):
            key = (day, act.party, to, code.cameo, act.channel, act.matter)
            row = found.setdefault(key, {
                "day": day, "from": act.party, "to": to, "cameo": code.cameo, "event": code.name,
                "goldstein": code.weight, "class": code.class_name, "desk": act.desk, "channel": act.channel,
                "topic": act.topic, "matter": act.matter, "acts": 0, "refs": [],
            })  # fmt: skip
            row["acts"] += 1
            row["refs"].append(act.ref)
    return list(found.values())


def as_csv(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return events as CSV (RFC 4180) with a header, in UTF-8; references stand in one field with blanks between."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([" ".join(row["refs"]) if name == "refs" else row[name] for name in COLUMNS])
    return made.getvalue().encode()
