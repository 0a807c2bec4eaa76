"""Regimes as people read them: which there are, what one asks, and how a charter's draft names them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from detente.clock import Instant, rfc3339
from detente.council.agreements import agreements, named_by
from detente.home.calls.regimes import CheckThresholds, ListRegimes
from detente.home.host import Host
from detente.home.replies.regimes import (
    FormatView,
    QuotaView,
    RegimeShown,
    RegimesView,
    RegimeView,
    RuleView,
    ThresholdsView,
    WordView,
)
from detente.home.views import council_of
from detente.node.core import Core
from detente.regimes.activity import COUNTS, Activity
from detente.regimes.activity_files import read_activity
from detente.regimes.assess import assess
from detente.regimes.assessed import Assessed
from detente.regimes.clocks import length_said, said
from detente.regimes.conditions import fields_of
from detente.regimes.conditions_said import said_condition
from detente.regimes.form import Basis, Format, FormField, worded
from detente.regimes.forms import json_schema
from detente.regimes.library import find, shipped
from detente.regimes.pack import Does, Exceptional, Pack, Quota, Rule
from detente.regimes.thresholds import thresholds

USUAL: Final = "vienna-2011"
"""Whose thresholds are shown where the charter names no regime with any."""


async def answer(host: Host, call: ListRegimes) -> RegimesView:
    """Return the packs that come with the software, and those that councils' charters name.

    Raises:
        Refused: `council-unknown`.
    """
    return await host.read(lambda core: list_regimes(host.clock.now(), tuple(_of_councils(core, call))))


def list_regimes(now: Instant, named: Iterable[RegimeView] = ()) -> RegimesView:
    """Return the shipped packs, and after them those that are named."""
    return RegimesView(rfc3339(now), (*(view_of(pack) for pack in shipped().values()), *named))


def view_of(pack: Pack, council: str | None = None, *, with_text: bool = False) -> RegimeView:
    """Return a pack as a list shows it."""
    here = shipped().get((pack.id, pack.version))
    own = here is None or here.digest != pack.digest
    return RegimeView(
        id=pack.id,
        version=pack.version,
        instrument=pack.instrument,
        nature=pack.nature.value,
        adopted=None if pack.adopted is None else pack.adopted.isoformat(),
        origin="shipped" if not own else "file" if council is None else "charter",
        council=council,
        sha256=pack.digest,
        languages=pack.languages,
        rules=len(pack.rules),
        formats=len(pack.formats),
        cases=len(pack.cases),
        text=pack.text if own and with_text else "",
    )


def _of_councils(core: Core, call: ListRegimes) -> Iterator[RegimeView]:
    chosen = None if call.council is None else council_of(core, call.council)
    for council, charter in core.context.directory.councils.items():
        if chosen in (None, council):
            for pack in agreements(charter).values():
                yield view_of(pack, council, with_text=call.texts)


def charter_tables(packs: Iterable[Pack]) -> Mapping[str, Mapping[str, str]]:
    """Return what a charter's `[regimes]` says of packs: shipped ones by version and hash, others by their text."""
    found: dict[str, Mapping[str, str]] = {}
    for pack in packs:
        here = shipped().get((pack.id, pack.version))
        own = here is None or here.digest != pack.digest
        found[pack.id] = {"text": pack.text} if own else named_by(pack)
    return found


# --- thresholds -------------------------------------------------------------------------------------------------------


async def check(host: Host, call: CheckThresholds) -> ThresholdsView:
    """Return what an agreement's thresholds say of one activity.

    Raises:
        Refused: `council-unknown`, `regime-unknown`. Malformed: `activity-malformed`.
    """
    activity = read_activity(call.activity)
    council, pack, agreed = await host.read(lambda core: _asked(core, call))
    (assessed,) = assess((activity,), pack)
    return ThresholdsView(
        as_of=rfc3339(host.clock.now()),
        council=council,
        regime=pack.id,
        version=pack.version,
        instrument=pack.instrument,
        sha256=pack.digest,
        agreed=agreed,
        assessed=assessed,
        items=thresholds(activity, pack, call.language),
        format=_notified_in(assessed, pack),
    )


def _notified_in(assessed: Assessed, pack: Pack) -> str:
    """Return the form of the notice that is due first; where none is, that of the first rule that counts forces."""
    rules = [rule for rule in pack.rules.values() if rule.does is Does.NOTIFY and rule.format]
    due = {one.rule for one in assessed.duties}
    counting = [rule for rule in rules if rule.when is not None and fields_of(rule.when) & {*COUNTS}]
    return next((rule.format for rule in (*(one for one in rules if one.id in due), *counting)), "")


