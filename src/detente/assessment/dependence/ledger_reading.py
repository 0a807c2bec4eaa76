"""A dependence ledger out of a file: each input with its basis and source, its own or that of its kind."""

from datetime import date
from fractions import Fraction
from typing import Any, Final

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import Given, Issue, Ledger, Party, Quantity, Reading, Setting, Steps
from detente.assessment.reading import Fields
from detente.limits import LEDGER_ISSUES_MAX, LEDGER_PARTIES_MAX

_TOP: Final = (
    *("id", "title", "question", "channel", "as_of", "source", "parties", "issues", "bypass", "scale", "steps"),
    *("defaults", "readings"),
)
_CASE: Final = ("model", "scales", "basis_of_control_and_outside", "illustrative_results", "graph_model")
_ISSUE: Final = (
    *("id", "name", "where", "interest", "basis", "control", "outside", "tabled", "others"),
    *("tabled_from", "tabled_until"),
)
_READING: Final = ("id", "title", "source", "tabled", "set")
_SETTING: Final = ("quantity", "party", "issue", "value", "basis", "source")

_BASES: Final = frozenset(Basis)

Defaults = dict[Quantity, tuple[Basis | None, str]]


def read_ledger(fields: Fields) -> Ledger:
    """Return the ledger that a file describes.

    Raises:
        Malformed: `assessment-malformed`, with the field and its place.
    """
    fields.check_names((*_TOP, *_CASE))
    most = fields.table("scale").number("interest", 1, 1_000) if "scale" in fields else Fraction(3)
    defaults = _defaults(fields)
    parties = _parties(fields, defaults)
    as_of = _day(fields, "as_of")
    issues = tuple(_issue(one, parties, most, defaults, as_of) for one in fields.tables("issues"))
    if not 1 <= len(issues) <= LEDGER_ISSUES_MAX or len({one.id for one in issues}) != len(issues):
        fields.refuse(f"1 to {LEDGER_ISSUES_MAX} issues, each once", [one.id for one in issues], "issues")
    for place, party in enumerate(parties):
        if not any(issue.interest[place].value for issue in issues):
            fields.refuse(f"an interest of {party.id} above 0 in some issue", "none", "issues")
    ledger = Ledger(
        fields.text("id", "inputs"), fields.text("title", ""), fields.text("question", ""), fields.text("channel", ""),
        as_of, _source(fields), parties, issues, most, _steps(fields),
    )  # fmt: skip
    readings = tuple(_reading(one, ledger) for one in fields.tables("readings", []))
    whole = _with_readings(ledger, readings)
    for reading in readings:
        _check(fields, whole.read_as(reading), reading.id)
    return whole


def _with_readings(ledger: Ledger, readings: tuple[Reading, ...]) -> Ledger:
    return Ledger(
        ledger.id, ledger.title, ledger.question, ledger.channel, ledger.as_of, ledger.source, ledger.parties,
        ledger.issues, ledger.most, ledger.steps, readings,
    )  # fmt: skip


def _source(fields: Fields) -> str:
    value = fields.fields.get("source", "")
    return fields.table("source").text("citation", "") if isinstance(value, dict) else fields.text("source", "")


def _day(fields: Fields, name: str) -> str:
    """Return a day as text, or nothing."""
    value = fields.fields.get(name, "")
    if value == "" or type(value) is date:
        return str(value)
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError):
        return fields.refuse("a day like 2016-04-20", value, name)


def _steps(fields: Fields) -> Steps:
    usual = Steps()
    if "steps" not in fields:
        return usual
    given = fields.table("steps")
    kinds = (Quantity.INTEREST, Quantity.CONTROL, Quantity.OUTSIDE, Quantity.BYPASS)
    given.check_names(kinds)
    return Steps(*(given.number(kind, 0, 1_000) if kind in given else getattr(usual, kind) for kind in kinds))


def _defaults(fields: Fields) -> Defaults:
    found: Defaults = dict.fromkeys(Quantity, (None, ""))
    if "basis_of_control_and_outside" in fields:
        said = fields.text("basis_of_control_and_outside")
        found[Quantity.CONTROL] = found[Quantity.OUTSIDE] = _basis(fields, said.replace(" ", ": ", 1))
        found[Quantity.TABLED] = (Basis.INFERRED, "")
    if "defaults" in fields:
        given = fields.table("defaults")
        given.check_names(Quantity)
        for name in given.names():
            one = given.table(name)
            found[Quantity(name)] = (_basis(one, one.text("basis"))[0], one.text("source", ""))
    return found


def _basis(fields: Fields, text: str) -> tuple[Basis, str]:
    """Return a basis, and the source that may stand behind it: `inferred: paragraph 3`."""
    word, _, source = text.partition(": ")
    if word not in _BASES:
        fields.refuse(f"a basis: {', '.join(Basis)}", text, "basis")
    return Basis(word), source


def _parties(fields: Fields, defaults: Defaults) -> tuple[Party, ...]:
    given = [one if isinstance(one, dict) else {"id": one} for one in fields.items("parties")]
    tables = [Fields(one, f"parties {number}") for number, one in enumerate(given, 1)]
    names = [one.text("id") for one in tables]
    if not 2 <= len(names) <= LEDGER_PARTIES_MAX or len(set(names)) != len(names):
        fields.refuse(f"2 to {LEDGER_PARTIES_MAX} parties, each once", names, "parties")
    bypass = _row(fields, Quantity.BYPASS, names, defaults, 1)
    return tuple(
        Party(one.text("id"), one.text("name", one.text("id")), bypass[place]) for place, one in enumerate(tables)
    )


