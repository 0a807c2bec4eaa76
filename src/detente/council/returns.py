"""Returns of a year: what each party owes under an agreement by a day of the calendar, and from no act of anybody.

A return is owed by every party for every year whose due day lies after it began to take part, in the channels that all
read. It is met by a notification in the form of the rule for that year, a nil return among them. What rests on absence
is stated as of heads, as everywhere.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.agreements import agreements, bound_by
from detente.council.duty import Duty, DutyState
from detente.council.journal import Journal
from detente.council.notification.rules import there_at
from detente.council.said import Said
from detente.protocol.charter import Charter
from detente.regimes.clocks import DueTime, due
from detente.regimes.pack import Does, Pack, Rule, Who
from detente.regimes.times import PERIOD, Fixed, Readings, events_of

YEARS_AHEAD = 3
"""Within so many years the next due day of every rule is found."""


class Made(Struct, frozen=True):
    """A return that somebody made and that stands: the act that first told it."""

    regime: str
    format: str
    year: int
    act: Said


def yearly_rules(pack: Pack) -> tuple[Rule, ...]:
    """Return the rules that ask every party for a return by a day of the calendar, one for each form."""
    found: dict[str, Rule] = {}
    for rule in pack.rules.values():
        form = pack.formats.get(rule.format)
        fixed = isinstance(rule.due, Fixed | Readings) and PERIOD in events_of(rule.due)
        if rule.does is Does.RETURN and rule.who is Who.EACH and rule.when is None and fixed and form and form.yearly:
            found.setdefault(rule.format, rule)
    return tuple(found.values())


def returns_owed(
    charter: Charter, since: Mapping[tuple[str, str], Instant], made: Iterable[Made], journal: Journal, at: Instant
) -> tuple[Duty, ...]:
    """Return every return that was or is owed, and the next one of each rule and party.

    Args:
        since: by (regime, party), from when the party is bound; who is not in it owes nothing.
        at: the council's time, by which the next one is found.
    """
    by_key: dict[tuple[str, str, int, str], list[Said]] = {}
    for one in made:
        by_key.setdefault((one.regime, one.format, one.year, one.act.party), []).append(one.act)
    found = []
    for regime, pack in agreements(charter).items():
        for rule in yearly_rules(pack):
            for party in bound_by(charter, regime):
                begins = since.get((regime, party))
                if begins is None:
                    continue
                for year, time in _years(rule, pack, begins, at):
                    acts = by_key.get((regime, rule.format, year, party), [])
                    found.append(_owed(charter, pack, rule, party, year, time, acts, journal))
    return tuple(found)


def _years(rule: Rule, pack: Pack, since: Instant, at: Instant) -> Iterator[tuple[int, DueTime]]:
    """Yield the years for which a return is due from `since` on, up to the first that is due after `at`."""
    for year in range(_year(since), _year(at) + YEARS_AHEAD + 1):
        time = due(rule.due, {PERIOD: date(year, 1, 1)}, pack) if rule.due is not None else None
        if time is None or time.due_at < since:
            continue
        yield year, time
        if time.due_at > at:
            return


def _year(at: Instant) -> int:
    return datetime.fromtimestamp(at, UTC).year


def _owed(
    charter: Charter, pack: Pack, rule: Rule, party: str, year: int, time: DueTime, acts: list[Said], journal: Journal
) -> Duty:
    others = tuple(one for one in bound_by(charter, pack.id) if one != party)
    title = pack.formats[rule.format].title
    duty = Duty(
        party, others, f"return: {title.get('en') or next(iter(title.values()))}, {year}", "", DutyState.DUE, None,
        time.due_at, rule=f"{pack.id} {rule.id}: {rule.title}",
        due_strict_at=None if time.strict_at == time.due_at else time.strict_at, steps=time.steps, regime=pack.id,
        form=rule.format,
    )  # fmt: skip
    there = [(there_at(act, others, journal), act.ref) for act in acts]
    if not there:
        return duty.unmet(journal)
    at, ref = min(there, key=lambda pair: (pair[0] is None, pair[0] or 0, pair[1]))
    proven = f"{ref}: {'nothing proves yet since when it is there' if at is None else f'there since {rfc3339(at)}'}"
    return replace(duty, act=ref, steps=(*duty.steps, proven)).met_by(ref, at, journal)
