"""The handovers' desk: a watch that goes from officer to officer in the pages, each in a session of their own.

Source: the handover of a watch as it is written into a log, by who leaves and who takes over (docs/council/officers.md
section 3). The watches' desk keeps what two officers signed with keys of their own in files; here each answers with a
passkey, or by the session alone in a rehearsal, and nobody has to be in the room with the other's key.

    who                                     may
    who has the watch, or anybody where     offer it to another officer, with what is open and notes; a later offer
    nobody has it in this dossier           takes the place of an earlier one
    the officer to whom it was offered      take it
    any officer                             begin a watch that nobody handed over, in a dossier of its own; it says so

It is the party's own and told to nobody.
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import ASKED_BY, Field, Kind, Place, Sort, Speech, short, table_of, text_of
from detente.council.register import Register
from detente.council.said import Said
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX
from detente.protocol import cbor
from detente.protocol.charter import Charter

NAME, TITLE = "handovers", "Handovers of the watch"
OFFERED, TAKEN = "watch-offered", "watch-taken"
NOTES_CHARACTERS_MAX: Final = 4_000
WHAT_CHARACTERS_MAX: Final = 200
_ID: Final = Field("Which watch", characters_max=32)

OPEN: Final[Mapping[str, Field]] = {
    "ref": Field("Act or matter", required=False, characters_max=200),
    "what": Field("What is owed, where no act is its reason", required=False, characters_max=WHAT_CHARACTERS_MAX),
    "need": Field("What it needs", characters_max=40),
    "by_at": Field("Until when", Sort.INSTANT, required=False),
    **ASKED_BY,
}
"""Fields of one thing that is open when a watch is handed over."""
EVIDENCE: Final[Mapping[str, Field]] = {
    "session": Field("Session in which it was signed", required=False, characters_max=32),
    "passkey": Field("Passkey of the officer", required=False, characters_max=200),
    "nonce": Field("What made its question fresh", Sort.BYTES, required=False),
    "authenticator": Field("What the passkey signed of itself", Sort.BYTES, required=False),
    "client": Field("What the browser asked of it", Sort.BYTES, required=False),
    "signature": Field("The passkey's signature", Sort.BYTES, required=False),
}

KINDS = table_of(
    Kind(
        OFFERED, "offer of a watch", Speech.INFORMS, "01",
        {
            "watch": _ID,
            "taker": Field("Who is to take it", characters_max=NAME_CHARACTERS_MAX),
            "text": Field("Notes", required=False, characters_max=NOTES_CHARACTERS_MAX),
            "since_at": Field("Since when the officer had it", Sort.INSTANT, required=False),
            "open": Field("What is open", Sort.TABLE, many=True, required=False, fields=OPEN),
            **EVIDENCE,
        },
        place=Place.OWN, answers=(TAKEN, OFFERED), made=True, text={"en": "the watch {watch} is offered to {taker}"},
    ),
    Kind(
        TAKEN, "taking of a watch", Speech.INFORMS, "01",
        {"watch": _ID, "text": short("Remark"), **EVIDENCE},
        place=Place.OWN, answers=(OFFERED,), made=True, text={"en": "the watch {watch} was taken"},
    ),
)  # fmt: skip


class Offer(Struct, frozen=True):
    """A watch that was offered.

    Args:
        open: what was open then, as the offer lists it.
    """

    ref: str
    watch: str
    giver: str
    to: str
    at: Instant
    text: str = ""
    open: tuple[Mapping[str, Any], ...] = ()
    body: Mapping[str, Any] = {}


class Holder(Struct, frozen=True):
    """Who took a watch.

    Args:
        giver: who handed it over, empty where nobody did.
    """

    ref: str
    watch: str
    officer: str
    at: Instant
    giver: str = ""
    text: str = ""


class HandoversState(Struct, frozen=True):
    """The watches of one dossier, by watch: offers that no later act followed, and who took them last."""

    offers: Mapping[str, Register[Offer]] = field(default_factory=dict)
    holders: Mapping[str, Register[Holder]] = field(default_factory=dict)
    known: Mapping[str, Offer] = field(default_factory=dict)
    """Every offer, by reference."""

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return watches that two officers took by acts that did not know each other."""
        return tuple(
            f"watch {watch}: {', '.join(one.refs)} differ"
            for watch, one in sorted(self.holders.items())
            if len({held.officer for held in one.values.values()}) > 1
        )


def begin(charter: Charter) -> HandoversState:  # noqa: ARG001  the desk contract
    """Return the state before the first act."""
    return HandoversState()


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: HandoversState, act: Said) -> Refused | None:
    """Return why an act does not count: who has a watch offers it, and who is offered it takes it."""
    if not act.officer:
        return Refused(
            "watch-nobody", expected="the officer who signs it", got="nobody named",
            remedy="name the officer with --officer, or in party.toml",
        )  # fmt: skip
    return _may_offer(state, act) if act.kind == OFFERED else _may_take(state, act)


