"""From a meeting to its papers: the text that parties sign, the minutes that are printed, the entry of a calendar.

Minutes are put down as the text that `papers/text.py` makes of the record; the chair may put down other words. Printed
minutes show signatures only where what was signed is what the record gives: nobody's name stands under another text.
"""

from detente.clock import Instant
from detente.council.kinds import drill_of, instant_of, text_of, texts_of, unofficial_of
from detente.council.meeting.agenda import Item
from detente.council.meeting.state import (
    CANCEL,
    CHANGE,
    CLOSE,
    MINUTES,
    OPEN,
    SUMMARY,
    MeetingState,
    Paper,
    Terms,
    joint_text_of,
)
from detente.council.papers import minutes as papers
from detente.council.papers.appointment import CLOSED, OPENED, Appointment, Standing
from detente.council.papers.text import render_text
from detente.council.said import Said
from detente.council.settings import LEVEL_RANKS
from detente.council.titles import practised, quoted, titled
from detente.errors import Malformed, Refused
from detente.protocol.documents import Purpose, compose, draft_document, parse_document, signer_name, text_digest
from detente.protocol.signatories import check_signed_by
from detente.protocol.toml import quote
from detente.tlog.checkpoint import Checkpoint
from detente.tlog.notes import Note, Signature, parse_note

PURPOSE = Purpose.MINUTES


# --- what is signed ---------------------------------------------------------------------------------------------------


def document_of(state: MeetingState, paper: Said) -> str:
    """Return the text of minutes or of a joint text as parties sign it.

    Raises:
        Refused: `paper-open`, while a bracket is open; `paper-unsignable`, for a text that no note holds.
    """
    if paper.kind == MINUTES:
        name, words = text_of(paper.body, "symbol"), text_of(paper.body, "text")
    else:
        name, words = text_of(paper.body, "title"), _settled(state, paper)
    assert state.convening is not None, "a paper belongs to a meeting"
    fields = (("paper", name), ("act", paper.ref), ("meeting", state.convening.ref), ("language", paper.language))
    head = "".join(f"{field} = {quote(text)}\n" for field, text in fields)
    text = compose(PURPOSE, state.charter.council_id, f"{head}\n{words}")
    try:
        draft_document(text)
    except Malformed as fault:
        raise Refused("paper-unsignable", expected=fault.expected, got=fault.got, remedy="put it down anew") from None
    return text


def _settled(state: MeetingState, paper: Said) -> str:
    text = joint_text_of(paper).settled(state.closed(paper))
    if text.brackets:
        numbers = ", ".join(str(one.number) for one in text.brackets)
        raise Refused(
            "paper-open",
            expected="a text whose brackets are all closed",
            got=f"open in {paper.ref}: {numbers}",
            remedy="detente meeting choose",
        )
    return text.plain


def signers(state: MeetingState, paper: Said) -> dict[str, Said]:
    """Return who signed a paper as it stands: with a bracket open, or closed otherwise than they signed, nobody."""
    try:
        return state.signatures(paper.ref, text_digest(document_of(state, paper)))
    except Refused:
        return {}


def check_paper(state: MeetingState, paper: Said, act: Said) -> None:
    """Be silent where an act signs this paper as it stands, with its author's own line, which verifies.

    Raises:
        Refused: `paper-other-text`, `paper-line`, those of `document_of`, and the codes of `check_signed_by`.
    """
    text = document_of(state, paper)
    digest = text_digest(text)
    if act.body.get("document") != digest:
        got = act.body.get("document")
        raise Refused(
            "paper-other-text", expected=f"the text with SHA-256 {digest.hex()}",
            got=got.hex() if isinstance(got, bytes) else "none", remedy="detente meeting sign signs what stands",
        )  # fmt: skip
    name = signer_name(state.charter.council_id, PURPOSE, act.party)
    line = signature_of(act)
    if line is None or line.name != name:
        raise Refused("paper-line", expected=f"one signature line by {name}", got=text_of(act.body, "line")[:120])
    try:
        document = parse_document(Note(text, (line,)).to_bytes())
        check_signed_by(document, act.party, texts_of(act.body, "identities"), state.charter)
    except Malformed as fault:
        raise Refused(fault.code, expected=fault.expected, got=fault.got) from None


