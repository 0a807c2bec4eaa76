"""How many activities of a size a state has, beside what an agreement's constraining provisions allow, and overlaps.

Counted for each host state, by the calendar year in which an activity starts. A provision that cannot be decided of an
activity leaves that one open, and says so; parts of an activity in the list are counted once, with the whole. What is
found is a count beside a number: whether a provision binds in a case is for states to say.

Source: docs/calendar.md; Vienna Document 2011, chapter VIII, as the pack has it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

from msgspec import Struct

from detente.limits import OVERLAPS_MAX
from detente.regimes.activity import COUNTS, Activity, Basis
from detente.regimes.bearing import Bearing, Overlap, Standing
from detente.regimes.conditions import fields_of
from detente.regimes.pack import Does, Pack, Rule, Who
from detente.regimes.places import state_names
from detente.regimes.ruling import Ruling, Verdict
from detente.regimes.situation import READ, rule_at_both_ends, situation

NO_HOST: Final = "host not stated"


class _Weighed(Struct, frozen=True):
    """An activity with what a provision says of it: it counts, or that is open."""

    one: Activity
    ruling: Ruling

    @property
    def counts(self) -> bool:
        return self.ruling.verdict is Verdict.DUTY


def constraints(activities: Iterable[Activity], pack: Pack) -> tuple[Bearing, ...]:
    """Return what each provision says of each host state, in the order of provisions, states and periods."""
    listed = _whole(activities, pack)
    states = sorted({state for one in listed for state in hosts(one)}, key=str.casefold)
    found: list[Bearing] = []
    for rule in pack.rules.values():
        if not _speaks_of_size(rule):
            continue
        for state in states:
            weighed = [_Weighed(one, _ruling(rule, one, pack)) for one in listed if state in hosts(one)]
            borne = [one for one in weighed if one.ruling.verdict is not Verdict.NO_DUTY]
            found += _bearings(rule, state, borne)
    return tuple(found)


def _speaks_of_size(rule: Rule) -> bool:
    """Say if a rule limits hosts' activities by their counts."""
    read = frozenset[str]() if rule.when is None else fields_of(rule.when)
    return rule.does is Does.CONSTRAIN and rule.who is Who.HOST and read <= READ and bool(read & {*COUNTS})


def overlaps(activities: Iterable[Activity]) -> tuple[Overlap, ...]:
    """Return pairs of activities of one host at the same time, by their first common day, the latest OVERLAPS_MAX.

    What is known to the month or year only may take place on any of its days, and a part overlaps with no whole of its.
    """
    return tuple(islice(_latest_first(activities), OVERLAPS_MAX))[::-1]


def _latest_first(activities: Iterable[Activity]) -> Iterator[Overlap]:
    dated = sorted((_days(one), one.id, one) for one in activities if one.start is not None)
    for number in reversed(range(len(dated))):
        (start, end), _, one = dated[number]
        beyond = bisect_right(dated, end, lo=number + 1, key=lambda later: later[0][0])
        for (begins, finishes), _, other in dated[number + 1 : beyond][::-1]:
            if one.parent == other.id or other.parent == one.id:
                continue
            for state in [state for state in hosts(one) if state in hosts(other) and state != NO_HOST][::-1]:
                until = min(end, finishes)
                yield Overlap(state, one.id, other.id, max(start, begins).isoformat(), until.isoformat())


def hosts(one: Activity) -> tuple[str, ...]:
    """Return the states on whose territory it takes place, as the file names them."""
    return state_names(one.host) or (NO_HOST,)


def _whole(activities: Iterable[Activity], pack: Pack) -> list[Activity]:
    """Return what may count: dated under the agreement, and not a part of another in the list."""
    listed = list(activities)
    ids = {one.id for one in listed}
    return [
        one
        for one in listed
        if one.parent not in ids and one.start is not None and (pack.adopted is None or one.start.last >= pack.adopted)
    ]


def _ruling(rule: Rule, one: Activity, pack: Pack) -> Ruling:
    sit = situation(one, pack)
    if sit.zone.inside is False:
        return Ruling(rule.id, Verdict.NO_DUTY, rule.id)
    found = rule_at_both_ends(rule, sit, pack)
    if found.verdict is Verdict.DUTY and sit.zone.inside is None and pack.zone.boxes:
        return Ruling(rule.id, Verdict.CANNOT_SAY, rule.id, missing=("in_zone",))
    return found


def _bearings(rule: Rule, state: str, borne: Sequence[_Weighed]) -> list[Bearing]:
    if not borne:
        return []
    if rule.limit is None:
        return [_bearing(rule, state, [one], 0, str(one.one.start)) for one in borne]
    if not rule.limit.years:
        return [_busiest(rule, state, borne, rule.limit.most)]
    years = sorted({_year(one) for one in borne})
    found = []
    for first in years:
        last = first + rule.limit.years - 1
        within = [one for one in borne if first <= _year(one) <= last]
        period = f"{first}" if first == last else f"{first} to {last}"
        found.append(_bearing(rule, state, within, rule.limit.most, period))
    return found


def _busiest(rule: Rule, state: str, borne: Sequence[_Weighed], most: int) -> Bearing:
    """Return the day on which most of them take place at once, and which those are."""
    best: list[_Weighed] = []
    for day in sorted({_days(one.one)[0] for one in borne}):
        at_once = [one for one in borne if _days(one.one)[0] <= day <= _days(one.one)[1]]
        if (sum(one.counts for one in at_once), len(at_once)) > (sum(one.counts for one in best), len(best)):
            best = at_once
    starts = max(_days(one.one)[0] for one in best)
    ends = min(_days(one.one)[1] for one in best)
    return _bearing(rule, state, best, most, f"{starts} to {ends}")


def _bearing(rule: Rule, state: str, borne: Sequence[_Weighed], most: int, period: str) -> Bearing:
    counted = [one for one in borne if one.counts]
    left_open = [one for one in borne if not one.counts]
    return Bearing(
        rule=rule.id,
        what=rule.title,
        state=state,
        standing=_standing(len(counted), len(left_open), most),
        count=len(counted),
        most=most,
        period=period,
        activities=tuple(one.one.id for one in counted),
        left_open=tuple(one.one.id for one in left_open),
        basis=tuple(sorted({one.one.basis.value for one in counted} - {Basis.NONE.value})),
        missing=tuple(dict.fromkeys(name for one in left_open for name in one.ruling.missing)),
    )


def _standing(count: int, left_open: int, most: int) -> Standing:
    if count > most:
        return Standing.ABOVE
    if count + left_open > most:
        return Standing.OPEN
    return Standing.AT if count == most else Standing.WITHIN


def _year(weighed: _Weighed) -> int:
    start = weighed.one.start
    assert start is not None, "only what is dated is weighed"
    return start.first.year


def _days(one: Activity) -> tuple[date, date]:
    """Return the first and the last day on which it may take place; without an end, the day on which it starts."""
    assert one.start is not None, "only what is dated is asked"
    end = one.end or one.start
    return one.start.first, max(end.last, one.start.first)
