"""An assessment in a few sentences, each marked as evidence or as judgement: what is read first."""

from collections.abc import Iterator, Sequence
from typing import Any

from detente.assessment.conflict.graph import Concept
from detente.assessment.conflict.held import Held
from detente.assessment.dependence.ledger import Quantity
from detente.assessment.dependence.needs import Needs, channel_said, issues_said
from detente.assessment.dependence.pair import Aim
from detente.assessment.dependence.turning import turn
from detente.assessment.numbers import plain
from detente.assessment.report.document import EVIDENCE, JUDGEMENT
from detente.assessment.report.record_said import asked_said, counts_said, left_out_said

Readings = Sequence[tuple[str, Needs]]


def short(
    needs: Readings, graphs: Sequence[Held], record: dict[str, Any] | None, sided: dict[str, Any] | None
) -> tuple[tuple[str, str], ...]:
    """Return kind and text of each sentence."""
    found = [(EVIDENCE, text) for text in _of_record(record, sided)]
    found += [(JUDGEMENT, text) for text in _of_needs(needs)]
    found += [(JUDGEMENT, text) for one in graphs for text in _of_graph(one)]
    return tuple(found)


def _of_record(record: dict[str, Any] | None, sided: dict[str, Any] | None) -> Iterator[str]:
    if record is None:
        return
    if record["record"]:
        yield record["record"]
    said = sided or record
    yield f"{record['acts']} acts of the record count: {counts_said(said)}. {asked_said(said)}"
    for one in record["suspended"]:
        days = "" if one["days"] is None else f" for {one['days']:.0f} days"
        yield (
            f"{one['party'].upper()} had part of the cooperation suspended{days} since {one['since_at'][:10]}; "
            f"open stayed {', '.join(one['stayed_open']['channels']) or 'nothing'}."
        )
    yield from left_out_said(said)


def _of_needs(needs: Readings) -> Iterator[str]:
    first = needs[0][1]
    if first.ledger.source:
        yield f"The inputs of the first reading come from {first.ledger.source}."
    yield f"{first.ledger.title}: {channel_said(first)}"
    yield issues_said(first)
    ratios = [each.ratio for _, each in needs if each.ratio is not None]
    if len(needs) > 1 and len(ratios) == len(needs):
        one, other = first.names
        yield (
            f"Over {len(needs)} readings of what was on the table and what other channels give, {one}'s need is from "
            f"{plain(max(ratios), 1)} times to {plain(min(ratios), 1)} times {other}'s."
        )
        yield from _by_agenda(needs)
        yield _turns(needs)


def _by_agenda(needs: Readings) -> Iterator[str]:
    """Say for each agenda that others than the first reading take, how often as much the first needs the channel.

    Readings of one agenda have the same words before the first comma or colon of their titles.
    """
    groups: dict[str, list[Needs]] = {}
    for id_, each in needs:
        name = (each.ledger.title or id_).partition(",")[0].partition(":")[0]
        groups.setdefault(name, []).append(each)
    for name, found in groups.items():
        ratios = sorted(each.ratio for each in found if each.ratio is not None)
        if len(found) > 1 and ratios and name != needs[0][1].ledger.title:
            one, other = found[0].names
            span = " to ".join(plain(ratio, 1) for ratio in (ratios[0], ratios[-1]))
            figures = ", ".join(f"{plain(each.need[0])} against {plain(each.need[1])}" for each in found)
            yield (
                f"{name}, read in {len(found)} ways: {one} needs the channel {span} times as much as {other}: "
                f"{figures}{_turns_at(found)}."
            )


def _turns_at(found: Sequence[Needs]) -> str:
    turned = [turn(each.pair, Aim.NEED, Quantity.BYPASS, 1, None) for each in found]
    at = sorted({plain(one.at) for one in turned if one.possible and one.at is not None})
    other = found[0].names[1]
    if not at:
        return f"; no value of what other channels give {other} alone turns it"
    ways = "" if all(one.possible for one in turned) else f" in {sum(one.possible for one in turned)} of them"
    return f"; it turns{ways} where {other}'s other channels replace less than {' or '.join(at)} of this one"


def _turns(needs: Readings) -> str:
    other = needs[0][1].names[1]
    found = [turn(each.pair, Aim.NEED, Quantity.BYPASS, 1, None) for _, each in needs]
    at = sorted(one.at for one in found if one.possible and one.at is not None)
    if not at:
        return f"In none of them does it turn by what other channels give {other} alone."
    where = plain(at[0]) if at[0] == at[-1] else f"{plain(at[0])} to {plain(at[-1])}"
    return (
        f"In {len(at)} of {len(needs)} it turns by what other channels give {other} alone: below {where} of what this "
        f"channel gives, {other} is the one that needs it more."
    )


def _of_graph(found: Held) -> Iterator[str]:
    holding = [f"{one.number} ({one.name})" for one in found.states if one.equilibrium(Concept.SEQ)]
    title = found.rankings.title
    if not holding:
        yield f"{title}: no state holds for all, if each looks one credible reply ahead."
        return
    only = "only state" if len(holding) == 1 else "states"
    yield f"{title}: {only} {' and '.join(holding)} hold{'s' * (len(holding) == 1)} for all, if each looks ahead."
    for number, way in found.between:
        if way.better_for_all:
            yield f"From {number} to {way.to}, better for all, nobody gets by moving alone. It takes a joint act."
