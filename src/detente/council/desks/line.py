"""The line desk: what every council can say plainly, from a message to a note verbale, and that an officer read it.

Source: design sections 1 and 4; the watch practice of the 1963 direct line (every message acknowledged by its reader);
kinds of diplomatic paper as in Hansard 25 January 1983 and the entry "Diplomatic Document" of the Great Soviet
Encyclopedia (docs/sources.md).

    who                     may
    everybody               say any kind but those below
    the author              correct what it said
    anybody but the author  acknowledge, answer or decline it
    who is named in a call  read back its note

Acknowledging is not answering: it ends the acknowledgement's clock and never the reply's. Addressees of what asks have
the turn until each of them has answered or declined; addressees of what informs, until they have acknowledged it.
A message that says by when an answer is asked asks for one, too. That time is a wish: no clock of a duty rests on it.
A reply is offered to whatever another party said, read or not: what informs may be answered, too, and asks for nothing.
"""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import (
    ABOUT_DUTIES,
    ASKED_BY,
    EXEMPTION,
    TEXT,
    Change,
    Field,
    Kind,
    Place,
    Rank,
    Sort,
    Speech,
    asks_answer,
    table_of,
    text_of,
)
from detente.council.said import Said, asked_of, by_past
from detente.council.settings import acknowledge_seconds, clock_rule, reply_seconds
from detente.council.titles import quoted, titled
from detente.council.told import opening_of
from detente.errors import Refused
from detente.protocol.charter import OWN, Charter

NAME, TITLE = "line", "Line"
MESSAGE, ACKNOWLEDGE, CORRECTION = "message", "acknowledge", "correction"
CALL, READBACK = "call-note", "call-readback"
TRANSLATION = "translation"
DECLINE = "decline"
_TEXT = {"text": TEXT}
_ASKED = {**_TEXT, **ASKED_BY}
_REMARK = {"text": Field("Remark", required=False)}


def _paper(name: str, title: str, speech: Speech, cameo: str, **more: object) -> Kind:
    """Return a kind whose body is a text, and whose line says who said what."""
    says = f"{{party}}, {title}: {{text}}"
    return Kind(name, title, speech, cameo, **{"fields": _TEXT, "text": {"en": says}, **more})  # type: ignore[arg-type]


KINDS = table_of(
    Kind(
        MESSAGE, "message", Speech.INFORMS, "01", _ASKED, text={"en": "{party}: {text}"},
        purpose="Words to some or all who read a channel. The plainest form.",
    ),
    Kind(
        ACKNOWLEDGE, "acknowledgement", Speech.ANSWERS, "01", _REMARK,
        needs_re=True, opens=False, survives=True, rung="acknowledged", text={"en": "{party} has read {re}"},
        verb="acknowledge",
    ),
    Kind(
        CORRECTION, "correction", Speech.INFORMS, "01", {"text": Field("The text as it should have read")},
        needs_re=True, opens=False, survives=True, text={"en": "{party} corrects {re}: {text}"},
        verb="correct it", changes=Change.AMENDS,
    ),
    Kind(
        TRANSLATION, "unofficial translation", Speech.INFORMS, "01",
        {"text": Field("The translation"), "into": Field("Language of the translation", characters_max=35, tag=True)},
        place=Place.ANYWHERE, needs_re=True, opens=False, text={"en": "{party} translates {re} into {into}: {text}"},
        verb="translate it",
    ),
    _paper(
        "diplomatic-note", "note", Speech.INFORMS, "05", least_rank=Rank.AMBASSADOR,
        purpose="A formal note, signed by whoever the ministry has sign.",
    ),
    _paper(
        "note-verbale", "note verbale", Speech.INFORMS, "05",
        purpose="A formal note in the third person.",
    ),
    _paper(
        "aide-memoire", "aide-mémoire", Speech.INFORMS, "05",
        purpose="What was said by word of mouth, left in writing.",
    ),
    _paper(
        "demarche", "démarche made", Speech.INFORMS, "02", least_rank=Rank.AMBASSADOR,
        purpose="That a démarche was made, and what was said.",
    ),
    _paper(
        "protest", "protest", Speech.INFORMS, "14", least_rank=Rank.AMBASSADOR,
        purpose="That something was not acceptable, and why.",
    ),
    _paper(
        "warning", "warning", Speech.INFORMS, "13", least_rank=Rank.MILITARY_REPRESENTATIVE,
        purpose="That something is about to happen, or must not.",
    ),
    _paper(
        "clarification-request", "request for clarification", Speech.ASKS, "02", fields=_ASKED,
        purpose="A question about something that was said or done.",
    ),
    _paper(
        "explanation", "explanation", Speech.ANSWERS, "01",
        purpose="An explanation that nobody has asked for yet.",
        verb="explain",
    ),
    _paper(
        "offer", "offer", Speech.ASKS, "03", least_rank=Rank.AMBASSADOR, fields=_ASKED,
        purpose="Something that you would do.",
    ),
    _paper(
        "proposal", "proposal", Speech.ASKS, "03", fields=_ASKED,
        purpose="Something that all would do.",
    ),
    _paper("reply", "reply", Speech.ANSWERS, "01", needs_re=True, opens=False, verb="reply"),
    _paper(DECLINE, "declining reply", Speech.DECLINES, "12", needs_re=True, opens=False, fields=_REMARK,
          verb="decline"),
    _paper("interpretative-statement", "interpretative statement", Speech.INFORMS, "01", needs_re=True, opens=False),
    _paper(
        "statement", "statement for the record", Speech.INFORMS, "01",
        purpose="Words that stand for the record and ask for nothing.",
    ),
    Kind(
        CALL, "note of a call", Speech.INFORMS, "04",
        {
            "text": Field("What was said, as its author read it back"),
            "caller": Field("Who rang"),
            "called": Field("Who was rung"),
            "at": Field("When", Sort.INSTANT),
            "answered": Field("Whether it was answered", Sort.FLAG),
        },
        purpose="What was said on the telephone, so that it stands somewhere.",
        text={"en": "{party}, note of a call by {caller} to {called}: {text}"},
    ),
    Kind(
        READBACK, "read-back of a call", Speech.ANSWERS, "04",
        {"text": Field("What was said, as its author read it back")},
        needs_re=True, opens=False, answers=(CALL,), text={"en": "{party} reads back the call of {re}: {text}"},
    ),
)  # fmt: skip

