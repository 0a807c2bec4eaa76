"""The mandates' desk: an alliance finds, in a council of its own, what may be said for it in another council.

Source: design section 1 ("dialogue at ambassador level, between members rather than with the alliance"); the text and
its signatures are those of docs/spec/documents.md section 5. Outsiders see the signed text alone: desk `voices`.

    who                  may
    any party            ask for a mandate; amend a text that stands and is not complete, by another text in answer
    a member             sign the text that stands; refuse it with a reason, and still sign it later
    whoever signed       take its signature back, by a signed revocation

Who is a member and how many must sign is for display: the charter's `[mandates]` with `rule = "all"` or a number and
`members`, by default every party but the depositary. What counts elsewhere is the rule deposited there.
"""

from typing import Final

from msgspec.structs import replace

from detente.clock import rfc3339
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import TEXT, Change, Field, Kind, Sort, Speech, table_of, text_of
from detente.council.mandate_texts import (
    ASK,
    GRANT,
    REFUSE,
    REVOCATION,
    MandatesState,
    alliance_of,
    grant_of,
    revocation_of,
)
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds
from detente.council.titles import quoted, titled
from detente.errors import Malformed, Refused
from detente.protocol.charter import Charter
from detente.protocol.documents import draft_document
from detente.protocol.mandates import Bundle, parse_mandate, parse_revocation, revokes, verify_signers

NAME, TITLE = "mandates", "Mandates"
_SIGNED: Final = {
    "signature": Field("Signature line over exactly the text", characters_max=1_000),
    "identities": Field("Identity notes of who signs, from the first on", Sort.BYTES, many=True),
}

KINDS = table_of(
    Kind(
        ASK, "request for a mandate", Speech.ASKS, "02", {"text": Field("The mandate, as it is to be signed")},
        answers=(ASK,), made=True, text={"en": "{party} asks for a mandate"}, command="mandate ask",
    ),
    Kind(
        GRANT, "signature under a mandate", Speech.AGREES, "03", _SIGNED,
        needs_re=True, answers=(ASK,), opens=False, made=True, text={"en": "{party} signs the mandate of {re}"},
        command="mandate grant {re}",
    ),
    Kind(
        REFUSE, "refusal of a mandate", Speech.DECLINES, "12", {"text": Field("Reason")},
        needs_re=True, answers=(ASK,), opens=False, text={"en": "{party} does not sign the mandate of {re}: {text}"},
    ),
    Kind(
        REVOCATION, "revocation of a mandate", Speech.INFORMS, "12", {"text": TEXT, **_SIGNED},
        needs_re=True, answers=(ASK,), opens=False, survives=True, made=True,
        text={"en": "{party} takes back its signature under the mandate of {re}"},
        changes=Change.TAKES_BACK, undoes=(GRANT,), command="mandate revoke {re}",
    ),
)  # fmt: skip


def begin(charter: Charter) -> MandatesState:
    """Return the state before the first text."""
    return MandatesState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: MandatesState, act: Said) -> Refused | None:
    """Return why an act does not count: members sign what stands, and who signed takes back."""
    try:
        if act.kind == ASK:
            _check_text(state, act)
            _check_amendable(state, act)
        else:
            _check_member(state, act)
    except Malformed as fault:
        return Refused(fault.code, expected=fault.expected, got=fault.got, remedy=fault.remedy)
    except Refused as reason:
        return reason
    return None


def _check_text(state: MandatesState, act: Said) -> None:
    mandate = parse_mandate(draft_document(text_of(act.body, "text")))
    council = state.charter.council_id
    if mandate.council != council:
        raise Refused("mandate-other-council", expected=f"a mandate of {council}", got=mandate.council)


def _check_amendable(state: MandatesState, act: Said) -> None:
    if not state.asked:
        return
    if act.re is None:
        raise _not_standing(state, "another text, in answer to none")
    _check_stands(state, act)
    if state.complete(act.re):
        raise Refused(
            "mandate-complete", expected="a text that still lacks signatures", got=f"{act.re}, signed by all who must",
            remedy="ask for another mandate, in a dossier of its own",
        )  # fmt: skip


def _check_stands(state: MandatesState, act: Said) -> None:
    if act.re not in state.standing.values:
        raise _not_standing(state, act.re or "none")


def _not_standing(state: MandatesState, got: str) -> Refused:
    return Refused(
        "mandate-replaced", expected=f"the text that stands: {', '.join(state.standing.refs)}", got=got,
        remedy="answer that one; detente mandate show",
    )  # fmt: skip


def _check_member(state: MandatesState, act: Said) -> None:
    assert act.re is not None, f"{act.ref}: its kind asks for an answer"
    if act.re not in state.asked:
        raise _not_standing(state, act.re)
    if act.party not in state.alliance.members:
        raise Refused(
            "mandate-not-a-member", expected=f"one of {', '.join(state.alliance.members)}", got=act.party,
            remedy="members sign and refuse; the charter's [mandates] names them",
        )  # fmt: skip
    if act.kind == REVOCATION:
        _check_revocation(state, act)
        return
    _check_stands(state, act)
    mine = [one for one in state.answers(act.re, GRANT) if one.party == act.party]
    # After an exchange of keys a member signs the same text again.
    again = act.kind == REFUSE or any(one.body.get("signature") == act.body.get("signature") for one in mine)
    if mine and again:
        raise Refused(
            "mandate-signed", expected="a text that this member has not signed", got=f"{mine[0].ref}, its signature",
            remedy="what is signed is taken back: detente mandate revoke",
        )  # fmt: skip
    if act.kind == GRANT:
        _check_signature(state, act, grant_of(state, act))


