"""Distances and hashes as people read them, with no more digits than mean something."""

from typing import Final

HASH_SHOWN: Final = 12
"""Hexadecimal digits of a hash in a sentence; the list of files has all of them."""


def short_hash(digest: str) -> str:
    """Return the beginning of a hash, marked as such."""
    return f"{digest[:HASH_SHOWN]}…"


def metres(value: float) -> str:
    """Return a length in metres or kilometres, with three digits that mean something."""
    if value < 1_000:
        return f"{value:,.0f} m" if value >= 10 or value == round(value) else f"{value:.1f} m"
    digits = 2 if value < 10_000 else 1 if value < 100_000 else 0
    return f"{value / 1_000:,.{digits}f} km"


def how_near(distance: float, uncertainty: float, least: float | None = None) -> str:
    """Return a distance with its uncertainty, in metres; where that is the greater, that it is known no better.

    Args:
        least: how near it may have been at any moment, between positions too.
    """
    if uncertainty > distance:
        return f"{metres(distance)} as given, known to ± {metres(uncertainty)} only"
    if not nearer_between(distance, uncertainty, least):
        return f"{metres(distance)} ± {metres(uncertainty)}"
    assert least is not None
    return (
        f"{metres(distance)} ± {metres(uncertainty)} as given; between positions it may have been as near as "
        f"{metres(least)}"
    )


def nearer_between(distance: float, uncertainty: float, least: float | None) -> bool:
    """Say if it may have been so much nearer between positions that it has to be told: by a hundredth, and a metre."""
    return least is not None and least < distance - uncertainty - max(1.0, distance / 100)
