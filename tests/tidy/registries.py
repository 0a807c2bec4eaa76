"""Words of ours that no call marks: titles, labels and sentences of desks, kinds and packs, and words of enums.

They stand in the values themselves, in English, because what is pure speaks no other language; a page shows them by
the filter `said`. A pack's words that have a language of their own are not asked for again.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final

from detente.console.receipts import Standing
from detente.council.board import Need
from detente.council.decision.outcome import Result
from detente.council.duty import DutyState
from detente.council.kinds import COMMON, Field, Rank, Speech
from detente.council.registry import DESKS, KINDS
from detente.council.silence import TITLES

ENUMS: Final[tuple[type[StrEnum], ...]] = (DutyState, Need, Rank, Result, Speech, Standing)
"""Enums whose values are words for people; those that are names for programs have their words beside them."""


def words_of_registries() -> Iterator[str]:
    """Yield each of them, some more than once; what has no letters is the same in every language."""
    yield from (str(word) for word in _words() if re.search("[a-z]{2}", word))


def _words() -> Iterator[str]:
    for desk in DESKS.values():
        yield desk.TITLE
    for kind in KINDS.values():
        yield kind.title
        yield kind.text.get("en", "")
        yield from _fields(kind.fields.values())
    yield from _fields(COMMON.values())
    yield from TITLES.values()
    for enum in ENUMS:
        yield from enum


def _fields(fields: Iterable[Field]) -> Iterator[str]:
    for one in fields:
        yield one.label
        yield from one.choices
        yield from _fields(one.fields.values())