def _issue(one: Fields, parties: tuple[Party, ...], most: Fraction, defaults: Defaults, as_of: str) -> Issue:
    one.check_names(_ISSUE)
    names = [party.id for party in parties]
    interest = _row(one, Quantity.INTEREST, names, defaults, most)
    control, outside = (_row(one, kind, names, defaults, 1) for kind in (Quantity.CONTROL, Quantity.OUTSIDE))
    found = Issue(one.text("id"), one.text("name", one.text("id")), interest, control, outside, _tabled(one, defaults))
    _check_control(one, found)
    _check_day(one, found, as_of)
    return found


def _row(
    fields: Fields, quantity: Quantity, names: list[str], defaults: Defaults, most: Fraction | int
) -> tuple[Given, ...]:
    given = fields.table(quantity)
    given.check_names(names)
    return tuple(_given(fields, given.fields.get(name), quantity, name, defaults, most) for name in names)


def _given(
    fields: Fields, value: object, quantity: Quantity, name: str, defaults: Defaults, most: Fraction | int
) -> Given:
    """Return one input: a number with the basis of its kind, or a table with its own."""
    place = f"{quantity} of {name}" if name else str(quantity)
    own = Fields(value, f"{fields.where}, {place}") if isinstance(value, dict) else None
    if own is not None:
        own.check_names(("value", "basis", "source"))
    number = fields.as_number(value if own is None else own.fields.get("value"), place, 0)
    if number > most:
        fields.refuse(f"at most {most}", number, place)
    basis, source = defaults[quantity]
    if quantity is Quantity.INTEREST and "basis" in fields and name in fields.table("basis"):
        basis, source = _basis(fields, fields.table("basis").text(name))
    if own is not None and "basis" in own:
        basis, source = _basis(own, own.text("basis"))
    if own is not None and "source" in own:
        source = own.text("source")
    if basis is None:
        fields.refuse(f"a basis ({', '.join(Basis)})", "none", place)
    return Given(number, basis, source or (fields.text("where") if "where" in fields else ""))


def _tabled(one: Fields, defaults: Defaults) -> Given:
    value: Any = one.fields.get("tabled")
    own = Fields(value, f"{one.where}, tabled") if isinstance(value, dict) else one
    flag = own.flag("value" if own is not one else "tabled")
    given = {**(value if own is not one else {}), "value": int(flag)}
    return _given(one, given, Quantity.TABLED, "", defaults, 1)


def _check_control(one: Fields, issue: Issue) -> None:
    named = sum((given.value for given in issue.control), Fraction())
    if "others" in one and named + one.number("others", 0, 1) != 1:
        one.refuse("control that sums to 1 with that of others", named + one.number("others", 0, 1), "control")
    if named > 1:
        one.refuse("control that sums to at most 1", named, "control")


def _check_day(one: Fields, issue: Issue, as_of: str) -> None:
    since, until = _day(one, "tabled_from"), _day(one, "tabled_until")
    if issue.tabled.value and ((since and as_of < since) or (until and as_of > until)):
        one.refuse(
            f"an issue on the table on {as_of or 'a day that as_of names'}",
            f"{since or '…'} to {until or '…'}",
            "tabled",
        )


def _check(fields: Fields, ledger: Ledger, where: str) -> None:
    for issue in ledger.issues:
        if sum((given.value for given in issue.control), Fraction()) > 1:
            fields.refuse("control that sums to at most 1", issue.id, f"reading {where}")
    for place, party in enumerate(ledger.parties):
        if not any(issue.interest[place].value for issue in ledger.issues):
            fields.refuse(f"an interest of {party.id} above 0 in some issue", "none", f"reading {where}")


# --- readings ---------------------------------------------------------------------------------------------------------


def _reading(one: Fields, ledger: Ledger) -> Reading:
    one.check_names(_READING)
    found = [_setting(given, ledger) for given in one.tables("set", [])]
    source = one.text("source")
    if "tabled" in one:
        on = one.texts("tabled")
        places = [_place(one, name, [issue.id for issue in ledger.issues], "tabled") for name in on]
        for place in range(len(ledger.issues)):
            given = Given(Fraction(int(place in places)), Basis.STATED, source)
            found.append(Setting(Quantity.TABLED, None, place, given))
    return Reading(one.text("id"), one.text("title"), source, tuple(found))


def _setting(one: Fields, ledger: Ledger) -> Setting:
    one.check_names(_SETTING)
    name = one.text("quantity")
    if name not in set(Quantity):
        one.refuse(f"one of {', '.join(Quantity)}", name, "quantity")
    quantity, party, issue = Quantity(name), None, None
    if quantity is not Quantity.TABLED:
        party = _place(one, one.text("party"), [each.id for each in ledger.parties], "party")
    if quantity is not Quantity.BYPASS:
        issue = _place(one, one.text("issue"), [each.id for each in ledger.issues], "issue")
    most = ledger.most if quantity is Quantity.INTEREST else Fraction(1)
    value = one.number("value", 0)
    if value > most or (quantity is Quantity.TABLED and value not in (0, 1)):
        one.refuse(f"at most {most}", value, "value")
    return Setting(quantity, party, issue, Given(value, _basis(one, one.text("basis"))[0], one.text("source", "")))


def _place(one: Fields, name: str, names: list[str], field: str) -> int:
    return names.index(name) if name in names else one.refuse(f"one of {', '.join(names)}", name, field)
