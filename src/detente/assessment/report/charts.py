"""Charts of an assessment: bars by issue, ranges and turning points by reading, reply curves, who asks over time.

Each returns a picture with a sentence that says what it shows, for who cannot see it. Nothing here computes: what is
drawn stands in the tables too.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from detente.assessment.dependence.ledger import Quantity
from detente.assessment.dependence.needs import Needs, needs_more
from detente.assessment.dependence.pair import Aim, Range
from detente.assessment.dependence.turning import turn
from detente.assessment.numbers import plain
from detente.assessment.report import drawing as d
from detente.assessment.report.drawing import Drawing
from detente.assessment.words import gettext as _
from detente.assessment.words import quoted
from detente.languages.joining import figure, figures

WIDTH: Final = 720.0
LEFT: Final = 256.0
ROW: Final = 22.0
_STEPS: Final = 5


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture.

    Args:
        said: what it shows, in a sentence.
    """

    title: str
    said: str
    svg: str


def _chart(title: str, said: str, made: Drawing) -> Chart:
    return Chart(title, said, made.finished())


def _scale(most: float, left: float, right: float) -> Callable[[float], float]:
    """Return what gives the place of a value from 0 on."""
    return lambda value: left + (right - left) * min(value / most if most else 0.0, 1.0)


def _round_up(value: float) -> float:
    """Return the next of 1, 2, 2.5, 5 and 10 times a power of ten."""
    if value <= 0:
        return 1.0
    power = 10.0 ** (len(str(int(value))) - 1) if value >= 1 else 0.001
    while power * 10 < value:
        power *= 10
    return next(power * step for step in (1, 2, 2.5, 5, 10) if power * step >= value - 1e-12)


def _axis(made: Drawing, at: Callable[[float], float], most: float, top: float, bottom: float, what: str) -> None:
    for step in range(_STEPS + 1):
        value = most * step / _STEPS
        made.line(at(value), top, at(value), bottom, d.GRID)
        made.text(at(value), bottom + 15, figure(value, "g"), kind=d.SOFT, size=d.SMALL, anchor="middle")
    made.text(at(most), bottom + 31, what, kind=d.SOFT, size=d.SMALL, anchor="end")


def _legend(made: Drawing, x: float, y: float, names: Sequence[str], kinds: Sequence[str] = d.SIDES) -> None:
    for name, kind in zip(names, kinds, strict=False):
        made.rect(x, y - 9, 10, 10, kind)
        made.text(x + 15, y, name, size=d.SMALL)
        x += 15 + d.width_of(name, d.SMALL) + 22


# --- who needs whom ---------------------------------------------------------------------------------------------------


def issues(found: Needs) -> Chart:
    """Return two bars for each issue, and the sums."""
    one, other = found.names
    most = _round_up(max(float(max(row)) for row in found.by_issue))
    high = 2 * ROW + 4
    made = Drawing(
        WIDTH, 34 + high * len(found.ledger.issues) + 42, _both(_("Dependence by issue, {one} and {other}"), found)
    )
    at = _scale(most, LEFT, WIDTH - 60)
    bottom = 28 + high * len(found.ledger.issues)
    _axis(made, at, most, 22, bottom, _("dependence, as a share of all that each side wants"))
    on = _("{one} on {other}")
    named = (
        on.format(one=one, other=other),
        on.format(one=other, other=one),
        _("pale: not on the table"),
    )
    _legend(made, LEFT, 12, named, (d.ONE, d.OTHER, d.GRID))
    for place, issue in enumerate(found.ledger.issues):
        y, faint = 30 + high * place, not issue.tabled.value
        made.label(LEFT - 10, y + high / 2 - 5, issue.name, LEFT - 14, kind=d.SOFT if faint else d.INK)
        for side, kind in enumerate((d.ONE, d.OTHER)):
            value = float(found.by_issue[side][place])
            top = y + side * (ROW - 4)
            made.rect(LEFT, top, at(value) - LEFT, ROW - 7, kind, faint=faint)
            made.text(at(value) + 5, top + 12, figure(value, ".3f"), size=d.SMALL, kind=d.SOFT)
    made.line(LEFT, 22, LEFT, bottom, d.INK)
    largest = max(range(len(found.ledger.issues)), key=lambda place: found.by_issue[0][place])
    most_of_other = max(range(len(found.ledger.issues)), key=lambda place: found.by_issue[1][place])
    said = _(
        "{one} depends most on {other} for “{issue}” ({mine}), {other} on {one} for “{their_issue}” ({theirs})."
    ).format(
        one=one, other=other, issue=found.ledger.issues[largest].name, mine=plain(found.by_issue[0][largest]),
        their_issue=found.ledger.issues[most_of_other].name, theirs=plain(found.by_issue[1][most_of_other]),
    )  # fmt: skip
    return _chart(_("Who needs whom, issue by issue"), said, made)


