"""A regime for tests of desks that answer, meet, inspect and observe, and the charter that names it."""

from typing import Any

from tests.matter import charter_of

from detente.protocol.charter import Charter

FORMS = (
    "explanation-reply", "bilateral-meeting-request", "plenary-meeting-request", "meeting-report",
    "inspection-request", "inspection-reply", "inspection-report", "evaluation-request", "evaluation-reply",
    "evaluation-report", "observation-invitation", "observation-reply", "observation-report",
)  # fmt: skip
RULES = (
    ("E-1", "explanation-reply", "answer", "{ hours = 24, after = 'received' }",
     "answers = ['replied', 'rule not applicable']"),
    ("E-2", "bilateral-meeting-request", "meet", "{ hours = 36, after = 'received' }", ""),
    ("E-3", "meeting-report", "report", "{ days = 2, after = 'held' }", ""),
    ("I-1", "inspection-request", "request",
     "{ at_least = { hours = 36 }, at_most = { days = 5 }, before = 'entry' }", "quota = 'inspections'"),
    ("I-2", "inspection-reply", "reply", "{ hours = 24, after = 'received' }", ""),
    ("I-3", "inspection-report", "report", "{ days = 14, after = 'departure' }", ""),
    ("I-4", "", "constrain", "", "when = { field = 'inspectors', more_than = 4 }"),
    ("V-1", "evaluation-request", "request",
     "{ at_least = { days = 5 }, at_most = { days = 7 }, before = 'entry' }", "quota = 'evaluations'"),
    ("V-2", "evaluation-reply", "reply", "{ hours = 48, after = 'received' }", ""),
    ("V-3", "evaluation-report", "report", "{ days = 14, after = 'departure' }", ""),
    ("O-1", "observation-reply", "answer", "{ days = 21, after = 'issued' }", ""),
    ("O-2", "observation-report", "report", "{ days = 30, after = 'end' }", ""),
)  # fmt: skip

HEAD = """
[pack]
id = "bay"
version = "1"
instrument = "Arrangement of the Bay"
nature = "political"
languages = ["en"]

[zone]
name = "Bay"
boxes = [{ south = 54.0, north = 56.0, west = 18.0, east = 21.0 }]

[sources]
text = "Arrangement of the Bay"

[quotas.inspections]
per = "year"
passive = 3
per_party = 1
confidence = "high"
source = "text"

[quotas.evaluations]
per = "year"
formula = { units_per_visit = 60, most = 15, same_party_divisor = 5, at_once = 1 }
per_object = 2
per_object_and_party = 1
confidence = "high"
source = "text"
"""

FORM = """
[formats.{name}]
title = "{name}"
version = 1
confidence = "high"
source = "text"
fields = [{{ name = "text", sort = "text", heading = "Text" }}]
"""


def pack_text() -> str:
    """Return the pack's TOML."""
    rules = [
        "\n".join(
            line
            for line in (
                "[[rules]]", f"id = '{name}'", f"title = 'Rule {name}'", f"does = '{does}'", "who = 'asked'",
                f"format = '{form}'" if form else "", f"due = {due}" if due else "", more,
                "confidence = 'high'", "source = 'text'",
            ) if line
        )
        for name, form, does, due, more in RULES
    ]  # fmt: skip
    return "\n".join([HEAD, *(FORM.format(name=name) for name in FORMS), *rules])


def agreed(*parties: str, **tables: Any) -> Charter:
    """Return the charter of a council on paper that names the regime `bay`."""
    return charter_of(*parties, tables={"regimes": {"bay": {"text": pack_text()}}, **tables})