def signature_of(act: Said) -> Signature | None:
    """Return the signature line that an act carries, or None where it carries none."""
    try:
        note = parse_note(f"-\n\n{text_of(act.body, 'line')}\n".encode())
    except Malformed:
        return None
    return note.signatures[0] if len(note.signatures) == 1 else None


def note_of(state: MeetingState, paper: Said) -> Note:
    """Return a paper with the lines of all who signed it, each verified when its act was judged.

    Raises:
        Refused: those of `document_of`.
    """
    lines = [signature_of(act) for _party, act in sorted(signers(state, paper).items())]
    return Note(document_of(state, paper), tuple(line for line in lines if line is not None))


# --- what is printed --------------------------------------------------------------------------------------------------


def draft_text(state: MeetingState, symbol: str, language: str) -> str:
    """Return minutes as the record gives them, for the chair to put down and everybody to sign.

    Raises:
        Refused: `symbol-malformed`, `paper-language`.
    """
    return render_text(_minutes(state, papers.parse_symbol(symbol), language), language)


def is_record(state: MeetingState, paper: Paper, language: str) -> bool:
    """Say if minutes that were put down are what the record gave their author."""
    drafted = draft_text(state.before(paper.act), text_of(paper.act.body, "symbol"), language)
    return drafted == text_of(paper.act.body, "text")


def paper_for(state: MeetingState, language: str) -> Paper | None:
    """Return the newest minutes that stand in a language, or None where none were put down in it."""
    return next((one for one in reversed(state.standing_minutes) if one.act.language == language), None)


def minutes_of(state: MeetingState, language: str, *, as_of: Instant, heads: tuple[Checkpoint, ...]) -> papers.Minutes:
    """Return minutes to be printed, with symbol and signatures where what was put down in the language is the record.

    They then are of the record as their author knew it; otherwise of all that is held.

    Raises:
        Refused: `paper-language`.
    """
    assert state.convening is not None, "minutes are of a meeting"
    paper = paper_for(state, language)
    if paper is None or not is_record(state, paper, language):
        return _minutes(state, papers.Symbol(state.convening.ref), language, as_of=as_of, heads=heads)
    signatures = tuple(
        papers.Signature(party, paper.signed[party].claimed_at if party in paper.signed else None)
        for party in state.participants
    )
    known = state.before(paper.act)
    return _minutes(known, paper.symbol, language, as_of=as_of, heads=heads, signatures=signatures)


def _minutes(
    state: MeetingState,
    symbol: papers.Symbol,
    language: str,
    *,
    as_of: Instant = 0,
    heads: tuple[Checkpoint, ...] = (),
    signatures: tuple[papers.Signature, ...] = (),
) -> papers.Minutes:
    convening, charter = state.convening, state.charter
    assert convening is not None, "minutes are of a meeting"
    opened, closed = state.said(OPEN), state.said(CLOSE)
    terms = state.terms.settled
    level = text_of(convening.body, "level")
    presided = dict.fromkeys(act.officer for act in opened if act.party == state.chair and act.officer)
    return papers.Minutes(
        council=charter.council_id,
        council_title={_language(charter.languages): charter.title},
        rehearsal=charter.rehearsal,
        reference=convening.ref,
        title={convening.language or "en": text_of(convening.body, "title")},
        symbol=symbol,
        drill=drill_of(convening.body),
        level=LEVEL_RANKS.get(level, level),
        place=terms.place if terms is not None else "",
        began_at=at_of(opened[0]) if opened else (terms.begins_at if terms is not None else convening.claimed_at),
        ended_at=at_of(closed[-1]) if closed and not state.is_open else None,
        chair=state.chair,
        chair_person=", ".join(presided),
        delegations=tuple(_delegation(state, party) for party in state.participants),
        items=tuple(_item(item) for item in state.items if not item.withdrawn),
        as_of=as_of,
        heads=heads,
        summary=next((words_of(act) for act in _summaries(state, language)), None),
        signatures=signatures,
    )


