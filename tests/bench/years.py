"""What a council says in many years: matters of every desk, each told step by step, its answers after what they answer.

A matter is a generator: it yields what is said next and gets its reference once everybody holds it. Shares are those of
a busy line: most matters are exchanges that end acknowledged, one in seventy stays open.
"""

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

from detente.clock import DAY, HOUR, Instant, rfc3339
from detente.protocol.acts import Precedence

NAMES = {"nato": "NATO", "ru": "Russian Federation", "tr": "Turkey", "depositary": "Depositary"}
SPEAKERS = ("nato", "ru", "tr")
ENVOYS = {"nato": "Secretary General", "ru": "Постоянное представительство", "tr": "Permanent Delegation"}
LINE, TABLE, EXPERTS, BILATERAL, PUBLIC, OWN = "line", "table", "experts", "nato-ru", "public", "own"
OPEN_EVERY = 70
"""One matter in so many is left where it is."""
REPLIES = (
    "Noted with thanks; exercise area {area} stays closed until the day named, and shipping is warned.",
    "Подтверждаем. Район {area} закрыт до названного дня, судоходство предупреждено.",
    "The convoy keeps to the corridor; position 54.{area}N 19.{number}E; next report at the full hour.",
    "Teşekkür ederiz. {area} numaralı bölge için bildirim alınmıştır.",
)


@dataclass(frozen=True, slots=True)
class Say:
    """One act to be said."""

    party: str
    kind: str
    body: dict[str, Any]
    channel: str = TABLE
    to: tuple[str, ...] = ()
    re: str | None = None
    dossier: str | None = None
    precedence: Precedence = Precedence.ROUTINE
    marking: str = ""
    language: str = "en"


@dataclass(slots=True)
class Course:
    """Which matter it is, and when.

    Args:
        now: the second at which the next act is said.
    """

    number: int
    now: Callable[[], Instant]
    one: str = field(init=False)
    other: str = field(init=False)
    third: str = field(init=False)

    def __post_init__(self) -> None:
        at = self.number % 3
        self.one, self.other, self.third = (*SPEAKERS[at:], *SPEAKERS[:at])

    @property
    def left_open(self) -> bool:
        """Say if nobody brings this matter to its end."""
        return self.number % OPEN_EVERY == 0

    def text(self, act: int = 0) -> str:
        """Return words in one of four languages, other ones for each matter."""
        return REPLIES[(self.number + act) % len(REPLIES)].format(area=self.number % 97, number=self.number)


Matter = Generator[Say, str, None]


def begin() -> Iterator[Say]:
    """Yield what has to be said before all else: who speaks for whom."""
    for party in SPEAKERS:
        yield Say(party, "credentials", {"name": ENVOYS[party], "rank": "minister"})
    for party in SPEAKERS:
        contacts = [{"role": "Watch", "phone": "+00 000 00-00", "languages": ["en", "ru"], "hours": "at all hours"}]
        yield Say(party, "roster", {"contacts": contacts})


def exchange(of: Course, channel: str = LINE) -> Matter:
    """A question with answers in turn, at the end acknowledged."""
    pair, said = (of.one, of.other), ""
    if channel == BILATERAL:
        pair = ("nato", "ru") if of.number % 2 else ("ru", "nato")
    said = yield Say(pair[0], "clarification-request", {"text": of.text()}, channel, (pair[1],))
    for act in range(1, 9):
        said = yield Say(pair[act % 2], "reply", {"text": of.text(act)}, channel, (pair[1 - act % 2],), said)
    if not of.left_open:
        yield Say(pair[1], "acknowledge", {}, channel, (pair[0],), said)


def flash(of: Course) -> Matter:
    """A flash message on the line, read and answered at once."""
    said = yield Say(of.one, "warning", {"text": of.text()}, LINE, (of.other,), precedence=Precedence.FLASH)
    yield Say(of.other, "acknowledge", {}, LINE, (of.one,), said)
    said = yield Say(of.other, "reply", {"text": of.text(1)}, LINE, (of.one,), said, precedence=Precedence.IMMEDIATE)
    yield Say(of.one, "acknowledge", {}, LINE, (of.other,), said)


