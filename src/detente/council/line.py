"""The line desk: plain messages, that an officer saw them, and corrections. No act can suspend it.

Source: design sections 1 and 4; the watch practice of the 1963 direct line (every message acknowledged by its reader).
The state is a pure fold: sets and maps by reference, so that every order of proof gives the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from detente.council.desk import Field, Kind, NextAct, Said, Speech

MESSAGE, ACKNOWLEDGE, CORRECTION = "message", "acknowledge", "correction"

KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            MESSAGE,
            Speech.INFORMS,
            cameo="01",
            fields={"text": Field(str, "Text")},
            text={"en": "{party}: {text}"},
        ),
        Kind(
            ACKNOWLEDGE,
            Speech.ANSWERS,
            cameo="01",
            fields={"text": Field(str, "Remark", required=False)},
            needs_re=True,
            rung="acknowledged",
            text={"en": "{party} has read {re}"},
        ),
        Kind(
            CORRECTION,
            Speech.INFORMS,
            cameo="01",
            fields={"text": Field(str, "The text as it should have read")},
            needs_re=True,
            text={"en": "{party} corrects {re}: {text}"},
        ),
    )
}


@dataclass(frozen=True, slots=True)
class LineState:
    """What the line's acts of one dossier add up to.

    Args:
        acts: by reference.
        acknowledged: reference to the parties whose officer has read it.
        corrected: reference to the references of its corrections, by their author only.
    """

    acts: Mapping[str, Said] = field(default_factory=dict)
    acknowledged: Mapping[str, frozenset[str]] = field(default_factory=dict)
    corrected: Mapping[str, frozenset[str]] = field(default_factory=dict)


def may(state: LineState, act: Said) -> bool:
    """Say if the act counts: everybody may speak; only the author corrects, and nobody acknowledges himself."""
    if act.kind not in KINDS:
        return False
    answered = state.acts.get(act.re or "")
    match act.kind:
        case "acknowledge":
            return act.re is not None and (answered is None or answered.party != act.party)
        case "correction":
            return act.re is not None and (answered is None or answered.party == act.party)
        case _:
            return True


def fold(state: LineState, act: Said, receipts: Iterable[str] = ()) -> LineState:  # noqa: ARG001  the desk contract
    """Return the state with one more act; what may not be is left out, and the order of two acts makes no difference.

    An act that came before what it answers is looked at again when that arrives: dossiers are folded anew.
    """
    if not may(state, act):
        return state
    state = replace(state, acts={**state.acts, act.ref: act})
    if act.re is None or act.kind == MESSAGE:
        return state
    if act.kind == ACKNOWLEDGE:
        parties = state.acknowledged.get(act.re, frozenset()) | {act.party}
        return replace(state, acknowledged={**state.acknowledged, act.re: parties})
    corrections = state.corrected.get(act.re, frozenset()) | {act.ref}
    return replace(state, corrected={**state.corrected, act.re: corrections})


def duties(state: LineState) -> tuple[str, ...]:  # noqa: ARG001  the desk contract
    """Return what somebody owes: a plain message creates no duty."""
    return ()


def turn(state: LineState) -> frozenset[str]:
    """Return whose turn it is: addressees of a message that none of their officers has acknowledged or answered."""
    waiting: set[str] = set()
    for act in state.acts.values():
        if act.kind == MESSAGE:
            answered = {other.party for other in state.acts.values() if other.re == act.ref}
            waiting |= set(act.to) - state.acknowledged.get(act.ref, frozenset()) - answered
    return frozenset(waiting)


def next_acts(state: LineState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now, by reference."""
    found = [NextAct(MESSAGE)]
    for ref, act in sorted(state.acts.items()):
        if act.kind == ACKNOWLEDGE:
            continue
        if act.party == party:
            found.append(NextAct(CORRECTION, ref))
        elif party not in state.acknowledged.get(ref, frozenset()):
            found.append(NextAct(ACKNOWLEDGE, ref))
    return tuple(found)


def render(act: Said, language: str = "en") -> str:
    """Return the act in one line, in that language where there is a template for it, else in English."""
    kind = KINDS[act.kind]
    template = kind.text.get(language, kind.text["en"])
    return template.format(party=act.party.upper(), re=act.re or "", text=str(act.body.get("text", "")))
