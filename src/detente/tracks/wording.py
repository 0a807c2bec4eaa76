"""Distances as people read them, with no more digits than mean something."""


def metres(value: float) -> str:
    """Return a length in metres or kilometres, with three digits that mean something."""
    if value < 1_000:
        return f"{value:,.0f} m" if value >= 10 or value == round(value) else f"{value:.1f} m"
    digits = 2 if value < 10_000 else 1 if value < 100_000 else 0
    return f"{value / 1_000:,.{digits}f} km"


def how_near(distance: float, uncertainty: float) -> str:
    """Return a distance with its uncertainty, in metres; where that is the greater, that it is known no better."""
    if uncertainty > distance:
        return f"{metres(distance)} as given, known to ± {metres(uncertainty)} only"
    return f"{metres(distance)} ± {metres(uncertainty)}"
