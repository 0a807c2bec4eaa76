"""What the council of these tests did before: officers, a meeting without agreement, decisions, a suspension, lists."""

from typing import Any

from tests.browser.council import Council

from detente.clock import parse_rfc3339
from detente.home.calls import (
    Call,
    CommitList,
    ConsentCommunique,
    DraftMinutes,
    PublishCommunique,
    RevealList,
    SignPaper,
)
from detente.home.replies import ActView

TABLE = "table"
"""The channel in which ambassadors meet."""
ENVOYS = {"nato": "Secretary General", "tr": "Permanent Delegation", "ru": "Постоянное представительство"}
ITEMS = ("The crisis in and around Ukraine", "Transparency and the reduction of risks", "Security in Afghanistan")
HOSTILE_TITLE = "</h3><script>alert(9)</script>\u202e An item whose title means harm"
POSITIONS = (
    ("nato", "en", "NATO holds that the Minsk agreements be implemented in full. It has not changed its position."),
    (
        "ru",
        "ru",
        "Россия исходит из того, что конфликт решается прямым диалогом сторон. Позиция остаётся прежней.",
    ),
    ("tr", "tr", "Türkiye, görüşmelerin sürdürülmesinden yanadır ve her iki görüşü de kaydeder."),
)
UNOFFICIAL = {"en": "Russia proceeds from a direct dialogue of the sides. Its position remains as it was."}


CHOICES = ("weekly", "when one of them asks", "at once", "afterwards")
"""Words that stand in brackets of a joint text."""


def at(text: str) -> int:
    """Return the second of a time as bodies carry it."""
    return parse_rfc3339(text)


class Desk:
    """Lets parties say acts at a time that stands for all that follow."""

    def __init__(self, council: Council) -> None:
        self.council = council
        self.time = ""

    def on(self, time: str) -> None:
        """Set the time of what follows; it never goes back."""
        self.time = time
        self.council.clock.set(at(time))

    def say(self, party: str, kind: str, body: dict[str, Any], *, channel: str = TABLE, **more: Any) -> ActView:
        """Let a party say an act, and return it once the others hold it."""
        officer = more.pop("officer", ENVOYS[party])
        return self.council.say(
            self.time, party, body.pop("text", ""), kind=kind, body=body, channel=channel, officer=officer, **more
        )

    def ask(self, party: str, call: Call[Any]) -> Any:
        """Return the reply to a call, once the others hold the act that it says, if it says one."""
        reply = self.council.do(self.council.service(party).run(call))
        if (act := getattr(reply, "act", None)) is not None:
            self.council.wait_for_receipts(party, act, {*act.to, *act.info})
        return reply


def prepare(council: Council) -> None:
    """Let the parties say all that came before the days of which `story.tell` tells."""
    desk = Desk(council)
    _present(desk)
    meeting = _meet(desk)
    _decide(desk, meeting)
    _suspend(desk)
    _exchange(desk)
    _publish(desk, meeting)
    _plan(desk)
    _share(desk)


def _present(desk: Desk) -> None:
    desk.on("2015-11-02T08:00:00Z")
    for party, rank in (("nato", "minister"), ("tr", "ambassador"), ("ru", "ambassador")):
        body: dict[str, Any] = {"name": ENVOYS[party], "rank": rank}
        if party == "tr":
            body |= {"channels": [TABLE], "valid_until_at": at("2015-11-20T00:00:00Z"), "desk": True}
        shown = desk.say(party, "credentials", body)
        if party != "nato":
            desk.say("nato", "credentials-noted", {}, re=shown.ref)
    contacts = [
        {"role": "Watch", "name": "Дежурный офицер", "phone": "+7 000 000-00-00", "languages": ["ru", "en"],
         "hours": "at all hours"},
        {"role": "Interpreter", "languages": ["ru", "tr"], "hours": "09:00 to 18:00, UTC+3"},
    ]  # fmt: skip
    desk.say("ru", "roster", {"contacts": contacts})


