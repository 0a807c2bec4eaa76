"""Replies about regimes: which there are, and one of them as people and programs read it."""

from typing import Any

from msgspec import Struct


class RegimeView(Struct, frozen=True):
    """One pack.

    Args:
        origin: `shipped`; `charter` for one whose text stands in the council's charter; `file` for one that was read.
        council: id of the council whose charter names it, or None.
        nature: `political`, `legal` or `technical`.
        text: of a pack that stands in a charter; empty of a shipped one.
    """

    id: str
    version: str
    instrument: str
    nature: str
    adopted: str | None
    origin: str
    council: str | None
    sha256: str
    languages: tuple[str, ...]
    rules: int
    formats: int
    cases: int
    text: str = ""


class RegimesView(Struct, frozen=True):
    """Regimes, shipped ones and those of councils."""

    as_of: str
    items: tuple[RegimeView, ...]
    heads: tuple[()] = ()
    next: None = None


class RuleView(Struct, frozen=True):
    """One rule in words.

    Args:
        when: `always` where it has no condition.
        due: `at any time` where it has no time.
        exceptions: in words, each with its paragraph.
        sources: in full.
    """

    id: str
    title: str
    does: str
    who: str
    to: str
    when: str
    due: str
    exceptions: tuple[str, ...]
    format: str
    nil: bool
    answers: tuple[str, ...]
    quota: str
    confidence: str
    sources: tuple[str, ...]
    note: str


class FormatView(Struct, frozen=True):
    """One format, with the JSON Schema of a filled form."""

    name: str
    version: int
    title: str
    alias: str
    yearly: bool
    nil: bool
    confidence: str
    sources: tuple[str, ...]
    fields: tuple[str, ...]
    schema: dict[str, Any]


class WordView(Struct, frozen=True):
    """A word for time, and what the pack takes it for."""

    word: str
    title: str
    reading: str
    confidence: str
    sources: tuple[str, ...]


class QuotaView(Struct, frozen=True):
    """A quota in words."""

    name: str
    title: str
    accepted: str
    confidence: str
    sources: tuple[str, ...]


class RegimeShown(Struct, frozen=True):
    """One pack, to be read."""

    regime: RegimeView
    note: str
    zone: str
    rules: tuple[RuleView, ...]
    formats: tuple[FormatView, ...]
    words: tuple[WordView, ...]
    quotas: tuple[QuotaView, ...]
    sources: dict[str, str]


class ThresholdsView(Struct, frozen=True):
    """An agreement's thresholds beside one activity, and what follows for it.

    Args:
        agreed: whether the council's charter names the regime.
        assessed: what must be notified, to whom, by when and why; what is missing and what was assumed.
        items: each number of each rule, beside the figure that was stated. Both are values of `regimes` (`Assessed`,
            `Threshold`), which a client that only asks does not load.
        format: the form in which such an activity is notified; empty where the pack has none.
    """

    as_of: str
    council: str
    regime: str
    version: str
    instrument: str
    sha256: str
    agreed: bool
    assessed: Any
    items: tuple[Any, ...]
    format: str = ""
    heads: tuple[()] = ()
    next: None = None
