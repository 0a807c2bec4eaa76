"""The searches' desk: searches that a party keeps under a name, in its private channel `own`. One's own affair.

Source: design section 4, "Own side". What was last looked at stands beside the record, as it is no act of anybody.
"""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Speech, short, table_of, text_of
from detente.council.said import Said, by_past
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import SEARCH_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "searches", "Saved searches"
SAVED, RENAMED, REMOVED = "search-saved", "search-renamed", "search-removed"
FILTERS: Final = ("party", "desk", "topic", "channel", "kind", "state", "precedence", "since", "until")

KINDS = table_of(
    Kind(
        SAVED, "search kept under a name", Speech.INFORMS, "01",
        {
            "name": short("Name", required=True),
            "words": Field("Words", required=False, characters_max=SEARCH_CHARACTERS_MAX),
            **{name: short(name.capitalize()) for name in FILTERS},
        },
        place=Place.OWN, made=True, text={"en": "search kept: {name}"},
    ),
    Kind(
        RENAMED, "new name of a search", Speech.INFORMS, "01", {"name": short("Name", required=True)},
        place=Place.OWN, needs_re=True, answers=(SAVED,), opens=False, made=True, text={"en": "search {re}: {name}"},
    ),
    Kind(
        REMOVED, "removal of a search", Speech.INFORMS, "01", {},
        place=Place.OWN, needs_re=True, answers=(SAVED,), opens=False, made=True, text={"en": "search {re} removed"},
    ),
)  # fmt: skip


class SearchState(Struct, frozen=True):
    """One search: what is sought, what it was called, and whether it was removed."""

    saved: Said | None = None
    names: Mapping[str, Said] = field(default_factory=dict)
    removed: bool = False

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: the newest name by the order of proof is the name."""
        return ()

    @property
    def name(self) -> str:
        """Return what it is called."""
        said = max((*self.names.values(), *([self.saved] if self.saved else ())), key=by_past, default=None)
        return "" if said is None else text_of(said.body, "name")


def begin(charter: Charter) -> SearchState:  # noqa: ARG001  the desk contract
    """Return the state before anything was kept."""
    return SearchState()


def may(state: SearchState, act: Said) -> Refused | None:
    """Return why the act does not count: only a search that is kept is renamed or removed."""
    if act.kind == SAVED or (state.saved is not None and act.re == state.saved.ref and not state.removed):
        return None
    return Refused(
        "search-not-kept", expected="a search that is kept", got=act.re or act.ref, remedy="detente searches list"
    )


def fold(state: SearchState, act: Said) -> SearchState:
    """Return the state with one more act."""
    match act.kind:
        case "search-saved":
            first = act if state.saved is None else min(state.saved, act, key=by_past)
            return replace(state, saved=first)
        case "search-renamed":
            return replace(state, names={**state.names, act.ref: act})
        case "search-removed":
            return replace(state, removed=True)
        case _:
            return state


def duties(state: SearchState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing."""
    return ()


def turn(state: SearchState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: SearchState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: a search is renamed and removed where searches are listed."""
    return ()


def stands(state: SearchState, journal: Journal) -> bool:  # noqa: ARG001  the desk contract
    """Say if the search is kept."""
    return state.saved is not None and not state.removed


def render(state: SearchState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the search for eyes."""
    if state.saved is None:
        return Sheet(titled(""), "nothing kept")
    sought = {name: text_of(state.saved.body, name) for name in ("words", *FILTERS)}
    facts = tuple((name.capitalize(), value) for name, value in sought.items() if value)
    data: dict[str, Any] = {"name": state.name, "sought": sought, "removed": state.removed}
    return Sheet(titled(quoted(state.name)), "removed" if state.removed else "kept for oneself", facts, data=data)
