"""What must be notified, to whom, by when, and why: the rules of a pack over activities as people describe them.

A figure counted under the agreement decides. Where there is only a public one, it is used, said to be announced only,
and lowers the confidence; what others estimate never makes a duty. Nothing here says what a party did or left undone:
an activity that must be notified may have been. What is taken for granted where a file is silent is said each time.

Source: docs/assess.md; the rules are the pack's.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Final

from detente.clock import rfc3339
from detente.regimes.activity import COUNTS, Activity, Basis, Precision
from detente.regimes.assessed import ActivityDuty, Assessed, Lead, Summary
from detente.regimes.clocks import due as due_of
from detente.regimes.clocks import events_in, said
from detente.regimes.conditions import fields_of
from detente.regimes.form import Confidence
from detente.regimes.hints import bands, near, told_to_change, totals
from detente.regimes.pack import Does, Pack, Rule, Who
from detente.regimes.places import Lies, whereabouts
from detente.regimes.ruling import Ruling, Verdict, rule_on
from detente.regimes.situation import READ, Situation, readable, rule_at_both_ends, situation

ASKS: Final = (Does.NOTIFY, Does.INVITE, Does.INFORM)
_OWN: Final = "own_troops"
_LEVELS: Final = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)
_TO: Final = {"all": "all participating states", "asker": "the asker", "asked": "the asked", "chair": "the Chair"}


def assess(activities: Iterable[Activity], pack: Pack) -> tuple[Assessed, ...]:
    """Return what follows for each activity, in the order given."""
    listed = tuple(activities)
    by_id = {one.id: one for one in listed}
    children: dict[str, list[str]] = {}
    for one in listed:
        children.setdefault(one.parent, []).append(one.id)
    return tuple(_assess(one, pack, _family(one, by_id, children)) for one in listed)


def summarise(found: Iterable[Assessed], pack: Pack) -> Summary:
    """Return counts over activities: verdicts, and of each lead how many have which figure."""
    listed = tuple(found)
    leads = sorted({one.lead for one in listed}, key=str.casefold)
    figures = Counter(one.figure for one in listed)
    verdicts = Counter(one.verdict for one in listed)
    return Summary(
        regime=pack.id,
        version=pack.version,
        sha256=pack.digest,
        activities=len(listed),
        duty=verdicts[Verdict.DUTY],
        no_duty=verdicts[Verdict.NO_DUTY],
        cannot_say=verdicts[Verdict.CANNOT_SAY],
        counted=figures[Basis.COUNTED],
        announced_only=figures[Basis.ANNOUNCED],
        no_figure=figures[Basis.NONE],
        leads=tuple(_lead(lead, [one for one in listed if one.lead == lead]) for lead in leads),
    )


def _lead(lead: str, own: list[Assessed]) -> Lead:
    figures = Counter(one.figure for one in own)
    return Lead(lead or "not stated", len(own), *(figures[basis] for basis in Basis))


def _family(one: Activity, by_id: Mapping[str, Activity], children: Mapping[str, list[str]]) -> tuple[str, ...]:
    """Return what is to be said of parent and child activities."""
    told = []
    if one.parent:
        above = by_id.get(one.parent)
        name = f"{one.parent} ({above.name})" if above else f"{one.parent}, which is not in this list"
        told.append(f"part of {name}: whether they count as one depends on a single operational command")
    elif named := [other for other in by_id.values() if f"part of {other.name}".lower() in one.notes.lower()]:
        told.append(f"its notes call it part of {named[0].id} ({named[0].name}); state parent to link them")
    if own := children.get(one.id):
        told.append(f"has parts in this list: {', '.join(own)}")
    return tuple(told)


def _assess(one: Activity, pack: Pack, family: tuple[str, ...]) -> Assessed:
    sit = situation(one, pack)
    rulings = [(rule, rule_at_both_ends(rule, sit, pack)) for rule in _rules(pack)]
    before = _before(one, pack)
    duties = _duties(one, rulings, sit, pack) if before is None else ()
    verdict, reason, missing = before or _verdict(duties, rulings, sit, pack)
    if before is not None and verdict is Verdict.CANNOT_SAY:
        missing = tuple(dict.fromkeys((*missing, *_verdict((), rulings, sit, pack)[2])))
    assumed = () if before is not None else sit.assumed(rulings)
    sized = (*near(one, pack), *bands(one, pack)) if before is None and sit.zone.inside is not False else ()
    hints = (*totals(one), *told_to_change(one, pack), *sized, *family)
    return Assessed(
        id=one.id,
        name=one.name,
        lead=one.lead,
        start=None if one.start is None else str(one.start),
        end=None if one.end is None else str(one.end),
        public=None if one.announced is None else str(one.announced),
        notifiable=None if one.counted is None else str(one.counted),
        estimate=None if one.estimate is None else str(one.estimate),
        figure=one.basis,
        verdict=verdict,
        reason=reason,
        zone=sit.zone.words,
        duties=duties,
        missing=missing,
        assumed=assumed,
        hints=(*hints, *_left_open(verdict, rulings, sit, pack)),
    )


def _rules(pack: Pack) -> list[Rule]:
    """Return the rules that speak of activities: those that count forces, and those that read nothing unknown here."""
    return [
        rule
        for rule in pack.rules.values()
        if rule.does in ASKS and rule.when is not None and _OWN not in fields_of(rule.when)
        and (fields_of(rule.when) <= READ or fields_of(rule.when) & {*COUNTS})
    ]  # fmt: skip


def _unread(pack: Pack) -> tuple[str, ...]:
    """Return what the pack's rules on notices read and a list of activities never states."""
    rules = [rule.when for rule in pack.rules.values() if rule.does is Does.NOTIFY and rule.when is not None]
    return tuple(sorted(frozenset[str]().union(*map(fields_of, rules)) - READ))


