"""An assessment in a few sentences, each marked as evidence or as judgement: what is read first."""

from collections.abc import Iterator, Sequence
from typing import Any

from detente.assessment.conflict.graph import Concept
from detente.assessment.conflict.held import Held
from detente.assessment.dependence.ledger import Quantity
from detente.assessment.dependence.needs import Needs, channel_said, issues_said, sourced, titled
from detente.assessment.dependence.pair import Aim
from detente.assessment.dependence.turning import turn
from detente.assessment.numbers import plain
from detente.assessment.report.document import EVIDENCE, JUDGEMENT
from detente.assessment.report.record_said import asked_said, counts_said, left_out_said
from detente.assessment.words import day_said, ngettext
from detente.assessment.words import gettext as _
from detente.languages.joining import both, either, figure, figures

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
        yield _(record["record"])
    said, number = sided or record, record["acts"]
    yield ngettext(
        "{n} act of the record counts: {counts}. {asked}", "{n} acts of the record count: {counts}. {asked}", number
    ).format(n=number, counts=counts_said(said), asked=asked_said(said))
    yield from map(_suspended, record["suspended"])
    yield from left_out_said(said)


def _suspended(one: dict[str, Any]) -> str:
    if one["days"] is None:
        text = _("{party} had part of the cooperation suspended since {since}; open stayed {channels}.")
    else:
        text = ngettext(
            "{party} had part of the cooperation suspended for {n} day since {since}; open stayed {channels}.",
            "{party} had part of the cooperation suspended for {n} days since {since}; open stayed {channels}.",
            round(one["days"]),
        )
    channels = ", ".join(one["stayed_open"]["channels"]) or _("nothing")
    days = figure(one["days"] or 0.0, ".0f")
    return text.format(party=one["party"].upper(), n=days, since=day_said(one["since_at"]), channels=channels)


def _of_needs(needs: Readings) -> Iterator[str]:
    first = needs[0][1]
    if first.ledger.source:
        yield _("The inputs of the first reading come from {source}.").format(source=sourced(first.ledger.source))
    yield _("{title}: {said}").format(title=titled(first.ledger.title), said=channel_said(first))
    yield issues_said(first)
    ratios = [each.ratio for _id, each in needs if each.ratio is not None]
    if len(needs) > 1 and len(ratios) == len(needs):
        one, other = first.names
        yield _(
            "Over {n} readings of what was on the table and what other channels give, {one}'s need is from {most} "
            "times to {least} times {other}'s."
        ).format(n=len(needs), one=one, most=plain(max(ratios), 1), least=plain(min(ratios), 1), other=other)
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
            pairs = figures(
                _("{mine} against {theirs}").format(mine=plain(each.need[0]), theirs=plain(each.need[1]))
                for each in found
            )
            yield _(
                "{name}, read in {n} ways: {one} needs the channel {least} to {most} times as much as {other}: "
                "{figures}; {turns}."
            ).format(
                name=name, n=len(found), one=one, other=other, least=plain(ratios[0], 1), most=plain(ratios[-1], 1),
                figures=pairs, turns=_turns_at(found),
            )  # fmt: skip


def _turns_at(found: Sequence[Needs]) -> str:
    turned = [turn(each.pair, Aim.NEED, Quantity.BYPASS, 1, None) for each in found]
    at = sorted({plain(one.at) for one in turned if one.possible and one.at is not None})
    other = found[0].names[1]
    if not at:
        return _("no value of what other channels give {party} alone turns it").format(party=other)
    text = _("it turns in {n} of them where {party}'s other channels replace less than {values} of this one")
    if all(one.possible for one in turned):
        text = _("it turns where {party}'s other channels replace less than {values} of this one")
    return text.format(n=sum(one.possible for one in turned), party=other, values=either(at))


def _turns(needs: Readings) -> str:
    other = needs[0][1].names[1]
    found = [turn(each.pair, Aim.NEED, Quantity.BYPASS, 1, None) for _id, each in needs]
    at = sorted(one.at for one in found if one.possible and one.at is not None)
    if not at:
        return _("In none of them does it turn by what other channels give {party} alone.").format(party=other)
    where = plain(at[0]) if at[0] == at[-1] else _("{low} to {high}").format(low=plain(at[0]), high=plain(at[-1]))
    return _(
        "In {n} of {all} it turns by what other channels give {party} alone: below {where} of what this channel "
        "gives, {party} is the one that needs it more."
    ).format(n=len(at), all=len(needs), party=other, where=where)


def _of_graph(found: Held) -> Iterator[str]:
    holding = [f"{one.number} ({one.name})" for one in found.states if one.equilibrium(Concept.SEQ)]
    title = found.rankings.title
    if not holding:
        yield _("{title}: no state holds for all, if each looks one credible reply ahead.").format(title=title)
        return
    yield ngettext(
        "{title}: only state {states} holds for all, if each looks ahead.",
        "{title}: states {states} hold for all, if each looks ahead.",
        len(holding),
    ).format(title=title, states=both(holding))
    for number, way in found.between:
        if way.better_for_all:
            yield _("From {one} to {other}, better for all, nobody gets by moving alone. It takes a joint act.").format(
                one=number, other=way.to
            )
