"""The decisions desk: a text becomes a decision by consensus or by silence.

Source: OSCE Rules of Procedure 2006, annex 1(A), the silence procedure; NATO's practice of February 2003, where letters
of three members broke silence (docs/sources.md). How a decision ends is computed in `council/decision/outcome.py`; the
normative page is docs/council/decisions.md.

    who                        may                                                      when
    any member                 propose a text                                           in a matter of its own
    a member, not the author   object, propose an amendment: either breaks silence      until the expiry
    who objected               lift its objection, openly; an objection is never lost   until the expiry
    the proposer               extend, withdraw                                         until the expiry
    every member               agree (consensus only; one word each, with objecting)    while it runs
    every member               attach a reservation or an interpretative statement      always
    the proposer               announce the decision under its number                   once it is adopted
    every member               sign the outcome, where there is no depositary           after the expiry

There is no abstaining: whoever says nothing lets the text stand. `may` looks at what stands in an act's own past, never
at a clock. What is too late by its author's own clock is refused at that author's desk (`may_draft`); from others it is
regular and decides nothing: it is shown as an interpretative statement. It is not irregular, because an extension that
its author did not know may still make it timely, and only the journal says so.
"""

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from detente.clock import HOUR, Instant, rfc3339
from detente.council.decision.outcome import Result
from detente.council.decision.sheet import sheet_of
from detente.council.decision.silence import HOURS_MAX, check_no_terms, check_terms, silence_of
from detente.council.decision.state import (
    AGREE,
    AMEND,
    ANNOUNCE,
    CONSENSUS,
    EXTEND,
    LIFT,
    OBJECT,
    PROPOSE,
    RESERVE,
    SIGN,
    SILENCE,
    STATEMENT,
    WITHDRAW,
    DecisionState,
    read_signed,
)
from detente.council.desk import Hint, NextAct, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import (
    IDENTITIES,
    TEXT,
    Change,
    Field,
    Kind,
    Rank,
    Sort,
    Speech,
    instant_of,
    table_of,
    text_of,
    texts_of,
)
from detente.council.said import Said
from detente.council.settings import least_rank, table
from detente.council.titles import titled
from detente.errors import Malformed, Refused
from detente.protocol.charter import Charter
from detente.protocol.documents import Purpose, signer_name
from detente.protocol.outcomes import hash_of
from detente.protocol.signatories import check_signed_by

NAME, TITLE = "decisions", "Decisions"
NUMBER_CHARACTERS = 64

KINDS = table_of(
    Kind(
        PROPOSE, "proposed decision", Speech.ASKS, "03",
        {
            "title": Field("Title", characters_max=200),
            "text": TEXT,
            "procedure": Field("Procedure", choices=(SILENCE, CONSENSUS)),
            "expires_at": Field("Silence expires", Sort.INSTANT, required=False),
            "reading_hours": Field(
                "Least time for reading that binds, in hours", Sort.COUNT, required=False, most=HOURS_MAX
            ),
            "grace_seconds": Field(
                "Grace for what is on its way, in seconds", Sort.COUNT, required=False, most=HOURS_MAX * HOUR
            ),
            "symbol": Field("Provisional symbol", required=False, characters_max=NUMBER_CHARACTERS),
            "meeting": Field("Reference of the meeting", required=False, characters_max=200, names="meetings"),
            "revises": Field(
                "Reference of the proposal that it replaces", required=False, characters_max=200, names="decisions"
            ),
        },
        purpose="A text to be agreed by silence or by consensus.",
        alone=True, text={"en": "{party} proposes by {procedure}: {title}"},
    ),
    Kind(
        OBJECT, "objection", Speech.DECLINES, "12", {"text": Field("The objection, in writing")},
        needs_re=True, answers=(PROPOSE,), opens=False, survives=True, text={"en": "{party} objects to {re}: {text}"},
        verb="object in writing",
    ),
    Kind(
        AMEND, "amendment proposed", Speech.DECLINES, "12",
        {"text": Field("The text as it should read"), "reason": Field("Reason", required=False)},
        needs_re=True, answers=(PROPOSE,), opens=False, survives=True, text={"en": "{party} amends {re}: {text}"},
        verb="propose another text",
    ),
    Kind(
        LIFT, "lifting of an objection", Speech.AGREES, "08", {"text": Field("Remark", required=False)},
        needs_re=True, answers=(OBJECT, AMEND), opens=False, survives=True,
        text={"en": "{party} lifts its objection {re}"},
        verb="lift the objection", changes=Change.TAKES_BACK,
    ),
    Kind(
        EXTEND, "extension of silence", Speech.INFORMS, "01",
        {"expires_at": Field("Silence now expires", Sort.INSTANT), "text": Field("Reason", required=False)},
        needs_re=True, answers=(PROPOSE,), opens=False, text={"en": "{party} extends {re}"},
        verb="give more time", changes=Change.AMENDS,
    ),
    Kind(
        WITHDRAW, "withdrawal of a proposed decision", Speech.INFORMS, "01", {"text": Field("Reason", required=False)},
        needs_re=True, answers=(PROPOSE,), opens=False, survives=True, text={"en": "{party} withdraws {re}"},
        verb="withdraw the proposal", changes=Change.TAKES_BACK,
    ),
    Kind(
        AGREE, "agreement to a proposed decision", Speech.AGREES, "05", {"text": Field("Remark", required=False)},
        needs_re=True, answers=(PROPOSE,), opens=False, text={"en": "{party} agrees to {re}"},
        verb="agree to the text",
    ),
    Kind(
        RESERVE, "reservation", Speech.INFORMS, "01", {"text": Field("The reservation")},
        needs_re=True, answers=(PROPOSE,), opens=False, survives=True, text={"en": "{party} reserves on {re}: {text}"},
        verb="attach a reservation",
    ),
    Kind(
        ANNOUNCE, "decision announced", Speech.INFORMS, "01",
        {"number": Field("Number in the register", characters_max=NUMBER_CHARACTERS)},
        needs_re=True, answers=(PROPOSE,), opens=False, text={"en": "{party} announces {re} as {number}"},
        verb="announce the decision",
    ),
    Kind(
        SIGN, "signed outcome of a decision", Speech.AGREES, "05",
        {"document": Field("The outcome with its signature", Sort.BYTES), "identities": IDENTITIES},
        needs_re=True, answers=(PROPOSE,), opens=False, survives=True, made=True,
        text={"en": "{party} signs how {re} ended"}, verb="sign the outcome",
    ),
)  # fmt: skip

