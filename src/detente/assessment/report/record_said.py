"""What a record says in sentences, each with its n: the same in a command and in a report. Evidence."""

from collections.abc import Iterator
from typing import Any, Final

from detente.assessment.evidence.between import IN_KIND_DAYS
from detente.council.kinds import Speech

PAIRS_SAID: Final = 12
"""Pairs of which a report says something: those who said most to each other; programs and the command get all."""

OF_TWO: Final = ("asks", "opens")


def findings(said: dict[str, Any], pairs_most: int | None = PAIRS_SAID) -> Iterator[str]:
    """Yield what a record says.

    Args:
        said: its measures, with a first line under `record`, and under `time_at` as of when.
        pairs_most: of how many pairs at most; None for all.
    """
    yield said["record"]
    yield from who_said(said)
    yield from pairs_said(said, pairs_most)
    yield from _replies(said["replies"])
    for party, counts in said["duties"].items():
        yield f"Duties of {party.upper()}, by how they stand: {', '.join(f'{n} {how}' for how, n in counts.items())}."
    for one in said["suspended"]:
        yield _suspended(one)
    yield from _tension(said["tension"])


def who_said(said: dict[str, Any]) -> Iterator[str]:
    """Yield how many acts count, by whom, and who asked whom."""
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


# --- two at a time ----------------------------------------------------------------------------------------------------


def pairs_said(said: dict[str, Any], most: int | None = PAIRS_SAID) -> Iterator[str]:
    """Yield what passes between each two: shares with their intervals, balance, answers in kind, who follows whom."""
    found = [(pair, list(_pair(pair))) for pair in said["pairs"]]
    told = sorted((one for one in found if one[1]), key=lambda one: -sum(one[0]["said_to_each_other"]))
    for _, texts in told[:most]:
        yield from texts
    if most is not None and len(told) > most:
        yield f"And {len(told) - most} more of whom two have enough acts for a share: detente assess record."
    shares = sum(pair[what]["share_of_first"] is not None for pair in said["pairs"] for what in OF_TWO)
    if said["pairs"] and not shares:
        yield "No share is given of who asks or opens: of each two, one has fewer than five."


def _pair(pair: dict[str, Any]) -> Iterator[str]:
    one, other = (party.upper() for party in pair["parties"])
    asked = [(f"asked on {topic}", found) for topic, found in pair["asks_by_topic"].items()]
    rows = [("asked", pair["asks"]), *(asked if len(asked) > 1 else []), ("opened", pair["opens"])]
    for what, found in rows:
        yield from _share(one, other, what, found)
    if "breaks_silence" in pair:
        days = pair["breaks_silence"]["after_days"]
        yield from _share(one, other, f"said first after {days} days of silence", pair["breaks_silence"])
    if pair["balance"] is not None:
        mine, theirs = pair["said_to_each_other"]
        yield f"Balance of {one} and {other}: {pair['balance']:.3f} of 1; {mine} and {theirs} acts by name."
    for row in pair.get("in_kind", []):
        if row["share"] is not None:
            yield (
                f"Of {row['n']} acts of {row['class']} by {row['by'].upper()}, {row['share']:.2f} were followed within "
                f"{IN_KIND_DAYS} days by the same of {row['answered_by'].upper()}; by chance {row['by_chance']:.2f}."
            )
    for test in pair.get("follows", {}).get("tests", []):
        z = "z cannot be said" if test["z"] is None else f"z {test['z']:.2f}"
        yield (
            f"Who follows whom: {_sign(test['follow'])} comes after {_sign(test['lead'])} "
            f"{test['more_often_than_back']:+d} times more often than the other way round; {z}."
        )


def _sign(name: str) -> str:
    party, _, sign = name.rpartition(" ")
    return f"{sign} by {party.upper()}"


def _share(one: str, other: str, what: str, found: dict[str, Any]) -> Iterator[str]:
    part, bounds = found["share_of_first"], found["interval_95"]
    if part is not None:
        mine, theirs = found["counts"].values()
        yield (
            f"Of what {one} ({mine}) and {other} ({theirs}) {what}, {one}'s share is {part:.3f} "
            f"[{bounds[0]:.3f}, {bounds[1]:.3f}]."
        )


# --- what was owed ----------------------------------------------------------------------------------------------------