def notes(of: Course) -> Matter:
    """A note in the bilateral channel, with a correction and a statement beside it."""
    said = yield Say(of.one, "note-verbale", {"text": of.text()}, TABLE, (of.other,))
    yield Say(of.one, "correction", {"text": of.text(1)}, TABLE, (of.other,), said)
    yield Say(of.other, "acknowledge", {}, TABLE, (of.one,), said)
    yield Say("nato", "note", {"text": f"Looked at with colleagues: {of.text(2)}"}, OWN, re=said)


def concern(of: Course) -> Matter:
    """A concern that is explained, and an assurance."""
    opened = yield Say(of.one, "concern", {"text": of.text(), "about": "activity"}, TABLE, (of.other,))
    said = yield Say(of.other, "concern-explanation", {"text": of.text(1)}, TABLE, (of.one,), opened)
    body = {"text": of.text(2), "will": "not do", "until_at": of.now() + 30 * DAY}
    yield Say(of.other, "assurance", body, TABLE, (of.one,), dossier=opened)
    if not of.left_open:
        answer = {"answer": "reassured", "reason": of.text(3)}
        yield Say(of.one, "concern-answer", answer, TABLE, (of.other,), said)


def incident(of: Course) -> Matter:
    """An encounter in two accounts, with a question, a reply and facts to agree to."""
    body = {"title": f"Encounter {of.number} at sea", "text": of.text(), "concerning": [of.other]}
    opened = yield Say(of.one, "incident-report", body, LINE, (of.other,), precedence=Precedence.PRIORITY)
    yield Say(of.one, "incident-account", {"text": of.text(1), "conduct": "closed to a short distance"}, LINE,
              (of.other,), opened)  # fmt: skip
    yield Say(of.other, "incident-account", {"text": of.text(2), "conduct": "kept clear"}, LINE, (of.one,), opened)
    asked = yield Say(of.one, "incident-question", {"text": of.text(3)}, LINE, (of.other,), opened)
    yield Say(of.other, "incident-reply", {"text": of.text(4), "answer": "answered"}, LINE, (of.one,), asked)
    if not of.left_open:
        closing = yield Say(of.one, "incident-closure", {"text": of.text(5)}, LINE, (of.other,), opened)
        yield Say(of.other, "incident-consent", {}, LINE, (of.one,), closing)


def meeting(of: Course) -> Matter:
    """A meeting of two items, with statements, results and a summary."""
    begins = of.now() + (30 * DAY if of.left_open else 3 * DAY)
    body = {
        "title": f"Meeting {of.number} of ambassadors", "level": "ambassadors", "begins_at": begins,
        "place": "Brussels", "items": ["Risks at sea", "Cooperation"], "answer_by_at": begins - DAY,
    }  # fmt: skip
    opened = yield Say(of.one, "meeting-convene", body, TABLE, (of.other, of.third))
    for party in (of.other, of.third):
        delegation = {"delegation": [{"name": ENVOYS[party], "rank": "ambassador"}]}
        yield Say(party, "meeting-accept", delegation, TABLE, (of.one,), opened)
    if of.left_open:
        return
    yield Say(of.one, "meeting-open", {}, TABLE, dossier=opened)
    for item in ("1", "2"):
        for act, party in enumerate((of.one, of.other, of.third)):
            yield Say(party, "item-statement", {"item": item, "text": of.text(act)}, TABLE, dossier=opened)
        result = "not agreed" if item == "1" else "noted"
        yield Say(of.one, "item-result", {"item": item, "result": result}, TABLE, dossier=opened)
    yield Say(of.one, "meeting-summary", {"text": of.text(3)}, TABLE, dossier=opened)
    yield Say(of.one, "meeting-close", {}, TABLE, dossier=opened)


