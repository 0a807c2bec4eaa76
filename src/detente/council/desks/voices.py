"""The voices' desk: a party presents a mandate of an alliance, by which its later acts may be said for that alliance.

Source: docs/spec/documents.md section 5, and design section 1. How the alliance came to the mandate is recorded in its
own council (desk `mandates`), which nobody here sees; act and charter alone show whether it counts.

    who          may
    any party    present a mandate that names it as the holder and holds at that second
    any party    lay down identity notes of the signers first, where they do not fit one act
    any party    present a revocation of a mandate presented here, whoever holds it

The signatures count, not the rank of who carries them: the charter asks for none. A revocation binds the holder from
when it is proven to have known it, by its own word or by citing another's; what was said before stays said.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.background import Background, Voice
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Change, Field, Kind, Place, Rank, Sort, Speech, table_of
from detente.council.said import Said
from detente.council.settings import least_rank, table
from detente.council.titles import quoted, titled
from detente.errors import Malformed, Refused
from detente.limits import MANDATE_BYTES_MAX
from detente.protocol.charter import Charter
from detente.protocol.mandates import (
    Bundle,
    Granted,
    Revoked,
    Use,
    alliances_of,
    parse_body,
    revokes,
    verify_mandate,
    verify_revocation,
)

NAME, TITLE = "voices", "For whom a party speaks"
SIGNERS, PRESENTED, REVOKED = "mandate-signers", "mandate-presented", "mandate-revoked"
_NOTES: Final = {"identities": Field("Identity notes of members", Sort.BYTES, many=True, required=False)}

KINDS = table_of(
    Kind(
        SIGNERS, "identity notes for a mandate", Speech.INFORMS, "01", _NOTES, place=Place.EVERYBODY,
        answers=(SIGNERS,), survives=True, background=True, made=True,
        text={"en": "{party} lays down who signs a mandate"},
    ),
    Kind(
        PRESENTED, "mandate presented", Speech.INFORMS, "01",
        {"mandate": Field("The signed mandate", Sort.BYTES), **_NOTES}, place=Place.EVERYBODY,
        answers=(SIGNERS,), survives=True, background=True, made=True, text={"en": "{party} presents a mandate"},
    ),
    Kind(
        REVOKED, "revocation of a mandate presented", Speech.INFORMS, "12",
        {"mandate": Field("The signed revocation", Sort.BYTES), **_NOTES}, place=Place.EVERYBODY,
        needs_re=True, answers=(PRESENTED,), opens=False, survives=True, background=True, binds=True, made=True,
        text={"en": "{party} presents the revocation of the mandate of {re}"}, changes=Change.TAKES_BACK,
    ),
)  # fmt: skip


class Presented(Struct, frozen=True):
    """A mandate that verified when it was presented."""

    party: str
    granted: Granted


class Carried(Struct, frozen=True):
    """Identity notes laid down by a party in one act and in those that it answers."""

    party: str
    notes: tuple[bytes, ...] = ()

    @property
    def size_bytes(self) -> int:
        """Return how many bytes the notes have."""
        return sum(map(len, self.notes))


class VoicesState(Struct, frozen=True):
    """Mandates presented in a dossier, and who took them back.

    Args:
        carried: by the reference of the act that laid the notes down.
        presented: by the reference of the act that presented the mandate.
        revoked: by the reference of the act that presented the revocation, with the mandate's.
    """

    charter: Charter
    carried: Mapping[str, Carried] = field(default_factory=dict)
    presented: Mapping[str, Presented] = field(default_factory=dict)
    revoked: Mapping[str, tuple[str, Revoked]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return mandates of one serial that say different things: each is signed, and which is meant is not said."""
        found: dict[tuple[str, int], dict[object, str]] = {}
        for ref, one in sorted(self.presented.items()):
            mandate = one.granted.mandate
            found.setdefault((mandate.alliance, mandate.serial), {}).setdefault(mandate, ref)
        return tuple(
            f"{alliance.upper()}, mandate {serial}: {', '.join(refs.values())} differ"
            for (alliance, serial), refs in sorted(found.items())
            if len(refs) > 1
        )

    def revocations_of(self, ref: str) -> tuple[Revoked, ...]:
        """Return the revocations of a mandate, in the order of the references of the acts that presented them."""
        mandate = self.presented[ref].granted.mandate
        found = [one for _, (_re, one) in sorted(self.revoked.items())]
        return tuple(one for one in found if revokes(one.revocation, mandate))