TITLE_CHARACTERS = 120


class LineState(Struct, frozen=True):
    """What was said plainly in one dossier.

    Args:
        acts: every act of the dossier that counts, of any desk, by reference: any of them may be acknowledged.
        acknowledged: reference to the parties whose officer has read it.
        corrected: reference to the references of its corrections.
    """

    charter: Charter
    acts: Mapping[str, Said] = field(default_factory=dict)
    acknowledged: Mapping[str, frozenset[str]] = field(default_factory=dict)
    corrected: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return nothing: plain words do not exclude each other."""
        return ()

    def answers_to(self, ref: str) -> list[Said]:
        """Return the acts that answer one; acknowledgements, corrections, and what is said of a duty do not."""
        silent = {ACKNOWLEDGE, CORRECTION, TRANSLATION, *ABOUT_DUTIES}
        return [act for act in self.acts.values() if act.re == ref and act.kind not in silent]

    def exempt_from(self, ref: str) -> set[str]:
        """Return who said why it owes no answer to an act."""
        return {act.party for act in self.acts.values() if act.re == ref and act.kind == EXEMPTION}

    def addressees_of(self, act: Said) -> frozenset[str]:
        """Return who is to act on it: its addressees; where it asks without addressing anybody, every other reader."""
        return asked_of(act, self.charter) if _asks(act) else frozenset(act.to)


def begin(charter: Charter) -> LineState:
    """Return the state before the first act."""
    return LineState(charter)


def may(state: LineState, act: Said) -> Refused | None:
    """Return why an act does not count: only authors correct, nobody acknowledges himself, calls have two ends."""
    answered = state.acts.get(act.re or "")
    if answered is None:
        return None
    mine = answered.party == act.party
    if act.kind == CORRECTION and not mine:
        return Refused("correct-other", expected=f"an act of {act.party.upper()}", got=answered.ref)
    if act.kind == ACKNOWLEDGE and mine:
        return Refused("acknowledge-own", expected="another party's act", got=answered.ref)
    ends = {text_of(answered.body, "caller"), text_of(answered.body, "called")}
    if act.kind == READBACK and act.party not in ends:
        return Refused("call-of-others", expected=f"a party to the call of {answered.ref}", got=act.party.upper())
    return None


def hears(kind: str) -> bool:  # noqa: ARG001  the desk contract
    """Say that acts of every desk come here: any of them may be acknowledged."""
    return True


def fold(state: LineState, act: Said) -> LineState:
    """Return the state with one more act."""
    state = replace(state, acts={**state.acts, act.ref: act})
    if act.re is None:
        return state
    if act.kind == ACKNOWLEDGE:
        parties = state.acknowledged.get(act.re, frozenset()) | {act.party}
        return replace(state, acknowledged={**state.acknowledged, act.re: parties})
    if act.kind == CORRECTION:
        corrections = state.corrected.get(act.re, frozenset()) | {act.ref}
        return replace(state, corrected={**state.corrected, act.re: corrections})
    return state


def duties(state: LineState, journal: Journal) -> tuple[Duty, ...]:
    """Return replies and acknowledgements that the charter's clocks ask for."""
    found = []
    cited_by: dict[str, list[Said]] = {}
    for one in state.acts.values():
        for ref in set(one.cites):
            cited_by.setdefault(ref, []).append(one)
    for act in state.acts.values():
        kind = KINDS.get(act.kind)
        if kind is None:
            continue
        citing = cited_by.get(act.ref, [])
        # A wish makes nobody owe: where it names nobody, only what asks by its kind is owed by every other reader.
        owing = state.addressees_of(act) if kind.speech is Speech.ASKS else frozenset(act.to)
        clocks = []
        if kind.speech is Speech.ASKS and (reply := reply_seconds(state.charter, act.kind)) is not None:
            rule = clock_rule(reply, kind.title)
            clocks.append((f"reply to a {kind.title}", state.answers_to(act.ref), reply, rule, False))
        if (
            kind.speech is not Speech.ANSWERS
            and (read := acknowledge_seconds(state.charter, act.precedence)) is not None
        ):
            n = read // 60
            rule = f"charter, clock of acknowledgement: {n} {'minute' if n == 1 else 'minutes'}"
            read_by = [one for one in citing if one.re == act.ref]
            clocks.append((f"acknowledge a {kind.title}", read_by, read, rule, True))
        for what, answers, seconds, rule, reading in clocks:
            found += [
                reply_duty(act, party, what, citing=citing, answers=answers, journal=journal, charter=state.charter,
                           seconds=seconds, rule=rule, reading=reading)
                for party in sorted(owing)
            ]  # fmt: skip
    return tuple(found)


