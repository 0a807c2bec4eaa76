"""The clocks' desk: what parties say of a duty itself. They extend it, ask what is unclear, say why it is not owed.

Source: "stop the clock", extension and clarification as case registers have them; the answers that the Vienna Document
2011 leaves to who is asked (explained, not applicable, quota used up, force majeure); design section 4.

    who                        may
    who owes                   ask for more time; ask what is unclear; say why it owes nothing, on one of three grounds
    to whom it is owed         grant more time, asked or not; answer what is unclear
    either side                dispute the duty, or that it was met, and take that back

Every act names the act from which the duty comes, so it works on the duties of every desk in that dossier. Where an act
brings one debtor several duties, `duty` says by its key which one. Who owes what is for the desk of the duty to say: an
act of somebody who owes nothing there is refused at its author's desk, and moves nothing at others'. To whom a duty is
owed that comes from an act of somebody else is the author of that act; where it comes from its own debtor's act, it is
everybody to whom it is owed, together. Nothing here accuses: a dispute is a statement, and so is an exemption.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, held, rfc3339, written
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty, DutyState, answered_at, clock_start
from detente.council.journal import Journal
from detente.council.kinds import (
    ABOUT_DUTIES,
    CLARIFICATION_ASKED,
    CLARIFICATION_GIVEN,
    DUTY_DISPUTE,
    EXEMPTION,
    EXTENSION,
    EXTENSION_REQUEST,
    Field,
    Kind,
    Sort,
    Speech,
    instant_of,
    table_of,
    text_of,
)
from detente.council.reckoning import Grant, Standstill, reckon, together
from detente.council.said import Said, by_past
from detente.council.settings import clarification_seconds, clarifications_most
from detente.council.titles import titled
from detente.errors import Refused
from detente.limits import INSTANT_MAX, NAME_CHARACTERS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "clocks", "Clocks"
BESIDE = True
"""Its sections stand on the sheet of every matter in which something of it was said."""
GROUNDS: Final = (DutyState.NOT_APPLICABLE.value, DutyState.QUOTA_USED.value, DutyState.FORCE_MAJEURE.value)
BY_DEBTOR: Final = frozenset({EXTENSION_REQUEST, CLARIFICATION_ASKED, EXEMPTION})
BY_CREDITOR: Final = frozenset({EXTENSION, CLARIFICATION_GIVEN})

_WHICH: Final = {
    "duty": Field(
        "Which duty, by its key, where the act brings several", required=False, characters_max=NAME_CHARACTERS_MAX
    )
}
_REASON: Final = {"reason": Field("Reason")}
_DEBTOR: Final = {
    "debtor": Field("Whose duty; that of all who owe it, where nobody is named", required=False, characters_max=32)
}


def _kind(
    name: str, title: str, speech: Speech, cameo: str, fields: Mapping[str, Field], text: str, **more: Any
) -> Kind:
    return Kind(name, title, speech, cameo, {**fields, **_WHICH}, needs_re=True, opens=False, text={"en": text}, **more)


KINDS = table_of(
    _kind(
        EXTENSION_REQUEST, "request for more time", Speech.ASKS, "02",
        {"until_at": Field("Until when", Sort.INSTANT), **_REASON},
        "{party} asks for time until {until_at}: {reason}",
    ),
    _kind(
        EXTENSION, "extension", Speech.ANSWERS, "08",
        {
            "until_at": Field("Until when", Sort.INSTANT),
            **_DEBTOR,
            "text": Field("Remark", required=False),
        },
        "{party} extends to {until_at} what {re} asks",
    ),
    _kind(
        CLARIFICATION_ASKED, "question about what is asked", Speech.ASKS, "02", {"text": Field("What is unclear")},
        "{party} asks of {re}: {text}",
    ),
    _kind(
        CLARIFICATION_GIVEN, "answer to a question about what is asked", Speech.ANSWERS, "01",
        {"text": Field("The answer")}, "{party} answers {re}: {text}", answers=(CLARIFICATION_ASKED,),
    ),
    _kind(
        EXEMPTION, "statement why nothing is owed", Speech.ANSWERS, "01",
        {"ground": Field("Ground", choices=GROUNDS), **_REASON}, "{party} on {re}, {ground}: {reason}",
    ),
    _kind(
        DUTY_DISPUTE, "dispute about a duty", Speech.INFORMS, "11",
        {**_REASON, **_DEBTOR, "withdrawn": Field("It takes back its author's own dispute", Sort.FLAG, required=False)},
        "{party} disputes what is owed for {re}: {reason}",
    ),
)  # fmt: skip


class ClocksState(Struct, frozen=True):
    """What was said of the duties of one dossier.

    Args:
        acts: every act of the dossier that counts, of any desk, by reference: a duty may come from any of them.
    """

    charter: Charter
    acts: Mapping[str, Said] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return the duties of which one party says concurrently that they are not owed, on different grounds."""
        by_duty: dict[tuple[str, str, str], list[Said]] = {}
        for act in self.said(EXEMPTION):
            by_duty.setdefault((act.party, act.re or "", self._key(act)), []).append(act)
        found = []
        for (party, ref, _key), acts in sorted(by_duty.items()):
            last = self.exemptions(acts)
            if len({text_of(act.body, "ground") for act in last}) > 1:
                refs = ", ".join(sorted(act.ref for act in last))
                found.append(f"{party.upper()}, of {ref}: {refs} name different grounds; a later one resolves it")
        return tuple(found)

    def said(self, *kinds: str) -> list[Said]:
        """Return the acts of these kinds, in an order that proof allows."""
        found = [act for act in self.acts.values() if act.kind in kinds]
        return sorted(found, key=by_past)

    def about(self, act: Said) -> Said | None:
        """Return the act from which the duty comes of which an act speaks, or None where it is not here."""
        found = self.acts.get(act.re or "")
        while found is not None and found.kind in ABOUT_DUTIES:
            found = self.acts.get(found.re or "")
        return found

    def debtor(self, act: Said) -> str:
        """Return whose duty an act speaks of, empty where it speaks of everybody's."""
        # An answer to what a debtor said concerns that debtor.
        for one in self._chain(act):
            named = one.party if one.kind in BY_DEBTOR else text_of(one.body, "debtor").lower()
            if named:
                return named
        return ""

    def _chain(self, act: Said) -> Iterator[Said]:
        """Yield an act about a duty, what it answers of that sort, and so on; whoever answers comes later by proof."""
        found: Said | None = act
        while found is not None and (found is act or found.kind in ABOUT_DUTIES):
            yield found
            found = self.acts.get(found.re or "")

    def concerns(self, act: Said, duty: Duty) -> bool:
        """Say if an act of this desk speaks of a duty; of what is only to be read none does."""
        source = self.about(act)
        if duty.reading or source is None or source.ref != duty.act or self.debtor(act) not in ("", duty.who):
            return False
        return self._key(act) in ("", duty.key)

    def _key(self, act: Said) -> str:
        return next((key for one in self._chain(act) if (key := text_of(one.body, "duty"))), "")

    def exemptions(self, said: Iterable[Said]) -> list[Said]:
        """Return those exemptions among these acts after which their author said no other; several are concurrent."""
        found = [act for act in said if act.kind == EXEMPTION]
        return [act for act in found if not any(other.follows(act.ref) for other in found)]

    def asked(self, act: Said) -> frozenset[str]:
        """Return whose answer a debtor's request or question waits for, as far as acts alone can tell."""
        source = self.about(act)
        if source is None or source.party != act.party:
            return frozenset() if source is None else frozenset({source.party})
        # What a party owes by its own act is owed to its addressees, or to all who read it.
        readers = self.charter.members_of(source.channel) if source.channel in self.charter.channels else ()
        return frozenset(source.to or readers) - {act.party, self.charter.depositary}

    def creditors(self, duty: Duty) -> tuple[str, ...]:
        """Return who may move the clock of a duty: who said the act from which it comes, or all to whom it is owed."""
        source = self.acts.get(duty.act)
        return (source.party,) if source is not None and source.party != duty.who else duty.to_whom

    @property
    def disputes(self) -> tuple[Said, ...]:
        """Return the disputes that their authors have not taken back."""
        said = self.said(DUTY_DISPUTE)
        withdrawn = {act.re for act in said if act.body.get("withdrawn") is True}
        return tuple(act for act in said if act.body.get("withdrawn") is not True and act.ref not in withdrawn)