def _asked(core: Core, call: CheckThresholds) -> tuple[str, Pack, bool]:
    """Return the council, the pack that is asked about, and whether the charter names it."""
    council = council_of(core, call.council)
    agreed = agreements(core.context.directory.charter(council))
    if call.regime is not None:
        found = agreed.get(call.regime)
        return council, found or find(call.regime), found is not None
    counting = next((pack for pack in agreed.values() if thresholds(Activity(id="", name=""), pack)), None)
    return council, counting or find(USUAL), counting is not None


# --- one pack ---------------------------------------------------------------------------------------------------------


def show(pack: Pack, language: str = "en", council: str | None = None) -> RegimeShown:
    """Return a pack to be read: rules, formats, words, quotas, each with its confidence and its sources in full."""
    return RegimeShown(
        regime=view_of(pack, council),
        note=pack.note,
        zone=pack.zone.name or "the whole world",
        rules=tuple(_rule(rule, pack) for rule in pack.rules.values()),
        formats=tuple(_format(form, pack, language) for form in pack.formats.values()),
        words=tuple(
            WordView(
                name,
                word.title,
                length_said(word.reading) + ("" if word.strict is None else f"; strictly {length_said(word.strict)}"),
                word.basis.confidence.value,
                _sources(word.basis, pack),
            )
            for name, word in pack.words.items()
        ),
        quotas=tuple(
            QuotaView(one.name, one.title, _accepted(one), one.basis.confidence.value, _sources(one.basis, pack))
            for one in pack.quotas.values()
        ),
        sources=dict(pack.sources),
    )


def _rule(rule: Rule, pack: Pack) -> RuleView:
    limit = "" if rule.limit is None else f"at most {rule.limit.most} " + (
        "at the same time" if rule.limit.years == 0 else f"in {rule.limit.years} calendar year(s)"
    )  # fmt: skip
    return RuleView(
        id=rule.id,
        title=rule.title,
        does=rule.does.value,
        who=rule.who.value,
        to=rule.to.value,
        when=said_condition(rule.when),
        due=limit or said(rule.due),
        exceptions=tuple(_exception(one, rule) for one in rule.exceptions),
        format=rule.format,
        nil=rule.nil,
        answers=rule.answers,
        quota=rule.quota,
        confidence=rule.basis.confidence.value,
        sources=_sources(rule.basis, pack),
        note=rule.note,
    )


def _exception(one: Exceptional, rule: Rule) -> str:
    return f"{one.rule or rule.id}: {said(one.due)} where {said_condition(one.when)}"


def _format(form: Format, pack: Pack, language: str) -> FormatView:
    return FormatView(
        name=form.name,
        version=form.version,
        title=worded(form.title, language),
        alias=form.alias,
        yearly=form.yearly,
        nil=form.nil,
        confidence=form.basis.confidence.value,
        sources=_sources(form.basis, pack),
        fields=tuple(_field(field, language) for field in form.fields),
        schema=json_schema(form, language),
    )


def _field(field: FormField, language: str) -> str:
    what = f"{field.sort.value}, {field.unit}" if field.unit else field.sort.value
    if field.choices:
        what += f": {', '.join(field.choices)}"
    if field.fields:
        what += f" of {', '.join(column.name for column in field.fields)}"
    if field.required:
        what += "; required"
    elif field.required_when is not None:
        what += f"; required where {said_condition(field.required_when)}"
    return f"{field.name}: {worded(field.heading, language)} ({what})"


def _accepted(quota: Quota) -> str:
    parts = []
    if (formula := quota.formula) is not None:
        parts.append(f"one a year for each {formula.units_per_visit} units or part of them, at most {formula.most}")
        parts.append(f"the same party one in {formula.same_party_divisor}, one at least")
        parts.append(f"{formula.at_once} at the same time")
    elif quota.passive is not None:
        parts.append(f"{quota.passive} a year")
    limits = {
        "by the same party": quota.per_party,
        "of the same object": quota.per_object,
        "of the same object by the same party": quota.per_object_and_party,
    }
    return "; ".join([*parts, *(f"{most} {which}" for which, most in limits.items() if most is not None)])


def _sources(basis: Basis, pack: Pack) -> tuple[str, ...]:
    return tuple(f"{name}: {pack.sources[name]}" for name in basis.sources)
