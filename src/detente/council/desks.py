"""The desks there are. Whoever needs to know a kind asks here; nothing outside a desk knows its kinds by name."""

from collections.abc import Mapping
from typing import Any

from detente.council import charter_desk, line, own
from detente.council.desk import Kind
from detente.errors import Refused

DESKS = (line, charter_desk, own)
KINDS: Mapping[str, Kind] = {name: kind for desk in DESKS for name, kind in desk.KINDS.items()}


def check_draft(kind: str, body: Mapping[str, Any], *, re: str | None) -> None:
    """Be silent where an act may be drafted so; others' acts are never judged here, they are kept whatever they say.

    Raises:
        Refused: `kind-unknown`, `re-missing`, and the codes of `Kind.check_body`.
    """
    known = KINDS.get(kind)
    if known is None:
        raise Refused("kind-unknown", expected=f"one of {', '.join(KINDS)}", got=kind, remedy="detente send --help")
    if known.needs_re and re is None:
        raise Refused(
            "re-missing", expected=f"the act that this {kind} refers to", got="nothing", remedy="give it with --re"
        )
    known.check_body(body)


def rungs() -> Mapping[str, str]:
    """Return the kinds by which an officer's act proves a rung of receipt, with that rung."""
    return {name: kind.rung for name, kind in KINDS.items() if kind.rung}
