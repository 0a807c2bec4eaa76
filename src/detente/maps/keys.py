"""Short signs by which the map and its legend name the same thing: US1, RU2, and N1 for a nearest approach."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from detente.maps.picture import Picture

_SIDE_MAX: Final = 8


@dataclass(frozen=True, slots=True)
class Keys:
    """Signs in the order of the picture's own lists.

    Args:
        between: of each nearest approach, the two signs; a name where it is nobody's sign alone.
    """

    positions: tuple[str, ...]
    paths: tuple[str, ...]
    nearest: tuple[str, ...]
    between: tuple[tuple[str, str], ...]


def keys_of(picture: Picture) -> Keys:
    """Return the signs of what a picture shows; a side with one thing has no number."""
    sides = [*(one.side for one in picture.positions), *(one.side for one in picture.paths)]
    many, given = Counter(sides), Counter[str]()
    signs = []
    for side in sides:
        given[side] += 1
        short = side[:_SIDE_MAX].strip()
        signs.append(f"{short}{given[side]}" if many[side] > 1 else short)
    paths = signs[len(picture.positions) :]
    names = Counter(one.name for one in picture.paths)
    known = {one.name: sign for one, sign in zip(picture.paths, paths, strict=True) if names[one.name] == 1}
    return Keys(
        positions=tuple(signs[: len(picture.positions)]),
        paths=tuple(paths),
        nearest=tuple(f"N{number}" for number in range(1, len(picture.nearest) + 1)),
        between=tuple((known.get(one.names[0], one.names[0]), known.get(one.names[1], one.names[1]))
                      for one in picture.nearest),
    )  # fmt: skip
