"""The generated tables about agreements: what a pack asks, and what it asks of real exercises."""

from typing import Final

from detente.regimes.assess import assess, summarise
from detente.regimes.clocks import said
from detente.regimes.exercises import exercises
from detente.regimes.library import find
from detente.regimes.pack import Does, Rule
from detente.regimes.report import report, within

PACK: Final = "vienna-2011"
FIRST, LAST = 2014, 2018


def rules() -> str:
    """Return the rules of vienna-2011: what, who to whom, by when, how sure, from where."""
    rows = [_rule(rule) for rule in find(PACK).rules.values()]
    return "\n".join(
        ["| rule | what | who, to whom | by when | confidence | source |", "|---|---|---|---|---|---|", *rows]
    )


def _rule(rule: Rule) -> str:
    due = said(rule.due) if rule.due is not None else _limit(rule)
    exceptions = "".join(f"; {one.rule}: {said(one.due)}" for one in rule.exceptions if one.due is not None)
    sources = ", ".join(rule.basis.sources)
    basis = f"{rule.basis.confidence} | {sources}"
    return f"| `{rule.id}` | {rule.title} | {rule.who}, {rule.to} | {due}{exceptions} | {basis} |"


def _limit(rule: Rule) -> str:
    if rule.limit is None:
        return "a limit" if rule.does is Does.CONSTRAIN else "at any time"
    years = {0: "at once", 1: "in a year"}.get(rule.limit.years, f"in {rule.limit.years} years")
    return f"at most {rule.limit.most} {years}"


def formats() -> str:
    """Return the formats of vienna-2011: name, title, how many fields, and the alias that nobody has confirmed."""
    rows = [
        f"| `{one.name}` | {one.title['en']} | {len(one.fields)} | {'yes' if one.nil else ''} | {one.alias} |"
        f" {one.basis.confidence} |"
        for one in find(PACK).formats.values()
    ]
    return "\n".join(
        ["| format | title | fields | nil return | alias | confidence |", "|---|---|---|---|---|---|", *rows]
    )


def notifications() -> str:
    """Return the exercises of 2014 to 2018 with what the rules ask, and how many have which figure."""
    pack, chosen = find(PACK), within(exercises(), FIRST, LAST)
    found = assess(chosen, pack)
    rows = [
        f"| {row.id} | {row.name} | {row.start} | {row.rule or row.verdict} | {row.due or '–'} | {row.observers} |"
        f" {row.figure}, {row.basis} | {row.confidence or '–'} | {row.reason} |"
        for row in report(chosen, found)
    ]
    summary = summarise(found, pack)
    leads = [f"| {one.lead} | {one.activities} | {one.counted} | {one.announced_only} |" for one in summary.leads]
    whole = (
        f"{summary.activities} activities: {summary.duty} with a duty, {summary.no_duty} without, "
        f"{summary.cannot_say} of which it cannot be said."
    )
    head = "| id | activity | began | rule | by | observers | figure | confidence | why |"
    more = "| lead, as the list has it | activities | counted | announced only |"
    return "\n".join([head, "|---" * 9 + "|", *rows, "", whole, "", more, "|---" * 4 + "|", *leads])
