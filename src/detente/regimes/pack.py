"""A regime as values: what an agreement asks, by when, in which form, and who says so.

A pack is the text of a TOML file and nothing else; `reading.py` makes it from the text. The normative page is
docs/spec/regimes.md.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Final

from msgspec import Struct

from detente.errors import Refused
from detente.regimes.conditions import Condition
from detente.regimes.form import Basis, Format
from detente.regimes.times import Due, Length


class Nature(StrEnum):
    """By what an instrument binds."""

    POLITICAL = "political"
    LEGAL = "legal"
    TECHNICAL = "technical"


class Does(StrEnum):
    """What a rule asks to be done."""

    NOTIFY = "notify"
    INVITE = "invite"
    ANSWER = "answer"
    RETURN = "return"
    REQUEST = "request"
    REPLY = "reply"
    MEET = "meet"
    REPORT = "report"
    INFORM = "inform"
    CONSTRAIN = "constrain"
    PERMIT = "permit"


class Who(StrEnum):
    """Who owes it."""

    HOST = "host"
    PARTICIPANT = "participant"
    EACH = "each"
    ASKED = "asked"
    ASKER = "asker"
    INVOLVED = "involved"
    AUTHOR = "author"


class To(StrEnum):
    """To whom."""

    ALL = "all"
    ASKER = "asker"
    ASKED = "asked"
    CHAIR = "chair"
    INVITED = "invited"


ANSWERS: Final = ("replied", "rule not applicable", "quota used up", "force majeure")
"""What counts as an answer where a rule does not say: whatever is said with a reason."""


class Box(Struct, frozen=True):
    """An area between two parallels and two meridians, in degrees; west may be east of east, across 180°."""

    south: float
    north: float
    west: float
    east: float

    def holds(self, lat: float, lon: float) -> bool:
        """Say if a place lies inside, edges among it."""
        across = self.west > self.east
        inside = lon >= self.west or lon <= self.east if across else self.west <= lon <= self.east
        return self.south <= lat <= self.north and inside


class Zone(Struct, frozen=True):
    """Coarse boxes against typing errors; no legal line."""

    name: str
    boxes: tuple[Box, ...]

    def holds(self, lat: float, lon: float) -> bool:
        """Say if a place lies in any of the boxes; everywhere where there is none."""
        return not self.boxes or any(box.holds(lat, lon) for box in self.boxes)


class Calendar(Struct, frozen=True):
    """Which days are working days, by data only, so that all nodes agree for ever.

    Args:
        weekend: 0 is Monday, as in `date.weekday`.
    """

    weekend: frozenset[int]
    holidays: frozenset[date]

    def works(self, day: date) -> bool:
        """Say if a day is a working day."""
        return day.weekday() not in self.weekend and day not in self.holidays


class Word(Struct, frozen=True):
    """A word for time, such as "promptly", with the length that this pack takes it for: a reading, never the text.

    Args:
        reading: at the latest.
        strict: the same in a strict reading, where the pack declares two.
    """

    title: str
    reading: Length
    strict: Length | None
    basis: Basis


class Exceptional(Struct, frozen=True):
    """Another time in a case that the rule names, by which paragraph."""

    when: Condition
    due: Due | None
    rule: str


class Limit(Struct, frozen=True):
    """How many may be: in so many calendar years, or at the same time where `years` is 0."""

    most: int
    years: int


class Rule(Struct, frozen=True):
    """One rule of an instrument.

    Args:
        id: a label, like `VD-40.1`.
        when: None: always.
        due: None: at any time.
        nil: who has nothing to tell says so.
        answers: what counts as an answer.
        quota: a name of the pack's quotas.
        limit: of a rule that constrains.
    """

    id: str
    title: str
    does: Does
    who: Who
    to: To
    basis: Basis
    when: Condition | None = None
    due: Due | None = None
    exceptions: tuple[Exceptional, ...] = ()
    format: str = ""
    nil: bool = False
    answers: tuple[str, ...] = ANSWERS
    quota: str = ""
    limit: Limit | None = None
    note: str = ""


class Formula(Struct, frozen=True):
    """A quota that follows from how many units a party has.

    Args:
        units_per_visit: one visit for so many units or part of them.
        most: visits at most.
        same_party_divisor: one visit in so many by the same party; below that number, one.
        at_once: visits at the same time.
    """

    units_per_visit: int
    most: int
    same_party_divisor: int
    at_once: int


class Quota(Struct, frozen=True):
    """How often something is accepted in a calendar year.

    Args:
        passive: a fixed number; None where a formula says it.
        per_party: by the same party; None where a formula says it.
        per_object: of the same object, such as a unit; None where it is not limited.
        per_object_and_party: of the same object by the same party.
    """

    name: str
    title: str
    basis: Basis
    passive: int | None = None
    per_party: int | None = None
    per_object: int | None = None
    per_object_and_party: int | None = None
    formula: Formula | None = None


class Case(Struct, frozen=True):
    """A situation and what must follow; exactly one of rule, format and quota is named.

    Args:
        given: values by name, as TOML has them.
        then: what must follow; see docs/spec/regimes.md section 8.
    """

    name: str
    given: Mapping[str, Any]
    then: Mapping[str, Any]
    rule: str = ""
    format: str = ""
    quota: str = ""
    nil: bool = False


@dataclass(frozen=True, slots=True)
class Pack:
    """An agreement as data.

    Args:
        text: the file, to the byte; its digest names it.
        version: of the file, not of the instrument.
        languages: BCP 47; each heading stands in the first one at least.
        sources: short keys to who published what, where.
    """

    text: str
    id: str
    version: str
    instrument: str
    adopted: date | None
    nature: Nature
    languages: tuple[str, ...]
    note: str
    zone: Zone
    sources: Mapping[str, str]
    calendars: Mapping[str, Calendar]
    words: Mapping[str, Word]
    formats: Mapping[str, Format]
    rules: Mapping[str, Rule]
    quotas: Mapping[str, Quota]
    cases: tuple[Case, ...]
    digest: str = field(init=False)
    """SHA-256 of the text, 64 hex digits."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "digest", hashlib.sha256(self.text.encode()).hexdigest())

    def rule(self, name: str) -> Rule:
        """Return a rule by its id.

        Raises:
            Refused: `regime-rule-unknown`.
        """
        if name not in self.rules:
            raise Refused(
                "regime-rule-unknown",
                expected=f"a rule of {self.id}",
                got=name,
                remedy=f"detente regime show {self.id}",
            )
        return self.rules[name]

    def format(self, name: str, version: int | None = None) -> Format:
        """Return a format by its name, of the version named where one is.

        Raises:
            Refused: `regime-format-unknown`, `regime-format-version`.
        """
        remedy = f"detente regime show {self.id}"
        if name not in self.formats:
            raise Refused("regime-format-unknown", expected=f"a format of {self.id}", got=name, remedy=remedy)
        found = self.formats[name]
        if version is not None and version != found.version:
            raise Refused(
                "regime-format-version",
                expected=f"version {found.version} of {name}",
                got=f"version {version}",
                remedy=remedy,
            )
        return found
