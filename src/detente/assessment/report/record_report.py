"""What a record says, as sections of a document: evidence, each sentence with its n, counts only of few."""

from collections.abc import Iterator
from typing import Any, Final

from detente.assessment.evidence.counted import FOLLOWS, OPENS
from detente.assessment.report import charts
from detente.assessment.report.charts import Chart
from detente.assessment.report.document import EVIDENCE, Section, Table
from detente.council.kinds import Speech

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
        charts.months(said["by_month"], "", "Acts that count, by month and party"),
        charts.months(said["by_month"], str(Speech.ASKS), "Asks, by month and party") if asks >= ASKS_SHOWN else None,
        charts.replies(said["replies"]),
    ]
    shown: tuple[Chart, ...] = tuple(one for one in pictures if one is not None)
    found = [Section(EVIDENCE, "What the record says", tuple(_findings(said)), _by_party(said), shown)]
    if sided is not None and sided["sides"]:
        found.append(_sided(sided))
    if said["listed"]:
        note = "All of them: so few are read, and no share of them says more."
        found.append(Section(EVIDENCE, "The acts that count", (note,), _acts(said["listed"], "topic")))
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
            one["at"][:10], one["party"].upper(), one.get("headline") or one["what"],
            *([_sources(one)] if told else []), *(one[name] for name in more), one["ref"],
        )
        for one in listed
    )  # fmt: skip
    return Table(("day", "party", "what", *(["from"] if told else []), *more, "act"), rows)


def _sources(one: dict[str, Any]) -> str:
    """Return by whom and when something was published: what stands before the colon of a source's title."""
    return (
        "; ".join(
            dict.fromkeys(each["title"].partition(":")[0].partition(" (copy")[0] for each in one.get("sources", ()))
        )
        or "–"
    )


def _left_out(said: dict[str, Any], sided: dict[str, Any] | None) -> Section:
    by_side = sided is not None and bool(sided["sides"])
    note = (
        "What has the basis reconstructed did happen, but form, date or addressee is not what a source says; an inject "
        "never happened; a channel that not all members read is no evidence between them. Who asks is read from the "
        "kind of an act: a request that was put as a plain message counts as informing."
    )
    findings = (*left_out_said(sided if by_side and sided is not None else said, whence=True), note)
    listed = said["left_out"]["listed"]
    return Section(EVIDENCE, "What is left out of the counts", findings, _acts(listed, "why") if listed else None)


def left_out_said(said: dict[str, Any], *, whence: bool = False) -> Iterator[str]:
    """Yield how many acts of each party do not count and why, who asks in them, and what they suspend.

    Args:
        whence: whether sources are named.
    """
    left = said["left_out"]
    if not left["acts"]:
        return
    counted = {party: sum(row.get(str(one), 0) for one in Speech) for party, row in said["by_party"].items()}
    rows = []
    for party, why in left["by_party"].items():
        own = counted.get(party, 0)
        rows.append(f"of {own + sum(why.values())} by {party.upper()} {own} count{'s' * (own == 1)} ({_reasons(why)})")
    yield f"Not all acts count: {'; '.join(rows)}."
    if left["asked"]:
        asked = {asked_by(name): count for name, count in left["asked"].items()}
        yield f"Asks among those left out, injects aside: {_counts(asked)}."
    for one in left["suspended"]:
        sources = f"; from {_sources(one)}" if whence else ""
        headline = f" ({one['headline']}{sources})" if one.get("headline") else ""
        yield (
            f"Left out is also that {one['party'].upper()} suspended {_scope(one['suspended'])} since "
            f"{one['since_at'][:10]}{headline}: {one['why']}."
        )


def _reasons(why: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in why.items())


def _scope(suspended: dict[str, list[str]]) -> str:
    return "; ".join(f"{sort} {', '.join(names)}" for sort, names in suspended.items() if names) or "nothing"


def _by_party(said: dict[str, Any]) -> Table | None:
    words = [word for word in _WORDS if any(word in row for row in said["by_party"].values())]
    rows = tuple((party.upper(), *(str(row.get(word, 0)) for word in words)) for party, row in said["by_party"].items())
    return Table(("party", *words), rows) if rows else None