def _check_revocation(state: MandatesState, act: Said) -> None:
    ref = act.re or ""
    if act.party not in state.signed(ref):
        raise Refused("mandate-not-signed", expected="a text that this member has signed", got=ref)
    revocation = parse_revocation(draft_document(text_of(act.body, "text")))
    if not revokes(revocation, state.asked[ref]):
        raise Refused("mandate-revokes-other", expected=f"a revocation of {ref}", got=f"one of {revocation.revokes}")
    _check_signature(state, act, revocation_of(act))


def _check_signature(state: MandatesState, act: Said, bundle: Bundle) -> None:
    if act.party not in verify_signers(bundle, state.alliance, act.claimed_at):
        raise Refused(
            "mandate-unsigned", expected=f"the signature of {act.party} over this text, by its log key in force",
            got="another line",
        )  # fmt: skip


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: MandatesState, act: Said) -> MandatesState:
    """Return the state with one more act."""
    if act.kind not in KINDS:
        return state
    state = replace(state, acts={**state.acts, act.ref: act})
    if act.kind != ASK:
        return state
    text = text_of(act.body, "text")
    asked = {**state.asked, act.ref: parse_mandate(draft_document(text))}
    return replace(state, asked=asked, standing=state.standing.put(act, text))


def check_charter(charter: Charter) -> None:
    """Be silent where `[mandates]` can be read.

    Raises:
        Malformed: `charter-setting`.
    """
    alliance_of(charter)


# --- who does what next, and for eyes ---------------------------------------------------------------------------------


def duties(state: MandatesState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answers to texts that stand, where the charter sets a clock for them."""
    seconds = reply_seconds(state.charter, ASK)
    if seconds is None:
        return ()
    rule = clock_rule(seconds, KINDS[ASK].title)
    return tuple(
        reply_duty(
            state.acts[ref], member, "sign or refuse a mandate", citing=state.acts.values(),
            answers=[*state.answers(ref, GRANT), *state.answers(ref, REFUSE)],
            journal=journal, charter=state.charter, seconds=seconds, rule=rule,
        )
        for ref in state.standing.refs
        for member in state.alliance.members
        if member != state.acts[ref].party
    )  # fmt: skip


def turn(state: MandatesState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return the members that have said nothing yet to a text that waits for them."""
    return frozenset(member for ref in state.standing.refs for member in state.waiting(ref))


def next_acts(state: MandatesState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    found: list[NextAct] = []
    for ref in state.standing.refs:
        if not state.complete(ref):
            found.append(NextAct(ASK, ref))
        if party in state.missing(ref):
            found += [NextAct(GRANT, ref), NextAct(REFUSE, ref)]
    found += [NextAct(REVOCATION, ref) for ref in sorted(state.asked) if party in state.signed(ref)]
    return tuple(found)


def render(state: MandatesState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the texts and who signed, for eyes."""
    refs = sorted(state.asked, key=lambda ref: (ref not in state.standing.values, ref))
    if not refs:
        return Sheet(titled(""), "nothing asked")
    first = refs[0]
    mandate = state.asked[first]
    facts = (
        ("speaks", f"{mandate.holder.upper()} for {mandate.alliance.upper()} in {mandate.for_council}"),
        ("valid", f"{rfc3339(mandate.valid_from)} to {rfc3339(mandate.valid_until)}"),
        ("rule", f"{state.alliance.needed} of {len(state.alliance.members)} members"),
        ("signed", _names(state.signed(first))),
        ("missing", _names(state.missing(first))),
    )
    columns = ("Act", "Serial", "Status", "Signed", "Missing", "Refused", "Taken back")
    lines = tuple(
        Line((ref, str(state.asked[ref].serial), state.status(ref), *(_names(who) for who in _who(state, ref))), ref,
             mark="waiting" if state.waiting(ref) else "")
        for ref in refs
    )  # fmt: skip
    reasons = tuple(
        Line((act.party.upper(), text_of(act.body, "text")), act.ref, act.language)
        for ref in refs
        for act in state.answers(ref, REFUSE)
    )
    text = tuple(Line((line,)) for line in text_of(state.acts[first].body, "text").splitlines())
    sections = [Section("Texts", lines, columns), Section("The text that is signed", text)]
    sections += [Section("Refusals", reasons, ("Party", "Reason"))] if reasons else []
    status = "conflict" if state.conflicts else state.status(first)
    data = {"texts": [_data(state, ref) for ref in refs]}
    return Sheet(titled(quoted(mandate.title)), status, facts, tuple(sections), data)


def _who(state: MandatesState, ref: str) -> tuple[tuple[str, ...], ...]:
    return state.signed(ref), state.missing(ref), state.refused(ref), state.taken_back(ref)


def _names(parties: tuple[str, ...]) -> str:
    return ", ".join(party.upper() for party in parties) or "–"


def _data(state: MandatesState, ref: str) -> dict[str, object]:
    mandate = state.asked[ref]
    signed, missing, refused, taken_back = _who(state, ref)
    return {
        "ref": ref,
        "alliance": mandate.alliance,
        "for_council": mandate.for_council,
        "serial": mandate.serial,
        "holder": mandate.holder,
        "title": mandate.title,
        "dossier": mandate.dossier,
        "valid_from_at": rfc3339(mandate.valid_from),
        "valid_until_at": rfc3339(mandate.valid_until),
        "status": state.status(ref),
        "complete": state.complete(ref),
        "needed": state.alliance.needed,
        "signed": list(signed),
        "missing": list(missing),
        "refused": list(refused),
        "taken_back": list(taken_back),
        "text": text_of(state.acts[ref].body, "text"),
    }