def _replies(said: dict[str, Any]) -> Iterator[str]:
    if "cannot_say" in said:
        yield f"How long replies take, and how duties were met, cannot be said: {said['cannot_say']}."
        return
    for party, one in said["by_debtor"].items():
        more = one["ended_by_what_does_not_count"]
        uncounted = f", {more} ended by what does not count" if more else ""
        yield (
            f"{party.upper()} owed {one['owed']}: {_counts(one['ended']) or 'none ended'}, {one['open']} open, "
            f"{one['without_receipt']} without a receipt{uncounted}{_how_long(one)}."
        )
    for one in said["do_sides_differ"]:
        sides, numbers = " and ".join(map(str.upper, one["parties"])), " and ".join(map(str, one["n"]))
        chance = "cannot be said" if one["p_value"] is None else f"log-rank {one['log_rank_chi2']}, p {one['p_value']}"
        yield f"Whether the times of {sides} differ (n {numbers}): {chance}."


def _how_long(one: dict[str, Any]) -> str:
    """Return the median, or where it is not reached the mean up to a named time; nothing of few."""
    if one["median_hours"] is not None:
        return f"; half of them within {one['median_hours']:g} hours (n {one['n']})"
    mean = one["mean_hours_up_to"]
    if mean is None:
        return ""
    return (
        f"; half was not reached, open on average {mean['mean']:g} of the first {mean['hours']:g} hours (n {one['n']})"
    )


def _suspended(one: dict[str, Any]) -> str:
    what = scope_said(one["suspended"])
    days = "" if one["days"] is None else f" ({one['days']:g} days)"
    until = f"until {one['until_at']}" if one["until_at"] else "in force at the end"
    opened = one["stayed_open"]
    topics = f"; topics {', '.join(opened['topics'])}" if opened["topics"] else ""
    meanwhile = _counts(one["said_there_meanwhile"]) or "nothing"
    return (
        f"{one['party'].upper()} suspended {what} since {one['since_at'][:10]}, {until}{days}. Open stayed: "
        f"{', '.join(opened['channels']) or 'nothing'}{topics}; what it said there meanwhile: {meanwhile}."
    )


def scope_said(suspended: dict[str, list[str]]) -> str:
    """Return what a suspension takes in."""
    return "; ".join(f"{sort} {', '.join(names)}" for sort, names in suspended.items() if names) or "nothing"


# --- events -----------------------------------------------------------------------------------------------------------


def _tension(said: dict[str, Any]) -> Iterator[str]:
    classes: dict[str, int] = {}
    for row in said["by_month"].values():
        for name, count in row.items():
            classes[name] = classes.get(name, 0) + count
    if not classes:
        return
    yield f"By class of event (a proposed crosswalk to CAMEO, n {said['n']}): {_counts(classes)}."
    index = said["index"]
    if index is None:
        yield "No index of tension: there is no time that all share."
        return
    parts = ", ".join(f"{name} {part:+.2f}" for name, part in index["by_class"].items())
    own = ", ".join(f"{party.upper()} {part:+.2f}" for party, part in index["by_party"].items())
    recent = ", ".join(f"{party.upper()} {part:.2f}" for party, part in index["recent_weight"].items())
    yield (
        f"Index of tension at the end, each weight halved every {index['half_life_days']} days, above 0 cooperation "
        f"and below 0 conflict: {index['value']:+.2f}, made of {parts or 'nothing'}; by party {own or 'nothing'}."
    )
    yield f"Recent weight, the same with every weight 1: {recent or 'nothing'}."


# --- what does not count ----------------------------------------------------------------------------------------------


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
        sources = f"; from {sources_said(one)}" if whence else ""
        headline = f" ({one['headline']}{sources})" if one.get("headline") else ""
        yield (
            f"Left out is also that {one['party'].upper()} suspended {scope_said(one['suspended'])} since "
            f"{one['since_at'][:10]}{headline}: {one['why']}."
        )


def _reasons(why: dict[str, int]) -> str:
    return ", ".join(f"{count} {reason}" for reason, count in why.items())


def sources_said(one: dict[str, Any]) -> str:
    """Return by whom and when something was published: what stands before the colon of a source's title."""
    return (
        "; ".join(
            dict.fromkeys(each["title"].partition(":")[0].partition(" (copy")[0] for each in one.get("sources", ()))
        )
        or "–"
    )
