"""How far an act may go, by what its desk reads in its body, for whoever says, shows or prints it."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec.structs import replace

from detente.council.desk import Handled
from detente.council.registry import desk_of
from detente.node.events import Draft
from detente.node.folding import Folding

APART: Final = "; "
"""Stands in a marking between what the body says and what an officer typed."""


def has_rule(kind: str) -> bool:
    """Say if the desk of a kind reads in an act's body how far it may go; else it may go as far as any."""
    return hasattr(desk_of(kind), "handled")


def handled(folding: Folding, council: str, kind: str, re: str | None, body: Mapping[str, Any]) -> Handled:
    """Return how far an act may go, by its body and the matter in which it stands."""
    desk: Any = desk_of(kind)
    if not has_rule(kind):
        return Handled()

    def matter() -> Any:
        return folding.matter_of(council, re).states.get(desk.NAME) if re else None

    found: Handled = desk.handled(kind, re, body, matter)
    return found


def marked(folding: Folding, draft: Draft) -> Draft:
    """Return a draft with the marking that its body asks for before what its officer typed."""
    found = handled(folding, draft.council, draft.kind, draft.re, draft.body)
    if not found.marking:
        return draft
    typed = (one for one in draft.marking.split(APART) if one)
    return replace(draft, marking=APART.join(dict.fromkeys((found.marking, *typed))))


def words_of(found: Handled, marking: str) -> tuple[str, ...]:
    """Return what stands at the head of an act, a part each: how far it may go, and what else it is marked with."""
    more = (one for one in marking.split(APART) if one and one != found.marking)
    return (*found.words, *more)
