"""What a form says of where and when something is: how what was typed was read, and what of it nobody may know.

A position stands as it was typed, with what was read beside it. An unknown datum, an unknown zone of time and an
outline of one corner may be lawful: they are remarked, and nothing is held back.
"""

import re
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

from detente.console.forms.agreed_form import PREFIX, AgreedForm
from detente.console.forms.agreed_values import DEGREES, rowed
from detente.console.forms.controls import Control, Typed, rows_of
from detente.console.forms.wording import name_of
from detente.council.kinds import Field, Sort
from detente.council.points import Degrees, decimal_of, degrees_in_words
from detente.errors import Refused
from detente.languages import current, said
from detente.languages import gettext as _
from detente.regimes import form as agreement
from detente.regimes.form import FormField, worded

DATUMS, ZONES = "datums", "zones"
"""What a field names that the charter does not have: see `Field.names`."""
DATUMS_OFFERED: Final = ("WGS 84", "ETRS89", "ED50", "PZ-90.11", "GSK-2011", "SK-42", "NAD83")
_DATUMS: Final = re.compile(
    r"wgs(19)?(60|66|72|84).*|etr[sf](19)?\d\d|itr[fs](19|20)?\d*|igs\d*|ed(19)?(50|79|87)|europeandatum(19)?(50|79|87)"
    r"|pz90(0?2|11)?|gsk2011|sk(42|63|95)|pulkovo(19)?(42|95)(sk(42|95))?|nad(19)?(27|83).*|northamericandatum(19)?(27|83)"
    r"|osgb(19)?36|rt90|sweref99|nzgd(19|20)?\d\d|gda(19|20)?\d\d|agd(66|84)|cgcs2000|gcj02|tokyo|jgd(2000|2011)|kgd2002"
    r"|indian(19)?\d\d|arc(19)?(50|60)|sad69|sirgas(2000)?|hungariandatum1972|sjtsk|dhdn|mgi|ntf|rgf93|ch1903\+?|ks?sk"
)
"""Geodetic datums and frames, without blanks and signs.

Source: EPSG Geodetic Parameter Dataset; NGA.STND.0036 appendix B."""
_ZONES: Final = re.compile(
    r"[A-IK-Z]|(UTC|GMT|Z)?\s?([+-]\s?\d{1,2}(:?[0-5]\d)?)?|local( time)?|(WE|CE|EE|MS|SAM|YEK|B|I|E|C|M|P|A|JS|KS)S?T"
    r"|MSK([+-]\d{1,2})?|ZULU",
    re.IGNORECASE,
)
"""As officers write a zone of time: a letter, a difference, an abbreviation.

Source: ACP 121, letters of time zones; the tz database."""
CORNERS_MIN: Final = 3


@dataclass(frozen=True, slots=True)
class Placing:
    """What stands beside controls, by name; each that could have it has it, blank where there is nothing.

    Args:
        read: how what was typed was read.
        remarks: what is to be known of it.
    """

    read: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)

    @property
    def remarked(self) -> dict[str, str]:
        """Return what there is to be known."""
        return {name: words for name, words in self.remarks.items() if words}


def placing_of(fields: Mapping[str, Field], agreed: AgreedForm | None, typed: Typed) -> Placing:
    """Return what is said of places and zones in a form."""
    found = [*_within(fields, "body", typed)]
    if agreed is not None:
        found += _agreed(agreed.format.fields, PREFIX, typed)
    return Placing(
        {name: words for sort, name, words in found if sort == "read"},
        {name: words for sort, name, words in found if sort == "remark"},
    )


def with_places(controls: Iterable[Control], placing: Placing) -> tuple[Control, ...]:
    """Return controls with what stands beside them, also within groups and rows."""
    return tuple(
        replace(
            one, parts=with_places(one.parts, placing), read=placing.read.get(one.name, one.read),
            remark=placing.remarks.get(one.name, one.remark),
            listed=one.listed or (_datums() if one.name.rpartition(".")[2] == "datum" else ()),
        )
        for one in controls
    )  # fmt: skip


def _datums() -> tuple[tuple[str, str], ...]:
    return tuple((one, one) for one in DATUMS_OFFERED)


Found = Iterator[tuple[str, str, str]]


def _within(fields: Mapping[str, Field], prefix: str, typed: Typed) -> Found:
    for key, one in fields.items():
        name = f"{prefix}.{key}"
        if one.sort is Sort.TABLE:
            rows = [f"{name}.{at}" for at in range(rows_of(name, typed, required=one.required))] if one.many else [name]
            for row in rows:
                yield from _within(one.fields, row, typed)
        elif one.degrees is not None:
            texts = [text for text in typed.get(name, "").split("\n") if text.strip()]
            yield "read", name, _read(texts, one.degrees)
            if one.many:
                yield "remark", name, _corners(said(one.label), len(texts))
        elif one.names in (DATUMS, ZONES):
            yield "remark", name, _strange(one.names, said(one.label), typed.get(name, ""))


def _agreed(fields: Iterable[FormField], prefix: str, typed: Typed) -> Found:
    for one in fields:
        name, label = f"{prefix}.{one.name}", worded(one.heading, current())
        if not rowed(one):
            places = [name] if one.sort is agreement.Sort.PLACE else []
        else:
            places = [f"{name}.{at}" for at in range(rows_of(name, typed, required=True))]
            if one.sort is agreement.Sort.TABLE:
                for row in places:
                    yield from _agreed(one.fields, row, typed)
                continue
        for place in places:
            for part, what in DEGREES.items():
                yield "read", f"{place}.{part}", _read([typed.get(f"{place}.{part}", "")], what)
            yield "remark", f"{place}.datum", _strange(DATUMS, _("Datum"), typed.get(f"{place}.datum", ""))
        if one.sort is agreement.Sort.AREA:
            yield "remark", name, _corners(label, sum(bool(typed.get(f"{one}.lat", "").strip()) for one in places))


def _read(texts: Iterable[str], what: Degrees) -> str:
    """Return how what was typed was read; blank where one of the texts cannot be."""
    try:
        found = [degrees_in_words(decimal_of(text.strip(), what), what) for text in texts if text.strip()]
    except Refused:
        return ""
    return _("Read as {position}").format(position="; ".join(found)) if found and all(found) else ""


def _corners(label: str, corners: int) -> str:
    if not 0 < corners < CORNERS_MIN:
        return ""
    told = _("Under “{label}”, fewer than three positions: they bound no area. It goes as it is.")
    return told.format(label=name_of(label))


def _strange(what: str, label: str, text: str) -> str:
    """Return that a datum or zone is none that is known here, in words."""
    text = text.strip()
    if not text or (_known_datum(text) if what == DATUMS else _known_zone(text)):
        return ""
    told = _("Under “{label}”, no zone of time known here: {name}. It goes as it is; UTC+2 would be understood.")
    if what == DATUMS:
        told = _(
            "Under “{label}”, no datum known here: {name}. It goes as it is; WGS 84, ED50 or SK-42 would be understood."
        )
    return told.format(label=name_of(label), name=text if len(text) <= 40 else f"{text[:40]}…")


def _known_datum(text: str) -> bool:
    return _DATUMS.fullmatch(re.sub(r"[\s()/_.,-]", "", text.lower())) is not None


def _known_zone(text: str) -> bool:
    return _ZONES.fullmatch(text) is not None or text in _zones()


@cache
def _zones() -> frozenset[str]:
    """Return the names of the tz database as this machine has it."""
    return frozenset(zoneinfo.available_timezones())
