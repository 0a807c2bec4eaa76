"""Time suspended: who had suspended what for how long, what stayed open, and what was said there meanwhile."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from detente.assessment.evidence.counted import Counted
from detente.assessment.numbers import shown
from detente.clock import DAY, Instant, rfc3339, written


@dataclass(frozen=True, slots=True)
class Suspended:
    """One suspension that counts.

    Args:
        since: when the act was said.
        until: when all of it was resumed or ended by itself; None where it is in force at the end.
        channels, levels, topics: what it names.
        open_channels: what it left open of the channels in which its author may write; the line always is.
    """

    ref: str
    party: str
    since: Instant
    until: Instant | None
    channels: tuple[str, ...]
    levels: tuple[str, ...]
    topics: tuple[str, ...]
    open_channels: tuple[str, ...]
    open_topics: tuple[str, ...]


def suspended(
    found: Sequence[Suspended], acts: Iterable[Counted], start: Instant | None, end: Instant | None
) -> list[dict[str, Any]]:
    """Return each suspension with its days, what stayed open, and how many acts its author said there meanwhile.

    Args:
        start, end: of the period; days are those within it. A party suspends for itself, never for a side.
    """
    own: dict[str, list[Counted]] = {one.party: [] for one in found}
    for act in acts:
        if (who := act.author or act.party) in own:
            own[who].append(act)
    return [_row(one, own[one.party], start, end) for one in sorted(found, key=lambda one: (one.since, one.ref))]


def _row(one: Suspended, own: Sequence[Counted], start: Instant | None, end: Instant | None) -> dict[str, Any]:
    until = one.until if end is None or (one.until is not None and one.until <= end) else end
    within = [act for act in own if one.since <= act.at and (until is None or act.at <= until) and act.ref != one.ref]
    said = Counter(act.channel for act in within if act.channel in one.open_channels)
    return {
        "ref": one.ref,
        "party": one.party,
        "since_at": rfc3339(one.since),
        "until_at": written(one.until) if one.until is not None and (end is None or one.until <= end) else None,
        "days": None if until is None else shown(Fraction(until - max(one.since, start or 0), DAY), 2),
        "suspended": {"channels": list(one.channels), "levels": list(one.levels), "topics": list(one.topics)},
        "stayed_open": {"channels": list(one.open_channels), "topics": list(one.open_topics)},
        "said_there_meanwhile": dict(sorted(said.items())),
    }