_OF_PROPOSER = (EXTEND, WITHDRAW, ANNOUNCE)
_OF_OTHERS = (OBJECT, AMEND)
_WORDS = (OBJECT, AMEND, AGREE, WITHDRAW)
_TIMED = (OBJECT, AMEND, LIFT, EXTEND, WITHDRAW)
_NOT_HELD = (Result.NOT_ADOPTED, Result.WITHDRAWN)
_PROCEDURE_OF = {LIFT: SILENCE, EXTEND: SILENCE, AGREE: CONSENSUS}


def check_charter(charter: Charter) -> None:
    """Be silent where `[silence]` can be read, and no rank is asked for the words by which silence breaks.

    Whether an objection counts must not hang on credentials that may reach a record after the outcome is final.

    Raises:
        Malformed: `charter-setting`.
    """
    silence_of(charter)
    asked = table(charter, "levels").table("kinds")
    for kind in _TIMED:
        rank = least_rank(charter, KINDS[kind])
        if rank is not Rank.WATCH_OFFICER:
            asked.refuse(f"no rank for {kind}, which closes or breaks silence", rank.value)


def begin(charter: Charter) -> DecisionState:
    """Return the state before the proposal."""
    return DecisionState(charter)


# --- who may what -----------------------------------------------------------------------------------------------------


def may(state: DecisionState, act: Said) -> Refused | None:
    """Return why an act does not count, by what stands in its own past."""
    if act.kind == PROPOSE:
        return _may_propose(state, act)
    proposal = state.proposal
    if proposal is None or (act.kind != LIFT and act.re != proposal.ref):
        return Refused("decision-unknown", expected="a proposed decision that counts", got=act.re or "none")
    return (
        _may_here(state, proposal, act)
        or _may_by(state, proposal, act)
        or _may_once(state, act)
        or (_may_lift(state, act) if act.kind == LIFT else None)
        or (_may_extend(state, proposal, act) if act.kind == EXTEND else None)
        or (_may_sign(state, proposal, act) if act.kind == SIGN else None)
    )


