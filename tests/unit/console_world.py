"""A home service that answers from a list of acts, for tests of the pages without a node."""

import asyncio
import base64
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import msgspec

from detente.assessment.evidence.measures import Evidence, measures
from detente.clock import parse_rfc3339, rfc3339
from detente.console.app import create_app
from detente.council.desk import Sheet
from detente.council.registry import traits_of
from detente.council.silence import TITLES, Silence
from detente.council.titles import titled
from detente.errors import Refused
from detente.home.calls import (
    CheckCalendar,
    Contradictions,
    DrawIncident,
    ExportCalendar,
    ExportEvidence,
    ExportMeeting,
    Inbox,
    ListChoices,
    ListConcerns,
    ListDossiers,
    ListDuties,
    ListMatters,
    ListOfficers,
    ListRegimes,
    ListShared,
    MeasureRecord,
    PrintIncident,
    Show,
    ShowBoard,
    ShowCheck,
    ShowDossier,
    ShowLine,
    ShowLogs,
    ShowRinging,
    ShowStanding,
    ShowTimeline,
    ShowWatch,
    Status,
)
from detente.home.replies import (
    ActView,
    Bounds,
    ContradictionsView,
    ContradictionView,
    CouncilView,
    DeskMattersView,
    DeskMatterView,
    DossierShown,
    DossiersView,
    DossierView,
    DutiesView,
    DutyView,
    EvidenceView,
    Listing,
    MeasuresView,
    PeerView,
    Queue,
    Shown,
    StatusView,
)
from detente.home.replies.calendar import CalendarChecked, CalendarView, EntryView
from detente.home.replies.concerns import ConcernsView
from detente.home.replies.facts import FactView
from detente.home.replies.line import CounterpartView, LineStatusView
from detente.home.replies.maps import DrawnView
from detente.home.replies.meetings import MeetingPaper
from detente.home.replies.officers import OfficersView, OfficerView
from detente.home.replies.public import TimelineView
from detente.home.replies.record import CheckingView, LogsView, LogView
from detente.home.replies.regimes import RegimesView, RegimeView
from detente.home.replies.search import ChoicesView
from detente.home.replies.sharing import SharingView
from detente.home.replies.standing import PartyStandingView, StandingView
from detente.home.replies.watch import BoardItemView, BoardView, RingingView, RingView, WatchView
from detente.protocol.acts import NODE_KINDS

NOW = "2016-04-20T12:00:00Z"
ID = "nrc-rehearsal-0123456789abcdef"


def act(ref: str = "NATO/LINE/2", sequence: int = 1, **changes: Any) -> ActView:
    """Return an act; whatever matters to a test is given."""
    party, channel, _ = ref.lower().split("/")
    at = rfc3339(parse_rfc3339(NOW) + sequence)
    given = {
        "ref": ref,
        "id": f"{sequence:064x}",
        "kind": "message",
        "council": ID,
        "channel": channel,
        "party": party,
        "officer": "Watch officer",
        "claimed_at": at,
        "received": (),
        "dossier": ref,
        "re": None,
        "to": (),
        "info": tuple(one for one in ("nato", "ru", "us") if one != party),
        "precedence": "routine",
        "marking": "",
        "irregular": (),
        "body": {"text": f"Text {sequence}."},
        "basis": None,
        "language": "en",
        "reading": "readable",
        "bounds": Bounds(None, at),
        "stored_at": at,
        "sequence": sequence,
        **changes,
    }
    return ActView(**given)


def found_by(one: DossierShown, where: Mapping[str, str]) -> bool:
    """Say if a list of a desk finds a matter, by what the desk says of it."""
    traits = (
        traits_of(one.dossier.desk, Sheet(titled(one.dossier.title), one.dossier.status, data=one.data))
        if where
        else {}
    )
    return all(value in traits.get(name, ()) for name, value in where.items())


def fact(state: str = "reachable", about: str = "", text: str = "") -> FactView:
    """Return a state of silence."""
    return FactView(state, TITLES[Silence(state)], about, NOW, None, "", (), text or TITLES[Silence(state)])


def peer(
    party: str,
    *,
    entries: int = 0,
    contact_at: str | None = NOW,
    sign_at: str | None = NOW,
    link: str = "reachable",
) -> PeerView:
    """Return a counterpart."""
    fields = {
        "party": party,
        "name": party.title(),
        "url": "https://127.0.0.1:1",
        "confirmed_at": None,
        "contact_at": contact_at,
        "sign_of_life_at": sign_at,
        "queue": {"entries": entries, "feeds": 1 if entries else 0},
        "link": fact(link),
    }
    return msgspec.convert(fields, PeerView)


def council(**changes: Any) -> CouncilView:
    """Return the council of these tests."""
    given: dict[str, Any] = {
        "council": ID,
        "title": "A rehearsal",
        "rehearsal": True,
        "depositary": "depositary",
        "parties": ("nato", "us", "ru", "depositary"),
        "channels": {"line": ("nato", "us", "ru"), "us-ru": ("us", "ru"), "journal": ()},
        "founded_at": NOW,
    }
    return CouncilView(**(given | changes))


