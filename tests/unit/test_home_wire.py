"""Lines of the home socket: what is asked and answered comes back as it went in."""

from typing import get_args

import msgspec
import pytest

from detente.errors import DetenteError, Fault, Malformed, Refused
from detente.home import calls, wire
from detente.home.replies import ConfirmedView

EXAMPLES = (
    calls.Status(),
    calls.PrintIncident(ref="RU/LINE/42"),
    calls.DrawIncident(ref="RU/LINE/42", format="png", pixels=800, layers=(calls.LayerFile("/l.geojson", "l", "s"),)),
    calls.Send(channel="line", body={"text": "Привет"}, to=("nato",), precedence="flash", wait="stored"),
    calls.Inbox(all=True, after=7),
    calls.Show(ref="RU/LINE/42"),
    calls.PrintAct(ref="RU/LINE/42", addressee="us", start=40, sealed=True),
    calls.PrintForm(kind="message", channel="line", typed={"body.text": "Привет"}),
    calls.ShowHealth(),
    calls.ShowCheck(begin=True, all=True),
    calls.ShowLogs(council="nrc-0123456789abcdef"),
    calls.ShowParty(note="x"),
    calls.ConfirmParty(party="ru", words="a b"),
    calls.JoinCouncil(charter="c", identities=("i",), amendments=("a",)),
    calls.DraftAmendment(title="t", admit="n", channels=("x",)),
    calls.ProposeAmendment(amendment="a", identities=("i",)),
    calls.AnswerAmendment(ref="RU/LINE/42", consent=False, text="no"),
    calls.LeaveCouncil(reason="r"),
    calls.OpenPast(channel="line", to="fi"),
    calls.ShowCouncil(),
    calls.ExportEvidence(ref="RU/LINE/42", disclose=True),
    calls.Contradictions(),
    calls.CheckRecord(all=True),
    calls.MeasureRecord(
        "nrc",
        events=True,
        since_at="2014-04-01T00:00:00Z",
        until_at="2016-04-20T00:00:00Z",
        sides=(("NATO", ("nato", "us")),),
    ),
    calls.CountRecord(),
    calls.ListAttachments(ref="RU/LINE/42"),
    calls.SaveAttachment(ref="RU/LINE/42", number=1, path="/tmp/x"),
    calls.CheckAttachment(ref="RU/LINE/42", number=2),
    calls.EraseAttachments(ref="RU/LINE/42", text="The witness asks for it.", numbers=(1, 2)),
    calls.AttachEvidence(ref="RU/LINE/42", attach=("/tmp/x.nmea",), about={"sort": "track", "what": "Log"}),
    calls.ReadTracks(ref="RU/LINE/42", only=("Cook",)),
    calls.ExportDossier(ref="RU/LINE/42", path="/tmp/x", files=False),
    calls.PackBag(party="nato", file="/tmp/x"),
    calls.UnpackBag(file="/tmp/x"),
    calls.ListConcerns("nrc", sort="assurance", party="me", all=True, before=9, limit=5),
    calls.ListDossiers(turn="me", search="strait"),
    calls.ShowDossier(ref="RU/LINE/42", language="ru", most=50, after=100, around=True),
    calls.ListDuties(who="me"),
    calls.ListKinds(kind="message"),
    calls.ShowStanding(),
    calls.Brief(ref="NATO/PLENARY/2"),
    calls.ListOfficers(party="ru"),
    calls.ListDrafts(all=True),
    calls.AskClearance(("S. Lavrov",), calls.Send(channel="line", body={"text": "x"}), text="Is it right?"),
    calls.ListClearances(asked_of="S. Lavrov", all=True),
    calls.ReleaseDraft(ref="RU/OWN/5", officer="C. Jones"),
    calls.ShowHistory(party="ru"),
    calls.SaveSearch("n", calls.Sought("w"), officer="A. Smith"),
    calls.RenameSearch("RU/OWN/7", "n"),
    calls.RemoveSearch("RU/OWN/7"),
    calls.ListSearches(council="nrc"),
    calls.LookAtSearch("n"),
    calls.Query("SELECT 1", council="nrc", limit=5, seconds=1.5),
    calls.ListChoices(council="nrc"),
    calls.Search(calls.Sought('"a b" c*', party="me", since="2016-04-20"), council="nrc", before=9, whole=True),
    calls.EnrolOfficer(officer="A. Smith"),
    calls.ListPasskeys(),
    calls.WithdrawPasskey(ref="RU/OWN/5", text="lost"),
    calls.ListSessions(),
    calls.EndSessions(session="3f9a02c1d4e5"),
    calls.ShowDossier(ref="RU/LINE/42"),
    calls.ListDossiers(turn="me"),
    calls.SignOutcome(ref="RU/PLENARY/2", officer="Envoy"),
    calls.AskMandate(
        channel="plenary", for_council="nrc", holder="nato", title="T", valid_until="2016-04-27T12:00:00Z"
    ),
    calls.GrantMandate(ref="NATO/PLENARY/3"),
    calls.RevokeMandate(ref="NATO/PLENARY/3", reason="r"),
    calls.ExportMandate(ref="NATO/PLENARY/3", council="nato"),
    calls.PresentMandate(file="eA==", channel="plenary"),
    calls.CheckMandate(file="eA==", at="2016-04-20T12:00:00Z"),
    calls.ShowLine(party="ru", matters=10),
    calls.SendLineTest(to=("ru",), officer="Watch officer", drill="by night"),
    calls.ListLineTests(party="ru", before=7, limit=3),
    calls.CheckContacts(to=("ru",), role="Duty officer", text="Please."),
    calls.ListContacts(before=7, limit=3),
    calls.DraftMinutes(ref="NATO/PLENARY/2", symbol="NRC/M/2016/1", language="ru"),
    calls.SignPaper(ref="NATO/PLENARY/9"),
    calls.ExportMeeting(ref="NATO/PLENARY/2", format="pdf", language="fr"),
    calls.ProposeAgenda(follows="NATO/PLENARY/2"),
    calls.CommitList(ref="NATO/PLENARY/2", item=1, file="/tmp/x"),
    calls.RevealList(ref="NATO/PLENARY/2", item=1),
    calls.ConsentCommunique(ref="NATO/PLENARY/2", digest="00"),
    calls.PublishCommunique(versions=({"language": "en", "title": "T", "text": "x"},), alone=True),
    calls.WriteCommuniques(folder="/tmp/x"),
    calls.ShowTimeline(about="RU/LINE/42"),
    calls.ListMatters(desk="explanations", open=True),
    calls.ShowLine(party="ru"),
    calls.ExplainDuty(ref="RU/LINE/42", who="me"),
    calls.SpeakOfDuty(ref="RU/LINE/42", say="extend", text="More time.", until_at="2016-04-27T12:00:00Z"),
    calls.ShowLedger(party="ru", year=2016),
    calls.ExportCalendar(sort="meeting", language="ru"),
    calls.CheckCalendar(regime="vienna-2011"),
    calls.ListRegimes(texts=True),
    calls.CheckThresholds(activity={"name": "Zapad-2017", "troops": 12_700}, regime="vienna-2011", language="ru"),
    calls.ShowForm(format="prior-notification", language="fr"),
    calls.PreviewNotice(notice={"regime": "vienna-2011", "fields": {"troops": 9000}}),
    calls.SendNotice(notice={"regime": "vienna-2011", "fields": {"troops": 9000}}, to=("nato",)),
    calls.AmendNotice(ref="RU/PLENARY/2", fields={"troops": 9500}, reason="A brigade.", removed=("other",)),
    calls.ImportCalendar(text="number,designation", year=2027),
    calls.ShowBoard(),
    calls.ShowAlarms(3, 1.5, process=True),
    calls.NoteAlarm("nrc", "A. Smith", "ru", (("RU/LINE/2", "not read"),), 4),
    calls.NoteOutcome("nrc", "NATO/OWN/2", ("mail",), ("sms",)),
    calls.PushAlarm("RU/LINE/2"),
    calls.ShowRinging(),
    calls.ShowWatch(brief=True),
    calls.OfferWatch("C. Jones", "Quiet."),
    calls.TakeWatch(unoffered=True),
    calls.PassOn("RU/LINE/2", "C. Jones", "I go off watch."),
    calls.ListConcerns(),
    calls.ShowQuotas(year=2026),
    calls.Share(kind="share-item", body={"topic": "narcotics", "content": "x"}, to=("ru",), of="NATO/LINE/7"),
    calls.ListShared(topic="narcotics", party="me"),
    calls.ShowBalance(topic="narcotics"),
)