def _before(one: Activity, pack: Pack) -> tuple[Verdict, str, tuple[str, ...]] | None:
    """Return what is to be said of an activity that began, or may have begun, before the agreement was there."""
    if one.start is None or pack.adopted is None or one.start.first >= pack.adopted:
        return None
    if one.start.last < pack.adopted:
        reason = (
            f"began {one.start}, before this agreement was adopted on {pack.adopted}; an earlier one may have applied"
        )
        return Verdict.NO_DUTY, reason, ()
    reason = f"began {one.start}; the agreement was adopted on {pack.adopted}, so the day matters"
    return Verdict.CANNOT_SAY, reason, ("start",)


def _verdict(
    duties: tuple[ActivityDuty, ...], rulings: list[tuple[Rule, Ruling]], sit: Situation, pack: Pack
) -> tuple[Verdict, str, tuple[str, ...]]:
    if duties:
        return Verdict.DUTY, duties[0].reason, tuple(sit.events_missing(rulings))
    open_ = [found for rule, found in rulings if found.verdict is Verdict.CANNOT_SAY and rule.does is not Does.INFORM]
    if open_:
        missing = tuple(dict.fromkeys(name for found in open_ for name in found.missing))
        return Verdict.CANNOT_SAY, f"not stated: {', '.join(map(readable, missing))}", missing
    if sit.zone.inside is False:
        return Verdict.NO_DUTY, sit.zone.words, ()
    if not any(rule.does is Does.NOTIFY for rule, _ in rulings) and (unread := _unread(pack)):
        told = f"this pack's rules ask for {', '.join(map(readable, unread))}, which no list of activities states"
        return Verdict.CANNOT_SAY, told, unread
    reasons = [sit.told(found.reason) for rule, found in rulings if rule.does is Does.NOTIFY]
    told = "; ".join(dict.fromkeys(part for reason in reasons for part in reason))
    return Verdict.NO_DUTY, told or "no rule of this pack speaks of it", ()