def may_draft(state: DecisionState, act: Said) -> Refused | None:
    """Return why the author's own node signs no such act now, though from others it is regular."""
    if state.proposal is not None and act.kind == ANNOUNCE and state.claimed.result in _NOT_HELD:
        return Refused(
            "decision-not-adopted", expected="a text that was adopted",
            got=f"{state.proposal.ref}, {state.claimed.result}",
            remedy="leave it: how it ended stands in the register by itself",
        )  # fmt: skip
    if state.proposal is None or act.kind not in (*_TIMED, SIGN):
        return None
    claimed = state.claimed
    if claimed.result is Result.WITHDRAWN and act.kind != SIGN:
        return Refused(
            "decision-withdrawn", expected="a proposal that stands", got=f"{state.proposal.ref}, withdrawn",
            remedy="say it as a statement, or propose anew",
        )  # fmt: skip
    expires_at = claimed.expires_at
    if expires_at is None:
        return None
    if act.kind == SIGN and act.claimed_at <= expires_at:
        return Refused("outcome-early", expected=f"a time after {rfc3339(expires_at)}", got=rfc3339(act.claimed_at))
    if act.kind != SIGN and act.claimed_at > expires_at:
        return Refused(
            "silence-over",
            expected=f"a time not after the expiry, {rfc3339(expires_at)}",
            got=rfc3339(act.claimed_at),
            remedy=f"say it as a statement: detente send --kind {STATEMENT} --re {state.proposal.ref}",
        )
    return None


def hints(state: DecisionState, kind: str, re: str | None, now: Instant) -> dict[str, Hint]:  # noqa: ARG001
    """Return what the form of a proposal has to know: by silence, the charter's terms."""
    if kind != PROPOSE:
        return {}
    asked, only = silence_of(state.charter), ("procedure", SILENCE)
    return {
        "expires_at": Hint(least=now + max(asked.minimum_hours, asked.reading_hours) * HOUR, only=only),
        "reading_hours": Hint(value=asked.reading_hours, least=asked.reading_hours, only=only),
        "grace_seconds": Hint(value=asked.grace_seconds, least=asked.grace_seconds, only=only),
    }


def _may_propose(state: DecisionState, act: Said) -> Refused | None:
    channel = state.charter.channels.get(act.channel)
    if channel is None or act.party not in channel.members:
        return Refused("decision-not-member", expected=f"a member of {act.channel}", got=act.party.upper())
    try:
        if act.body.get("procedure") == SILENCE:
            check_terms(act.body, silence_of(state.charter), act.claimed_at)
        else:
            check_no_terms(act.body)
    except Refused as reason:
        return reason
    return None


def _may_here(state: DecisionState, proposal: Said, act: Said) -> Refused | None:
    """Only what stands in the proposal's own channel counts: its feeds alone are looked at when the matter closes."""
    if act.channel != proposal.channel:
        return Refused(
            "decision-elsewhere", expected=f"the channel {proposal.channel}, where it was proposed", got=act.channel,
            remedy=f"say it with --channel {proposal.channel}",
        )  # fmt: skip
    wanted = _PROCEDURE_OF.get(act.kind)
    procedure = SILENCE if state.silent else CONSENSUS
    if wanted not in (None, procedure):
        return Refused("decision-other-procedure", expected=f"a decision by {wanted}", got=f"one by {procedure}")
    return None


def _may_by(state: DecisionState, proposal: Said, act: Said) -> Refused | None:
    if act.kind in _OF_PROPOSER and act.party != proposal.party:
        return Refused("decision-not-proposer", expected=proposal.party.upper(), got=act.party.upper())
    if act.kind in _OF_OTHERS and act.party == proposal.party:
        return Refused(
            "decision-own", expected="another party's proposal", got=proposal.ref,
            remedy=f"detente decision withdraw {proposal.ref}",
        )  # fmt: skip
    if act.party not in state.members:
        return Refused("decision-not-member", expected=f"a member of {proposal.channel}", got=act.party.upper())
    return None


def _may_once(state: DecisionState, act: Said) -> Refused | None:
    """By consensus each member has one word, so that two of them can never be held in different orders."""
    given = next((one for one in state.of(*_WORDS) if one.party == act.party), None)
    if state.silent or act.kind not in _WORDS or given is None:
        return None
    return Refused("decision-word-given", expected="one word of each member", got=f"{given.ref} was said before")


def _may_lift(state: DecisionState, act: Said) -> Refused | None:
    lifted = state.said.get(act.re or "")
    if lifted is None or lifted.party != act.party:
        return Refused("objection-of-others", expected=f"an objection of {act.party.upper()}", got=act.re or "none")
    return None


def _may_extend(state: DecisionState, proposal: Said, act: Said) -> Refused | None:
    known = max(instant_of(one.body, "expires_at") or 0 for one in (proposal, *state.of(EXTEND)))
    later = instant_of(act.body, "expires_at") or 0
    if later <= known:
        return Refused("extension-not-later", expected=f"a time after {rfc3339(known)}", got=rfc3339(later))
    return None


