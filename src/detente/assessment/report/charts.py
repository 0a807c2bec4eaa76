"""Charts of an assessment: bars by issue, ranges and turning points by reading, reply curves, who asks over time.

Each returns a picture with a sentence that says what it shows, for who cannot see it. Nothing here computes: what is
drawn stands in the tables too.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from detente.assessment.dependence.ledger import Quantity
from detente.assessment.dependence.needs import Needs, needs_more
from detente.assessment.dependence.pair import Aim, Range
from detente.assessment.dependence.turning import turn
from detente.assessment.numbers import plain
from detente.assessment.report import drawing as d
from detente.assessment.report.drawing import Drawing
from detente.assessment.report.shapes import Chart, Shape, chart, round_up, scale
from detente.assessment.words import gettext as _
from detente.assessment.words import quoted
from detente.languages.joining import figure, figures

BAR: Final = 18.0
_FIGURE: Final = 30.0
"""What a figure takes behind the longest bar."""


# --- who needs whom ---------------------------------------------------------------------------------------------------


def issues(found: Needs) -> Chart:
    """Return two bars for each issue, and the sums."""
    one, other = found.names
    largest = max(range(len(found.ledger.issues)), key=lambda place: found.by_issue[0][place])
    most_of_other = max(range(len(found.ledger.issues)), key=lambda place: found.by_issue[1][place])
    said = _(
        "{one} depends most on {other} for “{issue}” ({mine}), {other} on {one} for “{their_issue}” ({theirs})."
    ).format(
        one=one, other=other, issue=found.ledger.issues[largest].name, mine=plain(found.by_issue[0][largest]),
        their_issue=found.ledger.issues[most_of_other].name, theirs=plain(found.by_issue[1][most_of_other]),
    )  # fmt: skip
    return chart(_("Who needs whom, issue by issue"), said, lambda shape: _issues(found, shape))


def _issues(found: Needs, shape: Shape) -> Drawing:
    one, other = found.names
    on = _("{one} on {other}")
    named = (on.format(one=one, other=other), on.format(one=other, other=one), _("pale: not on the table"))
    what = _("dependence, as a share of all that each side wants")
    room, head = shape.room([issue.name for issue in found.ledger.issues]), shape.head(named)
    high = room + 2 * BAR + 12
    bottom = head + 28 + high * len(found.ledger.issues)
    made = Drawing(shape.width, bottom + shape.foot(what), _both(_("Dependence by issue, {one} and {other}"), found))
    most = round_up(max(float(max(row)) for row in found.by_issue))
    at = scale(most, shape.left, shape.right - _FIGURE)
    shape.axis(made, at, most, head + 22, bottom, what)
    made.line(shape.left, head + 22, shape.left, bottom, d.INK)
    shape.legend(made, named, (d.ONE, d.OTHER, d.GRID))
    for place, issue in enumerate(found.ledger.issues):
        y, faint = head + 30 + high * place, not issue.tabled.value
        shape.name(made, y + room, y + high / 2 - 5, issue.name, kind=d.SOFT if faint else d.INK)
        for side, kind in enumerate((d.ONE, d.OTHER)):
            value = float(found.by_issue[side][place])
            top = y + room + side * BAR
            made.rect(shape.left, top, at(value) - shape.left, BAR - 3, kind, faint=faint)
            made.text(at(value) + 5, top + 12, figure(value, ".3f"), size=d.SMALL, kind=d.SOFT)
    return made


def _both(text: str, found: Needs) -> str:
    """Return a text that names both sides."""
    return text.format(one=found.names[0], other=found.names[1])


def ranges(readings: Sequence[tuple[str, Needs]]) -> Chart:
    """Return for each reading both needs of the channel, with the range of each when every interest moves one step."""
    one, other = readings[0][1].names
    by = {who: [quoted(name) for name, each in readings if needs_more(each) == who] for who in (0, 1, None)}
    text = _("{one} needs the channel more in {first} of {n} readings, {other} in {second}; not clear in {neither}.")
    if by[None]:
        text = _(
            "{one} needs the channel more in {first} of {n} readings, {other} in {second}; not clear in {neither}: "
            "{readings}."
        )
    said = text.format(
        one=one, first=len(by[0]), n=len(readings), other=other, second=len(by[1]), neither=len(by[None]),
        readings=", ".join(by[None]),
    )  # fmt: skip
    return chart(_("Need of the channel, reading by reading"), said, lambda shape: _ranges(readings, shape))


def _ranges(readings: Sequence[tuple[str, Needs]], shape: Shape) -> Drawing:
    what = _("need of the channel; the bar is its range if every interest moves one step")
    room = shape.room([name for name, _each in readings])
    high = room + 40
    bottom = 30 + high * len(readings)
    title = _both(_("Need of the channel by reading, {one} and {other}"), readings[0][1])
    made = Drawing(shape.width, bottom + shape.foot(what), title)
    most = round_up(max(float(bound[1]) for _name, each in readings for bound in each.need_narrow))
    at = scale(most, shape.left, shape.right)
    shape.axis(made, at, most, 22, bottom, what)
    shape.legend(made, readings[0][1].names)
    for place, (name, each) in enumerate(readings):
        y = 34 + high * place
        shape.name(made, y + room, y + 13, name)
        for side, kind in enumerate((d.ONE, d.OTHER)):
            _range(made, at, y + room + 6 + 15 * side, each.need[side], each.need_narrow[side], kind)
    return made


def _range(made: Drawing, at: Callable[[float], float], y: float, value: Fraction, bounds: Range, kind: str) -> None:
    low, high = (at(float(one)) for one in bounds)
    made.rect(low, y - 4, max(high - low, 1), 8, kind, faint=True)
    made.circle(at(float(value)), y, 5, kind)


def turning(readings: Sequence[tuple[str, Needs]]) -> Chart:
    """Return for each reading where the second side's bypass stands, and the value at which the sign turns."""
    one, other = readings[0][1].names
    never = [quoted(name) for name, each in readings if _turn(each)[1] is None]
    text = _("Left of the mark {other} needs the channel more than {one}, right of it less.")
    if never:
        text = _(
            "Left of the mark {other} needs the channel more than {one}, right of it less; in {readings} no value "
            "turns it."
        )
    said = text.format(one=one, other=other, readings=", ".join(never))
    title = _("Where it turns: other channels of {party}").format(party=other)
    return chart(title, said, lambda shape: _turning(readings, shape))


