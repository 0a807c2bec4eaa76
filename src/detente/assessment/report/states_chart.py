"""A graph model as a picture: states, who would leave which, what holds for all, and what takes a joint act."""

from collections.abc import Callable, Sequence
from math import cos, hypot, pi, sin
from typing import Final

from detente.assessment.conflict.graph import Concept
from detente.assessment.conflict.held import Held
from detente.assessment.report import drawing as d
from detente.assessment.report.drawing import Drawing
from detente.assessment.report.shapes import Chart, Shape, chart
from detente.assessment.words import gettext as _
from detente.languages.joining import both

STATES_MAX: Final = 24
"""States that one picture shows; of more the table is read."""

_RADIUS: Final = 17.0


def states(found: Held) -> Chart | None:
    """Return the states in a ring; None of so many that nobody would see anything."""
    count = len(found.states)
    if not 2 <= count <= STATES_MAX:
        return None
    joint = [(number, way.to) for number, way in found.between if way.better_for_all]
    holding = [str(one.number) for one in found.states if one.equilibrium(Concept.SEQ)]
    said = _("Holds for all under SEQ: {states}.").format(states=", ".join(holding) or _("no state"))
    if joint:
        ways = both(_("{one} to {other}").format(one=start, other=end) for start, end in joint)
        said += " " + _("A joint act leads from {ways}, better for all.").format(ways=ways)
    title = _("States: {title}").format(title=found.rankings.title)
    return chart(title, said, lambda shape: _drawn(found, joint, shape))


def _drawn(found: Held, joint: Sequence[tuple[int, int]], shape: Shape) -> Drawing:
    """Return the ring, and what its marks mean: beside it, or below where that is too narrow."""
    count = len(found.states)
    ring = max(110.0, count * 19.0)
    middle = (ring + 60, ring + 56)
    parties = found.rankings.conflict.parties
    kinds = {party: d.SIDES[min(place, len(d.SIDES) - 1)] for place, party in enumerate(parties)}
    below = not shape.beside
    width = max(shape.width, 2 * ring + 120) if below else shape.width
    left, top = (0.0, 2 * ring + 130) if below else (2 * ring + 124, 30.0)
    key = _key(found, kinds, joint=bool(joint), width=width - left)
    high = top + sum(high for high, _line in key) if below else 2 * ring + 112
    title = _("States and who would leave them: {title}").format(title=found.rankings.title)
    made = Drawing(width, high, title)
    places = {
        one.number: (middle[0] + ring * sin(2 * pi * place / count), middle[1] - ring * cos(2 * pi * place / count))
        for place, one in enumerate(found.states)
    }
    for one in found.states:
        for each in one.leaving:
            _arrow(made, places[one.number], places[each.to], kinds[each.party], bend=14, dashed=bool(each.answered))
    for start, end in joint:
        _arrow(made, places[start], places[end], d.INK, bend=-26, dashed=True, thick=2.4)
    for one in found.states:
        _state(made, places[one.number], one.number, one.equilibrium(Concept.SEQ) is True, one.number == found.start)
    for step, line in key:
        line(made, left, top)
        top += step
    return made


def _arrow(
    made: Drawing, start: tuple[float, float], end: tuple[float, float], kind: str, *, bend: float,
    dashed: bool = False, thick: float = 1.6,
) -> None:  # fmt: skip
    across, down = end[0] - start[0], end[1] - start[1]
    long = hypot(across, down) or 1.0
    side = (-down / long, across / long)
    pull = ((start[0] + end[0]) / 2 + side[0] * bend * 2, (start[1] + end[1]) / 2 + side[1] * bend * 2)
    first, last = _towards(start, pull, _RADIUS), _towards(end, pull, _RADIUS + 9)
    made.curve(first, pull, last, kind, thick=thick, dashed=dashed)
    tip = _towards(end, pull, _RADIUS + 1)
    way = hypot(tip[0] - last[0], tip[1] - last[1]) or 1.0
    over = ((tip[1] - last[1]) / way * 4.5, -(tip[0] - last[0]) / way * 4.5)
    made.polygon([tip, (last[0] + over[0], last[1] + over[1]), (last[0] - over[0], last[1] - over[1])], kind)


def _towards(start: tuple[float, float], end: tuple[float, float], far: float) -> tuple[float, float]:
    long = hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    return start[0] + (end[0] - start[0]) / long * far, start[1] + (end[1] - start[1]) / long * far


def _state(made: Drawing, place: tuple[float, float], number: int, holds: bool, begins: bool) -> None:
    if begins:
        made.circle(*place, _RADIUS + 5, d.PAPER, d.SOFT, thick=1)
    made.circle(*place, _RADIUS, d.GRID if holds else d.PAPER, d.INK, thick=3.5 if holds else 1.5)
    made.text(place[0], place[1] + 5, str(number), anchor="middle", size=d.LARGE)


Line = Callable[[Drawing, float, float], None]


def _key(found: Held, kinds: dict[str, str], *, joint: bool, width: float) -> list[tuple[float, Line]]:
    """Return the lines that say what marks mean, and what each state is, with the height of each."""

    def said(text: str, mark: Line) -> tuple[float, Line]:
        lines = d.wrapped(text, width - 34, d.SMALL)

        def draw(made: Drawing, left: float, y: float) -> None:
            mark(made, left, y)
            for place, line in enumerate(lines):
                made.text(left + 34, y + 14 * place, line, size=d.SMALL)

        return 4 + 14.0 * len(lines), draw

    def arrow(kind: str, *, thick: float = 2, dashed: bool = False) -> Line:
        return lambda made, left, y: made.line(left, y - 4, left + 26, y - 4, kind, thick=thick, dashed=dashed)

    def holds(made: Drawing, left: float, y: float) -> None:
        made.circle(left + 13, y - 4, 6, d.GRID, d.INK, thick=3)

    def begins(made: Drawing, left: float, y: float) -> None:
        made.circle(left + 13, y - 4, 7, d.PAPER, d.SOFT, thick=1)
        made.circle(left + 13, y - 4, 4, d.PAPER, d.INK)

    def state(number: int, name: str) -> Line:
        text = f"{number}  {d.shortened(name, width - 20, d.SMALL)}"
        return lambda made, left, y: made.text(left, y, text, size=d.SMALL)

    found_lines = [said(_("{party} would leave").format(party=party), arrow(kind)) for party, kind in kinds.items()]
    found_lines.append(
        said(_("the same, but others could answer so that it gains nothing"), arrow(d.SOFT, dashed=True))
    )
    if joint:
        found_lines.append(said(_("better for all; it takes a joint act"), arrow(d.INK, thick=2.4, dashed=True)))
    found_lines.append(said(_("holds for all under SEQ"), holds))
    if found.start is not None:
        found_lines.append(said(_("where it begins: {state}").format(state=found.start), begins))
    found_lines[-1] = (found_lines[-1][0] + 12, found_lines[-1][1])
    return found_lines + [(16.0, state(one.number, one.name)) for one in found.states]