def begin(charter: Charter) -> ClocksState:
    """Return the state before the first act."""
    return ClocksState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: ClocksState, act: Said) -> Refused | None:
    """Return why an act does not count: it speaks of no act here, or for the other side."""
    source = state.about(act)
    if source is None:
        return Refused(
            "duty-act-unknown", expected="an act of this dossier that counts, from which a duty comes",
            got=act.re or "none", remedy="detente duty list",
        )  # fmt: skip
    answered, until = state.acts[act.re or ""], instant_of(act.body, "until_at")
    if until is not None and until <= act.claimed_at:
        return Refused(
            "until-past", expected=f"a time after {rfc3339(act.claimed_at)}", got=rfc3339(until),
            remedy="give a later --until",
        )  # fmt: skip
    if act.kind == DUTY_DISPUTE:
        return _may_dispute(answered, act)
    if act.kind in BY_DEBTOR:
        return _of_act(act, answered)
    if act.kind == EXTENSION and answered.kind in ABOUT_DUTIES - {EXTENSION_REQUEST}:
        return _of_act(act, answered)
    debtor = state.debtor(act)
    if act.party == debtor or (source.party != act.party and debtor != source.party):
        side = "a party to whom it is owed" if debtor == source.party else source.party.upper()
        return Refused("duty-of-own", expected=f"{side}, who may answer for {source.ref}", got=act.party.upper())
    return None