def matter(ref: str = "RU/LINE/2", **changes: Any) -> DossierView:
    """Return a dossier in a list."""
    given = {
        "dossier": ref, "council": ID, "desk": "line", "channel": "line", "kind": "message", "title": "A matter",
        "topic": "", "status": "waiting", "opened_by": "ru", "opened_at": NOW, "acts": 1, "turn": ("nato",),
        "conflicts": (), "irregular": 0, "due_at": None, "sequence": 1, **changes,
    }  # fmt: skip
    return DossierView(**given)


def duty(**changes: Any) -> DutyView:
    """Return what a party owes."""
    given = {
        "council": ID, "dossier": "RU/LINE/2", "who": "nato", "to_whom": ("ru",), "what": "reply to an offer",
        "act": "RU/LINE/2", "state": "overdue", "started_at": NOW, "evidence": "deemed", "due_at": NOW, "answer": None,
        "met_at": None, "late": False, "rule": "charter", "reason": "", **changes,
    }  # fmt: skip
    return DutyView(**given)


def _board(call: ShowBoard, rows: list[BoardItemView], peers: list[CounterpartView]) -> BoardView:
    items, drills = [one for one in rows if not one.drill], [one for one in rows if one.drill]
    counts, groups, drilled = (
        dict(Counter(named))
        for named in ((one.need for one in items), (one.group for one in items), (one.group for one in drills))
    )
    items = [one for one in items if not call.needs or one.need in call.needs]
    if call.each is not None:
        items = [one for group in groups for one in [it for it in items if it.group == group][: call.each]]
    items = items[call.after : None if call.limit is None else call.after + call.limit]
    return BoardView(NOW, "201200Z APR 16", {}, ID, True, NOW, items, drills, counts, peers, groups, drilled)


