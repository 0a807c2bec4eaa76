"""Two records side by side, or one before and after a date: what was counted in each, and what is not alike.

Nothing is said of why, and there is no test: the two may be of unlike length and n, which stand beside each figure.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from detente.clock import DAY, parse_rfc3339

RATE_DAYS: Final = 30
"""Days to which counts of periods of unlike length are brought."""

Value = float | int | str | None
Said = Mapping[str, Any]
"""The measures of one record, as `measures` gives them with what names their part."""


@dataclass(frozen=True, slots=True)
class Row:
    """One figure in both; None where it cannot be said."""

    what: str
    values: tuple[Value, Value]

    @property
    def differs(self) -> bool:
        """Return whether the two are not alike."""
        return self.values[0] != self.values[1]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side."""

    sides: tuple[Said, Said]
    rows: tuple[Row, ...]


def compare(one: Said, other: Said) -> Compared:
    """Return two records side by side, every figure that either has, in one order."""
    figures = [dict(_figures(said)) for said in (one, other)]
    names = list(dict.fromkeys([*figures[0], *figures[1]]))
    return Compared(
        (one, other), tuple(Row(name, (_value(figures[0], name), _value(figures[1], name))) for name in names)
    )


def _value(figures: dict[str, Value], name: str) -> Value:
    """Return a figure; a count that one of the two does not have is none there."""
    return figures.get(name, None if name.endswith(_SAID) else 0)


_MEDIAN, _SHARE, _DAYS, _RATE = "half of the replies within, hours", "share of", "days in it", "acts per 30 days"
_SAID: Final = (_MEDIAN, _DAYS, _RATE, "(95 %)")
"""Endings of figures of which the absence is no nothing."""


def has_all_figures(said: Said) -> bool:
    """Say if measures have the shape of this version, so that they can be compared."""
    try:
        findings(compare(said, said))
    except (KeyError, TypeError, ValueError, AttributeError, IndexError):
        return False
    return True


def days_of(said: Said) -> Fraction | None:
    """Return the days of a record's part; None where nothing says when it begins or ends."""
    period = said.get("period") or {}
    since = period.get("since_at") or said["first_at"]
    until = period.get("until_at") or said.get("time_at") or said["last_at"]
    if since is None or until is None:
        return None
    length = parse_rfc3339(until) - parse_rfc3339(since)
    return Fraction(length, DAY) if length > 0 else None


def _figures(said: Said) -> Iterator[tuple[str, Value]]:
    days = days_of(said)
    yield _DAYS, None if days is None else float(round(days, 1))
    yield "acts", said["acts"]
    yield _RATE, None if not days else float(round(said["acts"] * RATE_DAYS / days, 2))
    for party, row in said["by_party"].items():
        for word, count in row.items():
            yield f"{party.upper()} {word}", count
    for name, count in said["asked"].items():
        yield " asked ".join(each.upper() for each in name.split(" asked ")), count
    yield from _shares(said)
    for party, one in said["replies"].get("by_debtor", {}).items():
        yield f"{party.upper()}: requests owed", one["owed"]
        for how, count in one["ended"].items():
            yield f"{party.upper()}: requests {how}", count
        yield f"{party.upper()}: requests open at its end", one["open"]
        yield f"{party.upper()}: requests without a receipt", one["without_receipt"]
        yield f"{party.upper()}: {_MEDIAN}", one["median_hours"]
    for party, row in said["duties"].items():
        for state, count in row.items():
            yield f"{party.upper()}: duties {state}", count
    for one in said["suspended"]:
        yield f"{one['party'].upper()}: days suspended by {one['ref']}", one["days"]
    for name, count in _classes(said).items():
        yield f"events, {name}", count


def _shares(said: Said) -> Iterator[tuple[str, Value]]:
    for pair in said["pairs"]:
        one, other = (name.upper() for name in pair["parties"])
        for what in ("asks", "opens"):
            if pair[what]["share_of_first"] is not None:
                low, high = pair[what]["interval_95"]
                yield (
                    f"{one}'s {_SHARE} what it and {other} {_PAST[what]} (95 %)",
                    f"{pair[what]['share_of_first']:.3f} [{low:.3f}, {high:.3f}]",
                )


_PAST: Final = {"asks": "asked", "opens": "opened"}


def _classes(said: Said) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in said["tension"]["by_month"].values():
        for name, count in row.items():
            found[name] = found.get(name, 0) + count
    return found


# --- for eyes and programs --------------------------------------------------------------------------------------------


def findings(found: Compared) -> list[str]:
    """Return what is not alike, in sentences that name their n."""
    one, other = found.sides
    said = [f"First: {_named(one)}. Second: {_named(other)}."]
    said += [*_asking(one, other), *_replying(one, other)]
    if not any(row.differs for row in found.rows):
        said.append("Nothing that is counted differs.")
    return [*said, "Periods may be of unlike length: see the acts per 30 days. Nothing is said of why."]


def _named(said: Said) -> str:
    period = said.get("period") or {}
    since, until = period.get("since_at"), period.get("until_at")
    when = f"{f'from {since}' if since else 'from the beginning'} {f'to {until}' if until else 'to its end'}"
    return f"{said['acts']} acts, {when}"


def _asking(one: Said, other: Said) -> Iterator[str]:
    """Say of each two who asked, where either record gives a share, whether the intervals meet."""
    before, after = ({tuple(pair["parties"]): pair for pair in said["pairs"]} for said in (one, other))
    for parties in before.keys() & after.keys():
        for what in _PAST:
            mine, theirs = before[parties][what], after[parties][what]
            if mine["share_of_first"] is None or theirs["share_of_first"] is None:
                continue
            (low, high), (least, most) = mine["interval_95"], theirs["interval_95"]
            meet = "meet, so that the two may be alike" if low <= most and least <= high else "do not meet"
            n = [sum(each["counts"].values()) for each in (mine, theirs)]
            yield (
                f"Of what {parties[0].upper()} and {parties[1].upper()} {_PAST[what]}, {parties[0].upper()}'s share "
                f"is {mine['share_of_first']:.3f} (n {n[0]}) in the first and {theirs['share_of_first']:.3f} "
                f"(n {n[1]}) in the second; the intervals {meet}."
            )


def _replying(one: Said, other: Said) -> Iterator[str]:
    before, after = (said["replies"].get("by_debtor", {}) for said in (one, other))
    for party in sorted(before.keys() & after.keys()):
        yield f"{party.upper()} answered: {_speed(before[party])} in the first, {_speed(after[party])} in the second."


def _speed(one: Mapping[str, Any]) -> str:
    if one["median_hours"] is not None:
        return f"half within {one['median_hours']:g} hours (n {one['n']})"
    return f"{'fewer than half' if one['curve'] else 'too few to say how fast'} (n {one['n']})"


def as_json(found: Compared) -> dict[str, Any]:
    """Return two records side by side for programs."""
    return {
        "records": [
            {"record": said["record"], "period": said.get("period"), "acts": said["acts"]} for said in found.sides
        ],
        "items": [{"what": row.what, "values": list(row.values), "differs": row.differs} for row in found.rows],
        "findings": findings(found),
    }
