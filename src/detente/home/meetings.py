"""Calls about meetings: drafting minutes, signing papers, giving a meeting out as a file, proposing the next agenda."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.desks import line, meetings, own
from detente.council.kinds import text_of
from detente.council.meeting.agenda import left_open
from detente.council.meeting.minutes import (
    PURPOSE,
    document_of,
    draft_text,
    paper_for,
    signers,
)
from detente.council.meeting.state import MINUTES, SIGN, TEXT, MeetingState
from detente.council.papers.languages import LABELS
from detente.council.papers.minutes import Change
from detente.council.said import Said
from detente.errors import Refused
from detente.home.acts import identity_notes, send
from detente.home.calls import DraftMinutes, ExportMeeting, ProposeAgenda, Send, SignPaper
from detente.home.host import Host
from detente.home.meeting_files import export, find_meeting
from detente.home.replies import Sent
from detente.home.replies.meetings import AgendaView, MinutesDraft, ProposedView
from detente.home.views import council_of
from detente.node.core import Core
from detente.node.events import Draft
from detente.node.owed import unanswered
from detente.node.sayings import channel_of
from detente.protocol.documents import sign_document, text_digest


async def answer(host: Host, call: DraftMinutes | SignPaper | ExportMeeting | ProposeAgenda) -> Struct:
    """Return the reply to one of these calls.

    Raises:
        Refused, Fault: as the function of the call says.
    """
    await host.fold()
    now = host.clock.now()
    match call:
        case DraftMinutes():
            return await host.read(lambda core: _draft(core, call, now))
        case SignPaper():
            return await sign(host, call)
        case ExportMeeting():
            return await host.read(lambda core: export(core, call, now))
        case ProposeAgenda():
            return await host.read(lambda core: _agenda(core, call, now))


# --- minutes ----------------------------------------------------------------------------------------------------------


def _draft(core: Core, call: DraftMinutes, now: Instant) -> MinutesDraft:
    council, _ref, state = find_meeting(core, call.council, call.ref)
    assert state.convening is not None, "a meeting that was found"
    symbol = call.symbol or _next_symbol(state, call.language)
    text = draft_text(state, symbol, call.language)
    channel = channel_of(state.convening.ref)
    return MinutesDraft(rfc3339(now), state.convening.ref, council, channel, symbol, call.language, text)


def _next_symbol(state: MeetingState, language: str) -> str:
    """Return the symbol for the next version in a language: the base of another one, or the next revision.

    Raises:
        Refused: `symbol-missing`.
    """
    paper = paper_for(state, language)
    if paper is not None:
        change = Change.CORRIGENDUM if paper.signed else Change.REVISION
        return str(paper.symbol.next(change))
    if state.minutes:
        return state.minutes[0].symbol.base
    raise Refused(
        "symbol-missing", expected="a symbol for the first minutes", got="none", remedy="--symbol NRC/M/2016/1"
    )


def recorded(core: Core, call: Send) -> dict[str, Any]:
    """Return symbol and text of minutes as the record gives them, with the symbol that stands in the call, if one does.

    Headings are English where there are none in the language of the call.

    Raises:
        Refused: `meeting-unknown`, `symbol-malformed`.
    """
    council, _ref, state = find_meeting(core, call.council, call.dossier or call.re or "")
    language = call.language if call.language in LABELS else "en"
    named = text_of(call.body, "symbol").strip()
    known = named or (_next_symbol(state, language) if state.minutes else _first_symbol(core, council, state))
    return {"symbol": known, "text": draft_text(state, known, language)}


def _first_symbol(core: Core, council: str, state: MeetingState) -> str:
    """Return a symbol for the first minutes of a meeting: the next number of its year, by the minutes held here."""
    year = datetime.fromtimestamp(min(one.begins_at for one in state.terms.values.values()), UTC).year
    begins = f"{council.rpartition('-')[0].upper()}/M/{year}/"
    rows = core.context.store.acts(council, kinds={MINUTES})
    symbols = (text_of(one.body, "symbol") for one in core.folding.sayings.opened(row for _sequence, row in rows))
    numbers = (symbol.removeprefix(begins).partition("/")[0] for symbol in symbols if symbol.startswith(begins))
    return f"{begins}{1 + max((int(one) for one in numbers if one.isdecimal() and len(one) < 6), default=0)}"


async def sign(host: Host, call: SignPaper) -> Sent:
    """Sign minutes or a joint text as it stands, and say so.

    Raises:
        Refused: `paper-unknown`, `paper-open`, and what the desk refuses.
    """

    def find(core: Core) -> tuple[str, str]:
        council, ref, state = find_meeting(core, call.council, call.ref)
        return council, _paper_to_sign(state, ref, core.context.party).ref

    council, ref = await host.read(find)
    said = Send(channel=channel_of(ref), body={}, kind=SIGN, council=council, re=ref, officer=call.officer)
    return await send(host, replace(said, body=await signature(host, said)))


async def signature(host: Host, call: Send) -> dict[str, Any]:
    """Return the body of an act that signs minutes or a joint text as it stands, with the party's log key.

    Raises:
        Refused: `paper-unknown`, and the codes of `minutes.document_of`.
    """

    def compose(core: Core) -> tuple[str, str, list[str]]:
        council, text = _document(core, call.council, call.re or "")
        return council, text, identity_notes(core, [core.context.party])

    council, text, identities = await host.read(compose)
    line_of = sign_document(text, host.keyring.document_signer(council, PURPOSE))
    return {"document": text_digest(text), "line": line_of.text().rstrip("\n"), "identities": identities}


def signed_text(core: Core, draft: Draft) -> str:
    """Return the document whose hash an act signs, where the paper stands here as it was then; else nothing."""
    _council, text = _document(core, draft.council, draft.re or "")
    return text if text_digest(text) == draft.body.get("document") else ""


def _document(core: Core, named: str | None, ref: str) -> tuple[str, str]:
    council, whole, state = find_meeting(core, named, ref)
    paper = state.act(whole, MINUTES, TEXT)
    if paper is None:
        raise Refused("paper-unknown", expected="minutes or a text of this meeting that counts", got=whole)
    return council, document_of(state, paper)


def _paper_to_sign(state: MeetingState, ref: str, party: str) -> Said:
    """Return the paper that is named, or the only one of the meeting that the party has not signed."""
    named = state.act(ref, MINUTES, TEXT)
    if named is not None:
        return named
    papers = [paper.act for paper in state.standing_minutes]
    papers += [act for register in state.texts.values() for act in register.values.values()]
    waiting = [act for act in papers if party not in signers(state, act)]
    if len(waiting) != 1:
        raise Refused(
            "paper-unknown",
            expected="one paper of this meeting to sign",
            got=", ".join(act.ref for act in waiting) or "none that waits",
            remedy="name it: detente meeting show lists documents",
        )
    return waiting[0]


# --- the next agenda --------------------------------------------------------------------------------------------------


def _agenda(core: Core, call: ProposeAgenda, now: Instant) -> AgendaView:
    council = council_of(core, call.council)
    if call.follows is not None:
        council, _ref, state = find_meeting(core, call.council, call.follows)
        states = [state]
    else:
        rows = core.context.store.dossiers(council, desk=meetings.NAME)
        states = [core.folding.folded(council, row.dossier).states[meetings.NAME] for row in rows]
    held = [state for state in states if state.is_over and not state.is_cancelled]
    held.sort(key=lambda state: min(one.begins_at for one in state.terms.values.values()))
    named = [(state.convening.ref, state.items) for state in held if state.convening is not None]
    items = [ProposedView(one.title, one.why, one.ref) for one in left_open(named)]
    return AgendaView(rfc3339(now), [*items, *_due(core, council, now), *_under_way(core, council)])


def _due(core: Core, council: str, now: Instant) -> Iterator[ProposedView]:
    for one in unanswered(core, council, now):
        duty = one.duty
        if duty.drill:
            continue
        title = f"{duty.who.upper()}: {duty.what}, to {', '.join(duty.to_whom).upper()}"
        yield ProposedView(title, duty.state, duty.act, written(duty.due_at))


def _under_way(core: Core, council: str) -> Iterator[ProposedView]:
    """Yield matters of other desks in which the council's time runs, like a silence procedure."""
    for row in core.context.store.dossiers(council):
        if row.timed and row.due_at is None and row.desk not in (meetings.NAME, line.NAME, own.NAME):
            yield ProposedView(core.folding.words_of(row).title.words, f"{row.desk}: {row.status}", row.dossier)
