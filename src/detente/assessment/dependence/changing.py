"""A ledger as a reader sets it: each input of two parties as a field with bounds, read back with errors at the field.

Names of fields are places and not ids, because ids may be anything; whoever reads them back says of which inputs they
are. What a reader sets is assumed, and said to be his.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import AS_SET, SET_HERE, Given, Ledger, Quantity, Reading, Setting
from detente.assessment.numbers import typed_as, written
from detente.assessment.words import gettext as _

_LETTERS: Final = {
    Quantity.BYPASS: "b",
    Quantity.TABLED: "t",
    Quantity.INTEREST: "i",
    Quantity.CONTROL: "c",
    Quantity.OUTSIDE: "o",
}
_NUMBER: Final = re.compile(r"[0-9]{1,4}([.,][0-9]{1,6})?", re.ASCII)
OF_AN_ISSUE: Final = (Quantity.INTEREST, Quantity.CONTROL, Quantity.OUTSIDE)


@dataclass(frozen=True, slots=True)
class Field:
    """One input that can be set.

    Args:
        name: in a form, like `i0.3`: interest of the first party in the fourth issue.
        party, issue: places in the ledger; None where the input has none.
        most: its greatest value; the least is 0.
    """

    name: str
    quantity: Quantity
    party: int | None
    issue: int | None
    given: Given
    most: Fraction

    @property
    def text(self) -> str:
        """Return its value as whoever reads here types it."""
        return typed_as(self.given.value)


def fields(ledger: Ledger, parties: Sequence[int]) -> list[Field]:
    """Return the inputs of some parties, bypass first, then issue by issue."""
    found = []
    for party in parties:
        name = f"{_LETTERS[Quantity.BYPASS]}{party}"
        found.append(Field(name, Quantity.BYPASS, party, None, ledger.parties[party].bypass, Fraction(1)))
    for place in range(len(ledger.issues)):
        found += _of_issue(ledger, place, parties)
    return found


def _of_issue(ledger: Ledger, place: int, parties: Sequence[int]) -> Iterator[Field]:
    issue = ledger.issues[place]
    yield Field(f"{_LETTERS[Quantity.TABLED]}{place}", Quantity.TABLED, None, place, issue.tabled, Fraction(1))
    for quantity in OF_AN_ISSUE:
        most = ledger.most if quantity is Quantity.INTEREST else Fraction(1)
        row: tuple[Given, ...] = getattr(issue, quantity)
        for party in parties:
            yield Field(f"{_LETTERS[quantity]}{party}.{place}", quantity, party, place, row[party], most)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a reader set.

    Args:
        ledger: with it; None where something cannot be so.
        settings: inputs that are set otherwise than the ledger had them.
        errors: by name of field what is wrong, in words.
        typed: by name of field what was typed.
    """

    ledger: Ledger | None
    settings: tuple[Setting, ...]
    errors: dict[str, str]
    typed: dict[str, str]


def change(ledger: Ledger, parties: Sequence[int], typed: Mapping[str, str]) -> Changed:
    """Return a ledger as a reader sets it. What is left empty stays as it is; a switch that does not come is off."""
    settings, errors = [], {}
    known = fields(ledger, parties)
    for one in known:
        text = typed.get(one.name, "").strip()
        value = Fraction(one.name in typed) if one.quantity is Quantity.TABLED else _number(one, text)
        if isinstance(value, str):
            errors[one.name] = value
        elif value is not None and value != one.given.value and text.replace(",", ".") != written(one.given.value):
            given = Given(value, Basis.ASSUMED, SET_HERE)
            settings.append(Setting(one.quantity, one.party, one.issue, given))
    made = set_in(ledger, settings)
    errors |= _impossible(made, parties, {one.name for one in known} - errors.keys())
    kept = {one.name: typed[one.name] for one in known if one.name in typed}
    return Changed(None if errors else made, tuple(settings), errors, kept)