def _share(desk: Desk) -> None:
    """Let one party ask another, and be answered under a label; and leave one request open."""
    request = {"topic": "terrorism", "text": "Which trains?", "reason": "A search.", "tlp": "AMBER"}
    asked = desk.say("tr", "share-request", dict(request), to=("ru",), marking="TLP:AMBER")
    body = {
        "extent": "answered", "content": "Два поезда.", "tlp": "AMBER", "originator_control": True,
        "source_grade": "B", "information_grade": "2", "confidence": "moderate",
        "valid_until_at": at("2016-06-01T00:00:00Z"),
    }  # fmt: skip
    desk.say("ru", "share-answer", body, re=asked.ref, marking="TLP:AMBER")
    desk.say("nato", "share-request", dict(request), to=("ru",), marking="TLP:AMBER")


def _meet(desk: Desk) -> str:
    """Hold a meeting of three items, none of them agreed, and return its reference."""
    desk.on("2015-11-03T09:00:00Z")
    body = {
        "title": "Meeting of ambassadors", "level": "ambassadors", "begins_at": at("2015-11-05T12:00:00Z"),
        "place": "Brussels", "items": list(ITEMS), "answer_by_at": at("2015-11-04T12:00:00Z"),
    }  # fmt: skip
    meeting = desk.say("nato", "meeting-convene", body, to=("tr", "ru")).ref
    for party in ("tr", "ru"):
        desk.say(party, "meeting-accept", {"delegation": [{"name": ENVOYS[party], "rank": "ambassador"}]}, re=meeting)
    desk.say("ru", "item-contest", {"item": "1", "text": "A matter for another format."}, dossier=meeting)
    desk.say("tr", "item-table", {"title": HOSTILE_TITLE}, dossier=meeting)
    desk.on("2015-11-05T12:00:00Z")
    desk.say("nato", "meeting-open", {}, dossier=meeting)
    for number in ("1", "2", "3"):
        for party, language, text in POSITIONS:
            words = {"item": number, "text": text, **({"unofficial": UNOFFICIAL} if party == "ru" else {})}
            desk.say(party, "item-statement", words, dossier=meeting, language=language)
        desk.say("nato", "item-result", {"item": number, "result": "not agreed"}, dossier=meeting)
    desk.on("2015-11-05T15:00:00Z")
    summary = "The meeting did not settle differences. All agreed to go on talking, by the chair's own account."
    desk.say("nato", "meeting-summary", {"text": summary}, dossier=meeting, language="en")
    desk.say("nato", "meeting-close", {}, dossier=meeting)
    weekly, asked, soon, late = CHOICES
    words = f"Parties test the line [A: {weekly} | B: {asked}], and say so [A: {soon} | B: {late}]."
    text = desk.say("nato", "text-table", {"title": "Tests of the line", "text": words}, dossier=meeting, language="en")
    desk.say("ru", "text-choose", {"bracket": 1, "option": "B"}, re=text.ref)
    for party in ("nato", "tr", "ru"):
        desk.say(party, "text-choose", {"bracket": 2, "option": "A"}, re=text.ref)
    drafted = desk.ask("nato", DraftMinutes(meeting, symbol="NRC/M/2015/1"))
    minutes = {"symbol": drafted.symbol, "text": drafted.text}
    paper = desk.say("nato", "meeting-minutes", minutes, dossier=meeting, language="en").ref
    for party in ("nato", "ru"):
        desk.ask(party, SignPaper(paper, officer=ENVOYS[party]))
    return meeting


def _decide(desk: Desk, meeting: str) -> None:
    """Let one silence procedure end and another run, and one text wait for words."""
    desk.on("2015-11-09T09:00:00Z")
    first = _propose(desk, "ru", "Weekly test of the line", "2015-11-12T09:00:00Z", meeting=meeting)
    words = {"text": "Расходы несёт каждая сторона сама."}
    desk.say("tr", "decision-reservation", words, re=first, language="ru")
    desk.council.keep_journal("2015-11-09T10:00:00Z")
    desk.council.keep_journal("2015-11-12T10:00:00Z")
    desk.on("2015-11-12T10:30:00Z")
    desk.say("ru", "decision-announce", {"number": "NRC.DEC/1"}, re=first)
    body = {"title": "Translation of the minutes", "text": "Minutes are kept in three languages."}
    desk.say("tr", "decision-propose", {**body, "procedure": "consensus"}, language="en")


