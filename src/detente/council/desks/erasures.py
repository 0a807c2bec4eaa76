"""The erasures' desk: that bytes and key of attached files are removed, agreed by all who read the channel.

Acts are never erased. What may have to be, such as sources and personal data, goes with an act as an erasable
attachment; here the members of its channel agree that it goes. Each member's node then removes it and says so. An
erasure to which not everybody consents removes nothing: *not agreed* is a result.

Source: design section 3, "Erasure". The normative page is docs/council/erasures.md.

    who                   may
    every member          propose to erase files that came with an act of its channel; consent, which is not taken back;
                          decline, and consent later
    every member's node   say that bytes and key are removed there, once all have consented
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import TEXT, Field, Kind, Sort, Speech, table_of, text_of
from detente.council.said import Said
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import ATTACHMENTS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "erasures", "Erasures"
BESIDE = True
"""Its sections stand on the sheet of every matter in which something of it was said."""
ERASURE, CONSENT, DECLINE, DONE = "erasure", "erasure-consent", "erasure-decline", "erasure-done"
AGREED, DECLINED, OPEN = "agreed", "not agreed", "open"

_FILES = {"files": Field("SHA-256 of the sealed files", Sort.BYTES, many=True)}
_REMARK = {"text": Field("Remark", required=False)}

KINDS = table_of(
    Kind(
        ERASURE, "proposal to erase attached files", Speech.ASKS, "02", {**_FILES, "text": TEXT},
        needs_re=True, opens=False, made=True,
        text={"en": "{party} proposes to erase files that came with {re}: {text}"},
    ),
    Kind(
        CONSENT, "consent to an erasure", Speech.AGREES, "05", _REMARK, needs_re=True, answers=(ERASURE,), opens=False,
        text={"en": "{party} consents to the erasure {re}: {text}"},
    ),
    Kind(
        DECLINE, "refusal of an erasure", Speech.DECLINES, "12", _REMARK, needs_re=True, answers=(ERASURE,),
        opens=False,
        text={"en": "{party} does not consent to the erasure {re}: {text}"},
    ),
    Kind(
        DONE, "statement that files were erased", Speech.INFORMS, "01", _FILES, needs_re=True, answers=(ERASURE,),
        opens=False, survives=True, made=True,
        text={"en": "{party}: bytes and key are removed here, as agreed in {re}"},
    ),
)  # fmt: skip


class ErasuresState(Struct, frozen=True):
    """What was proposed in one dossier, who answered how, and who says that it is done; by the proposal's reference."""

    charter: Charter
    proposed: Mapping[str, Said] = field(default_factory=dict)
    consents: Mapping[str, frozenset[str]] = field(default_factory=dict)
    declined: Mapping[str, frozenset[str]] = field(default_factory=dict)
    done: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: a consent is not taken back, so nothing excludes it."""
        return ()

    def lacking(self, ref: str) -> tuple[str, ...]:
        """Return the members of the channel that have not consented to a proposal; who proposes consents."""
        proposal = self.proposed[ref]
        members = self.charter.members_of(proposal.channel) if proposal.channel in self.charter.channels else ()
        given = self.consents.get(ref, frozenset()) | {proposal.party}
        return tuple(party for party in members if party not in given)

    def status_of(self, ref: str) -> str:
        """Return how a proposal stands."""
        lacking = self.lacking(ref)
        if not lacking:
            return AGREED
        return DECLINED if self.declined.get(ref, frozenset()) & set(lacking) else OPEN

    def agreed(self) -> tuple[Said, ...]:
        """Return the proposals to which every member of their channel has consented, by reference."""
        return tuple(act for ref, act in sorted(self.proposed.items()) if self.status_of(ref) == AGREED)


def files_of(act: Said) -> tuple[bytes, ...]:
    """Return the hashes of the sealed files that a proposal or a statement names, 32 bytes each."""
    value = act.body.get("files")
    found = value if isinstance(value, list | tuple) else ()
    return tuple(one for one in found if isinstance(one, bytes) and len(one) == 32)


def begin(charter: Charter) -> ErasuresState:
    """Return the state before the first proposal."""
    return ErasuresState(charter)


def may(state: ErasuresState, act: Said) -> Refused | None:
    """Return why an act does not count, or None."""
    ref = act.re or ""
    if act.kind == ERASURE:
        channel = ref.split("/")[1].lower() if ref.count("/") == 2 else ""
        if channel != act.channel:
            return Refused(
                "erasure-elsewhere", expected=f"the channel of {ref}, in which the file was sent", got=act.channel,
                remedy="detente attachment erase REF chooses it",
            )  # fmt: skip
        named = act.body.get("files")
        count = len(named) if isinstance(named, list | tuple) else 0
        if not 0 < len(files_of(act)) == count <= ATTACHMENTS_MAX:
            return Refused(
                "erasure-files", expected="hashes of attached files, 32 bytes each", got=f"{count} items",
                remedy="detente attachment erase REF names them",
            )  # fmt: skip
        return None
    if ref not in state.proposed:
        return Refused(
            "erasure-unknown",
            expected="a proposal to erase files",
            got=ref,
            remedy="detente dossier show REF lists them",
        )
    if act.kind == DONE:
        lacking = state.lacking(ref)
        if lacking:
            return Refused("erasure-not-agreed", expected=f"consents of {', '.join(lacking)} before", got="none")
        return None
    if act.party not in state.lacking(ref):
        return Refused(
            "erasure-answered", expected="a member that has not consented yet", got=act.party,
            remedy="nothing is left to say: who proposes consents, and a consent is not taken back",
        )  # fmt: skip
    return None


def fold(state: ErasuresState, act: Said) -> ErasuresState:
    """Return the state with one more act."""
    ref = act.re or ""
    match act.kind:
        case "erasure":
            return replace(state, proposed={**state.proposed, act.ref: act})
        case "erasure-consent":
            return replace(state, consents=_with(state.consents, ref, act.party))
        case "erasure-decline":
            return replace(state, declined=_with(state.declined, ref, act.party))
        case "erasure-done":
            return replace(state, done=_with(state.done, ref, act.party))
        case _:
            return state


def _with(by_ref: Mapping[str, frozenset[str]], ref: str, party: str) -> Mapping[str, frozenset[str]]:
    return {**by_ref, ref: by_ref.get(ref, frozenset()) | {party}}


def duties(state: ErasuresState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: nobody owes a consent, and no clock runs."""
    return ()