def test_every_call_comes_back_as_it_was() -> None:
    """A call and its number survive the line, and no call is left out of this test."""
    assert {type(one) for one in EXAMPLES} == set(get_args(calls.AnyCall)) == set(wire.CALLS.values())
    for number, call in enumerate(EXAMPLES):
        line = wire.encode_question(number, call)
        assert line.count(b"\n") == 1
        assert line.endswith(b"\n")
        assert wire.decode_question(line) == (number, call)


def test_every_call_names_its_reply() -> None:
    """The type of the reply is the one in the class of the call."""
    assert wire.REPLIES[calls.ConfirmParty] is ConfirmedView
    assert set(wire.REPLIES) == set(wire.CALLS.values())


def test_a_reply_comes_back() -> None:
    """What the node answers is what the client gets, by the call's own type."""
    reply = ConfirmedView("ru", "Russian Federation", "a b c d e f", None)
    answer = wire.decode_answer(wire.encode_answer(3, reply))
    assert answer.id == 3
    assert wire.reply_of(answer, calls.ConfirmParty()) == reply


@pytest.mark.parametrize("kind", [Refused, Malformed, Fault])
def test_an_error_comes_back_as_its_own_type(kind: type[DetenteError]) -> None:
    """The type decides the exit code, so it survives the line with the four fields."""
    sent = kind("some-code", expected="a", got="b", remedy="c")
    with pytest.raises(kind) as got:
        wire.reply_of(wire.decode_answer(wire.encode_error(1, sent)), calls.Status())
    assert got.value.as_json() == sent.as_json()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"\n", "call-malformed"),
        (b"[]\n", "call-malformed"),
        (b'{"id": 1, "call": "inbox", "args": {"limit": "many"}}\n', "call-malformed"),
        (b'{"id": 1, "call": "inbox", "args": {"unheard": 1}}\n', "call-malformed"),
        (b'{"id": 1, "call": "inbox", "args": []}\n', "call-malformed"),
        (
            b'{"id": 1, "call": "send", "args": {"channel": "line", "body": {}, "precedence": "now"}}\n',
            "call-malformed",
        ),
        (b'{"id": 1, "call": "launch"}\n', "call-unknown"),
    ],
)
def test_what_is_no_call_is_named(line: bytes, code: str) -> None:
    """A line that is no call has its code, and the number is still found where there is one."""
    with pytest.raises((Malformed, Refused)) as error:
        wire.decode_question(line)
    assert error.value.code == code
    assert wire.number_of(line) == (1 if line.startswith(b'{"id"') else -1)


def test_what_is_no_answer_is_a_fault() -> None:
    """A client that is answered with something else says so instead of guessing."""
    with pytest.raises(Fault) as fault:
        wire.decode_answer(b"HTTP/1.1 400\n")
    assert fault.value.code == "home-broken"


def test_arguments_may_be_left_out() -> None:
    """A call whose fields all have defaults needs no `args`."""
    assert wire.decode_question(b'{"id": 5, "call": "status"}\n') == (5, calls.Status())
    assert msgspec.json.decode(wire.encode_question(5, calls.Status()))["call"] == "status"