def _delegation(state: MeetingState, party: str) -> papers.Delegation:
    persons = tuple(papers.Person(name, rank) for name, rank in state.delegation(party))
    return papers.Delegation(party, state.charter.parties[party].name, persons)


def _item(item: Item) -> papers.Item:
    outcome = item.outcome
    return papers.Item(
        number=str(item.number),
        title={item.tabled.language or "en": item.title},
        result=item.result,
        tabled_by=(item.tabled.party,),
        contested_by=item.contested_by,
        positions=tuple(
            papers.Position(
                act.party, words_of(act), act.ref, (text_of(act.body, "for"),) if act.body.get("for") else ()
            )
            for act in item.statements
        ),
        outcome=papers.Words(outcome) if outcome else None,
    )


def words_of(act: Said) -> papers.Words:
    """Return what an act says in its own language, and its unofficial translations."""
    return papers.Words(text_of(act.body, "text"), act.language, unofficial_of(act.body))


def _summaries(state: MeetingState, language: str) -> list[Said]:
    """Return the chair's summaries, the last one first, those in the language before all."""
    newest = state.said(SUMMARY)[::-1]
    return sorted(newest, key=lambda act: act.language != language)


def _language(languages: tuple[str, ...]) -> str:
    return languages[0] if languages else "en"


def at_of(act: Said) -> Instant:
    """Return when a meeting was opened or closed, as the act says that did it."""
    at = instant_of(act.body, "at")
    return act.claimed_at if at is None else at


# --- what stands in a calendar ----------------------------------------------------------------------------------------


def appointment_of(state: MeetingState) -> Appointment:
    """Return the meeting as an entry of a calendar: confirmed when all who are invited have accepted, or it was opened.

    Once opened it stands at the time at which that was, and once closed it ends then, whatever was planned.

    Raises:
        Refused: `meeting-conflict`, while two dates or places stand.
    """
    convening, terms = state.convening, state.terms.settled
    assert convening is not None, "an entry of a meeting"
    if terms is None:
        raise Refused(
            "meeting-conflict", expected="one date and place", got=f"two, by {', '.join(state.terms.refs)}",
            remedy="detente meeting change, by the chair",
        )  # fmt: skip
    steps = [convening, *state.said(CHANGE, CANCEL, OPEN, CLOSE)]
    began_at, ended_at = _held(state, terms)
    opened = bool(state.said(OPEN))
    sure = opened or state.invited <= frozenset(state.participants)
    standing = Standing.CANCELLED if state.is_cancelled else Standing.CONFIRMED if sure else Standing.TENTATIVE
    items = "\n".join(f"{item.number}. {item.title}" for item in state.items if not item.withdrawn)
    return Appointment(
        council=state.charter.council_id,
        rehearsal=state.charter.rehearsal,
        reference=convening.ref,
        title=practised(drill_of(convening.body), titled(quoted(text_of(convening.body, "title")))),
        standing=standing,
        revision=len(steps) - 1,
        stamped_at=max(act.claimed_at for act in steps),
        begins_at=began_at,
        ends_at=ended_at,
        place=terms.place,
        organiser=convening.party,
        organiser_name=state.charter.parties[convening.party].name,
        text=items,
        phase=OPENED if state.is_open else CLOSED if opened else "",
    )


def _held(state: MeetingState, terms: Terms) -> tuple[Instant, Instant | None]:
    """Return from when until when it was or is to be held, as far as that is known."""
    opened, closed = held(state)
    if opened is None:
        return terms.begins_at, terms.ends_at
    began_at, ended_at = at_of(opened), terms.ends_at if closed is None else at_of(closed)
    return began_at, None if ended_at is None else max(began_at, ended_at)


def held(state: MeetingState) -> tuple[Said | None, Said | None]:
    """Return what first opened a meeting, and what closed it last: None before, and while it goes on again."""
    opened, closed = state.said(OPEN), state.said(CLOSE)
    return opened[0] if opened else None, None if state.is_open or not (opened and closed) else closed[-1]
