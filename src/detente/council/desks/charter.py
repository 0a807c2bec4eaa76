"""The charter's desk: parties propose to change it, sign or decline, and leave. What is in force, the node finds.

Source: docs/spec/amendments.md. That heads of state or government and ministers of foreign affairs speak for their
state without full powers: Vienna Convention on the Law of Treaties, article 7; a charter may ask for less.

A signature counts by itself, whatever this desk says of the act that carries it: it is the party's own.
"""

from msgspec import Struct, field
from msgspec.structs import replace

from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Rank, Sort, Speech, table_of, text_of
from detente.council.said import Said
from detente.council.titles import Title, quoted, titled
from detente.errors import Malformed, Refused
from detente.protocol.acts import AMENDMENT, AMENDMENT_CONSENT, AMENDMENT_DECLINE, WITHDRAWAL
from detente.protocol.amendment import draft_of
from detente.protocol.charter import Charter

NAME, TITLE = "charter", "Charter"
_SIGNATURE = Field("Signature over the text", Sort.BYTES)
_DIGEST = Field("SHA-256 of the text", Sort.BYTES)

KINDS = table_of(
    Kind(
        AMENDMENT, "proposal of an amendment", Speech.ASKS, "02",
        {"text": Field("Text of the amendment"), "signature": _SIGNATURE},
        least_rank=Rank.MINISTER, survives=True, made=True, text={"en": "{party} proposes to amend the charter"},
    ),
    Kind(
        AMENDMENT_CONSENT, "signature under an amendment", Speech.AGREES, "05",
        {"digest": _DIGEST, "signature": _SIGNATURE},
        least_rank=Rank.MINISTER, needs_re=True, answers=(AMENDMENT,), opens=False, survives=True, made=True,
        text={"en": "{party} signs the amendment {re}"},
    ),
    Kind(
        AMENDMENT_DECLINE, "declining of an amendment", Speech.DECLINES, "12",
        {"digest": _DIGEST, "text": Field("Remark", required=False)},
        least_rank=Rank.MINISTER, needs_re=True, answers=(AMENDMENT,), opens=False, survives=True, made=True,
        text={"en": "{party} will not sign the amendment {re}"},
    ),
    Kind(
        WITHDRAWAL, "withdrawal from the council", Speech.INFORMS, "16",
        {"note": Field("The signed text", Sort.BYTES)},
        least_rank=Rank.MINISTER, survives=True, made=True, heeded=True, text={"en": "{party} leaves the council"},
    ),
)  # fmt: skip


class CharterState(Struct, frozen=True):
    """What was said on one change of the charter.

    Args:
        number: of the amendment, or 0.
        title: of the amendment, or who leaves.
        signed: parties, the proposer among them.
        declined: parties.
    """

    charter: Charter
    number: int = 0
    title: Title = Title()
    signed: frozenset[str] = field(default_factory=frozenset)
    declined: frozenset[str] = field(default_factory=frozenset)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: amendments that exclude each other lie in dossiers of their own, and the node tells of it."""
        return ()

    @property
    def open(self) -> frozenset[str]:
        """Return who has neither signed nor declined."""
        voters = {party for party in self.charter.present if party != self.charter.depositary}
        waiting = self.number > self.charter.amended
        return frozenset(voters) - self.signed - self.declined if waiting else frozenset()


def begin(charter: Charter) -> CharterState:
    """Return the state before anything was said."""
    return CharterState(charter)


def may(state: CharterState, act: Said) -> Refused | None:
    """Return why an act does not count: a party's first word on an amendment holds."""
    if act.kind in (AMENDMENT_CONSENT, AMENDMENT_DECLINE) and act.party in state.signed | state.declined:
        return Refused(
            "amendment-answered", expected="an amendment that this party has not answered", got=act.re or "none"
        )
    return None


def fold(state: CharterState, act: Said) -> CharterState:
    """Return the state with one more act."""
    match act.kind:
        case "amendment":
            number, title = _named(act)
            return replace(state, number=number, title=title, signed=state.signed | {act.party})
        case "amendment-consent":
            return replace(state, signed=state.signed | {act.party})
        case "amendment-decline":
            return replace(state, declined=state.declined | {act.party})
        case "withdrawal":
            return replace(state, title=titled(f"{act.party.upper()} leaves the council"))
        case _:
            return state


def _named(act: Said) -> tuple[int, Title]:
    try:
        amendment = draft_of(text_of(act.body, "text").encode())
    except Malformed:
        return 0, titled("An amendment that cannot be read")
    return amendment.number, titled(quoted(amendment.title))


def duties(state: CharterState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: nobody owes a signature."""
    return ()


def turn(state: CharterState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who may still sign or decline."""
    return state.open


def next_acts(state: CharterState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: signatures are made by commands of their own."""
    return ()


def render(state: CharterState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the change for eyes."""
    if not state.number:
        return Sheet(state.title, "withdrawn")
    facts = (
        ("Number", str(state.number)),
        ("Signed", ", ".join(sorted(one.upper() for one in state.signed)) or "–"),
        ("Declined", ", ".join(sorted(one.upper() for one in state.declined)) or "–"),
    )
    status = "proposed" if state.number > state.charter.amended else "no longer open"
    data = {"number": state.number, "signed": sorted(state.signed), "declined": sorted(state.declined)}
    return Sheet(state.title, status, facts, data=data)
