"""What a record says in sentences, each with its n: the same in a command and in a report. Evidence."""

from collections.abc import Iterator
from typing import Any, Final

from detente.assessment.evidence.between import IN_KIND_DAYS
from detente.assessment.evidence.counted import NO_TOPIC
from detente.assessment.words import day_said, ngettext
from detente.assessment.words import gettext as _
from detente.council.kinds import Speech
from detente.languages.joining import both, clauses, figure, figures

PAIRS_SAID: Final = 12
"""Pairs of which a report says something: those who said most to each other; programs and the command get all."""


def findings(said: dict[str, Any], pairs_most: int | None = PAIRS_SAID) -> Iterator[str]:
    """Yield what a record says.

    Args:
        said: its measures, with a first line under `record`, and under `time_at` as of when.
        pairs_most: of how many pairs at most; None for all.
    """
    yield _(said["record"])
    yield from who_said(said)
    yield from pairs_said(said, pairs_most)
    yield from _replies(said["replies"])
    for party, counts in said["duties"].items():
        stand = figures(_("{n} {state}").format(n=n, state=_(state)) for state, n in counts.items())
        yield _("Duties of {party}, by how they stand: {stand}.").format(party=party.upper(), stand=stand)
    for one in said["suspended"]:
        yield _suspended(one)
    yield from _tension(said["tension"])


def who_said(said: dict[str, Any]) -> Iterator[str]:
    """Yield how many acts count, by whom, and who asked whom."""
    number, at = said["acts"], said.get("time_at")
    if at:
        text = ngettext("{n} act counts, as of {at}: {counts}.", "{n} acts count, as of {at}: {counts}.", number)
    else:
        text = ngettext("{n} act counts: {counts}.", "{n} acts count: {counts}.", number)
    yield text.format(n=number, at=at, counts=counts_said(said))
    yield asked_said(said)


def counts_said(said: dict[str, Any]) -> str:
    """Return how many acts each party said."""
    acts = {party.upper(): sum(row.get(str(one), 0) for one in Speech) for party, row in said["by_party"].items()}
    return _counts(acts) or _("nobody said anything that counts")


def asked_said(said: dict[str, Any]) -> str:
    """Return who asked whom how often, in a sentence."""
    if not said["asked"]:
        return _("Nobody asked anything that counts.")
    return _("Who asked whom: {counts}.").format(counts=_asked(said["asked"]))


def _counts(counts: dict[str, int]) -> str:
    return figures(f"{name} {count}" for name, count in counts.items())


def _asked(counts: dict[str, int]) -> str:
    """Return `NATO asked RU 3` for each two, from `nato asked ru`."""
    pairs = ((name.upper().split(" ASKED "), count) for name, count in counts.items())
    return figures(_("{one} asked {other} {n}").format(one=two[0], other=two[-1], n=count) for two, count in pairs)


# --- two at a time ----------------------------------------------------------------------------------------------------


def pairs_said(said: dict[str, Any], most: int | None = PAIRS_SAID) -> Iterator[str]:
    """Yield what passes between each two: shares with their intervals, balance, answers in kind, who follows whom."""
    found = [(pair, list(_pair(pair))) for pair in said["pairs"]]
    told = sorted((one for one in found if one[1]), key=lambda one: -sum(one[0]["said_to_each_other"]))
    for _one, texts in told[:most]:
        yield from texts
    if most is not None and len(told) > most:
        more = len(told) - most
        yield _("And {n} more of whom two have enough acts for a share: detente assess record.").format(n=more)
    shares = sum(pair[what]["share_of_first"] is not None for pair in said["pairs"] for what in ("asks", "opens"))
    if said["pairs"] and not shares:
        yield _("No share is given of who asks or opens: of each two, one has fewer than five.")