def decision(of: Course) -> Matter:
    """A silence procedure, agreed to by the one party, reserved by the other, and announced."""
    body: dict[str, Any] = {
        "title": f"Procedure {of.number}", "text": of.text(), "procedure": "silence",
        "expires_at": of.now() + (40 * DAY if of.left_open else 3 * DAY), "reading_hours": 12, "grace_seconds": 600,
    }  # fmt: skip
    opened = yield Say(of.one, "decision-propose", body, TABLE)
    yield Say(of.other, "decision-reservation", {"text": of.text(1)}, TABLE, (of.one,), opened)
    if not of.left_open:
        for act in (2, 3):
            said = yield Say(of.third, "message", {"text": of.text(act)}, TABLE, dossier=opened)
        yield Say(of.one, "decision-announce", {"number": f"DEC/{of.number}"}, TABLE, re=opened)
        yield Say("nato", "note", {"text": of.text(4)}, OWN, re=said)


def sharing(of: Course) -> Matter:
    """A request on a topic, answered under a label or declined."""
    request = {"topic": "terrorism", "text": of.text(), "reason": "A search.", "tlp": "AMBER"}
    said = yield Say(of.one, "share-request", request, EXPERTS, (of.other,), marking="TLP:AMBER")
    if of.left_open:
        return
    if of.number % 2:
        body = {
            "extent": "answered", "content": of.text(1), "tlp": "AMBER", "originator_control": True,
            "source_grade": "B", "information_grade": "2", "confidence": "moderate",
            "valid_until_at": of.now() + 60 * DAY,
        }  # fmt: skip
        yield Say(of.other, "share-answer", body, EXPERTS, (of.one,), said, marking="TLP:AMBER")
    else:
        body = {"answer": "declined", "reason": "Not held here."}
        yield Say(of.other, "share-decline", body, EXPERTS, (of.one,), said)


def notification(of: Course) -> Matter:
    """An exercise, notified 60 days ahead and amended once."""
    day = _day(of.now() + 60 * DAY)
    fields = {
        "designation": f"Wind {of.number}", "purpose": "Training of staffs.", "states": ["Belarus"],
        "command": "General staff", "start": day, "end": _day(of.now() + 66 * DAY), "troops": 12_700,
        "area": "Western part",
    }  # fmt: skip
    fields["area_outline"] = [{"lat": 54, "lon": 28}, {"lat": 55, "lon": 28}, {"lat": 55, "lon": 29}]
    body = {
        "regime": "vienna-2011",
        "format": "prior-notification",
        "single_command": True,
        "in_zone": True,
        "fields": fields,
    }
    said = yield Say(of.one, "notification", body, TABLE)
    change = {"number": 1, "fields": {"troops": 12_900}, "reason": "More staffs take part."}
    yield Say(of.one, "notification-amendment", change, TABLE, re=said)
    yield Say(of.other, "acknowledge", {}, TABLE, (of.one,), said)


def explanation(of: Course) -> Matter:
    """A request for explanation of what was seen, explained and closed."""
    asked = yield Say(of.one, "explanation-request", {"cause": of.text()}, TABLE, (of.other,))
    if not of.left_open:
        body = {"answer": "explained", "text": of.text(1)}
        yield Say(of.other, "explanation-answer", body, TABLE, (of.one,), asked)
        yield Say(of.one, "explanation-report", {"text": of.text(2), "closes": True}, TABLE, re=asked)


def lists(of: Course) -> Matter:
    """An exchange of lists that one party declines."""
    body = {
        "title": f"Exercises, list {of.number}", "items": ["On land"], "parties": [of.one, of.other],
        "commit_by_at": of.now() + 20 * DAY,
    }  # fmt: skip
    opened = yield Say(of.one, "lists-open", body, TABLE)
    for party in (of.one, of.other):
        yield Say(party, "lists-decline", {"text": of.text(1)}, TABLE, re=opened)


