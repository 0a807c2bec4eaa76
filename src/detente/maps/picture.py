"""What a map shows, before anybody draws it: values that name for each thing whose it is and on what it rests."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

Place = tuple[float, float]
"""Latitude and longitude on WGS 84, degrees."""

RECOGNITION: Final = "Record is not recognition. The base map shows coastline and water only."
REHEARSAL: Final = "REHEARSAL"
REHEARSED: Final = "made with keys of its own; the parties named here did not speak on this line"


class Basis(StrEnum):
    """On what a line rests: it decides how the line is drawn, and stands beside it."""

    RECORDED = "recorded"
    RECONSTRUCTED = "reconstructed"
    INJECT = "inject"
    NOT_STATED = "basis not stated"


@dataclass(frozen=True, slots=True)
class Position:
    """Where a side states that something was.

    Args:
        side: as legends write it.
        what: what was there, in few words.
        uncertainty_m: metres round it, as stated; None where nobody states it.
        time: as it is to be read; empty where none is stated.
        source: whence the position comes, and its datum where it is not WGS 84.
        ref: of the act that states it.
    """

    side: str
    what: str
    at: Place
    uncertainty_m: float | None = None
    time: str = ""
    source: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """Where a side's file says that a craft went.

    Args:
        points: with seconds since 1970 UTC, in order of time.
        sha256: of the file, in hex.
        uncertainty_m: metres round its positions, the greatest that is stated; None where none is.
    """

    side: str
    name: str
    points: tuple[tuple[float, Place], ...]
    basis: Basis = Basis.NOT_STATED
    source: str = ""
    sha256: str = ""
    ref: str = ""
    uncertainty_m: float | None = None


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest approach of two craft by their tracks.

    Args:
        at: seconds since 1970 UTC.
        least_m: how near they may have been at any moment, between positions too; None where nobody says.
        derived: from which tracks, of whom.
    """

    first: Place
    second: Place
    names: tuple[str, str]
    at: float
    distance_m: float
    uncertainty_m: float
    derived: str = ""
    least_m: float | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """A zone as somebody gives it.

    Args:
        given_by: who says that it is there.
        rings: of all its polygons; a ring within a ring is a hole.
    """

    name: str
    given_by: str
    rings: tuple[tuple[Place, ...], ...]
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Name:
    """A word at a place, of a party's layer."""

    text: str
    at: Place


@dataclass(frozen=True, slots=True)
class Layer:
    """Lines and names that a party chose to lay over the base; they are its own.

    Args:
        name: what it shows.
        source: from where it is; printed on the map.
        chosen_by: who laid it over.
    """

    name: str
    source: str
    lines: tuple[tuple[Place, ...], ...] = ()
    names: tuple[Name, ...] = ()
    chosen_by: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A map with all that it shows.

    Args:
        sides: in the order in which they get marks and colours; others follow as they come.
        as_of: of the record, as it is to be read.
        heads: of the record, short, so that two prints can be compared.
        drill: name of the drill that it was, else empty.
        remarks: what a reader should know beside, one sentence each.
    """

    title: str
    subtitle: str = ""
    sides: tuple[str, ...] = ()
    positions: tuple[Position, ...] = ()
    paths: tuple[Path, ...] = ()
    nearest: tuple[Nearest, ...] = ()
    areas: tuple[Area, ...] = ()
    layers: tuple[Layer, ...] = ()
    as_of: str = ""
    heads: str = ""
    rehearsal: bool = False
    drill: str = ""
    remarks: tuple[str, ...] = field(default=())

    @property
    def all_sides(self) -> tuple[str, ...]:
        """Return every side that has something on the map, each once, in the order of their marks."""
        shown = [*(one.side for one in self.positions), *(one.side for one in self.paths)]
        return tuple(dict.fromkeys(one for one in (*self.sides, *shown) if one in shown))

    @property
    def marks(self) -> tuple[str, ...]:
        """Return what stands above a map that shows nothing real."""
        return (*((REHEARSAL,) if self.rehearsal else ()), *((f"DRILL: {self.drill}",) if self.drill else ()))

    @property
    def empty(self) -> bool:
        """Say if nobody states any place."""
        return not (self.positions or any(one.points for one in self.paths))