def _pair(pair: dict[str, Any]) -> Iterator[str]:
    one, other = (party.upper() for party in pair["parties"])
    yield from _share(
        _("Of what {one} ({mine}) and {other} ({theirs}) asked, {share}."),
        one,
        other,
        pair["asks"],
    )
    if len(pair["asks_by_topic"]) > 1:
        for topic, found in pair["asks_by_topic"].items():
            text = _("Of what {one} ({mine}) and {other} ({theirs}) asked on {topic}, {share}.")
            yield from _share(text, one, other, found, topic=_(topic) if topic == NO_TOPIC else topic)
    yield from _share(
        _("Of what {one} ({mine}) and {other} ({theirs}) opened, {share}."),
        one,
        other,
        pair["opens"],
    )
    if "breaks_silence" in pair:
        days = pair["breaks_silence"]["after_days"]
        text = ngettext(
            "Of what {one} ({mine}) and {other} ({theirs}) said first after {n} day of silence, {share}.",
            "Of what {one} ({mine}) and {other} ({theirs}) said first after {n} days of silence, {share}.",
            days,
        )
        yield from _share(text, one, other, pair["breaks_silence"], n=days)
    if pair["balance"] is not None:
        mine, theirs = pair["said_to_each_other"]
        yield _("Balance of {one} and {other}: {balance} of 1; {mine} and {theirs} acts by name.").format(
            one=one, other=other, balance=figure(pair["balance"], ".3f"), mine=mine, theirs=theirs
        )
    yield from _in_kind(pair)
    for test in pair.get("follows", {}).get("tests", []):
        yield _(
            "Who follows whom: {second} comes after {first} {n} times more often than the other way round; {z}."
        ).format(
            second=_sign(test["follow"]), first=_sign(test["lead"]), n=f"{test['more_often_than_back']:+d}",
            z=_("z cannot be said") if test["z"] is None else "z " + figure(test["z"], ".2f"),
        )  # fmt: skip


def _in_kind(pair: dict[str, Any]) -> Iterator[str]:
    for row in pair.get("in_kind", []):
        if row["share"] is not None:
            yield ngettext(
                "Of {n} act of {sort} by {one}, {share} were followed within {days} days by the same of {other}; by "
                "chance {chance}.",
                "Of {n} acts of {sort} by {one}, {share} were followed within {days} days by the same of {other}; by "
                "chance {chance}.",
                row["n"],
            ).format(
                n=row["n"], sort=_(row["class"]), one=row["by"].upper(), share=figure(row["share"], ".2f"),
                days=IN_KIND_DAYS, other=row["answered_by"].upper(), chance=figure(row["by_chance"], ".2f"),
            )  # fmt: skip


def _sign(name: str) -> str:
    party, _space, sign = name.rpartition(" ")
    return _("{what} by {party}").format(what=_(sign), party=party.upper())


def _share(text: str, one: str, other: str, found: dict[str, Any], **more: object) -> Iterator[str]:
    """Yield a sentence on two counts with the first one's share of both; nothing of few."""
    if found["share_of_first"] is None:
        return
    mine, theirs = found["counts"].values()
    low, high = (figure(bound, ".3f") for bound in found["interval_95"])
    share = _("{party}'s share is {share} [{low}, {high}]").format(
        party=one, share=figure(found["share_of_first"], ".3f"), low=low, high=high
    )
    yield text.format(one=one, mine=mine, other=other, theirs=theirs, share=share, **more)


# --- what was owed ----------------------------------------------------------------------------------------------------


def _replies(said: dict[str, Any]) -> Iterator[str]:
    if "cannot_say" in said:
        text = _("How long replies take, and how duties were met, cannot be said: {why}.")
        yield text.format(why=_(said["cannot_say"]))
        return
    for party, one in said["by_debtor"].items():
        yield _owed(party.upper(), one)
    for one in said["do_sides_differ"]:
        chance = _("cannot be said")
        if one["p_value"] is not None:
            tested = ("log-rank", one["log_rank_chi2"]), ("p", one["p_value"])
            chance = figures(f"{name} {figure(value)}" for name, value in tested)
        yield _("Whether the times of {parties} differ (n {numbers}): {chance}.").format(
            parties=both(map(str.upper, one["parties"])), numbers=both(map(str, one["n"])), chance=chance
        )


def _owed(party: str, one: dict[str, Any]) -> str:
    """Return how many requests a party owed an answer, how they ended, and how long it took."""
    ended = figures(_("{n} {state}").format(n=n, state=_(how)) for how, n in one["ended"].items())
    parts = [
        ended or _("none ended"),
        _("{n} open").format(n=one["open"]),
        _("{n} without a receipt").format(n=one["without_receipt"]),
    ]
    if one["ended_by_what_does_not_count"]:
        parts.append(_("{n} ended by what does not count").format(n=one["ended_by_what_does_not_count"]))
    text = _("{party} owed {n}: {parts}.")
    return text.format(party=party, n=one["owed"], parts=clauses([figures(parts), *_how_long(one)]))


def _how_long(one: dict[str, Any]) -> Iterator[str]:
    """Yield the median, or where it is not reached the mean up to a named time; nothing of few."""
    mean = one["mean_hours_up_to"]
    if one["median_hours"] is not None:
        hours = figure(one["median_hours"], "g")
        yield _("half of them within {hours} hours (n {n})").format(hours=hours, n=one["n"])
    elif mean is not None:
        text = _("half was not reached, open on average {mean} of the first {hours} hours (n {n})")
        yield text.format(mean=figure(mean["mean"], "g"), hours=figure(mean["hours"], "g"), n=one["n"])