def _both(text: str, found: Needs) -> str:
    """Return a text that names both sides."""
    return text.format(one=found.names[0], other=found.names[1])


def ranges(readings: Sequence[tuple[str, Needs]]) -> Chart:
    """Return for each reading both needs of the channel, with the range of each when every interest moves one step."""
    one, other = readings[0][1].names
    most = _round_up(max(float(bound[1]) for _name, each in readings for bound in each.need_narrow))
    high = 40.0
    bottom = 30 + high * len(readings)
    title = _both(_("Need of the channel by reading, {one} and {other}"), readings[0][1])
    made = Drawing(WIDTH, bottom + 40, title)
    at = _scale(most, LEFT, WIDTH - 30)
    _axis(made, at, most, 22, bottom, _("need of the channel; the bar is its range if every interest moves one step"))
    _legend(made, LEFT, 12, (one, other))
    for place, (name, each) in enumerate(readings):
        y = 34 + high * place
        made.label(LEFT - 10, y + 13, name, LEFT - 14)
        for side, kind in enumerate((d.ONE, d.OTHER)):
            _range(made, at, y + 6 + 15 * side, each.need[side], each.need_narrow[side], kind)
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
    return _chart(_("Need of the channel, reading by reading"), said, made)


def _range(made: Drawing, at: Callable[[float], float], y: float, value: Fraction, bounds: Range, kind: str) -> None:
    low, high = (at(float(one)) for one in bounds)
    made.rect(low, y - 4, max(high - low, 1), 8, kind, faint=True)
    made.circle(at(float(value)), y, 5, kind)


def turning(readings: Sequence[tuple[str, Needs]]) -> Chart:
    """Return for each reading where the second side's bypass stands, and the value at which the sign turns."""
    one, other = readings[0][1].names
    high, bottom = 36.0, 34 + 36.0 * len(readings)
    title = _("Where the need of the channel turns, by the other channels of {party}").format(party=other)
    made = Drawing(WIDTH, bottom + 40, title)
    at = _scale(1.0, LEFT, WIDTH - 30)
    what = _("share of what the channel gives that {party} gets by other channels").format(party=other)
    _axis(made, at, 1.0, 22, bottom, what)
    named = (
        _("as the inputs have it"),
        _("where it turns"),
        _("here {party} needs it more").format(party=other),
    )
    _legend(made, LEFT, 12, named, (d.INK, d.MARK, d.GRID))
    never = []
    for place, (name, each) in enumerate(readings):
        y = 40 + high * place
        made.label(LEFT - 10, y, name, LEFT - 14)
        made.line(at(0), y, at(1), y, d.GRID)
        found = turn(each.pair, Aim.NEED, Quantity.BYPASS, 1, None)
        if found.at is not None and 0 <= found.at <= 1:
            made.rect(at(0), y - 7, at(float(found.at)) - at(0), 14, d.GRID)
            made.line(at(float(found.at)), y - 10, at(float(found.at)), y + 10, d.MARK, thick=3)
            made.text(at(float(found.at)) + 6, y - 4, plain(found.at), size=d.SMALL, kind=d.MARK)
        else:
            never.append(quoted(name))
        made.circle(at(float(found.now)), y, 5, d.INK)
    text = _("Left of the mark {other} needs the channel more than {one}, right of it less.")
    if never:
        text = _(
            "Left of the mark {other} needs the channel more than {one}, right of it less; in {readings} no value "
            "turns it."
        )
    said = text.format(one=one, other=other, readings=", ".join(never))
    return _chart(_("Where it turns: other channels of {party}").format(party=other), said, made)


