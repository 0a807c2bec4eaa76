"""Part of a record: the acts of a period, and several parties counted as one side.

A period takes the acts said in it and the requests made in it, followed up to its end: what came later is open there.
What members of a side say to each other alone is left out, because nothing passes between sides.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from msgspec import structs

from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.measures import Evidence
from detente.clock import Instant, written
from detente.errors import Refused

SIDES_MOST: Final = 12
"""Sides that one may name: so many pairs are read, and no more."""

Sides = tuple[tuple[str, tuple[str, ...]], ...]
"""Name of each side, and its parties."""


@dataclass(frozen=True, slots=True)
class Part:
    """Which part of a record is read.

    Args:
        since: its first second; None for all from the beginning.
        until: the first second that is no longer in it; None for all up to the end.
    """

    since: Instant | None = None
    until: Instant | None = None
    sides: Sides = ()

    def as_json(self) -> dict[str, Any]:
        """Return what names the part in a result."""
        return {
            "period": {"since_at": written(self.since), "until_at": written(self.until)},
            "sides": {name: list(parties) for name, parties in self.sides},
        }

    def check(self, parties: Iterable[str]) -> None:
        """Be silent where there is such a part.

        Raises:
            Refused: `period-empty`, `side-malformed`.
        """
        if self.since is not None and self.until is not None and self.since >= self.until:
            raise Refused(
                "period-empty", expected="a period that ends after it begins",
                got=f"{written(self.since)} to {written(self.until)}", remedy="give --until a later time than --since",
            )  # fmt: skip
        _check_sides(self.sides, set(parties))


def _check_sides(sides: Sides, parties: set[str]) -> None:
    named = [party for _, members in sides for party in members]
    free = parties - set(named)
    if (
        len(sides) > SIDES_MOST
        or len({name for name, _ in sides}) != len(sides)
        or len(set(named)) != len(named)
        or not set(named) <= parties
        or any(not name or not members or name in free for name, members in sides)
    ):
        raise Refused(
            "side-malformed",
            expected=f"at most {SIDES_MOST} sides, each with a name that no party outside it has, and with parties of "
            f"which each stands once: {', '.join(sorted(parties))}",
            got="; ".join(f"{name}={','.join(members)}" for name, members in sides),
            remedy="write --side EAST=a,b",
        )


def part_of(given: Evidence, part: Part) -> Evidence:
    """Return what counts of the part.

    Raises:
        Refused: `period-empty`, `side-malformed`.
    """
    part.check(given.parties)
    return _sided(_within(given, part), part.sides)


# --- a period ---------------------------------------------------------------------------------------------------------


def _within(given: Evidence, part: Part) -> Evidence:
    since, until = part.since, part.until
    if since is None and until is None:
        return given
    acts = [one for one in given.acts if (since is None or one.at >= since) and (until is None or one.at < until)]
    said = {one.ref for one in acts}
    return replace(
        given,
        acts=acts,
        left_out=[
            one
            for one in given.left_out
            if (since is None or one.act.at >= since) and (until is None or one.act.at < until)
        ],
        duties=[one for one in given.duties if one.act in said],
        start=since,
        end=given.end if given.end is None or until is None else min(given.end, until),
        suspensions=[
            one
            for one in given.suspensions
            if (until is None or one.since < until) and (since is None or one.until is None or one.until > since)
        ],
    )


# --- sides ------------------------------------------------------------------------------------------------------------


def _sided(given: Evidence, sides: Sides) -> Evidence:
    side = {party: name for name, members in sides for party in members}
    if not side:
        return given
    acts = [found for one in given.acts if (found := _said_by_a_side(one, side)) is not None]
    said = {one.ref for one in acts}
    return replace(
        given,
        acts=acts,
        left_out=[
            replace(one, act=act) for one in given.left_out if (act := _said_by_a_side(one.act, side)) is not None
        ],
        duties=[structs.replace(one, who=side.get(one.who, one.who)) for one in given.duties if one.act in said],
        parties=list(dict.fromkeys(side.get(party, party) for party in given.parties)),
        seen={ref: replace(one, party=side.get(one.party, one.party)) for ref, one in given.seen.items()},
    )


def _said_by_a_side(act: Counted, side: Mapping[str, str]) -> Counted | None:
    """Return an act as its side's; None where it is said to members of the side alone."""
    own = side.get(act.party, act.party)
    to = tuple(dict.fromkeys(name for party in act.to if (name := side.get(party, party)) != own))
    if act.to and not to:
        return None
    return replace(act, party=own, to=to, opener=side.get(act.opener, act.opener), author=act.author or act.party)