def _propose(desk: Desk, party: str, title: str, expires_at: str, **more: str) -> str:
    body = {
        "title": title, "text": f"{title}: as the annex says, from the first Monday on.", "procedure": "silence",
        "expires_at": at(expires_at), "reading_hours": 12, "grace_seconds": 600, **more,
    }  # fmt: skip
    return desk.say(party, "decision-propose", body, language="en").ref


def _suspend(desk: Desk) -> None:
    desk.on("2015-11-13T08:00:00Z")
    body = {
        "channels": ["experts"],
        "reason": "NATO suspends practical cooperation for the time being; it leaves the line and the table open.",
        "ground": "Statement of foreign ministers, paragraph 6",
        "review": "by foreign ministers at their next meeting",
    }
    desk.say("nato", "suspend", body)


def _exchange(desk: Desk) -> None:
    desk.on("2015-11-14T08:00:00Z")
    body = {
        "title": "Exercises of 2016", "items": ["Exercises on land", "Exercises at sea"], "parties": ["nato", "ru"],
        "staged": True, "commit_by_at": at("2015-11-16T08:00:00Z"), "reveal_by_at": at("2015-11-18T08:00:00Z"),
    }  # fmt: skip
    opened = desk.say("nato", "lists-open", body).ref
    for party in ("nato", "ru"):
        for item in (1, 2):
            file = desk.council.path / f"list-{party}-{item}"
            file.write_text(f"Exercises of {party.upper()}, item {item}: four.\n", "utf-8")
            desk.ask(party, CommitList(opened, item, str(file), officer=ENVOYS[party]))
    desk.ask("nato", RevealList(opened, 1, officer=ENVOYS["nato"]))


def _publish(desk: Desk, meeting: str) -> None:
    """Publish one joint text and one of a party alone, and note what the media said of the meeting."""
    desk.on("2015-11-16T08:00:00Z")
    versions = (
        {"language": "en", "title": "On the line", "text": "The parties test the line each week."},
        {"language": "ru", "title": "О линии связи", "text": "Стороны проверяют линию каждую неделю."},
    )
    body = {"versions": [dict(one) for one in versions], "parties": ["nato", "ru"]}
    draft = desk.say("nato", "communique-draft", body).ref
    for party in ("nato", "ru"):
        desk.ask(party, ConsentCommunique(draft, officer=ENVOYS[party]))
    desk.ask("nato", PublishCommunique(draft, officer=ENVOYS["nato"]))
    alone = ({"language": "ru", "title": "О заседании", "text": "Совет заседал 5 ноября."},)
    desk.ask("ru", PublishCommunique(versions=alone, officer=ENVOYS["ru"]))
    said = desk.say("nato", "message", {"text": "The council met on 5 November, for 3 hours."}, re=meeting).ref
    for by, text, more in (
        ("An agency", "The council is reported to have met on 6 November.", {"precision": "day"}),
        (HOSTILE_TITLE, "An envoy is said to have spoken of a frank exchange.", {}),
    ):
        note = {"link": "https://example.org/a/report", "at": at("2015-11-06T00:00:00Z"), "by": by, "text": text}
        desk.say("nato", "press-statement", {**note, "about": said, "title": "After the meeting", **more})


def _plan(desk: Desk) -> None:
    """Leave a meeting and an expiry ahead."""
    desk.on("2015-11-20T09:00:00Z")
    body = {
        "title": "Second meeting of ambassadors", "level": "ambassadors", "begins_at": at("2015-12-02T10:00:00Z"),
        "items": ["What the first meeting left open"],
    }  # fmt: skip
    desk.say("nato", "meeting-convene", body, to=("tr", "ru"))
    desk.on("2015-11-23T09:00:00Z")
    _propose(desk, "ru", "A format for reports on incidents at sea and in the air", "2015-11-27T12:00:00Z")
    desk.council.keep_journal("2015-11-23T10:00:00Z")