@dataclass
class World:
    """What the service answers from; `asked` is what it was asked."""

    acts: list[ActView] = field(default_factory=list)
    councils: tuple[CouncilView, ...] = field(default_factory=lambda: (council(),))
    peers: list[PeerView] = field(default_factory=lambda: [peer("us"), peer("ru"), peer("depositary")])
    contradictions: list[ContradictionView] = field(default_factory=list)
    alarms: list[Any] = field(default_factory=list)
    heads: dict[str, tuple[int, str]] = field(default_factory=dict)
    dossiers: list[DossierView] = field(default_factory=list)
    duties: list[DutyView] = field(default_factory=list)
    board: list[BoardItemView] = field(default_factory=list)
    counterparts: list[CounterpartView] = field(default_factory=list)
    ringing: tuple[RingView, ...] = ()
    drills: tuple[str, ...] = ()
    shown: dict[str, DossierShown] = field(default_factory=dict)
    standing: list[PartyStandingView] = field(default_factory=list)
    line: list[CounterpartView] = field(default_factory=list)
    officers: list[OfficerView] = field(default_factory=list)
    entries: list[EntryView] = field(default_factory=list)
    unread: int = 0
    checked: CalendarChecked = field(default_factory=lambda: CalendarChecked(NOW, {}, "vienna-2011", 0, (), ()))
    measured: dict[str, Any] = field(default_factory=lambda: {"record": "", **measures(Evidence((), (), (), None))})
    register: list[Any] = field(default_factory=list)
    shared: list[Any] = field(default_factory=list)
    timeline: TimelineView = field(default_factory=lambda: TimelineView(NOW, {}, [], []))
    logs: list[LogView] = field(default_factory=list)
    checking: CheckingView = field(default_factory=lambda: CheckingView(NOW, False, None, False, 0, 0, None))
    drawn: str = ""
    name: str = "NATO"
    folder: Path = Path("/srv/detente/nato")
    asked: list[Any] = field(default_factory=list)

    @property
    def host(self) -> Any:
        """Return what stands for the node."""
        return SimpleNamespace(folder=SimpleNamespace(path=self.folder), config={}, read=self.read)

    async def read(self, _work: Any) -> tuple[tuple[int, int], str]:
        """Return how far the record is, and how the wires stand."""
        return (len(self.acts), len(self.asked)), "well"

    async def run(self, call: Any) -> Any:  # noqa: C901  a table of answers
        """Return the reply to a call."""
        self.asked.append(call)
        match call:
            case Status():
                return StatusView(
                    NOW, self.heads, "nato", self.name, True, 1, self.councils, self.peers, 0, self.alarms
                )
            case Inbox():
                return self._inbox(call)
            case Show():
                act_found = next((one for one in self.acts if one.ref.lower() == call.ref.lower()), None)
                if act_found is None:
                    raise Refused("reference-unknown", expected="an act", got=call.ref, remedy="did you mean <b>?")
                return Shown(NOW, {}, act_found, [one for one in self.acts if one.dossier == act_found.dossier])
            case ListConcerns():
                wanted = [one for one in self.register if one.__struct_config__.tag == call.sort]
                return ConcernsView(NOW, {}, NOW, wanted)
            case ListShared():
                return SharingView(NOW, {}, list(self.shared))
            case ListDossiers():
                found = [one for one in self.dossiers if call.desk in (None, one.desk)]
                if call.where:
                    shown = [one for one in self.shown.values() if one.dossier.desk == call.desk]
                    found = [one.dossier for one in shown if found_by(one, call.where)][: call.limit]
                return DossiersView(NOW, {}, found)
            case ListChoices():
                return ChoicesView(NOW, [("message", "message")], [], ["waiting"])
            case ListRegimes():
                of = [RegimeView("vienna-2011", "1", "Vienna Document 2011", "political", None, "shipped", council, "",
                                 (), 1, 1, 1) for council in (None, ID)]  # fmt: skip
                return RegimesView(NOW, tuple(of))
            case ListMatters():
                shown = [one for ref, one in self.shown.items() if one.dossier.desk == call.desk]
                shown = [one for one in shown if found_by(one, call.where)]
                return DeskMattersView(
                    NOW, NOW, {}, [DeskMatterView(one.dossier, one.data, [], one.next_acts) for one in shown]
                )
            case ShowBoard():
                return _board(call, self.board, self.counterparts)
            case ShowRinging():
                return RingingView(NOW, ID, self.ringing, self.drills)
            case ShowWatch():
                return WatchView(NOW, ID, call.watch, "", None, "", "", None)
            case ListDuties():
                return DutiesView(NOW, NOW, self.duties)
            case ShowDossier():
                return self.shown.get(call.ref) or DossierShown(
                    NOW, {}, NOW, matter(call.ref), (), (), {}, [], [], [], []
                )
            case ShowLine():
                return LineStatusView(NOW, {}, ID, True, self.line)
            case ShowStanding():
                return StandingView(NOW, {}, ID, self.standing)
            case MeasureRecord() if not self.measured:
                return MeasuresView(NOW, {}, ID, [], "", unread=7)
            case MeasureRecord():
                return MeasuresView(NOW, {}, ID, [self.measured], "ab" * 32, ("nrc/line/ru/1",))
            case ShowLogs():
                return LogsView(NOW, self.logs, {"ru": 2})
            case ShowCheck():
                return self.checking
            case ListOfficers():
                return OfficersView(NOW, self.officers)
            case ShowTimeline():
                return self.timeline
            case ExportCalendar() | CheckCalendar() | ExportMeeting() | DrawIncident() | PrintIncident():
                return self._paper(call)
            case Contradictions():
                return ContradictionsView(NOW, self.contradictions)
            case ExportEvidence():
                return EvidenceView(call.ref, base64.b64encode(b"PK of nothing").decode(), ("All of <it>.",))
        raise AssertionError(call)

    def _paper(self, call: ExportCalendar | CheckCalendar | ExportMeeting | DrawIncident | PrintIncident) -> Any:
        match call:
            case CheckCalendar():
                return self.checked
            case ExportCalendar():
                wanted = [one for one in self.entries if call.sort in (None, one.sort)]
                kept = [one for one in wanted if call.party in (None, one.party)]
                data = base64.b64encode(b"BEGIN:VCALENDAR").decode()
                return CalendarView(NOW, {}, kept, "nrc-calendar.ics", "text/calendar", data, unread=self.unread)
            case ExportMeeting():
                data = base64.b64encode(b"paper").decode()
                return MeetingPaper(NOW, call.ref, f"of <{call.language}>.{call.format}", "application/pdf", data)

            case PrintIncident():
                return DrawnView(
                    NOW, {}, call.ref, "incident.pdf", "application/pdf", base64.b64encode(b"%PDF").decode()
                )
            case DrawIncident():
                if not self.drawn:
                    raise Refused("map-empty", expected="a position", got="none")
                file = base64.b64encode(self.drawn.encode()).decode()
                media = {"svg": "image/svg+xml", "png": "image/png", "geojson": "application/geo+json"}
                return DrawnView(NOW, {}, call.ref, f"of <{call.form}>.{call.format}", media[call.format], file)

    def _inbox(self, call: Inbox) -> Listing:
        found = [
            one
            for one in self.acts
            if (call.channel is None or one.channel == call.channel)
            and (call.party is None or one.party == call.party)
            and (not call.kinds or one.kind in call.kinds)
            and (call.nodes or one.kind not in NODE_KINDS)
        ]
        if call.newest:
            found = [one for one in found[::-1] if not call.after or one.sequence < call.after]
        found = [one for one in found if call.newest or one.sequence > call.after]
        more = len(found) > call.limit
        found = found[: call.limit]
        return Listing(NOW, {}, found, found[-1].sequence if more else None)

    def get(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Return what the pages answer."""

        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(create_app(self, same_user=False))  # type: ignore[arg-type]
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
                named = {name.replace("_", "-"): text for name, text in headers.items()}
                return await client.request(method, path, headers=named)

        return asyncio.run(ask())


__all__ = ["ID", "NOW", "Queue", "World", "act", "council", "duty", "matter", "peer"]