def _duties(one: Activity, rulings: list[tuple[Rule, Ruling]], sit: Situation, pack: Pack) -> tuple[ActivityDuty, ...]:
    """Return what is due, once for each paragraph that says so, and what participants owe of their own parts."""
    found: dict[tuple[str, str | None, str], ActivityDuty] = {}
    host = ", ".join(name for name, lies in whereabouts(one.host).places if lies is not Lies.SEA)
    for rule, ruling in rulings:
        if ruling.verdict is Verdict.DUTY:
            who = f"the host: {host}" if rule.who is Who.HOST and host else str(rule.who)
            duty = _duty(one, pack.rules.get(ruling.by, rule), ruling, who, sit)
            found.setdefault((duty.rule, duty.due, who), duty)
    for part in one.parts:
        for rule in pack.rules.values():
            if rule.when is None or _OWN not in fields_of(rule.when) or not fields_of(rule.when) <= {*READ, _OWN}:
                continue
            ends = ({**sit.low, _OWN: part.troops.least}, {**sit.high, _OWN: part.troops.most})
            rules = [rule_on(rule, values, pack) for values in ends]
            if all(ruling.verdict is Verdict.DUTY for ruling in rules):
                duty = _duty(one, rule, rules[0], f"the participant: {part.state}", sit)
                found.setdefault((duty.rule, duty.due, part.state), duty)
    return tuple(found.values())


def _duty(one: Activity, rule: Rule, ruling: Ruling, who: str, sit: Situation) -> ActivityDuty:
    reads = rule.when is not None and bool(fields_of(rule.when) & {*COUNTS})
    figure = one.basis if reads else Basis.NONE
    return ActivityDuty(
        rule=ruling.by,
        what=rule.title,
        does=rule.does.value,
        who=who,
        to=_TO.get(rule.to, str(rule.to)),
        due=_due(ruling, one),
        reason="; ".join((*sit.told(ruling.reason, figure), *_timing(rule, ruling, one, sit))),
        figure=figure,
        confidence=_lowered(rule.basis.confidence, one, sit, figure),
        source=rule.basis.sources,
    )


def _due(ruling: Ruling, one: Activity) -> str | None:
    if ruling.due is None:
        return None
    known_by_day = one.start is not None and one.start.precision is not Precision.SECOND
    text = rfc3339(ruling.due.due_at)
    # A calendar day before a time of day ends with its day as well.
    return text[:10] if known_by_day or text.endswith("T23:59:59Z") else text


def _timing(rule: Rule, ruling: Ruling, one: Activity, sit: Situation) -> list[str]:
    """Return how the due time was found, in a few words, like `42 days before start (2017-09-14)`."""
    if ruling.due is None:
        return [f"when: not stated ({', '.join(map(readable, ruling.missing))})"] if ruling.missing else []
    words = [f"{said(rule.due)} ({one.start})"]
    if one.start is not None and one.start.precision in (Precision.MONTH, Precision.YEAR):
        words.append(f"the start is known to the {one.start.precision} only, so the earliest day is taken")
    if sit.zone.doubt:
        words.append(sit.zone.words)
    return words


def _lowered(confidence: Confidence, one: Activity, sit: Situation, figure: Basis) -> Confidence:
    """Return the rule's confidence, one step lower for each thing that the file leaves open."""
    stated = one.counted or one.announced
    steps = [
        figure is Basis.ANNOUNCED,
        figure is not Basis.NONE and stated is not None and (bool(stated.remark) or stated.least < stated.most),
        sit.zone.doubt,
        one.start is not None and one.start.precision in (Precision.MONTH, Precision.YEAR),
        bool({"all", "start", "announced_troops"} & {part.strip() for part in one.from_memory.split(";")}),
    ]
    return _LEVELS[min(_LEVELS.index(confidence) + sum(steps), len(_LEVELS) - 1)]


def _left_open(verdict: Verdict, rulings: list[tuple[Rule, Ruling]], sit: Situation, pack: Pack) -> tuple[str, ...]:
    """Return which rules beside a duty are left open; without one, by when the first of them would ask for notice."""
    open_ = [
        (rule, found) for rule, found in rulings if found.verdict is Verdict.CANNOT_SAY and rule.does is not Does.INFORM
    ]
    if verdict is Verdict.DUTY:
        return tuple(
            f"{rule.id} is left open; not stated: {', '.join(map(readable, of.missing))}" for rule, of in open_
        )
    for rule, _ in open_ if verdict is Verdict.CANNOT_SAY else ():
        if rule.does is Does.NOTIFY and rule.due is not None:
            when = due_of(rule.due, events_in(sit.low, frozenset({"start"})), pack)
            if when is not None:
                return (f"were {rule.id} to apply, notice would be due by {rfc3339(when.due_at)[:10]}",)
    return ()
