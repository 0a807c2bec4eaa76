"""The crosswalk from our kinds of act to CAMEO codes, with Goldstein's weights: one calibration, named in each result.

The scale was made for events that the press reports of states, not for acts on a line. So counts by class come first,
and the index only with its parts. Which kind has which code is ours: `crosswalk.toml` gives each with its name.

Source: Goldstein, Journal of Conflict Resolution 36 (1992) 369-385; Gerner and Schrodt, CAMEO codebook, chapter 2.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from detente.assessment.reading import Fields, parse_file
from detente.assessment.words import noted
from detente.council.registry import KINDS

CLASSES: Final = (
    *(noted("verbal cooperation"), noted("material cooperation")),
    *(noted("verbal conflict"), noted("material conflict")),
)
"""The four classes of GDELT, in the order of their numbers from 1."""

_PACKAGE: Final = files("detente.assessment")


@dataclass(frozen=True, slots=True)
class Code:
    """One CAMEO code.

    Args:
        weight: Goldstein's, from -10 to 10.
        number: its class, from 1.
        note: what is to be said of it.
    """

    cameo: str
    name: str
    weight: float
    number: int
    note: str = ""

    @property
    def class_name(self) -> str:
        """Return the name of its class."""
        return CLASSES[self.number - 1]


@dataclass(frozen=True, slots=True)
class Scale:
    """Weights and classes by code."""

    weights: dict[str, float]
    roots: dict[str, tuple[str, float, int]]

    def find(self, cameo: str, name: str = "", note: str = "") -> Code | None:
        """Return a code with its weight, or that of the longest code that it begins with; None where it is unknown."""
        root = self.roots.get(cameo[:2])
        if root is None or not (cameo.isascii() and cameo.isdigit() and len(cameo) <= 4):
            return None
        said = next((cameo[:size] for size in range(len(cameo), 2, -1) if cameo[:size] in self.weights), None)
        return Code(cameo, name or root[0], root[1] if said is None else self.weights[said], root[2], note)


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A calibration: which kind of act counts as which event.

    Args:
        codes: of every kind that counts.
        named: kinds whose code is finer than the root that their desk gives them.
    """

    id: str
    title: str
    sources: tuple[str, ...]
    status: str
    codes: dict[str, Code]
    named: frozenset[str]
    left_out: frozenset[str]
    reason: str
    scale: Scale

    def code_of(self, kind: str) -> Code | None:
        """Return the code of a kind of act; None where it is left out, and where nobody here knows it."""
        return self.codes.get(kind)


def _fields(data: bytes, *, toml: bool) -> Fields:
    return parse_file(data, toml=toml)


@cache
def scale() -> Scale:
    """Return the scale that comes with the package, which is also one of its cases."""
    given = _fields((_PACKAGE / "cases/scale-cameo-goldstein.json").read_bytes(), toml=False)
    roots = {
        one.text("code"): (one.text("name"), float(one.number("goldstein")), one.whole("quad_class", 1, len(CLASSES)))
        for one in given.tables("root")
    }
    codes = given.table("codes")
    return Scale({name: float(codes.number(name)) for name in codes.names()}, roots)


@cache
def crosswalk() -> Crosswalk:
    """Return the crosswalk that comes with the package."""
    given, known = _fields((_PACKAGE / "evidence/crosswalk.toml").read_bytes(), toml=True), scale()
    codes: dict[str, Code] = {}
    for one in given.tables("code"):
        code = known.find(one.text("cameo"), one.text("name"), one.text("note", ""))
        assert code is not None, "a test looks at each"
        codes |= dict.fromkeys(one.texts("kinds"), code)
    named, left = frozenset(codes), given.table("left_out")
    out = frozenset(left.texts("kinds"))
    for name, kind in KINDS.items():
        if name not in named | out and (root := known.find(kind.cameo)) is not None:
            codes[name] = root
    return Crosswalk(
        given.text("id"), given.text("title"), tuple(given.texts("sources")), given.text("status"), codes, named, out,
        left.text("reason"), known,
    )  # fmt: skip


def as_rows() -> list[dict[str, Any]]:
    """Return the crosswalk for eyes and programs: every kind there is, in the order of the desks."""
    walk, found = crosswalk(), []
    for name, kind in KINDS.items():
        code = walk.code_of(name)
        row: dict[str, Any] = {"kind": name, "title": kind.title, "counts": code is not None}
        if code is not None:
            given = "crosswalk" if name in walk.named else "desk"
            row |= {"cameo": code.cameo, "event": code.name, "goldstein": code.weight, "class": code.class_name}
            row |= {"code_from": given, "note": code.note}
        found.append(row)
    return found


def about() -> dict[str, Any]:
    """Return what names the calibration in a result."""
    walk = crosswalk()
    return {"id": walk.id, "title": walk.title, "sources": list(walk.sources), "status": walk.status}