def begin(charter: Charter) -> VoicesState:
    """Return the state before the first mandate."""
    return VoicesState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: VoicesState, act: Said) -> Refused | None:
    """Return why an act does not count: mandates and revocations prove themselves, or count for nothing."""
    try:
        _read(state, act)
    except Malformed as fault:
        return Refused(fault.code, expected=fault.expected, got=fault.got, remedy=fault.remedy)
    except Refused as reason:
        return reason
    return None


def _read(state: VoicesState, act: Said) -> Carried | Presented | Revoked:
    """Return what an act shows.

    Raises:
        Malformed, Refused: the codes of `verify_mandate`, `verify_revocation` and `parse_body`, and
            `mandate-signers-of-other`, `mandate-not-presented`, `mandate-revokes-other`.
    """
    match act.kind:
        case "mandate-signers":
            return _read_signers(state, act)
        case "mandate-presented":
            before, bundle = _before(state, act), parse_body(act.body)
            whole = Bundle(bundle.note, tuple(dict.fromkeys((*before.notes, *bundle.identities))))
            return Presented(act.party, verify_mandate(whole, state.charter, Use(act.claimed_at, act.party)))
        case _:
            return _read_revocation(state, act)


def _before(state: VoicesState, act: Said) -> Carried:
    """Return what an author laid down in the act that this one answers, and before."""
    if act.re is None:
        return Carried(act.party)
    found = state.carried.get(act.re)
    if found is None or found.party != act.party:
        raise Refused(
            "mandate-signers-of-other", expected=f"identity notes that {act.party.upper()} laid down", got=act.re
        )
    return found


def _read_signers(state: VoicesState, act: Said) -> Carried:
    bundle = parse_body({**act.body, "mandate": b""})
    whole = Carried(act.party, tuple(dict.fromkeys((*_before(state, act).notes, *bundle.identities))))
    if whole.size_bytes > MANDATE_BYTES_MAX:
        raise Malformed(
            "mandate-bundle", expected=f"at most {MANDATE_BYTES_MAX} bytes", got=f"{whole.size_bytes} bytes"
        )
    return whole


def _read_revocation(state: VoicesState, act: Said) -> Revoked:
    presented = state.presented.get(act.re or "")
    if presented is None:
        raise Refused("mandate-not-presented", expected="a mandate that was presented and verified", got=act.re or "")
    revoked = verify_revocation(parse_body(act.body), state.charter)
    if not revokes(revoked.revocation, presented.granted.mandate):
        raise Refused(
            "mandate-revokes-other",
            expected=f"a revocation of mandate {presented.granted.mandate.serial}",
            got=f"one of mandate {revoked.revocation.revokes}",
        )
    return revoked


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: VoicesState, act: Said) -> VoicesState:
    """Return the state with one more act."""
    if act.kind not in KINDS:
        return state
    match _read(state, act):
        case Carried() as carried:
            return replace(state, carried={**state.carried, act.ref: carried})
        case Presented() as presented:
            return replace(state, presented={**state.presented, act.ref: presented})
        case Revoked() as revoked:
            return replace(state, revoked={**state.revoked, act.ref: (act.re or "", revoked)})


def background(acts: list[Said], charter: Charter) -> Background:
    """Return for whom a party may speak, from its own acts and from revocations by others that it has cited.

    Each act is judged by what it answers, as in its dossier: so what counts for nothing there counts for nothing here.
    """
    state = begin(charter)
    for act in acts:
        if may(state, act) is None:
            state = fold(state, act)
    return Background(
        voices=tuple(Voice(ref, one.granted, state.revocations_of(ref)) for ref, one in sorted(state.presented.items()))
    )