def _may_offer(state: HandoversState, act: Said) -> Refused | None:
    holders = state.holders.get(text_of(act.body, "watch"), Register())
    having = sorted({one.officer for one in holders.values.values()})
    if having and act.officer not in having:
        return Refused(
            "watch-other-holder", expected=f"an offer by {' or '.join(having)}, who has the watch", got=act.officer,
            remedy="let that officer hand it over, or take the watch without a handover",
        )  # fmt: skip
    if act.officer == text_of(act.body, "taker"):
        return Refused(
            "watch-same-officer", expected=f"another officer than {act.officer}, who hands over", got=act.officer,
            remedy="name who takes the watch",
        )  # fmt: skip
    return None


def _may_take(state: HandoversState, act: Said) -> Refused | None:
    watch = text_of(act.body, "watch")
    offers = state.offers.get(watch, Register())
    if act.re is None:
        return None
    offer = offers.values.get(act.re)
    if offer is None:
        return Refused(
            "watch-not-offered", expected="an offer that stands", got=f"{act.re}: taken, or replaced by another",
            remedy="detente watch show",
        )  # fmt: skip
    if act.officer != offer.to:
        return Refused(
            "watch-for-other", expected=f"{offer.to}, to whom the watch is offered", got=act.officer,
            remedy="let that officer take it, or take the watch without a handover",
        )  # fmt: skip
    return None


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: HandoversState, act: Said) -> HandoversState:
    """Return the state with one more act."""
    if act.kind not in KINDS:
        return state
    watch = text_of(act.body, "watch")
    offers, holders = state.offers.get(watch, Register()), state.holders.get(watch, Register())
    if act.kind == OFFERED:
        offer = _offer(act, watch)
        return replace(
            state, offers={**state.offers, watch: offers.put(act, offer)}, known={**state.known, act.ref: offer}
        )
    offered = state.known.get(act.re or "")
    giver = offered.giver if offered is not None else ""
    taken = Holder(act.ref, watch, act.officer, act.claimed_at, giver, text_of(act.body, "text"))
    left = Register({ref: one for ref, one in offers.values.items() if not act.follows(ref)})
    return replace(
        state, offers={**state.offers, watch: left}, holders={**state.holders, watch: holders.put(act, taken)}
    )


def _offer(act: Said, watch: str) -> Offer:
    given = act.body.get("open", ())
    listed = tuple(one for one in given if isinstance(one, Mapping))
    to, text = text_of(act.body, "taker"), text_of(act.body, "text")
    return Offer(act.ref, watch, act.officer, to, act.claimed_at, text, listed, act.body)


def question_of_offer(council: str, officer: str, body: Mapping[str, Any], nonce: bytes) -> bytes:
    """Return what a passkey signs to hand a watch over: SHA-256 over the council, the officer and all that is offered.

    Args:
        body: of the offer, without the evidence.

    Source: docs/council/officers.md section 3.
    """
    said = {name: value for name, value in body.items() if name not in EVIDENCE}
    return hashlib.sha256(cbor.encode(["detente watch offered", council, officer, said, nonce])).digest()


def question_of_taking(council: str, officer: str, watch: str, offer: Offer | None, nonce: bytes) -> bytes:
    """Return what a passkey signs to take a watch: SHA-256 over council, officer and the offer, if there is one.

    Source: docs/council/officers.md section 3.
    """
    said = None if offer is None else [offer.ref, offer.giver, dict(offer.body)]
    return hashlib.sha256(cbor.encode(["detente watch taken", council, officer, watch, said, nonce])).digest()


def duties(state: HandoversState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing."""
    return ()


def turn(state: HandoversState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody: it is an officer's turn and not another party's."""
    return frozenset()


def next_acts(state: HandoversState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: it is done on the page of the watch, or by its commands."""
    return ()


def render(state: HandoversState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return watches for eyes: who has them, what is offered, and what was open."""
    holders = [one for register in state.holders.values() for one in register.values.values()]
    offers = [one for register in state.offers.values() for one in register.values.values()]
    watches = [quoted(name) for name in sorted({*state.holders, *state.offers})]
    having = [f"{one.officer} has the watch" for one in sorted(holders, key=lambda one: one.ref)]
    waiting = [f"offered to {one.to}" for one in sorted(offers, key=lambda one: one.ref)]
    return Sheet(
        titled(f"Watch {', '.join(watches)}" if watches else TITLE),
        "conflict" if state.conflicts else ", ".join([*having, *waiting]) or "kept for oneself",
        sections=tuple(one for one in (_taken(holders), _offered(state)) if one.lines),
        data={"holders": [one.officer for one in holders], "offered_to": [one.to for one in offers]},
    )


def _taken(holders: list[Holder]) -> Section:
    lines = tuple(
        Line((one.watch, one.officer, one.giver or "nobody handed it over", rfc3339(one.at), one.text), one.ref)
        for one in sorted(holders, key=lambda one: one.ref)
    )
    return Section("Who has the watch", lines, ("Watch", "Officer", "From", "At", "Remark"))


def _offered(state: HandoversState) -> Section:
    lines = tuple(
        Line((rfc3339(one.at), one.giver, one.to, str(len(one.open)), one.text), one.ref)
        for one in sorted(state.known.values(), key=lambda one: (one.at, one.ref))
    )
    return Section("Handed over", lines, ("At", "From", "To", "Open then", "Notes"))