def _may_sign(state: DecisionState, proposal: Said, act: Said) -> Refused | None:
    """Return why a signed outcome does not count: who signs, signs once, this proposal's text, and with its own key."""
    if state.charter.depositary is not None:
        return Refused("outcome-not-asked", expected="no signatures: the depositary's journal closes it", got=act.kind)
    if act.party in state.signed:
        return Refused("outcome-signed", expected="one signature of each member", got=f"{act.party.upper()} has signed")
    try:
        signed, document = read_signed(act)
    except Malformed as fault:
        return Refused("outcome-other", expected=fault.expected, got=f"{fault.got} ({fault.code})")
    mine = signer_name(state.charter.council_id, Purpose.OUTCOME, act.party)
    names = [line.name for line in document.note.signatures]
    same = (signed.council, signed.proposal, signed.text_hash, signed.parties) == (
        state.charter.council_id, proposal.ref, hash_of(text_of(proposal.body, "text")), tuple(sorted(state.members)),
    )  # fmt: skip
    if not same or names != [mine]:
        return Refused(
            "outcome-other", expected=f"how {proposal.ref} ended, signed by {mine}", got=f"{signed.proposal}, {names}"
        )
    try:
        check_signed_by(document, act.party, texts_of(act.body, "identities"), state.charter)
    except Malformed as fault:
        return Refused(fault.code, expected=fault.expected, got=fault.got)
    return None


# --- the fold ---------------------------------------------------------------------------------------------------------


def hears(kind: str) -> bool:
    """Say that what others say of the text is attached to it, whatever their words are worth for the outcome."""
    return kind == STATEMENT


def fold(state: DecisionState, act: Said) -> DecisionState:
    """Return the state with one more act; what it means for the outcome is not asked here."""
    if act.kind == PROPOSE:
        return replace(state, proposal=act)
    if act.kind == ANNOUNCE:
        return replace(state, number=state.number.put(act, text_of(act.body, "number")))
    if act.kind in KINDS or act.kind == STATEMENT:
        return replace(state, said={**state.said, act.ref: act})
    return state


def duties(state: DecisionState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: whoever says nothing lets the text stand, and owes nothing."""
    return ()


def turn(state: DecisionState, journal: Journal) -> frozenset[str]:
    """Return members whose word consensus waits for, or whose signature; silence waits for nobody."""
    if state.proposal is None or state.outcome(journal).final:
        return frozenset()
    if state.signed:
        return frozenset(state.members) - state.signed.keys()
    if state.silent or state.outcome(journal).result is not Result.RUNNING:
        return frozenset()
    return frozenset(state.members) - {act.party for act in state.of(AGREE)}


def stands(state: DecisionState, journal: Journal) -> bool:
    """Say if silence runs, by which the text is adopted although nobody is asked for a word."""
    return state.proposal is not None and state.silent and state.outcome(journal).result is Result.RUNNING


def next_acts(state: DecisionState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now; what comes too late is refused when it is drafted."""
    proposal = state.proposal
    if proposal is None or party not in state.members:
        return ()
    asked = state.charter.depositary is None and party not in state.signed and state.to_sign() is not None
    signing = (NextAct(SIGN, proposal.ref),) if asked else ()
    mine = proposal.party == party
    if state.claimed.result is Result.WITHDRAWN:
        return signing
    found = [NextAct(RESERVE, proposal.ref)]
    if not state.silent and any(act.party == party for act in state.of(*_WORDS)):
        kinds: tuple[str, ...] = ()
    elif state.silent:
        kinds = (EXTEND, WITHDRAW) if mine else (OBJECT, AMEND)
    else:
        kinds = (AGREE, WITHDRAW) if mine else (AGREE, OBJECT, AMEND)
    found += [NextAct(kind, proposal.ref) for kind in kinds]
    if state.silent:
        lifted = {act.re for act in state.of(LIFT)}
        objections = [act for act in state.of(OBJECT, AMEND) if act.party == party and act.ref not in lifted]
        found += [NextAct(LIFT, act.ref) for act in objections]
    announced = mine and state.claimed.result not in _NOT_HELD
    return (*signing, *found, *([NextAct(ANNOUNCE, proposal.ref)] if announced else []))


def render(state: DecisionState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the text, how it stands, and what is attached to it."""
    return sheet_of(state, journal) if state.proposal is not None else Sheet(titled(""), str(Result.RUNNING))


# --- lists ------------------------------------------------------------------------------------------------------------

OPEN, FINAL = "open", "final"
FOUND_BY = ("party", "stage", "result", "number", "revises")


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return who proposed it, whether it is final, how it ended, its number, and what it is in place of."""
    return {
        "party": (data["proposed_by"],),
        "stage": (FINAL if data["final"] else OPEN,),
        "result": (data["result"],),
        **{name: (data[name],) if data[name] else () for name in ("number", "revises")},
    }