def _of_act(act: Said, answered: Said) -> Refused | None:
    if answered.kind not in ABOUT_DUTIES:
        return None
    title = KINDS[act.kind].title
    return Refused("duty-act-unknown", expected=f"the act from which the duty comes, for a {title}", got=answered.ref)


def _may_dispute(answered: Said, act: Said) -> Refused | None:
    if act.body.get("withdrawn") is True and (answered.kind, answered.party) != (DUTY_DISPUTE, act.party):
        expected = f"a dispute of {act.party.upper()}, which it takes back"
        return Refused("dispute-of-other", expected=expected, got=answered.ref)
    if answered.kind == DUTY_DISPUTE and act.body.get("withdrawn") is not True:
        # Each says its own; a chain of disputes about disputes would only cost whoever reads it.
        return _of_act(act, answered)
    return None


def may_owing(state: ClocksState, act: Said, duties: Iterable[Duty]) -> Refused | None:
    """Return why the author's own node does not sign an act: nothing that it speaks of is owed by or to its author.

    Args:
        duties: of the dossier, of every desk.
    """
    touched = [duty for duty in duties if state.concerns(act, duty)]
    if act.kind in BY_DEBTOR:
        wanted, fits = f"owed by {act.party.upper()}", any(duty.who == act.party for duty in touched)
    else:
        wanted = f"owed to {act.party.upper()}"
        fits = any(act.party in state.creditors(duty) for duty in touched)
    if act.kind == DUTY_DISPUTE:
        wanted = f"owed by or to {act.party.upper()}"
        fits = any(act.party in (duty.who, *duty.to_whom) for duty in touched)
    if fits:
        return None
    source = state.about(act)
    got = "; ".join(f"{duty.who.upper()}: {duty.what}" for duty in touched) or "none"
    return Refused(
        "duty-none", expected=f"a duty that comes from {source.ref if source else act.re} and is {wanted}", got=got,
        remedy="detente duty list --all",
    )  # fmt: skip


