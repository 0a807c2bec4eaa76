"""Words of ours that no call marks: titles, labels and sentences of desks, kinds, sheets and packs, and of enums.

They stand in the values themselves, in English, because what is pure speaks no other language; a page shows them by
the filter `said`. A pack's words that have a language of their own are not asked for again.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from tests.tidy.domain_words import words_of_domain
from tests.tidy.house import Module, dotted, imports, modules

from detente.console.told.receipts import Standing
from detente.council.board import Need
from detente.council.concern.standing import AssuranceStanding, ConcernStanding
from detente.council.concern.state import Outcome
from detente.council.decision.outcome import Result
from detente.council.duty import DutyState
from detente.council.kinds import COMMON, Field, Rank, Speech
from detente.council.papers import appointment, minutes
from detente.council.registry import DESKS, KINDS
from detente.council.sharing.state import Extent
from detente.council.silence import TITLES
from detente.languages.saying import LEVEL, UNIT
from detente.protocol.acts import Precedence
from detente.protocol.charter import LEVELS
from detente.regimes import bearing
from detente.regimes.activity import Basis
from detente.regimes.conditions import fields_of
from detente.regimes.form import Confidence, FormField
from detente.regimes.library import shipped
from detente.regimes.pack import Rule, To, Who
from detente.regimes.places import Lies
from detente.regimes.ruling import Verdict
from detente.regimes.times import events_of

SECTION: Final = "detente.council.desk.Section"
NAME: Final = re.compile("[a-z0-9]+([-_][a-z0-9]+)+")
ENUMS: Final[tuple[type[StrEnum], ...]] = (
    *(AssuranceStanding, ConcernStanding, Confidence, DutyState, Extent, Lies, Need, Outcome, Rank, Result, Speech),
    *(Basis, Standing, To, Verdict, Who, appointment.Standing, bearing.Standing, minutes.Result),
)
"""Enums whose values are words for people; those that are names for programs have their words beside them."""
LONE: Final = (
    *("accepts", "declines", "accepts and declines", "convenes"),
    *("alike", "conduct", "date", "differs", "unanswered"),
    *("acts", "attachments", "contradictions", "entries", "feeds", "heads", "pages", "receipts", "signatures", "tiles"),
    *("amended", "committed", "consented", "final", "inject", "reconstructed", "revealed", "sourced", "staged"),
    *("channels", "charter", "levels", "topics", "cited", "deemed", "receipt", ", originator control", "Rang"),
    *(appointment.MEETING, appointment.ACTIVITY, appointment.INSPECTION, appointment.DEADLINE),
)
"""Single words that stand in cells: how a party answers an invitation, what a calendar has, and how things stand."""
OURS: Final = ("recalled", "proposal")
"""Sources of a shipped pack that are no names of texts."""


CONTEXTS: Final = {LEVEL: (*LEVELS, *(one for one in Rank if one is not Rank.HEAD))}
"""Levels as charters usually name them."""


def words_in_context() -> Iterator[tuple[str, str]]:
    """Yield what means something else beside other words, with its context: levels and units."""
    yield from ((str(word), context) for context, words in CONTEXTS.items() for word in words)
    for pack in shipped().values():
        for one in pack.formats.values():
            yield from ((unit, UNIT) for unit in _units(one.fields) if re.search("[a-z]", unit))


def _units(fields: Iterable[FormField]) -> Iterator[str]:
    for one in fields:
        yield one.unit
        yield from _units(one.fields)


def words_of_registries() -> Iterator[str]:
    """Yield each of them, some more than once; what has no letters, and what is a name for programs, is left out."""
    titles = {kind.title for kind in KINDS.values()}
    for word in map(str, _words()):
        if re.search("[a-z]{2}", word) and (word in titles or not NAME.fullmatch(word)):
            yield word


def _words() -> Iterator[str]:
    for desk in DESKS.values():
        yield desk.TITLE
    yield from words_of_domain()
    yield from (one.name.lower() for one in Precedence)
    for kind in KINDS.values():
        yield kind.title
        yield kind.purpose
        yield kind.verb
        yield kind.text.get("en", "")
        yield from _fields(kind.fields.values())
    yield from _fields(COMMON.values())
    for title in TITLES.values():
        yield from (title, re.split("[;:]", title)[0])
    yield from (f", {rank}" for rank in Rank)
    yield from LONE
    for enum in ENUMS:
        yield from enum
    for module in modules():
        if any(name == SECTION for name, _line in imports(module)):
            yield from _of_sheets(module)
    for pack in shipped().values():
        yield pack.instrument
        for rule in pack.rules.values():
            yield rule.title
            yield from (name.replace("_", " ") for name in _facts(rule))
        yield from (pack.sources[name] for name in OURS if name in pack.sources)
        for one in pack.formats.values():
            yield one.title.get("en", "")
            yield one.note
            yield from _of_form(one.fields)
        yield from (rule.note for rule in pack.rules.values())


def _facts(rule: Rule) -> Iterator[str]:
    """Yield the fields by which a rule is found, and the events from which its times are counted."""
    for one in (rule, *rule.exceptions):
        yield from sorted(fields_of(one.when) if one.when is not None else ())
        yield from sorted(events_of(one.due) if one.due is not None else ())


def _of_form(fields: Iterable[FormField]) -> Iterator[str]:
    for one in fields:
        yield from (one.heading.get("en", ""), one.help.get("en", ""), *one.choices)
        yield from _of_form(one.fields)


def _of_sheets(module: Module) -> Iterator[str]:
    """Yield headings, columns and notes of a desk's sections, and the names of its facts: pairs that begin with one."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Call() if dotted(node.func) == "Section":
                for part in (*node.args, *(one.value for one in node.keywords)):
                    yield from _texts(part)
            case ast.Tuple([ast.Constant(str(name)), _]):
                yield name


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(str(text)):
            yield text
        case ast.Tuple(parts) if all(isinstance(one, ast.Constant) for one in parts):
            for one in parts:
                yield from _texts(one)


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    for one in fields:
        yield one.label
        yield from one.choices
        yield from _fields(one.fields.values())