def _turn(each: Needs) -> tuple[Fraction, Fraction | None]:
    """Return the second side's bypass as it is, and where the need turns; None where no share of it does that."""
    found = turn(each.pair, Aim.NEED, Quantity.BYPASS, 1, None)
    return found.now, found.at if found.at is not None and 0 <= found.at <= 1 else None


def _turning(readings: Sequence[tuple[str, Needs]], shape: Shape) -> Drawing:
    other = readings[0][1].names[1]
    what = _("share of what the channel gives that {party} gets by other channels").format(party=other)
    named = (
        _("as the inputs have it"),
        _("where it turns"),
        _("here {party} needs it more").format(party=other),
    )
    room, head = shape.room([name for name, _each in readings]), shape.head(named)
    high = room + 36
    bottom = head + 34 + high * len(readings)
    title = _("Where the need of the channel turns, by the other channels of {party}").format(party=other)
    made = Drawing(shape.width, bottom + shape.foot(what), title)
    at = scale(1.0, shape.left, shape.right)
    shape.axis(made, at, 1.0, head + 22, bottom, what)
    shape.legend(made, named, (d.INK, d.MARK, d.GRID))
    for place, (name, each) in enumerate(readings):
        top = head + 28 + high * place
        y = top + room + 12
        shape.name(made, top + room, y, name)
        made.line(at(0), y, at(1), y, d.GRID)
        now, turns = _turn(each)
        if turns is not None:
            x = at(float(turns))
            made.rect(at(0), y - 7, x - at(0), 14, d.GRID)
            made.line(x, y - 10, x, y + 10, d.MARK, thick=3)
            made.text(x + 6, y - 4, plain(turns), size=d.SMALL, kind=d.MARK)
        made.circle(at(float(now)), y, 5, d.INK)
    return made


# --- the record -------------------------------------------------------------------------------------------------------


def replies(said: Mapping[str, Any]) -> Chart | None:
    """Return a step for each debtor with five requests: the share that is still open after so many hours."""
    found = {party.upper(): one for party, one in said.get("by_debtor", {}).items() if one["curve"]}
    if not found:
        return None
    shown = dict(list(found.items())[: len(d.SIDES)])
    medians = figures(f"{party} {_median(one)}" for party, one in shown.items())
    told = _("Hours until half of the requests were answered: {medians}.").format(medians=medians)
    most = round_up(max(one["mean_hours_up_to"]["hours"] for one in found.values()))
    return chart(_("How long replies take"), told, lambda shape: _replies(shown, most, shape))


