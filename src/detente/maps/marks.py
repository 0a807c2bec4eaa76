"""How sides are told apart, by colour and by shape and by dashes, so that each alone is enough.

Source: M. Okabe and K. Ito, Color Universal Design (2008); the colours are theirs, darkened to stand on pale water.
"""

from dataclasses import dataclass
from typing import Final

from detente.maps.frame import Dot
from detente.maps.picture import Basis
from detente.maps.svg import Drawing, number

INK: Final = "#14181d"
SOFT: Final = "#4a545f"
PAPER: Final = "#ffffff"
WATER: Final = "#e6eff4"
LAND: Final = "#f3ecd9"
SHORE: Final = "#7b7059"
NET: Final = "#9db2bf"
ZONE: Final = "#5b3f86"
LAYER: Final = "#5d5d5d"
APPROACH: Final = "#14181d"
_COLOURS: Final = ("#0072b2", "#c24a00", "#00795a", "#9b3f78", "#6b5b00", "#333333")
_SHAPES: Final = ("circle", "triangle", "square", "diamond", "cross", "ring")
DASHES: Final = {
    Basis.RECORDED: "", Basis.RECONSTRUCTED: "8 5", Basis.INJECT: "2 4", Basis.NOT_STATED: "14 4 3 4",
}  # fmt: skip
LAYER_DASHES: Final = ("9 3 2 3", "5 3", "2 2", "14 3", "12 3 2 3 2 3")


@dataclass(frozen=True, slots=True)
class Side:
    """How a side looks."""

    colour: str
    shape: str


def side_of(side: str, sides: tuple[str, ...]) -> Side:
    """Return the look of a side by its place among all."""
    index = sides.index(side)
    return Side(_COLOURS[index % len(_COLOURS)], _SHAPES[index % len(_SHAPES)])


def put_mark(drawing: Drawing, dot: Dot, look: Side, size: float, *, filled: bool = True) -> None:
    """Put a side's mark on a dot, `size` pixels from its middle to its edge."""
    x, y = dot
    fill = look.colour if filled and look.shape != "ring" else PAPER
    if look.shape in ("circle", "ring"):
        drawing.add("circle", cx=x, cy=y, r=size, fill=fill, stroke=look.colour, stroke_width=1.8)
        return
    drawing.add(
        "path", d=_outline(x, y, size, look.shape), fill=fill, stroke=look.colour, stroke_width=1.8,
        stroke_linejoin="round",
    )  # fmt: skip


def _outline(x: float, y: float, size: float, shape: str) -> str:
    corners: tuple[tuple[float, float], ...]
    match shape:
        case "triangle":
            corners = ((0, -1.25), (1.15, 0.8), (-1.15, 0.8))
        case "square":
            corners = ((-0.95, -0.95), (0.95, -0.95), (0.95, 0.95), (-0.95, 0.95))
        case "diamond":
            corners = ((0, -1.35), (1.15, 0), (0, 1.35), (-1.15, 0))
        case _:
            third = 0.4
            corners = (
                (-third, -1.2), (third, -1.2), (third, -third), (1.2, -third), (1.2, third), (third, third),
                (third, 1.2), (-third, 1.2), (-third, third), (-1.2, third), (-1.2, -third), (-third, -third),
            )  # fmt: skip
    return "M" + "L".join(f"{number(x + a * size)} {number(y + b * size)}" for a, b in corners) + "Z"
