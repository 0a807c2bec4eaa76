"""What was said in the media: a statement with its address, as the press log keeps it beside the acts of the line."""

from dataclasses import dataclass
from enum import StrEnum

from detente.clock import Instant


class Precision(StrEnum):
    """How much of a statement's time its source carries."""

    SECOND = "second"
    DAY = "day"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in the media, claimed by whoever gave us the file.

    Args:
        link: http or https.
        said_at: with `precision` day, the day's first second in UTC.
        party: id, or empty where the file does not say whose statement it is.
        text: without markup.
        language: BCP 47, or empty.
    """

    link: str
    said_at: Instant
    precision: Precision
    party: str
    topic: str
    title: str
    text: str
    language: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item of a feed that is no statement.

    Args:
        number: of the item, from 1.
        reason: what was expected, and what came.
    """

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Clippings:
    """What a file from the media holds: one bad item does not keep the others out, and is not passed over in silence.

    Args:
        title: of the feed, or empty.
    """

    title: str
    statements: tuple[Statement, ...]
    left_out: tuple[LeftOut, ...]
