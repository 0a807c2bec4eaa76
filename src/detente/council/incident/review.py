"""The annual review of an agreement: the year's incidents as its agenda, with what is open on each; no counts by party.

Source: article IX of the agreement of 1972: a yearly meeting to review its implementation (docs/incsea-1972.md).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from detente.council.incident.state import proposed_as


def in_year(incidents: Iterable[Mapping[str, Any]], year: int, regime: str = "") -> tuple[Mapping[str, Any], ...]:
    """Return incidents that began in a year, by time; where no time is stated, the year of the report counts.

    Args:
        incidents: each as the data of its sheet says it.
        regime: only those that were reported under it; all where it is empty.
    """
    found = [one for one in incidents if not regime or one["regime"] == regime]
    return tuple(
        sorted((one for one in found if _begun(one)[:4] == f"{year:04}"), key=lambda one: (_begun(one), one["ref"]))
    )


def agenda(incidents: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the items of the review, each with the lines of its report: how it stands, and what is open."""
    return [
        {"number": number, "ref": one["ref"], "title": _title(one), "status": one["status"], "lines": _lines(one)}
        for number, one in enumerate(incidents, 1)
    ]


def _begun(one: Mapping[str, Any]) -> str:
    return str(one["occurred"]["from_at"] or one["claimed_at"])


def _title(one: Mapping[str, Any]) -> str:
    when = one["occurred"]["text"] or "time not stated"
    return ", ".join(part for part in (one["title"], one["area"], when) if part)


def _lines(one: Mapping[str, Any]) -> list[str]:
    lines = [f"{one['ref']}: {one['status']}; reported by {', '.join(one['reported_by']) or 'not stated'}"]
    if one["concerning"]:
        lines.append(f"concerning {', '.join(one['concerning'])}")
    lines += [f"account of {told['voice']}: {told['ref']}" for told in one["accounts"] if told["in_force"]]
    for statement in one["facts"]:
        for name in ("agreed", "disputed", "unanswered"):
            lines += [
                f"statement of facts ({statement['outcome']}), {proposed_as(name, statement['outcome'])}: {fact}"
                for fact in statement[name]
            ]
    lines += [f"open: {row['what']} ({', '.join(said['voice'] for said in row['stated'] if said['stated'])})"
              for row in one["differences"] if row["questions"]]  # fmt: skip
    lines += [f"question without reply: {asked['ref']}, {asked['text']}" for asked in one["questions"] if asked["open"]]
    lines += [f"measure ({proposed['outcome']}): {proposed['text']}" for proposed in one["measures"]]
    lines += [f"closure ({proposed['outcome']}): {proposed['text']}" for proposed in one["closures"]]
    if one["compiled"]:
        lines.append(one["compiled"])
    return lines