def _replies(shown: Mapping[str, Any], most: float, shape: Shape) -> Drawing:
    what, left = _("hours since the debtor's receipt"), 60.0 if shape.beside else 34.0
    named = [f"{party}, n {one['n']}" for party, one in shown.items()]
    top = shape.head(named, left) + 24
    bottom = top + 210
    made = Drawing(shape.width, bottom + shape.foot(what), _("Share of requests still open, by hours since receipt"))
    at = scale(most, left, shape.right)
    shape.axis(made, at, most, top, bottom, what)
    for step in range(5):
        y = bottom - (bottom - top) * step / 4
        made.line(left, y, shape.right, y, d.GRID)
        made.text(left - 8, y + 4, figure(step / 4, "g"), kind=d.SOFT, size=d.SMALL, anchor="end")
    shape.legend(made, named, left=left)
    for one, kind in zip(shown.values(), d.SIDES, strict=False):
        level, points = 1.0, [(at(0.0), top)]
        for step in one["curve"]:
            x = at(step["hours"])
            points += [(x, bottom - (bottom - top) * level), (x, bottom - (bottom - top) * step["still_open"])]
            level = step["still_open"]
        points.append((at(one["mean_hours_up_to"]["hours"]), bottom - (bottom - top) * level))
        made.path(points, kind)
    return made


def _median(one: Mapping[str, Any]) -> str:
    return _("not reached") if one["median_hours"] is None else figure(one["median_hours"], "g")


def months(rows: Mapping[str, Mapping[str, int]], word: str, what: str) -> Chart | None:
    """Return for each month how many acts of a kind each party said, as stacked bars.

    Args:
        rows: `by_month` of the measures: month and party to word to count.
        word: which count; empty for all acts.
        what: what is counted, in words.
    """
    counts: dict[str, dict[str, int]] = {}
    for name, row in rows.items():
        month, _comma, party = name.partition(", ")
        count = row.get(word, 0) if word else sum(one for key, one in row.items() if key not in ("opens", "follows"))
        if count:
            counts.setdefault(month, {})[party.upper()] = count
    if not counts:
        return None
    totals: dict[str, int] = {}
    for each in counts.values():
        for party, count in each.items():
            totals[party] = totals.get(party, 0) + count
    parties = sorted(totals, key=lambda party: (-totals[party], party))
    every = _months_between(min(counts), max(counts))
    said = _("In all {counts}.").format(counts=figures(f"{party} {totals[party]}" for party in parties))
    named = [f"{party} {totals[party]}" for party in parties[: len(d.SIDES) - 1]]
    named += [_("others")] if len(parties) > len(d.SIDES) - 1 else []
    return chart(what, said, lambda shape: _stacked(counts, parties, every, named, what, shape))


def _stacked(
    counts: Mapping[str, Mapping[str, int]], parties: Sequence[str], every: Sequence[str], named: Sequence[str],
    what: str, shape: Shape,
) -> Drawing:  # fmt: skip
    kinds = {party: d.SIDES[min(place, len(d.SIDES) - 1)] for place, party in enumerate(parties)}
    most = max(sum(each.values()) for each in counts.values())
    left, right = (46.0, shape.width - 10) if shape.beside else (24.0, shape.width)
    top = shape.head(named, left) + 26
    bottom = top + 170
    made = Drawing(shape.width, bottom + 34, what)
    wide = (right - left) / len(every)
    for value in sorted({0, most // 2, most}):
        y = bottom - (bottom - top) * value / most
        made.line(left, y, right, y, d.GRID)
        made.text(left - 8, y + 4, str(value), kind=d.SOFT, size=d.SMALL, anchor="end")
    shape.legend(made, named, left=left)
    for place, month in enumerate(every):
        y = bottom
        for party in parties:
            high = (bottom - top) * counts.get(month, {}).get(party, 0) / most
            if high:
                made.rect(left + wide * place + wide * 0.12, y - high, wide * 0.76, high, kinds[party])
                y -= high
        if month.endswith("-01") or place == 0:
            made.line(left + wide * place, bottom, left + wide * place, bottom + 5, d.SOFT)
            made.text(left + wide * place + 2, bottom + 17, month, kind=d.SOFT, size=d.SMALL)
    return made


def _months_between(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year:04}-{month:02}")
    return found