# --- what follows -----------------------------------------------------------------------------------------------------


def hears(kind: str) -> bool:  # noqa: ARG001  the desk contract
    """Say that acts of every desk come here: a duty may come from any of them."""
    return True


def fold(state: ClocksState, act: Said) -> ClocksState:
    """Return the state with one more act."""
    return replace(state, acts={**state.acts, act.ref: act})


def adjust(state: ClocksState, duty: Duty, journal: Journal) -> Duty:
    """Return a duty of any desk as what was said of it leaves it, on the journal's evidence."""
    said = [act for act in state.said(*ABOUT_DUTIES) if state.concerns(act, duty)]
    if not said:
        return duty
    found = _exempted(state, _moved(state, said, duty, journal), said, journal)
    disputes = [act for act in state.disputes if act in said and act.party in (duty.who, *duty.to_whom)]
    if not disputes:
        return found
    reason = "; ".join(f"{act.party.upper()} in {act.ref}: {text_of(act.body, 'reason')}" for act in disputes)
    told = tuple(f"{act.party.upper()} disputes it ({act.ref})" for act in disputes)
    return replace(found, state=DutyState.DISPUTED, by_evidence=found.state, reason=reason, steps=(*found.steps, *told))


def _moved(state: ClocksState, said: list[Said], duty: Duty, journal: Journal) -> Duty:
    """Return the duty with its due second moved by what was granted and asked."""
    if duty.due_at is None:
        return duty
    creditors = state.creditors(duty)
    grants = [
        Grant(at, act.ref, act.party, until)
        for act in said
        if act.kind == EXTENSION and act.party in creditors and (until := instant_of(act.body, "until_at"))
        and (at := answered_at(act, duty.who, journal)) is not None
    ]  # fmt: skip
    stood = [
        _standstill(state, act, at, duty.who, creditors, journal)
        for act in said
        if act.kind == CLARIFICATION_ASKED and (at := _known_at(act, creditors, journal)) is not None
    ]
    found = reckon(
        duty.due_at, together(grants, creditors), stood, clarifications_most(state.charter), duty.due_strict_at
    )
    moved = replace(
        duty, due_at=found.due_at, due_strict_at=found.strict_at, steps=(*duty.steps, *found.steps),
        stands=found.standing is not None,
    )  # fmt: skip
    if not duty.open:
        return moved
    if found.standing is None:
        return moved.unmet(journal)
    reason = f"the clock stands since {rfc3339(found.standing.at)}, until {found.standing.ref} is answered"
    return replace(moved, state=DutyState.DUE, reason=reason)


def _known_at(act: Said, creditors: Iterable[str], journal: Journal) -> Instant | None:
    """Return since when the creditors are proven to have an act, the first of them or by the first heads; or None."""
    found = [answered_at(act, creditor, journal) for creditor in creditors]
    return min((at for at in found if at is not None), default=None)


def _standstill(
    state: ClocksState, asked: Said, at: Instant, debtor: str, creditors: tuple[str, ...], journal: Journal
) -> Standstill:
    """Return a question with the earliest second at which its debtor is proven to have an answer, or waits no more."""
    answers = [act for act in state.said(CLARIFICATION_GIVEN) if act.re == asked.ref and act.party in creditors]
    ends = [
        (start.at, act.ref)
        for act in answers
        if (start := clock_start(act, debtor, state.acts.values(), journal, state.charter)) is not None
    ]
    # A question that nobody answers stops no clock for ever.
    most = held(at + clarification_seconds(state.charter))
    if ends and max(at, min(ends)[0]) <= most:
        until, ref = min(ends)
        return Standstill(at, asked.ref, asked.party, ref, max(at, until))
    if ends or (journal.as_of is not None and journal.as_of > most):
        return Standstill(at, asked.ref, asked.party, "", most)
    return Standstill(at, asked.ref, asked.party)


