"""From the text of a pack to the pack: whatever is unknown, unsourced or out of bounds is an error that says where.

Source: docs/spec/regimes.md.
"""

import re
from collections.abc import Mapping
from typing import Final

from detente.errors import Malformed
from detente.limits import (
    REGIME_BYTES_MAX,
    REGIME_CASES_MAX,
    REGIME_FORMATS_MAX,
    REGIME_HOLIDAYS_MAX,
    REGIME_LANGUAGES_MAX,
    REGIME_NAMES_MAX,
    REGIME_RULES_MAX,
)
from detente.protocol.toml import is_shown, parse_toml
from detente.regimes.form import Format
from detente.regimes.pack import Box, Calendar, Case, Formula, Nature, Pack, Quota, Rule, Word, Zone
from detente.regimes.part import Part, Wrong
from detente.regimes.reading_forms import parse_format
from detente.regimes.reading_rules import parse_basis, parse_length, parse_rule
from detente.regimes.times import Length, Unit

CODE: Final = "regime-malformed"
_VERSION: Final = re.compile(r"[0-9a-z][0-9a-z.-]{0,15}")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
_WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def parse_pack(text: str) -> Pack:
    """Return the pack that a text is.

    Raises:
        Malformed: `regime-malformed`, with the place in what was expected.
    """
    try:
        return _parse(text)
    except Wrong as wrong:
        raise Malformed(
            "regime-malformed",
            expected=f"{wrong.expected} in {wrong.where}",
            got=wrong.got,
            remedy="docs/spec/regimes.md has every key",
        ) from None


def first_wrong(text: str) -> Wrong | None:
    """Return the first thing that is wrong in a pack's text, or None where it can be read."""
    try:
        _parse(text)
    except Wrong as wrong:
        return wrong
    return None


def _parse(text: str) -> Pack:
    size = len(text.encode(errors="replace"))
    if size > REGIME_BYTES_MAX:
        raise Wrong("the pack", f"at most {REGIME_BYTES_MAX:,} bytes", f"{size:,} bytes")
    try:
        top = Part(parse_toml(CODE, text))
    except Malformed as fault:
        raise Wrong("the pack", fault.expected, fault.got) from None
    top.only("pack", "zone", "sources", "calendars", "words", "formats", "rules", "quotas", "cases")
    head = top.part("pack")
    head.only("id", "version", "instrument", "adopted", "nature", "languages", "note")
    languages = _parse_languages(head)
    sources = _parse_sources(top.part("sources"))
    calendars = {name: _parse_calendar(one) for name, one in top.parts("calendars", REGIME_NAMES_MAX).items()}
    words = {name: _parse_word(one, sources, calendars) for name, one in top.parts("words", REGIME_NAMES_MAX).items()}
    formats = {
        name: parse_format(_named(one, name), one, sources, languages)
        for name, one in top.parts("formats", REGIME_FORMATS_MAX).items()
    }
    quotas = {name: _parse_quota(name, one, sources) for name, one in top.parts("quotas", REGIME_NAMES_MAX).items()}
    rules = _parse_rules(top, sources, words, calendars)
    _check_names(top, rules, formats, quotas)
    return Pack(
        text=text,
        id=head.id("id"),
        version=_parse_version(head),
        instrument=head.text("instrument"),
        adopted=head.day("adopted"),
        nature=head.choice("nature", Nature),
        languages=languages,
        note=head.prose("note"),
        zone=_parse_zone(top.part("zone")),
        sources=sources,
        calendars=calendars,
        words=words,
        formats=formats,
        rules=rules,
        quotas=quotas,
        cases=tuple(_parse_case(one, rules, formats, quotas) for one in top.array("cases", REGIME_CASES_MAX)),
    )


def _parse_version(head: Part) -> str:
    version = head.text("version")
    return version if _VERSION.fullmatch(version) else head.refuse("a version like 1 or 1.2", version, "version")


def _parse_languages(head: Part) -> tuple[str, ...]:
    languages = head.texts("languages", REGIME_LANGUAGES_MAX)
    if not languages or any(_LANGUAGE.fullmatch(one) is None for one in languages):
        head.refuse("codes of languages like en, the first of them used throughout", list(languages), "languages")
    return languages


def _parse_sources(part: Part) -> dict[str, str]:
    if not 1 <= len(part.names()) <= REGIME_NAMES_MAX:
        part.refuse(f"1 to {REGIME_NAMES_MAX} sources", f"{len(part.names())} of them")
    if odd := [name for name in part.names() if not is_shown(name)]:
        part.refuse("keys that show", odd[0])
    return {name: part.prose(name) or part.refuse("who published what, where", "", name) for name in part.names()}


def _parse_zone(part: Part) -> Zone:
    part.only("name", "boxes")
    return Zone(part.text("name", ""), tuple(_parse_box(box) for box in part.array("boxes", REGIME_NAMES_MAX)))


def _parse_box(part: Part) -> Box:
    part.only("south", "north", "west", "east")
    box = Box(
        part.degrees("south", 90), part.degrees("north", 90), part.degrees("west", 180), part.degrees("east", 180)
    )
    return box if box.south <= box.north else part.refuse("south below north", box.south, "south")