def turn(state: ErasuresState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return the members that have not answered a proposal that can still be agreed."""
    return frozenset(
        party
        for ref in state.proposed
        for party in state.lacking(ref)
        if party not in state.declined.get(ref, frozenset())
    )


def next_acts(state: ErasuresState, party: str) -> tuple[NextAct, ...]:
    """Return that a member may consent to or decline what it has not consented to."""
    open_to = [ref for ref in sorted(state.proposed) if party in state.lacking(ref)]
    return tuple(NextAct(kind, ref) for ref in open_to for kind in (CONSENT, DECLINE))


def render(state: ErasuresState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the proposals for eyes: what, how it stands, whose consent is not here, and where it is removed."""
    lines = tuple(
        Line(
            (
                f"{len(files_of(act))} of {act.re}",
                state.status_of(ref),
                _names(state.lacking(ref)),
                _names(sorted(state.done.get(ref, ()))),
                text_of(act.body, "text"),
            ),
            ref,
            act.language,
            "waiting" if state.status_of(ref) == OPEN else "",
        )
        for ref, act in sorted(state.proposed.items())
    )
    columns = ("Files", "Stands", "No consent from", "Removed at", "Why")
    sections = (Section(TITLE, lines, columns),) if lines else ()
    statuses = [state.status_of(ref) for ref in state.proposed]
    return Sheet(titled(""), statuses[-1] if statuses else "", sections=sections, data={"erasures": _data(state)})


def _names(parties: Iterable[str]) -> str:
    return ", ".join(party.upper() for party in parties) or "–"


def _data(state: ErasuresState) -> list[dict[str, object]]:
    return [
        {
            "ref": ref,
            "re": act.re,
            "files": [one.hex() for one in files_of(act)],
            "status": state.status_of(ref),
            "lacking": list(state.lacking(ref)),
            "done": sorted(state.done.get(ref, ())),
        }
        for ref, act in sorted(state.proposed.items())
    ]
