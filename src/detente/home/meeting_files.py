"""A meeting as a file: printed minutes, an entry for calendars, or a paper as a note with its signatures."""

import base64
from collections.abc import Iterator
from dataclasses import asdict
from typing import Final

import msgspec

from detente.clock import Instant, rfc3339, written
from detente.council.desks import meetings
from detente.council.kinds import text_of
from detente.council.meeting.minutes import appointment_of, is_record, minutes_of, note_of, paper_for, signers
from detente.council.meeting.state import MINUTES, TEXT, MeetingState
from detente.council.papers import minutes as papers
from detente.council.papers.text import render_text
from detente.errors import Refused
from detente.home.acts import locate
from detente.home.calls import ExportMeeting
from detente.home.replies.meetings import MeetingPaper
from detente.node.core import Core
from detente.node.sayings import channel_of
from detente.protocol.charter import JOURNAL
from detente.tlog.checkpoint import Checkpoint

MEDIA: Final = {
    "pdf": "application/pdf",
    "text": "text/plain",
    "ics": "text/calendar",
    "json": "application/json",
    "note": "text/plain",
}
NOT_THE_RECORD: Final = (
    "The minutes that were put down in this language are other words: they stand in the act that put them down "
    "(by command: --format note)."
)
NOT_PUT_DOWN: Final = "No minutes are put down in this language: this is the record, without symbol and signatures."


def find_meeting(core: Core, council: str | None, text: str) -> tuple[str, str, MeetingState]:
    """Return the council, the whole reference of an act, and the state of the meeting to which it belongs.

    Raises:
        Refused: `meeting-unknown`, `reference-unknown`.
    """
    chosen, ref = locate(core, council, text)
    act = core.context.store.act(chosen, ref)
    folded = core.folding.folded(chosen, (act.dossier if act else "") or ref)
    state = folded.states.get(meetings.NAME)
    if not isinstance(state, MeetingState) or state.convening is None:
        raise Refused(
            "meeting-unknown",
            expected="a meeting, or an act of one",
            got=ref,
            remedy="detente dossier list --desk meetings",
        )
    return chosen, ref, state


def export(core: Core, call: ExportMeeting, now: Instant) -> MeetingPaper:
    """Return a meeting or one of its papers as a file.

    Raises:
        Refused: `meeting-unknown`, `meeting-conflict`, `paper-unknown`, `paper-open`, `paper-language`.
    """
    _council, ref, state = find_meeting(core, call.council, call.ref)
    assert state.convening is not None, "a meeting that was found"
    meeting = state.convening.ref
    name = meeting.lower().replace("/", "_")
    if call.format == "note":
        return _note(state, ref, call.language, now)
    if call.format == "ics":
        from detente.home.papers.calendar import render_calendar

        data = render_calendar([appointment_of(state)], call.language)
        return _file(now, meeting, f"{name}.ics", call.format, data)
    minutes = minutes_of(state, call.language, as_of=now, heads=_heads(core, state))
    suffix = "txt" if call.format == "text" else call.format
    return _file(
        now,
        meeting,
        f"{name}.{call.language}.{suffix}",
        call.format,
        _rendered(minutes, call.format, call.language),
        signed=tuple(one.party for one in minutes.signatures if one.signed_at is not None),
        missing=tuple(one.party for one in minutes.signatures if one.signed_at is None),
        remark=tuple(_remarks(state, call.language)),
    )


def _rendered(minutes: papers.Minutes, form: str, language: str) -> bytes:
    match form:
        case "pdf":
            from detente.home.papers.pdf import render_pdf

            return render_pdf(minutes, language)
        case "text":
            return render_text(minutes, language).encode()
        case _:
            return msgspec.json.format(msgspec.json.encode(_plain(minutes)), indent=2)


def _plain(minutes: papers.Minutes) -> dict[str, object]:
    fields = asdict(minutes)
    heads = [{"origin": one.origin, "size": one.size, "root": one.root.hex()} for one in minutes.heads]
    signatures = [{"party": one.party, "signed_at": written(one.signed_at)} for one in minutes.signatures]
    ended_at = written(minutes.ended_at)
    times = {"began_at": rfc3339(minutes.began_at), "ended_at": ended_at, "as_of": rfc3339(minutes.as_of)}
    return {**fields, **times, "symbol": str(minutes.symbol), "heads": heads, "signatures": signatures}


def _remarks(state: MeetingState, language: str) -> Iterator[str]:
    paper = paper_for(state, language)
    if paper is None:
        yield NOT_PUT_DOWN
    elif not is_record(state, paper, language):
        yield NOT_THE_RECORD
    yield from state.conflicts


def _heads(core: Core, state: MeetingState) -> tuple[Checkpoint, ...]:
    """Return the heads of the record from which a paper is made: the journal's first, then the channel's feeds."""
    assert state.convening is not None, "a meeting that was found"
    council, channel = state.charter.council_id, channel_of(state.convening.ref)
    store = core.context.store
    feeds = [*store.feeds(council, channel=JOURNAL), *store.feeds(council, channel=channel)]
    return tuple(Checkpoint(feed.origin, feed.size, feed.range.root()) for feed in feeds if feed.size)


def _note(state: MeetingState, ref: str, language: str, now: Instant) -> MeetingPaper:
    """Return a paper as a note with the lines of all who signed it."""
    assert state.convening is not None, "a meeting that was found"
    paper, newest = state.act(ref, MINUTES, TEXT), paper_for(state, language)
    if paper is None and newest is not None:
        paper = newest.act
    if paper is None:
        raise Refused("paper-unknown", expected=f"minutes in {language}, or the reference of a paper", got=ref)
    note, signed = note_of(state, paper), tuple(sorted(signers(state, paper)))
    missing = tuple(party for party in state.participants if party not in signed)
    title = text_of(paper.body, "symbol") or paper.ref
    name = f"{title.replace('/', '_')}.note"
    data = note.to_bytes() if note.signatures else note.text.encode()
    return _file(now, state.convening.ref, name, "note", data, signed=signed, missing=missing)


def _file(
    now: Instant,
    meeting: str,
    name: str,
    form: str,
    data: bytes,
    *,
    signed: tuple[str, ...] = (),
    missing: tuple[str, ...] = (),
    remark: tuple[str, ...] = (),
) -> MeetingPaper:
    file = base64.b64encode(data).decode()
    return MeetingPaper(rfc3339(now), meeting, name, MEDIA[form], file, signed, missing, remark)
