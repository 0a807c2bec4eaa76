"""What the rules of a regime ask of a notified activity, and whether its notice was there in time, by evidence."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from detente.clock import Instant, rfc3339
from detente.council.agreements import bound_by
from detente.council.duty import Duty, DutyState
from detente.council.journal import Journal
from detente.council.notification.state import NotificationState, Version, told_in
from detente.council.said import Said
from detente.regimes.activity import COUNTS
from detente.regimes.conditions import fields_of
from detente.regimes.pack import Does, Pack, Rule
from detente.regimes.ruling import Ruling, Verdict, rule_on
from detente.regimes.times import PERIOD, events_of


class Ruled(Struct, frozen=True):
    """What one rule says of one version."""

    rule: Rule
    ruling: Ruling


def ruled(pack: Pack, form: str, values: Mapping[str, Any]) -> tuple[Ruled, ...]:
    """Return what each rule says that asks for a notice in this form; rules of a calendar year are council duties."""
    return tuple(Ruled(one, rule_on(one, values, pack)) for one in _rules(pack, form))


def _rules(pack: Pack, form: str) -> list[Rule]:
    rules = [one for one in pack.rules.values() if one.format == form and one.does in (Does.NOTIFY, Does.RETURN)]
    return [one for one in rules if one.due is not None and PERIOD not in events_of(one.due)]


def invited(pack: Pack, form: str, values: Mapping[str, Any]) -> tuple[Ruled, ...]:
    """Return the rules that count forces by which others are to be invited to an activity that this form notifies.

    Where its numbers are reached and nothing but a circumstance is left open, a rule is among them and cannot say.
    """
    if not any(one.does is Does.NOTIFY for one in _rules(pack, form)):
        return ()
    counts = {*COUNTS}
    rules = [
        one for one in pack.rules.values() if one.does is Does.INVITE and one.when and counts & fields_of(one.when)
    ]
    found = (Ruled(one, rule_on(one, values, pack)) for one in rules)
    return tuple(
        one for one in found if one.ruling.verdict is not Verdict.NO_DUTY and counts.isdisjoint(one.ruling.missing)
    )


def deciding(pack: Pack, form: str) -> dict[str, tuple[str, ...]]:
    """Return by name of each field on which it depends if a notice in this form is due the rules that read it."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in _rules(pack, form):
        conditions = [rule.when, *(one.when for one in rule.exceptions)]
        for name in dict.fromkeys(name for one in conditions if one is not None for name in sorted(fields_of(one))):
            found[name] = (*found.get(name, ()), rule.id)
    return found


def values_of(told: Mapping[str, Any], fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return what rules read: the form, and what is said beside it; what neither says, like the zone, is not known."""
    return {**told_in(told), **fields}


def earliest(found: Iterable[Ruled]) -> Ruled | None:
    """Return the duty that is due first, or None where no rule asks for the notice by a time."""
    due = [one for one in found if one.ruling.verdict is Verdict.DUTY and one.ruling.due is not None]
    return min(due, key=lambda one: (one.ruling.due.due_at if one.ruling.due else 0, one.rule.id), default=None)


def duties_of(state: NotificationState, journal: Journal) -> tuple[Duty, ...]:
    """Return the duty to notify by a time, of the first version, and of each that made it due earlier or at all."""
    pack, form, opening = state.pack, state.form, state.opening
    if pack is None or form is None or opening is None or state.nil:
        return ()
    found: list[Duty] = []
    before: Instant | None = None
    for version in state.versions:
        first = earliest(ruled(pack, form.name, values_of(version.told, version.fields)))
        due = first.ruling.due if first is not None else None
        if first is not None and due is not None and (before is None or due.due_at < before):
            found.append(_duty(state, version, first, pack, journal))
            before = due.due_at
    return tuple(found)


def _duty(state: NotificationState, version: Version, first: Ruled, pack: Pack, journal: Journal) -> Duty:
    act, due = version.act, first.ruling.due
    assert due is not None, "chosen for its time"
    there = there_at(act, readers(state, act), journal)
    by = f" (by {first.ruling.by})" if first.ruling.by != first.rule.id else ""
    proven = f"there since {rfc3339(there)}" if there is not None else "nothing proves yet since when it is there"
    duty = Duty(
        act.party, readers(state, act), "notify an activity" if version.number == 0 else "notify a change of it",
        act.ref, DutyState.DUE, None, due.due_at,
        rule=f"{pack.id} {first.rule.id}: {first.rule.title}",
        due_strict_at=None if due.strict_at == due.due_at else due.strict_at,
        steps=(f"{pack.id} {first.rule.id}{by}: {first.ruling.reason or 'always'}", *due.steps, f"{act.ref}: {proven}"),
        regime=pack.id,
    )  # fmt: skip
    return duty.met_by(act.ref, there, journal)


def readers(state: NotificationState, act: Said) -> tuple[str, ...]:
    """Return to whom a notification is told: everybody else whom the regime binds and who reads its channel."""
    channel = state.charter.channels.get(act.channel)
    bound = bound_by(state.charter, state.regime)
    others = channel.members if channel is not None else ()
    return tuple(party for party in others if party != act.party and party in bound)


def there_at(act: Said, to_whom: Iterable[str], journal: Journal) -> Instant | None:
    """Return since when a notice is proven to be there: the first heads that cover it, or once all hold it; or None."""
    entered, held = journal.entered(act), journal.held_since(act)
    times = [] if entered is None else [entered.at]
    wanted = list(to_whom)
    if wanted and all(party in held for party in wanted):
        times.append(max(held[party] for party in wanted))
    return min(times, default=None)