def publication(of: Course) -> Matter:
    """A joint text that is declined, and what the media said."""
    versions = [{"language": "en", "title": f"On the line, {of.number}", "text": of.text()}]
    draft = yield Say(of.one, "communique-draft", {"versions": versions, "parties": [of.one, of.other]}, TABLE)
    yield Say(of.other, "communique-decline", {"text": of.text(1)}, TABLE, re=draft)
    note = {"link": "https://example.org/a/report", "at": of.now() - DAY, "by": "An agency", "text": of.text(2)}
    yield Say(of.one, "press-statement", {**note, "about": draft, "title": "After the meeting"}, TABLE)


def observation(of: Course) -> Matter:
    """An invitation to observe, a briefing, a contact check and a line test."""
    starts = of.now() + 42 * DAY
    body = {
        "sort": "observation", "activity": f"Wind {of.number}", "assembly_at": starts, "assembly_place": "Port",
        "starts_at": starts, "ends_at": starts + 3 * DAY, "observers": 2, "regime": "vienna-2011",
    }  # fmt: skip
    said = yield Say(of.one, "observation-invitation", body, TABLE)
    persons = [{"name": "A. Name", "rank": "colonel"}]
    yield Say(of.other, "observation-answer", {"answer": "accepted", "persons": persons}, TABLE, re=said)
    asked = yield Say(of.one, "briefing-request", {"on": "past exercise", "subject": of.text()}, TABLE, (of.other,))
    yield Say(of.other, "decline", {"text": of.text(1)}, TABLE, (of.one,), asked)
    check = yield Say(of.one, "contact-check", {"role": "Watch", "text": of.text(2)}, LINE, (of.other,))
    yield Say(of.other, "contact-answer", {"role": "Watch", "text": of.text(3)}, LINE, re=check)


def watch(of: Course) -> Matter:
    """What stands in `own`: alarms, sign-ins, the watch that is taken, searches."""
    about = [{"ref": "RU/LINE/2", "need": "to be read", "phase": "not read"}]
    said = yield Say("nato", "alarm", {"person": "Duty officer", "party": "nato", "about": about}, OWN)
    yield Say("nato", "alarm-outcome", {"answered": ["Duty officer"]}, OWN, re=said)
    until = of.now() + 8 * HOUR
    session = {"officer": ENVOYS["nato"], "session": f"{of.number:032x}"}
    opened = yield Say("nato", "sign-in", {**session, "means": "rehearsal", "until_at": until}, OWN)
    yield Say("nato", "session-end", {**session, "why": "signed out"}, OWN, re=opened)


def standing(of: Course) -> Matter:
    """A suspension of a channel and its end."""
    body = {"channels": [EXPERTS], "reason": of.text(), "ground": "Statement of ministers, paragraph 6"}
    said = yield Say("tr", "suspend", body, TABLE)
    yield Say("tr", "resume", {"text": of.text(1)}, TABLE, re=said)


def _day(at: Instant) -> str:
    return rfc3339(at)[:10]


def bilateral(of: Course) -> Matter:
    """As an exchange, where only two read it."""
    return exchange(of, BILATERAL)


MIX: tuple[Callable[[Course], Matter], ...] = (
    exchange, notes, exchange, concern, bilateral, exchange, incident, exchange, meeting, flash, exchange, sharing,
    bilateral, exchange, decision, notes, exchange, notification, exchange, watch, bilateral, explanation, exchange,
    flash, exchange, lists, bilateral, incident, exchange, publication, exchange, concern, exchange, observation,
    exchange, watch,
)  # fmt: skip
STANDING_EVERY = 600


def matters(now: Callable[[], Instant], first: int = 1) -> Iterator[Matter]:
    """Yield one matter after the other, numbered from `first`, without end."""
    for number, sort in enumerate(cycle(MIX), start=first):
        yield sort(Course(number, now))
        if number % STANDING_EVERY == 0:
            yield standing(Course(number, now))