def turn(state: LineState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return addressees who have not answered what asks, or not read what informs."""
    waiting: set[str] = set()
    answered = {act.re for act in state.acts.values()}
    for act in state.acts.values():
        kind = KINDS.get(act.kind)
        if kind is None or kind.speech in (Speech.ANSWERS, Speech.DECLINES) or kind.needs_re:
            continue
        done: set[str] = set()
        if act.ref in answered:
            done = {one.party for one in state.answers_to(act.ref)} | state.exempt_from(act.ref)
        if not _asks(act):
            done |= state.acknowledged.get(act.ref, frozenset())
        waiting |= state.addressees_of(act) - done
    return frozenset(waiting)


def next_acts(state: LineState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now, by reference."""
    found = [NextAct(MESSAGE)]
    for ref, act in sorted(state.acts.items()):
        kind = KINDS.get(act.kind)
        if act.kind == ACKNOWLEDGE:
            continue
        if act.party == party:
            found += [NextAct(CORRECTION, ref)] if kind is not None else []
            continue
        if party not in state.acknowledged.get(ref, frozenset()):
            found.append(NextAct(ACKNOWLEDGE, ref))
        if kind is not None and act.kind not in (CORRECTION, TRANSLATION) and act.channel != OWN:
            found.append(NextAct("reply", ref))
        if _asks(act):
            found.append(NextAct(DECLINE, ref))
    return tuple(found)


def render(state: LineState, journal: Journal, language: str = "en") -> Sheet:
    """Return the dossier for eyes."""
    first = min(state.acts.values(), key=by_past, default=None)
    title = " ".join(text_of(first.body, "text").split()) if first else ""
    waiting = sorted(turn(state, journal))
    status = "waiting" if waiting else ("answered" if any(map(_asks, state.acts.values())) else "said")
    calls = tuple(_call(state, act) for act in state.acts.values() if act.kind == CALL)
    translations = tuple(
        Line((act.party.upper(), act.re or "", text_of(act.body, "text")), act.ref, text_of(act.body, "into"))
        for act in state.acts.values()
        if act.kind == TRANSLATION and text_of(act.body, "into").startswith(language)
    )
    columns = ("Rang", "Was rung", "Answered", "As noted", "As read back by the other")
    return Sheet(
        titled(quoted(opening_of(title, TITLE_CHARACTERS))),
        status,
        sections=tuple(
            one
            for one in (
                Section("Calls", calls, columns, "A call is not an act; what each side says of it stands as it is."),
                Section("Unofficial translations", translations, ("By", "Of", "Text")),
            )
            if one.lines
        ),
        data={"waiting": waiting, "acknowledged": {ref: sorted(who) for ref, who in state.acknowledged.items()}},
    )


def _asks(act: Said) -> bool:
    """Say if an act of this desk asks for an answer."""
    return act.kind in KINDS and asks_answer(KINDS[act.kind], act.body)


def _call(state: LineState, act: Said) -> Line:
    read = [text_of(one.body, "text") for one in state.answers_to(act.ref) if one.kind == READBACK]
    answered = "yes" if act.body.get("answered") is True else "no"
    caller, called = text_of(act.body, "caller"), text_of(act.body, "called")
    return Line((caller.upper(), called.upper(), answered, text_of(act.body, "text"), " / ".join(read)), act.ref)
