"""What a record says, as sections of a document: evidence, each sentence with its n, counts only of few."""

from typing import Any, Final

from detente.assessment.evidence.counted import FOLLOWS, OPENS
from detente.assessment.report import charts
from detente.assessment.report.document import EVIDENCE, Section, Table
from detente.assessment.report.record_said import findings, left_out_said, pairs_said, sources_said, who_said
from detente.assessment.report.shapes import Chart
from detente.assessment.words import gettext as _
from detente.assessment.words import ngettext
from detente.council.kinds import Speech
from detente.languages.joining import both, clauses

_WORDS: Final = (*(str(one) for one in Speech), OPENS, FOLLOWS)

ASKS_SHOWN: Final = 5
"""Asks from which a picture of them says more than their number."""


def record_sections(said: dict[str, Any], sided: dict[str, Any] | None = None) -> list[Section]:
    """Return the sections on one record.

    Args:
        said: its measures, with a first line under `record`, and under `time_at` as of when.
        sided: the same record with several parties counted as one side; None for no such section.
    """
    asks = sum(row.get(str(Speech.ASKS), 0) for row in said["by_party"].values())
    pictures = [
        charts.months(said["by_month"], "", _("Acts that count, by month and party")),
        charts.months(said["by_month"], str(Speech.ASKS), _("Asks, by month and party"))
        if asks >= ASKS_SHOWN
        else None,
        charts.replies(said["replies"]),
    ]
    shown: tuple[Chart, ...] = tuple(one for one in pictures if one is not None)
    found = [Section(EVIDENCE, _("What the record says"), (*findings(said),), _by_party(said), shown)]
    if sided is not None and sided["sides"]:
        found.append(_sided(sided))
    if said["listed"]:
        note = _("All of them: so few are read, and no share of them says more.")
        found.append(Section(EVIDENCE, _("The acts that count"), (note,), _acts(said["listed"], "topic")))
    if said["left_out"]["acts"]:
        found.append(_left_out(said, sided))
    return found


def _acts(listed: list[dict[str, Any]], last: str) -> Table:
    """Return acts by day: as they are told where somebody tells them, with what that rests on.

    Args:
        last: what else is said of each, where it is said of any.
    """
    told = any(one.get("headline") for one in listed)
    more = [last] if any(one[last] for one in listed) else []
    rows = tuple(
        (
            one["at"][:10], one["party"].upper(), one.get("headline") or _(one["what"]),
            *([sources_said(one)] if told else []),
            *(_(one[name]) if name == "why" else one[name] for name in more), one["ref"],
        )
        for one in listed
    )  # fmt: skip
    columns = (
        _("day"),
        _("party"),
        _("what"),
        *([_("from")] if told else []),
        *map(_, more),
        _("act"),
    )
    return Table(columns, rows)


def _left_out(said: dict[str, Any], sided: dict[str, Any] | None) -> Section:
    by_side = sided is not None and bool(sided["sides"])
    note = _(
        "What has the basis reconstructed did happen, but form, date or addressee is not what a source says; an inject "
        "never happened; a channel that not all members read is no evidence between them. Who asks is read from the "
        "kind of an act: a request that was put as a plain message counts as informing."
    )
    texts = (*left_out_said(sided if by_side and sided is not None else said, whence=True), note)
    listed = said["left_out"]["listed"]
    return Section(EVIDENCE, _("What is left out of the counts"), texts, _acts(listed, "why") if listed else None)


def _by_party(said: dict[str, Any]) -> Table | None:
    words = [word for word in _WORDS if any(word in row for row in said["by_party"].values())]
    rows = tuple((party.upper(), *(str(row.get(word, 0)) for word in words)) for party, row in said["by_party"].items())
    return Table((_("party"), *map(_, words)), rows) if rows else None


def _sided(said: dict[str, Any]) -> Section:
    sides = said["sides"]
    counted = both(
        ngettext("{side} ({n} party)", "{side} ({n} parties)", len(parties)).format(side=name.upper(), n=len(parties))
        for name, parties in sides.items()
    )
    title = (
        _("The same record, {sides} counted as one side each").format(sides=counted)
        if len(sides) > 1
        else _("The same record, {sides} counted as one side").format(sides=counted)
    )
    members = clauses(
        _("{side}: {parties}").format(side=name.upper(), parties=", ".join(map(str.upper, parties)))
        for name, parties in sides.items()
    )
    note = _("{members}. What members say to each other alone is left out; each suspends for itself.").format(
        members=members
    )
    return Section(EVIDENCE, title, (note, *who_said(said), *pairs_said(said)), _by_party(said))
