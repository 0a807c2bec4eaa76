"""The balance of give and take: counts for each topic and party, as one record holds them; never a score.

Nothing is weighed: an item of a line and one that took a year are one each. What a party does not read is not counted,
so two parties see two balances, and each says so. Drills are not counted.
"""

from collections import Counter
from collections.abc import Iterable

from detente.council.kinds import drill_of, text_of
from detente.council.said import Said
from detente.council.sharing.state import ANSWER, CORRECTION, ITEM, ONWARD, RECALL, REQUEST, Extent, SharingState

COLUMNS = (
    "asked", "was_asked", "answered", "answered_in_part", "declined", "cannot_confirm_or_deny", "open",
    "items", "corrected", "recalled", "asked_to_pass_on",
)  # fmt: skip
"""What is counted of a party; `open` are requests to it that it has not answered."""
_EXTENTS = {
    Extent.WHOLE: "answered", Extent.PART: "answered_in_part", Extent.DECLINED: "declined",
    Extent.NEITHER: "cannot_confirm_or_deny",
}  # fmt: skip


def balance(states: Iterable[SharingState]) -> dict[str, dict[str, Counter[str]]]:
    """Return by topic and party how often each of `COLUMNS` is the case, over dossiers in any order."""
    found: dict[str, dict[str, Counter[str]]] = {}
    for state in states:
        for act in state.of(REQUEST, ITEM, ANSWER, CORRECTION, RECALL, ONWARD):
            if not drill_of(act.body) and (topic := topic_name(state, act)):
                _count(state, act, found.setdefault(topic, {}))
    return found


def topic_name(state: SharingState, act: Said) -> str:
    """Return the topic of an act: its own, or that of what it answers or speaks of; empty where there is none."""
    about = state.request_of(act) if act.kind == ANSWER else state.given_of(act)
    if act.kind in (REQUEST, ITEM) or about is None:
        return text_of(act.body, "topic")
    return text_of(about.body, "topic") or topic_name(state, about)


def _count(state: SharingState, act: Said, of: dict[str, Counter[str]]) -> None:
    mine = of.setdefault(act.party, Counter())
    if act.kind == REQUEST:
        mine["asked"] += 1
        for party in sorted(state.asked_by(act)):
            _count_asked(state, act, party, of.setdefault(party, Counter()))
    word = {ITEM: "items", CORRECTION: "corrected", RECALL: "recalled", ONWARD: "asked_to_pass_on"}.get(act.kind)
    if word is not None:
        mine[word] += 1


def _count_asked(state: SharingState, request: Said, party: str, mine: Counter[str]) -> None:
    mine["was_asked"] += 1
    extent = state.extent_of(request.ref, party).settled
    if extent is not None:
        mine[_EXTENTS[extent]] += 1
    elif party in state.lacking(request):
        mine["open"] += 1