def _parse_calendar(part: Part) -> Calendar:
    part.only("weekend", "holidays")
    weekend = part.texts("weekend")
    if not set(weekend) < set(_WEEKDAYS):
        part.refuse(f"some, not all, of {', '.join(_WEEKDAYS)}", list(weekend), "weekend")
    holidays = part.value("holidays") or []
    if not isinstance(holidays, list) or len(holidays) > REGIME_HOLIDAYS_MAX:
        part.refuse(f"a list of at most {REGIME_HOLIDAYS_MAX} dates", holidays, "holidays")
    days = [Part({"day": one}, part.place(f"holidays {number}")) for number, one in enumerate(holidays, start=1)]
    found = [day for one in days if (day := one.day("day")) is not None]
    return Calendar(frozenset(_WEEKDAYS.index(day) for day in weekend), frozenset(found))


def _parse_word(part: Part, sources: Mapping[str, str], calendars: Mapping[str, Calendar]) -> Word:
    part.only("title", "reading", "strict", "confidence", "source")
    strict = _parse_reading(part, "strict", calendars) if "strict" in part else None
    reading = _parse_reading(part, "reading", calendars)
    return Word(part.text("title"), reading, strict, parse_basis(part, sources))


def _parse_reading(part: Part, name: str, calendars: Mapping[str, Calendar]) -> Length:
    table = part.part(name)
    table.only(*Unit, "calendar")
    return parse_length(table, {}, calendars)


def _parse_quota(name: str, part: Part, sources: Mapping[str, str]) -> Quota:
    part.only(
        *("title", "per", "passive", "per_party", "per_object", "per_object_and_party", "formula"),
        *("confidence", "source"),
    )
    if part.value("per") != "year":
        part.refuse("year", part.value("per"), "per")
    if ("formula" in part) == ("passive" in part):
        part.refuse("passive, a number, or a formula", "both" if "formula" in part else None)
    return Quota(
        name=_named(part, name),
        title=part.text("title", name),
        basis=parse_basis(part, sources),
        passive=part.optional("passive", 0, 10_000),
        per_party=part.optional("per_party", 0, 10_000),
        per_object=part.optional("per_object", 0, 10_000),
        per_object_and_party=part.optional("per_object_and_party", 0, 10_000),
        formula=_parse_formula(part.part("formula")) if "formula" in part else None,
    )


def _parse_formula(part: Part) -> Formula:
    part.only("units_per_visit", "most", "same_party_divisor", "at_once")
    return Formula(
        part.number("units_per_visit", 1, 100_000),
        part.number("most", 0, 10_000),
        part.number("same_party_divisor", 1, 10_000),
        part.number("at_once", 1, 10_000, 1),
    )


def _parse_rules(
    top: Part, sources: Mapping[str, str], words: Mapping[str, Word], calendars: Mapping[str, Calendar]
) -> dict[str, Rule]:
    rules: dict[str, Rule] = {}
    for part in top.array("rules", REGIME_RULES_MAX):
        name = part.text("id")
        place = Part(part.mapping(), f"rules {name}")
        if name in rules:
            place.refuse("each id once", name, "id")
        rules[name] = parse_rule(place, words, calendars, parse_basis(place, sources))
    return rules


def _check_names(
    top: Part, rules: Mapping[str, Rule], formats: Mapping[str, Format], quotas: Mapping[str, Quota]
) -> None:
    """Be silent where formats and quotas that rules name are there."""
    for rule in rules.values():
        if rule.format and rule.format not in formats:
            top.refuse(f"a format of [formats]: {', '.join(formats)}", rule.format, f"rules {rule.id}, format")
        if rule.quota and rule.quota not in quotas:
            top.refuse(f"a quota of [quotas]: {', '.join(quotas)}", rule.quota, f"rules {rule.id}, quota")


def _parse_case(
    part: Part, rules: Mapping[str, Rule], formats: Mapping[str, Format], quotas: Mapping[str, Quota]
) -> Case:
    part.only("name", "rule", "format", "quota", "given", "then", "nil")
    known: dict[str, Mapping[str, object]] = {"rule": rules, "format": formats, "quota": quotas}
    named = [what for what in known if what in part]
    if len(named) != 1:
        part.refuse("one of rule, format and quota", ", ".join(named) or None)
    what = named[0]
    if part.text(what) not in known[what]:
        part.refuse(f"a {what} of this pack", part.text(what), what)
    part = Part(part.mapping(), f"{part.where} ({part.text('name')})")
    then = part.part("then")
    then.only(*_THEN[what])
    if not then.names():
        part.refuse("what must follow", None, "then")
    return Case(
        name=part.text("name"),
        given=part.part("given").mapping(),
        then=then.mapping(),
        rule=part.text("rule", ""),
        format=part.text("format", ""),
        quota=part.text("quota", ""),
        nil=part.flag("nil"),
    )


_THEN: Final = {
    "rule": ("verdict", "due", "strict", "opens", "missing", "by"),
    "format": ("refused",),
    "quota": ("passive", "per_party", "at_once", "per_object", "per_object_and_party"),
}
"""What a case may say must follow."""


def _named(part: Part, name: str) -> str:
    """Return the name of a table that people type: as an id."""
    return Part({"its name": name}, part.where).id("its name")