# --- the record -------------------------------------------------------------------------------------------------------


def replies(said: Mapping[str, Any]) -> Chart | None:
    """Return a step for each debtor with five requests: the share that is still open after so many hours."""
    found = {party.upper(): one for party, one in said.get("by_debtor", {}).items() if one["curve"]}
    if not found:
        return None
    most = _round_up(max(one["mean_hours_up_to"]["hours"] for one in found.values()))
    top, bottom, left = 24.0, 234.0, 60.0
    made = Drawing(WIDTH, bottom + 42, _("Share of requests still open, by hours since receipt"))
    at = _scale(most, left, WIDTH - 30)
    _axis(made, at, most, top, bottom, _("hours since the debtor's receipt"))
    for step in range(5):
        y = bottom - (bottom - top) * step / 4
        made.line(left, y, WIDTH - 30, y, d.GRID)
        made.text(left - 8, y + 4, figure(step / 4, "g"), kind=d.SOFT, size=d.SMALL, anchor="end")
    shown = list(found.items())[: len(d.SIDES)]
    _legend(made, left, 12, [f"{party}, n {one['n']}" for party, one in shown])
    for (_party, one), kind in zip(shown, d.SIDES, strict=False):
        level, points = 1.0, [(at(0.0), top)]
        for step in one["curve"]:
            x = at(step["hours"])
            points += [(x, bottom - (bottom - top) * level), (x, bottom - (bottom - top) * step["still_open"])]
            level = step["still_open"]
        points.append((at(one["mean_hours_up_to"]["hours"]), bottom - (bottom - top) * level))
        made.path(points, kind)
    medians = figures(f"{party} {_median(one)}" for party, one in shown)
    told = _("Hours until half of the requests were answered: {medians}.").format(medians=medians)
    return _chart(_("How long replies take"), told, made)


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
    return _stacked(counts, totals, parties, every, what)


def _stacked(
    counts: Mapping[str, Mapping[str, int]], totals: Mapping[str, int], parties: Sequence[str], every: Sequence[str],
    what: str,
) -> Chart:  # fmt: skip
    kinds = {party: d.SIDES[min(place, len(d.SIDES) - 1)] for place, party in enumerate(parties)}
    most = max(sum(each.values()) for each in counts.values())
    top, bottom, left = 26.0, 196.0, 46.0
    made = Drawing(WIDTH, bottom + 34, what)
    wide = (WIDTH - left - 10) / len(every)
    for value in sorted({0, most // 2, most}):
        y = bottom - (bottom - top) * value / most
        made.line(left, y, WIDTH - 10, y, d.GRID)
        made.text(left - 8, y + 4, str(value), kind=d.SOFT, size=d.SMALL, anchor="end")
    named = [
        *parties[: len(d.SIDES) - 1],
        *([_("others")] if len(parties) > len(d.SIDES) - 1 else []),
    ]
    _legend(made, left, 12, [f"{one} {totals[one]}" if one in totals else one for one in named])
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
    said = _("In all {counts}.").format(counts=figures(f"{party} {totals[party]}" for party in parties))
    return _chart(what, said, made)


def _months_between(first: str, last: str) -> list[str]:
    year, month = map(int, first.split("-"))
    found = [first]
    while found[-1] < last:
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        found.append(f"{year:04}-{month:02}")
    return found