def _suspended(one: dict[str, Any]) -> str:
    opened = one["stayed_open"]
    until = _("until {at}").format(at=one["until_at"]) if one["until_at"] else _("in force at the end")
    if one["days"] is not None:
        until = _("{until} ({days} days)").format(until=until, days=figure(one["days"], "g"))
    stayed = [", ".join(opened["channels"]) or _("nothing")]
    if opened["topics"]:
        stayed.append(_("topics {names}").format(names=", ".join(opened["topics"])))
    return _(
        "{party} suspended {scope} since {since}, {until}. Open stayed: {stayed}; what it said there meanwhile: "
        "{counts}."
    ).format(
        party=one["party"].upper(), scope=scope_said(one["suspended"]), since=day_said(one["since_at"]), until=until,
        stayed=clauses(stayed), counts=_counts(one["said_there_meanwhile"]) or _("nothing"),
    )  # fmt: skip


def scope_said(suspended: dict[str, list[str]]) -> str:
    """Return what a suspension takes in."""
    return clauses(" ".join((_(sort), ", ".join(names))) for sort, names in suspended.items() if names) or _("nothing")


# --- events -----------------------------------------------------------------------------------------------------------


def _tension(said: dict[str, Any]) -> Iterator[str]:
    classes: dict[str, int] = {}
    for row in said["by_month"].values():
        for name, count in row.items():
            classes[name] = classes.get(name, 0) + count
    if not classes:
        return
    counts = _counts({_(name): count for name, count in classes.items()})
    yield _("By class of event (a proposed crosswalk to CAMEO, n {n}): {counts}.").format(n=said["n"], counts=counts)
    index = said["index"]
    if index is None:
        yield _("No index of tension: there is no time that all share.")
        return
    parts = figures(_(name) + " " + figure(part, "+.2f") for name, part in index["by_class"].items())
    own = figures(party.upper() + " " + figure(part, "+.2f") for party, part in index["by_party"].items())
    recent = figures(party.upper() + " " + figure(part, ".2f") for party, part in index["recent_weight"].items())
    days = index["half_life_days"]
    yield ngettext(
        "Index of tension at the end, each weight halved every {n} day, above 0 cooperation and below 0 conflict: "
        "{value}, made of {parts}; by party {own}.",
        "Index of tension at the end, each weight halved every {n} days, above 0 cooperation and below 0 conflict: "
        "{value}, made of {parts}; by party {own}.",
        days,
    ).format(n=days, value=figure(index["value"], "+.2f"), parts=parts or _("nothing"), own=own or _("nothing"))
    yield _("Recent weight, the same with every weight 1: {recent}.").format(recent=recent or _("nothing"))


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
    rows = [_counting(party, counted.get(party, 0), why) for party, why in left["by_party"].items()]
    yield _("Not all acts count: {rows}.").format(rows=clauses(rows))
    if left["asked"]:
        yield _("Asks among those left out, injects aside: {counts}.").format(counts=_asked(left["asked"]))
    for one in left["suspended"]:
        yield _("Left out is also that {party} suspended {scope} since {since}: {why}.").format(
            party=one["party"].upper(), scope=scope_said(one["suspended"]), why=_(one["why"]),
            since=day_said(one["since_at"]) + _headline(one, whence=whence),
        )  # fmt: skip


def _headline(one: dict[str, Any], *, whence: bool) -> str:
    if not one.get("headline"):
        return ""
    told = _("{headline}; from {sources}") if whence else "{headline}"
    return f" ({told.format(headline=one['headline'], sources=sources_said(one))})"


def _counting(party: str, count: int, why: dict[str, int]) -> str:
    reasons = figures(_("{n} {state}").format(n=n, state=_(reason)) for reason, n in why.items())
    text = ngettext("of {all} by {party} {n} counts ({reasons})", "of {all} by {party} {n} count ({reasons})", count)
    return text.format(all=count + sum(why.values()), party=party.upper(), n=count, reasons=reasons)


def sources_said(one: dict[str, Any]) -> str:
    """Return by whom and when something was published: what stands before the colon of a source's title."""
    titles = (each["title"].partition(":")[0].partition(" (copy")[0] for each in one.get("sources", ()))
    return clauses(dict.fromkeys(titles)) or "–"
