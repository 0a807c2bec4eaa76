"""Figures of an activity, from where its thresholds are checked to the form in which it is notified."""

import re
from collections.abc import Mapping
from typing import Final

from detente.console.forms.agreed_form import PREFIX
from detente.console.forms.controls import NO, YES
from detente.council.desks.notifications import KINDS
from detente.council.kinds import Sort as Told
from detente.council.notification.state import NOTIFICATION, TOLD
from detente.regimes.form import Format, Sort

NAMED: Final = {"name": "designation", "host": "area"}
"""Fields of an activity that forms call otherwise."""
_GROUPED: Final = re.compile(r"(?<![0-9,.])[0-9]{1,3}(?:[ ,\u00a0\u202f][0-9]{3})+(?![0-9,.])")
"""Thousands apart, as these pages print them and as people of several languages write them."""
_DAY: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T.*)?")


def ungrouped(text: str) -> str:
    """Return a text with its numbers in digits alone: `13,500` and `13 500` as `13500`, also in a range."""
    return _GROUPED.sub(lambda found: re.sub(r"[^0-9]", "", found[0]), text)


def typed_from(figures: Mapping[str, str], form: Format) -> dict[str, str]:
    """Return with what a form begins where figures of an activity were typed before; what does not fit is left out."""
    found = {}
    for name, text in figures.items():
        field = form.field(name) or form.field(NAMED.get(name, name))
        if field is not None and not field.many and (fit := _fit(ungrouped(text.strip()), field.sort)):
            found[f"{PREFIX}.{field.name}"] = fit
        elif field is None and name in TOLD:
            told = KINDS[NOTIFICATION].fields[name].sort
            if fit := _fit(ungrouped(text.strip()), Sort.FLAG if told is Told.FLAG else Sort.COUNT):
                found[f"body.{name}"] = fit
    return found


def _fit(text: str, sort: Sort) -> str:
    match sort:
        case Sort.COUNT:
            return text if text.isascii() and text.isdigit() else ""
        case Sort.FLAG:
            return text if text in (YES, NO) else ""
        case Sort.DATE:
            day = _DAY.fullmatch(text)
            return day[1] if day else ""
        case Sort.TEXT | Sort.TIME:
            return text
        case _:
            return ""
