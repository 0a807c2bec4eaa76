"""One value of a form against its field: what is wrong with it, with the field, what was expected and what came.

Source: docs/spec/regimes.md section 6.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, Final

from detente.errors import Refused
from detente.limits import FORM_ROWS_MAX, FORM_TEXT_CHARACTERS_MAX
from detente.regimes.form import FormField, Sort
from detente.regimes.pack import Pack, Zone
from detente.regimes.values import moment_of, number_of, shown, stated

COUNT: Final = re.compile(r"[0-9]{1,15}")
DECIMAL: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")
PLACE: Final = ("lat", "lon", "datum", "name", "source")


def check_value(field: FormField, value: Any, where: str, pack: Pack) -> Iterator[Refused]:
    """Yield what is wrong with a value that is stated; tables are checked by `forms.check`.

    Args:
        where: the field's heading and name, for people.
    """
    if field.many or field.sort in (Sort.LIST, Sort.AREA):
        if not isinstance(value, list | tuple) or len(value) > FORM_ROWS_MAX:
            yield Refused("form-type", expected=f"{where}: a list of at most {FORM_ROWS_MAX}", got=_got(value))
            return
        for number, one in enumerate(value, start=1):
            yield from _check_one(field, one, f"{where}, no. {number}", pack)
    else:
        yield from _check_one(field, value, where, pack)


def _check_one(field: FormField, value: Any, where: str, pack: Pack) -> Iterator[Refused]:
    match field.sort:
        case Sort.TEXT | Sort.LIST:
            yield from _check_text(value, where)
        case Sort.COUNT | Sort.QUANTITY:
            yield from _check_number(field, value, where)
        case Sort.DATE:
            yield from _check_date(value, where)
        case Sort.TIME:
            yield from _check_time(value, where)
        case Sort.PLACE | Sort.AREA:
            yield from _check_place(value, where, Zone("", ()) if field.anywhere else pack.zone)
        case Sort.CHOICE:
            if value not in field.choices:
                yield Refused("form-choice", expected=f"{where}: one of {', '.join(field.choices)}", got=_got(value))
        case Sort.FLAG:
            if not isinstance(value, bool):
                yield Refused("form-type", expected=f"{where}: yes or no, as true or false", got=_got(value))
        case Sort.TABLE:
            raise AssertionError("tables are checked by their rows")


def _check_text(value: Any, where: str) -> Iterator[Refused]:
    if not isinstance(value, str) or not value.strip():
        yield Refused("form-type", expected=f"{where}: text", got=_got(value))
    elif len(value) > FORM_TEXT_CHARACTERS_MAX:
        got = f"{len(value):,} characters"
        yield Refused("form-too-long", expected=f"{where}: at most {FORM_TEXT_CHARACTERS_MAX:,} characters", got=got)


def _check_number(field: FormField, value: Any, where: str) -> Iterator[Refused]:
    counts = field.sort is Sort.COUNT
    inner = value.get("value") if isinstance(value, Mapping) else value
    unit = value.get("unit") if isinstance(value, Mapping) else None
    number = number_of(inner)
    spelling = COUNT if counts else DECIMAL
    odd = isinstance(inner, str) and not inner.startswith("-") and not spelling.fullmatch(inner)
    if number is None or odd or (counts and number != number.to_integral_value()):
        what = f"a whole number of {field.unit}" if counts else f"a number with its unit, {field.unit}"
        yield Refused("form-type", expected=f"{where}: {what}", got=_got(value))
        return
    if isinstance(value, Mapping) and (more := value.keys() - {"value", "unit"}):
        yield Refused("form-field-unknown", expected=f"{where}: value and unit", got=_got(min(map(str, more))))
    # A count may say its unit; a quantity must.
    if unit != field.unit and (not counts or isinstance(value, Mapping)):
        got = f"{shown(number)} without a unit" if not unit else f"{shown(number)} {unit}"
        yield Refused("form-unit", expected=f"{where}: the unit {field.unit} stated with the number", got=got[:120])
    if number < 0 and not field.signed:
        yield Refused("form-negative", expected=f"{where}: no negative number", got=shown(number))


def _check_date(value: Any, where: str) -> Iterator[Refused]:
    moment = moment_of(value) if isinstance(value, str | date) else None
    if moment is None or isinstance(moment, datetime):
        yield Refused("form-date", expected=f"{where}: a day of the calendar like 2027-06-15", got=_got(value))


def _check_time(value: Any, where: str) -> Iterator[Refused]:
    inner = value.get("at") if isinstance(value, Mapping) else value
    if isinstance(value, Mapping) and (more := value.keys() - {"at", "zone"}):
        yield Refused("form-field-unknown", expected=f"{where}: at and zone", got=_got(min(map(str, more))))
    if isinstance(value, Mapping) and not isinstance(value.get("zone", ""), str):
        yield Refused("form-type", expected=f"{where}: the zone's name as text", got=_got(value["zone"]))
    if isinstance(moment_of(inner), datetime):
        return
    if _naive(inner):
        yield Refused(
            "form-time-naive",
            expected=f"{where}: a time with its zone, like 2027-06-15T10:00:00+02:00 or …Z",
            got=_got(inner),
            remedy="state the zone in which it was read; UTC is kept beside it",
        )
    else:
        yield Refused("form-time", expected=f"{where}: a time like 2027-06-15T10:00:00+02:00", got=_got(inner))


def _naive(value: Any) -> bool:
    if isinstance(value, str) and len(value) > len("2027-06-15"):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return False
    return isinstance(value, datetime) and value.tzinfo is None


def _check_place(value: Any, where: str, zone: Zone) -> Iterator[Refused]:
    if not isinstance(value, Mapping):
        yield Refused("form-type", expected=f"{where}: lat and lon in degrees", got=_got(value))
        return
    if more := value.keys() - set(PLACE):
        yield Refused("form-field-unknown", expected=f"{where}: {', '.join(PLACE)}", got=_got(min(map(str, more))))
    for name in PLACE[2:]:
        if stated(value.get(name)) and not isinstance(value[name], str):
            yield Refused("form-type", expected=f"{where}: {name} as text", got=_got(value[name]))
    lat, lon = degrees_of(value.get("lat")), degrees_of(value.get("lon"))
    if lat is None or lon is None:
        yield Refused("form-type", expected=f"{where}: lat and lon in degrees", got=_got(dict(value)))
        return
    got = f"lat {lat:g}, lon {lon:g}"
    sound = abs(lat) <= 90 and abs(lon) <= 180
    if sound and zone.holds(lat, lon):
        return
    if abs(lon) <= 90 and abs(lat) <= 180 and zone.holds(lon, lat) and (zone.boxes or not sound):
        yield Refused("form-place-swapped", expected=f"{where}: lat before lon", got=got, remedy="exchange the two")
    elif not sound:
        yield Refused("form-place-range", expected=f"{where}: lat from -90 to 90, lon from -180 to 180", got=got)
    else:
        yield Refused(
            "form-place-outside",
            expected=f"{where}: a place in {zone.name or 'the zone'}",
            got=got,
            remedy="look for a wrong sign; the zone is coarse and only guards against slips",
        )


def degrees_of(value: Any) -> float | None:
    """Return degrees, or None of what is no number."""
    number = number_of(value)
    return None if number is None else float(number)


def _got(value: Any) -> str:
    return "nothing" if value is None else repr(value)[:120]
