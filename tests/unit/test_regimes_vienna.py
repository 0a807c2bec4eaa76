"""The pack vienna-2011: every case holds, every row has its edges, every rule says from where it comes."""

import re
from datetime import date, datetime

import pytest

from detente.clock import Instant, rfc3339
from detente.regimes.form import Confidence
from detente.regimes.library import find
from detente.regimes.pack import Case
from detente.regimes.ruling import rule_on

PACK = find("vienna-2011")
RULED = [case for case in PACK.cases if case.rule]
LANGUAGES = ("en", "fr", "de", "it", "ru", "es")


def shown(at: Instant | None, like: object) -> str:
    """Return a second as the case writes it: as a day, or as a time."""
    text = "" if at is None else rfc3339(at)
    return text if isinstance(like, datetime) else text[:10]


@pytest.mark.parametrize("case", RULED, ids=lambda case: case.name)
def test_every_case_holds(case: Case) -> None:
    """What must follow follows: the verdict, what is missing, by when, and by which paragraph."""
    found = rule_on(PACK.rule(case.rule), case.given, PACK)
    assert case.then["verdict"] == str(found.verdict)
    for name, wanted in case.then.items():
        times = {"due": "due_at", "strict": "strict_at", "opens": "opens_at"}
        if name in times:
            assert isinstance(wanted, date)
            text = rfc3339(int(wanted.timestamp())) if isinstance(wanted, datetime) else wanted.isoformat()
            assert found.due is not None
            assert shown(getattr(found.due, times[name]), wanted) == text
        elif name != "verdict":
            assert {"missing": list(found.missing), "by": found.by}[name] == wanted


def test_every_rule_has_a_case() -> None:
    """Each rule and each quota proves itself."""
    assert {case.rule for case in RULED} == PACK.rules.keys()
    assert {case.quota for case in PACK.cases if case.quota} == PACK.quotas.keys()


def test_thresholds_are_tried_at_below_and_above() -> None:
    """Each number of a count in a condition stands in a given, and so do its two neighbours."""
    marks = {
        (rule, field, int(number))
        for rule, text in _conditions().items()
        for field, number in re.findall(r"Compare\(field='(\w+)', operator=<Operator\.\w+: '\w+'>, value=(\d+)\)", text)
        if field not in ("duration", "notifiable_in_year", "no_notice")
    }
    assert len(marks) > 60
    for rule, field, mark in marks:
        tried = {case.given.get(field) for case in RULED if case.rule == rule} | _in_phases(rule, field)
        if rule not in ("VD-41", "VD-47.4.l", "VD-56", "VD-60", "VD-67.2", "VD-67.2.1", "VD-70", "VD-40.1.2"):
            assert {mark - 1, mark, mark + 1} <= tried, f"{rule}: {field} {mark}"


def _conditions() -> dict[str, str]:
    return {rule.id: repr(rule.when) for rule in PACK.rules.values() if rule.when is not None}


def _in_phases(rule: str, field: str) -> set[object]:
    rows = [row for case in RULED if case.rule == rule for row in case.given.get("phases", [])]
    return {row.get(field) for row in rows}


def test_what_is_recalled_is_marked() -> None:
    """Each rule, format, word and quota names its sources; what rests on memory alone says `recalled`."""
    for one in (*PACK.rules.values(), *PACK.formats.values(), *PACK.words.values(), *PACK.quotas.values()):
        assert set(one.basis.sources) <= PACK.sources.keys()
    assert {rule.id for rule in PACK.rules.values() if rule.basis.confidence is Confidence.LOW} == {
        "VD-IX.5",
        "VD-IX.11",
    }
    assert "recalled" in PACK.note
    assert "native reader" in PACK.note


def test_every_heading_stands_in_six_languages() -> None:
    """Titles and headings, those of columns among them; and Russian is written in Cyrillic."""
    for form in PACK.formats.values():
        words = [form.title, *(one.heading for one in form.fields)]
        words += [column.heading for one in form.fields for column in one.fields]
        for word in words:
            assert tuple(word) == LANGUAGES, form.name
            assert re.search("[а-яё]", word["ru"], re.IGNORECASE), word


def test_the_catalogue_is_whole() -> None:
    """A format for every message of the catalogue, F-numbers as aliases only."""
    assert len(PACK.formats) == 29
    assert {one.alias for one in PACK.formats.values()} - {""} == {"F10", "F25", "F30", "F33", "F41"}
    assert not [name for name in PACK.formats if re.fullmatch(r"f\d+", name)]
    assert {one.name for one in PACK.formats.values() if one.yearly} == {
        *("annual-exchange", "deployment-plans", "defence-planning", "annual-calendar", "large-activity-forecast"),
    }