def _sided(said: dict[str, Any]) -> Section:
    sides = said["sides"]
    counted = " and ".join(f"{name.upper()} ({len(parties)} parties)" for name, parties in sides.items())
    title = f"The same record, {counted} counted as one side{' each' if len(sides) > 1 else ''}"
    members = "; ".join(f"{name.upper()}: {', '.join(map(str.upper, parties))}" for name, parties in sides.items())
    note = f"{members}. What members say to each other alone is left out; each suspends for itself."
    return Section(EVIDENCE, title, (note, *_who_said(said), *_shares(said)), _by_party(said))


def _findings(said: dict[str, Any]) -> Iterator[str]:
    yield said["record"]
    yield from _who_said(said)
    yield from _shares(said)
    yield from _replies(said["replies"])
    for party, counts in said["duties"].items():
        yield f"Duties of {party.upper()}, by how they stand: {', '.join(f'{n} {how}' for how, n in counts.items())}."
    for one in said["suspended"]:
        yield _suspended(one)
    classes: dict[str, int] = {}
    for row in said["tension"]["by_month"].values():
        for name, count in row.items():
            classes[name] = classes.get(name, 0) + count
    if classes:
        yield f"By class of event (a proposed crosswalk to CAMEO, n {said['tension']['n']}): {_counts(classes)}."


def _who_said(said: dict[str, Any]) -> Iterator[str]:
    as_of = f", as of {said['time_at']}" if said.get("time_at") else ""
    yield f"{said['acts']} acts count{as_of}: {counts_said(said)}."
    yield asked_said(said)


def counts_said(said: dict[str, Any]) -> str:
    """Return how many acts each party said."""
    acts = {party.upper(): sum(row.get(str(one), 0) for one in Speech) for party, row in said["by_party"].items()}
    return _counts(acts) or "nobody said anything that counts"


def asked_said(said: dict[str, Any]) -> str:
    """Return who asked whom how often, in a sentence."""
    asked = {asked_by(name): count for name, count in said["asked"].items()}
    return f"Who asked whom: {_counts(asked)}." if asked else "Nobody asked anything that counts."


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def asked_by(name: str) -> str:
    """Return `nato asked ru` as people write it."""
    return " asked ".join(party.upper() for party in name.split(" asked "))


def _shares(said: dict[str, Any]) -> Iterator[str]:
    found = 0
    for pair in said["pairs"]:
        one, other = pair["parties"]
        for what in ("asks", "opens"):
            part, bounds = pair[what]["share_of_first"], pair[what]["interval_95"]
            if part is not None:
                found += 1
                counts = pair[what]["counts"]
                yield (
                    f"Of what {one.upper()} ({counts[one]}) and {other.upper()} ({counts[other]}) "
                    f"{'asked' if what == 'asks' else 'opened'}, {one.upper()}'s share is {part:.3f} "
                    f"[{bounds[0]:.3f}, {bounds[1]:.3f}]."
                )
    if not found and said["pairs"]:
        yield "No share is given of who asks or opens: of each two, one has fewer than five."


def _replies(said: dict[str, Any]) -> Iterator[str]:
    if "cannot_say" in said:
        yield f"How long replies take, and how duties were met, cannot be said: {said['cannot_say']}."
        return
    for party, one in said["by_debtor"].items():
        middle = "" if one["median_hours"] is None else f"; half of them within {one['median_hours']:g} hours"
        yield (
            f"{party.upper()} owed {one['owed']}: {_counts(one['ended']) or 'none ended'}, {one['open']} open, "
            f"{one['without_receipt']} without a receipt{middle}."
        )


def _suspended(one: dict[str, Any]) -> str:
    what = _scope(one["suspended"])
    days = "" if one["days"] is None else f" ({one['days']:g} days)"
    until = f"until {one['until_at']}" if one["until_at"] else "in force at the end"
    opened = ", ".join(one["stayed_open"]["channels"]) or "nothing"
    meanwhile = _counts(one["said_there_meanwhile"]) or "nothing"
    return (
        f"{one['party'].upper()} suspended {what} since {one['since_at'][:10]}, {until}{days}. "
        f"Open stayed: {opened}; what it said there meanwhile: {meanwhile}."
    )
