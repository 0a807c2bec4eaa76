"""What passes between two parties: who asks and opens, how far it balances, who answers in kind, who follows whom.

Shares and tests are given from five on a side; below it counts only. The null of *answered in kind* is fixed and draws
no lots: the other's acts are shifted round the period by k twentieths.

Source: Wampold, Psychological Bulletin 96 (1984) 424-429 (lag-1 parallel dominance); docs/assessment.md section 6.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from detente.assessment.evidence import sequence
from detente.assessment.evidence.counted import NO_TOPIC, Counted, asks_of
from detente.assessment.evidence.crosswalk import CLASSES, Crosswalk, crosswalk
from detente.assessment.evidence.shares import COUNTS_ONLY_BELOW, balance, wilson
from detente.assessment.numbers import shown
from detente.assessment.words import noted
from detente.clock import DAY, Instant

IN_KIND_DAYS: Final = 7
"""Days within which an act of the same class counts as an answer in kind."""

SILENCE_DAYS: Final = 14
"""Days without an act between two after which the next one breaks a silence."""

_SHIFTS: Final = 20
_SIGNS: Final = (noted("cooperative"), noted("neutral"), noted("conflictual"))


@dataclass(frozen=True, slots=True)
class Own:
    """One party's acts, counted once for all pairs in which it stands."""

    asks: int
    asked: Counter[str]
    opens: int
    named: Counter[str]


def own_of(acts: Sequence[Counted]) -> Own:
    """Return the counts of one party's acts."""
    asked = Counter(act.topic or NO_TOPIC for act in asks_of(acts))
    named = Counter(to for act in acts for to in act.to)
    return Own(asked.total(), asked, sum(act.opens for act in acts), named)


@dataclass(frozen=True, slots=True)
class Between:
    """The acts of two parties.

    Args:
        parties: the two, in the order in which they are counted.
        acts: all acts that count, those of each party by time.
    """

    parties: tuple[str, str]
    acts: tuple[Sequence[Counted], Sequence[Counted]]

    def said(self) -> tuple[list[Counted], list[Counted]]:
        """Return what each said to the other, or to all."""
        one, other = self.parties
        return [act for act in self.acts[0] if act.reaches(other)], [act for act in self.acts[1] if act.reaches(one)]


def counts_of(parties: tuple[str, str], mine: Own, theirs: Own) -> dict[str, Any]:
    """Return how two parties stand to each other, by counts and shares."""
    one, other = parties
    named = [mine.named[other], theirs.named[one]]
    level = balance(*named)
    return {
        "parties": [one, other],
        "asks": share(parties, mine.asks, theirs.asks),
        "asks_by_topic": {
            topic: share(parties, mine.asked[topic], theirs.asked[topic])
            for topic in sorted(mine.asked.keys() | theirs.asked.keys())
        },
        "opens": share(parties, mine.opens, theirs.opens),
        "said_to_each_other": named,
        "balance": None if level is None or min(named) < COUNTS_ONLY_BELOW else shown(level),
    }


def share(parties: tuple[str, str], mine: int, theirs: int) -> dict[str, Any]:
    """Return both counts, and from five a side the first one's share with Wilson's interval."""
    found = wilson(mine, mine + theirs) if min(mine, theirs) >= COUNTS_ONLY_BELOW else None
    return {
        "counts": dict(zip(parties, (mine, theirs), strict=True)),
        "share_of_first": None if found is None else shown(found.share),
        "interval_95": None if found is None else [round(found.low, 6), round(found.high, 6)],
    }


# --- in their order ---------------------------------------------------------------------------------------------------


def sequence_of(pair: Between, end: Instant) -> dict[str, Any]:
    """Return who breaks silences, who answers in kind and who follows whom.

    Args:
        end: of the period, which begins with the first act of the two.
    """
    said = pair.said()
    return {
        "breaks_silence": {"after_days": SILENCE_DAYS, **share(pair.parties, *_breaking(said))},
        "in_kind": _in_kind(pair.parties, said, end),
        "follows": _follows(pair.parties, said),
    }