def _exempted(state: ClocksState, duty: Duty, said: list[Said], journal: Journal) -> Duty:
    """Return the duty in the state that its debtor's newest exemption names, where nothing else has met it."""
    last = state.exemptions(said)
    grounds = {text_of(act.body, "ground") for act in last}
    if not duty.unanswered or len(grounds) != 1:
        return duty
    # Of concurrent ones on one ground that which is proven first.
    newest = min(last, key=lambda act: (_known_at(act, state.creditors(duty), journal) or INSTANT_MAX, act.ref))
    ground = grounds.pop()
    step = f"{newest.party.upper()} says {ground} ({newest.ref}); that is its word, and it says why"
    return replace(
        duty, state=DutyState(ground), reason=text_of(newest.body, "reason"), answer=newest.ref,
        met_at=_known_at(newest, state.creditors(duty), journal), steps=(*duty.steps, step),
    )  # fmt: skip


def duties(state: ClocksState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: what is said of a duty brings no other."""
    return ()


def turn(state: ClocksState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who was asked for time, or what is unclear, and has not answered."""
    answered = {act.re for act in state.said(EXTENSION, CLARIFICATION_GIVEN)}
    waiting = [act for act in state.said(EXTENSION_REQUEST, CLARIFICATION_ASKED) if act.ref not in answered]
    return frozenset().union(*(state.asked(act) for act in waiting))


def next_acts(state: ClocksState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could answer now."""
    answered = {act.re for act in state.said(EXTENSION, CLARIFICATION_GIVEN)}
    found = []
    for act in state.said(EXTENSION_REQUEST, CLARIFICATION_ASKED):
        if act.ref not in answered and party in state.asked(act):
            asked = act.kind == CLARIFICATION_ASKED
            body = {} if asked else {"until_at": instant_of(act.body, "until_at")}
            found.append(NextAct(CLARIFICATION_GIVEN if asked else EXTENSION, act.ref, body))
    found += [NextAct(DUTY_DISPUTE, act.ref, {"withdrawn": True}) for act in state.disputes if act.party == party]
    return tuple(found)


# --- for eyes ---------------------------------------------------------------------------------------------------------


def render(state: ClocksState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return what was said of duties, for eyes."""
    said = state.said(*ABOUT_DUTIES)
    data = [_told(state, act, journal) for act in said]
    lines = tuple(
        Line((one["party"].upper(), KINDS[act.kind].title, one["about"], one["until_at"] or "–", one["there_at"] or "–",
              one["text"]), act.ref, act.language)
        for one, act in zip(data, said, strict=True)
    )  # fmt: skip
    section = Section(
        "Said of what is owed", lines, ("By", "What", "Of", "Until", "There since", "In their words"),
        "A statement of its author. Time moves by the evidence of when it was there.",
    )  # fmt: skip
    return Sheet(titled("Clocks"), "said", sections=(section,) if lines else (), data={"said": data})


def _told(state: ClocksState, act: Said, journal: Journal) -> dict[str, Any]:
    source, until, entered = state.about(act), instant_of(act.body, "until_at"), journal.entered(act)
    held = [at for party, at in journal.held_since(act).items() if party != act.party]
    there = min([*held, *([entered.at] if entered else [])], default=None)
    ground = text_of(act.body, "ground")
    words = text_of(act.body, "reason") or text_of(act.body, "text")
    return {
        "ref": act.ref,
        "party": act.party,
        "kind": act.kind,
        "about": source.ref if source is not None else act.re or "",
        "debtor": state.debtor(act),
        "ground": ground,
        "until_at": written(until),
        "there_at": written(there),
        "withdrawn": act.kind == DUTY_DISPUTE and act not in state.disputes,
        "text": f"{ground}: {words}" if ground else words,
    }
