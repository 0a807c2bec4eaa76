"""The desks there are. Whoever needs to know a kind asks here; nothing outside a desk knows its kinds by name."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, cast

from detente.council.agreements import check_agreements
from detente.council.background import Background
from detente.council.desk import Desk, Sheet
from detente.council.desks import (
    access,
    briefings,
    clearances,
    clocks,
    concerns,
    contacts,
    decisions,
    erasures,
    explanations,
    handovers,
    incidents,
    inspections,
    line,
    line_tests,
    lists,
    mandates,
    meetings,
    notifications,
    observations,
    officers,
    own,
    press,
    publications,
    releases,
    searches,
    sharing,
    silences,
    standing,
    voices,
    watches,
    watchlog,
)
from detente.council.desks import charter as charter_desk
from detente.council.kinds import Kind
from detente.council.said import Said, in_order
from detente.council.settings import check_settings, kinds_to_hold
from detente.errors import Refused
from detente.protocol.charter import Charter

_MODULES = (
    line,
    own,
    searches,
    officers,
    standing,
    silences,
    line_tests,
    contacts,
    watches,
    watchlog,
    handovers,
    releases,
    clearances,
    access,
    charter_desk,
    meetings,
    decisions,
    lists,
    publications,
    press,
    mandates,
    voices,
    explanations,
    clocks,
    inspections,
    observations,
    notifications,
    concerns,
    briefings,
    erasures,
    sharing,
    incidents,
)
DESKS: Mapping[str, Desk] = {desk.NAME: cast("Desk", desk) for desk in _MODULES}
KINDS: Mapping[str, Kind] = {name: kind for desk in DESKS.values() for name, kind in desk.KINDS.items()}
KINDS_TO_HOLD = kinds_to_hold(KINDS)
BACKGROUND: frozenset[str] = frozenset(name for name, kind in KINDS.items() if kind.background)
"""Kinds in whose light all later acts of their author are judged."""

BINDING: frozenset[str] = frozenset(name for name in BACKGROUND if KINDS[name].binds)
"""Those of them that bind another party too, once it cites them."""

STATUS = "status"
"""What the matters of every desk that has `FOUND_BY` can be found by too: where they stand, in the desk's words."""

FOUND_BY: Mapping[str, tuple[str, ...]] = {
    name: (STATUS, *desk.FOUND_BY) for name, desk in DESKS.items() if hasattr(desk, "FOUND_BY")
}
"""By desk, what a list of its matters can be filtered by."""


def traits_of(name: str, sheet: Sheet) -> dict[str, tuple[str, ...]]:
    """Return what a list of a desk's matters finds one of them by, which is what it says of it."""
    if name not in FOUND_BY or not sheet.data:
        return {}
    desk: Any = DESKS[name]
    found = {STATUS: (sheet.status,), **desk.traits(sheet.data)}
    assert found.keys() == set(FOUND_BY[name]), f"the {name} desk says that it is found by {FOUND_BY[name]}"
    return found


_DESK_OF = {name: desk.NAME for desk in DESKS.values() for name in desk.KINDS}


def desk_of(kind: str) -> Desk:
    """Return the desk to which a kind belongs; what nobody knows lies with the line's desk."""
    return DESKS[_DESK_OF.get(kind, line.NAME)]


@cache
def hearing(kind: str) -> tuple[Desk, ...]:
    """Return the desks whose state an act of a kind may change: its own, and those that also hear others' kinds."""
    own = desk_of(kind).NAME
    return tuple(desk for desk in DESKS.values() if own == desk.NAME or getattr(desk, "hears", _nothing)(kind))


def part_of(kind: str, state: Any, re: str | None, body: Mapping[str, Any]) -> str:
    """Return which part of its matter an act is about, in the matter's words, like `2. Sites`; empty for the whole.

    Args:
        state: of its desk in that matter; None where it is not there.
    """
    desk: Any = desk_of(kind)
    return str(desk.part(state, re, body)) if state is not None and hasattr(desk, "part") else ""


def kind_of(name: str) -> Kind:
    """Return a kind.

    Raises:
        Refused: `kind-unknown`.
    """
    known = KINDS.get(name)
    if known is None:
        raise Refused("kind-unknown", expected=f"one of {', '.join(KINDS)}", got=name, remedy="detente kinds")
    return known


def judged_by(kind: str, party: str, re: str | None) -> frozenset[str]:
    """Return the parties whose later acts are judged in the light of an act.

    Args:
        party: its author.
        re: reference of the act that it answers.
    """
    if kind not in BACKGROUND:
        return frozenset()
    bound = {re.partition("/")[0].lower()} if re is not None and kind in BINDING else set()
    return frozenset({party, *bound})


def rungs() -> Mapping[str, str]:
    """Return the kinds by which an officer's act proves a rung of receipt, with that rung."""
    return {name: kind.rung for name, kind in KINDS.items() if kind.rung}


def background(acts: Iterable[Said], charter: Charter) -> Background:
    """Return what binds a party by these acts, its own and others', that count; see `dossier.counting`."""
    ordered = in_order(acts)
    found = Background()
    for desk in DESKS.values():
        read: Any = getattr(desk, "background", None)
        if read is not None:
            found |= read([act for act in ordered if act.kind in desk.KINDS], charter)
    return found


def _nothing(kind: str) -> bool:  # noqa: ARG001  as a desk's `hears`
    return False


def check_charter(charter: Charter) -> None:
    """Be silent where every desk can read what the charter's tables say to it.

    Raises:
        Malformed: `charter-setting`.
    """
    check_settings(charter, KINDS)
    check_agreements(charter)
    for desk in DESKS.values():
        check: Any = getattr(desk, "check_charter", None)
        if check is not None:
            check(charter)