def _merged(said: tuple[list[Counted], list[Counted]]) -> list[tuple[int, Counted]]:
    both = [(side, act) for side, acts in enumerate(said) for act in acts]
    return sorted(both, key=lambda one: (one[1].at, one[1].ref))


def _breaking(said: tuple[list[Counted], list[Counted]]) -> list[int]:
    found, before = [0, 0], None
    for side, act in _merged(said):
        if before is not None and act.at - before >= SILENCE_DAYS * DAY:
            found[side] += 1
        before = act.at
    return found


def _in_kind(parties: tuple[str, str], said: tuple[list[Counted], list[Counted]], end: Instant) -> list[dict[str, Any]]:
    walk, found = crosswalk(), []
    start = min((acts[0].at for acts in said if acts), default=end)
    for place, name in enumerate(CLASSES):
        times = [[act.at for act in acts if _class(walk, act) == place + 1] for acts in said]
        for side in (0, 1):
            mine, theirs = times[side], times[1 - side]
            if mine or theirs:
                row = {"class": name, "by": parties[side], "answered_by": parties[1 - side], "n": len(mine)}
                found.append({**row, **answered_in_kind(mine, theirs, start, max(end, start))})
    return found


def _class(walk: Crosswalk, act: Counted) -> int:
    code = walk.code_of(act.kind)
    return 0 if code is None else code.number


def answered_in_kind(
    mine: Sequence[Instant], theirs: Sequence[Instant], start: Instant, end: Instant
) -> dict[str, Any]:
    """Return how many acts of one side were followed within the days by one of the other, and the same by chance.

    By chance is the mean of 19 shifts of the other's acts round the period.

    Args:
        mine, theirs: times of acts of one class, ascending.
    """
    followed = _followed(mine, theirs)
    length = end - start
    if min(len(mine), len(theirs)) < COUNTS_ONLY_BELOW or length <= 0:
        return {"followed": followed, "share": None, "by_chance": None, "more_than_chance": None}
    by_chance = 0
    for k in range(1, _SHIFTS):
        by = k * length // _SHIFTS - start
        moved = sorted(start + (at + by) % length for at in theirs)
        by_chance += _followed(mine, moved)
    part, chance = Fraction(followed, len(mine)), Fraction(by_chance, len(mine) * (_SHIFTS - 1))
    return {
        "followed": followed,
        "share": shown(part),
        "by_chance": shown(chance),
        "more_than_chance": shown(part - chance),
    }


def _followed(mine: Sequence[Instant], theirs: Sequence[Instant]) -> int:
    """Return how many times of the first are followed by one of the second, later and within the days."""
    within, size = IN_KIND_DAYS * DAY, len(theirs)
    return sum((place := bisect_right(theirs, at)) < size and theirs[place] <= at + within for at in mine)


def _follows(parties: tuple[str, str], said: tuple[list[Counted], list[Counted]]) -> dict[str, Any]:
    walk, codes = crosswalk(), []
    for side, act in _merged(said):
        code = walk.code_of(act.kind)
        if code is not None:
            codes.append(side * len(_SIGNS) + _sign(code.weight))
    names = [f"{party} {sign}" for party in parties for sign in _SIGNS]
    size = len(names)
    numbers = sequence.counts(codes, size)
    tests = []
    for sign in (0, 2):
        i, j = sign, len(_SIGNS) + sign
        if min(numbers[i], numbers[j]) >= COUNTS_ONLY_BELOW:
            found = sequence.dominance(codes, size, i, j, sequence.Direction.SAME)
            z = None if found.z is None else round(found.z, 4)
            tests.append({"lead": names[i], "follow": names[j], "more_often_than_back": found.observed, "z": z})
    return {
        "n": len(codes),
        "counts": {name: number for name, number in zip(names, numbers, strict=True) if number},
        "transitions": _transitions(codes, names),
        "tests": tests,
    }


def _sign(weight: float) -> int:
    return 0 if weight > 0 else 2 if weight < 0 else 1


def _transitions(codes: Sequence[int], names: list[str]) -> dict[str, int]:
    rows = sequence.transitions(codes, len(names))
    return {f"{names[i]}, then {names[j]}": count for i, row in enumerate(rows) for j, count in enumerate(row) if count}