def check_charter(charter: Charter) -> None:
    """Be silent where the rules of alliances can be read, and no rank is asked for what proves itself.

    Raises:
        Malformed: `charter-setting`, and the codes of `alliances_of`.
    """
    alliances_of(charter)
    asked = table(charter, "levels").table("kinds")
    for kind in KINDS.values():
        if (rank := least_rank(charter, kind)) is not Rank.WATCH_OFFICER:
            asked.refuse(f"no rank for {kind.name}: its signatures count", rank.value)


# --- who does what next, and for eyes ---------------------------------------------------------------------------------


def duties(state: VoicesState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: a mandate obliges nobody else."""
    return ()


def turn(state: VoicesState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody."""
    return frozenset()


def next_acts(state: VoicesState, party: str) -> tuple[NextAct, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: what is presented here is signed elsewhere, and comes as a file."""
    return ()


def render(state: VoicesState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the mandates for eyes."""
    if not state.presented:
        return Sheet(titled("Identity notes for a mandate"), "nothing presented")
    statuses = {ref: _status(state, ref, journal) for ref in sorted(state.presented)}
    first = next(iter(statuses))
    mandate = state.presented[first].granted.mandate
    title = f"{mandate.holder.upper()} for {mandate.alliance.upper()}: {quoted(mandate.title)}"
    columns = ("Serial", "Holder", "For", "Valid", "Dossier", "Signed", "Missing", "Taken back by", "Status")
    sections = [Section("Mandates", tuple(_line(state, ref, status) for ref, status in statuses.items()), columns)]
    for ref in statuses:
        sections += _words(state.presented[ref].granted)
    return Sheet(
        titled(title),
        "conflict" if state.conflicts else statuses[first],
        sections=tuple(sections),
        data={"mandates": [_data(state, ref, status) for ref, status in statuses.items()]},
        timed="stands" in statuses.values(),
    )


def _status(state: VoicesState, ref: str, journal: Journal) -> str:
    granted = state.presented[ref].granted
    if not granted.stands(state.revocations_of(ref)):
        return "taken back"
    return "stands" if journal.first(granted.mandate.valid_until + 1) is None else "expired"


def _line(state: VoicesState, ref: str, status: str) -> Line:
    granted = state.presented[ref].granted
    mandate = granted.mandate
    cells = (
        str(mandate.serial), mandate.holder.upper(), mandate.alliance.upper(),
        f"{rfc3339(mandate.valid_from)} to {rfc3339(mandate.valid_until)}", mandate.dossier or "any",
        _names(granted.signed), _names(granted.missing), _names(granted.taken_back(state.revocations_of(ref))), status,
    )  # fmt: skip
    return Line(cells, ref)


def _words(granted: Granted) -> list[Section]:
    """Return what may be said, in the alliance's own words."""
    mandate = granted.mandate
    texts = [(f"Limits of mandate {mandate.serial}", mandate.limits), ("The only text", mandate.agreed)]
    return [Section(name, tuple(Line((line,)) for line in text.splitlines())) for name, text in texts if text]


def _names(parties: tuple[str, ...]) -> str:
    return ", ".join(party.upper() for party in parties) or "–"


def _data(state: VoicesState, ref: str, status: str) -> dict[str, object]:
    granted, revocations = state.presented[ref].granted, state.revocations_of(ref)
    mandate = granted.mandate
    return {
        "ref": ref,
        "alliance": mandate.alliance,
        "serial": mandate.serial,
        "holder": mandate.holder,
        "title": mandate.title,
        "dossier": mandate.dossier,
        "valid_from_at": rfc3339(mandate.valid_from),
        "valid_until_at": rfc3339(mandate.valid_until),
        "limits": mandate.limits,
        "text_hash": mandate.text_hash,
        "text": mandate.agreed,
        "needed": granted.needed,
        "signed": list(granted.signed),
        "missing": list(granted.missing),
        "taken_back": list(granted.taken_back(revocations)),
        "revoked_by": [act for act, (re, _) in sorted(state.revoked.items()) if re == ref],
        "status": status,
    }