def _number(one: Field, text: str) -> Fraction | str | None:
    """Return what was typed as a number; None where nothing was; in words what is wrong with it."""
    if not text:
        return None
    if not _NUMBER.fullmatch(text):
        text = _("A number from 0 to {most}, like {example}.")
        return text.format(most=typed_as(one.most), example=typed_as(one.most / 4))
    value = Fraction(Decimal(text.replace(",", ".")))
    said = _("At most {most}; {typed} was typed.").format(most=typed_as(one.most), typed=text)
    return value if value <= one.most else said


def _impossible(made: Ledger, parties: Sequence[int], names: set[str]) -> dict[str, str]:
    """Return what no ledger can be: control above 1 in an issue, a party without any interest."""
    found: dict[str, str] = {}
    for place, issue in enumerate(made.issues):
        whole = sum((given.value for given in issue.control), Fraction())
        if whole > 1:
            said = _("Control of all parties comes to {whole}; it can be 1 at most.").format(whole=typed_as(whole))
            found |= {f"{_LETTERS[Quantity.CONTROL]}{party}.{place}": said for party in parties}
    for party in parties:
        if not any(issue.interest[party].value for issue in made.issues):
            said = _("{party} has to have an interest in some issue.").format(party=made.parties[party].name)
            found[f"{_LETTERS[Quantity.INTEREST]}{party}.0"] = said
    return {name: said for name, said in found.items() if name in names}


def set_in(ledger: Ledger, settings: list[Setting]) -> Ledger:
    """Return a ledger with inputs set; it stands for itself and has no readings beside it."""
    return ledger.read_as(Reading("", f"{ledger.title}, {AS_SET}", SET_HERE, tuple(settings)))


# --- to be kept -------------------------------------------------------------------------------------------------------


def as_inputs(ledger: Ledger, before: Ledger | None = None) -> dict[str, Any]:
    """Return a ledger as a file of inputs has it, each with its basis and source.

    Args:
        before: what it was made from, which stands beside it as a reading: what differs, as it was.
    """
    names = [party.id for party in ledger.parties]

    def row(given: tuple[Given, ...]) -> dict[str, Any]:
        return {name: _input(one) for name, one in zip(names, given, strict=True)}

    made: dict[str, Any] = {
        **{name: getattr(ledger, name) for name in ("id", "title", "question", "channel", "source")},
        "parties": [{"id": party.id, "name": party.name} for party in ledger.parties],
        "scale": {"interest": _value(ledger.most)},
        "steps": {name: _value(getattr(ledger.steps, name)) for name in ("interest", "control", "outside", "bypass")},
        "bypass": row(tuple(party.bypass for party in ledger.parties)),
        "issues": [
            {
                "id": issue.id,
                "name": issue.name,
                **{str(quantity): row(getattr(issue, quantity)) for quantity in OF_AN_ISSUE},
                "tabled": {**_input(issue.tabled), "value": bool(issue.tabled.value)},
            }
            for issue in ledger.issues
        ],
    }
    if ledger.as_of:
        made["as_of"] = ledger.as_of
    if before is not None:
        made["readings"] = [_reading(ledger, before)]
    return made


def _input(given: Given) -> dict[str, Any]:
    return {"value": _value(given.value), "basis": str(given.basis), "source": given.source}


def _value(value: Fraction) -> float | int | str:
    """Return a number as people write it, or as a fraction where no short decimal is exact."""
    text = written(value)
    if Fraction(Decimal(text)) != value:
        return str(value)
    return int(value) if value.denominator == 1 else float(text)


def _reading(ledger: Ledger, before: Ledger) -> dict[str, Any]:
    """Return what stands otherwise in another ledger of the same parties and issues, as a reading."""
    every, settings = range(len(ledger.parties)), []
    for now, then in zip(fields(ledger, every), fields(before, every), strict=True):
        if now.given.value != then.given.value:
            one = {"quantity": str(then.quantity), **_input(then.given)}
            one |= {} if then.party is None else {"party": ledger.parties[then.party].id}
            one |= {} if then.issue is None else {"issue": ledger.issues[then.issue].id}
            settings.append(one)
    return {"id": "before", "title": before.title, "source": before.source, "set": settings}
