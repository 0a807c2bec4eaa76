"""Decisions from the command to the signed outcome, in a council of two without a depositary, carried by bags."""

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask

from detente.cli.main import main
from detente.clock import HOUR, rfc3339
from detente.errors import Malformed, Refused
from detente.home.calls import OfferWatch, PackBag, Send, ShowBoard, ShowDossier, SignOutcome, UnpackBag
from detente.node.folder import Folder
from detente.protocol.documents import Purpose, draft_document, parse_document
from detente.protocol.outcomes import SignedOutcome, hash_of, parse_outcome, render_outcome

EXPIRES_AT = NOW + 48 * HOUR
TERMS = {
    "procedure": "silence", "expires_at": rfc3339(EXPIRES_AT), "reading_hours": 12, "grace_seconds": 600,
}  # fmt: skip


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    return Two(tmp_path, "plenary").joined()


def proposed(two: Two, **more: Any) -> str:
    body = {"title": "Hours of the line", "text": "The line is tested daily.", **TERMS, **more}
    return ask(two.ru, Send("plenary", body, kind="decision-propose")).act.ref


def carry(two: Two, sender: Folder, receiver: Folder, name: str, now: int) -> None:
    """Carry all that a party lacks in a bag."""
    path = str(two.path / name)
    ask(sender, PackBag(party=receiver.path.name.lower(), file=path), now)
    ask(receiver, UnpackBag(path), now)


def data_at(folder: Folder, ref: str, now: int = EXPIRES_AT + HOUR) -> dict[str, Any]:
    return ask(folder, ShowDossier(ref), now).data


def test_all_members_sign_one_text_and_then_it_is_final(two: Two) -> None:
    """Each node composes the same text from the acts; with both lines under it, both records say adopted, finally."""
    ref = proposed(two)
    carry(two, two.ru, two.nato, "1.bag", NOW + HOUR)
    with pytest.raises(Refused, match="outcome-early"):
        ask(two.nato, SignOutcome(ref), EXPIRES_AT)
    ask(two.nato, SignOutcome(ref), EXPIRES_AT + 1)
    assert data_at(two.nato, ref)["status"] == "adopted, provisional"
    with pytest.raises(Refused, match="outcome-signed"):
        ask(two.nato, SignOutcome(ref), EXPIRES_AT + 2)
    carry(two, two.nato, two.ru, "2.bag", EXPIRES_AT + HOUR)
    shown = ask(two.ru, ShowDossier(ref), EXPIRES_AT + HOUR)
    assert shown.dossier.turn == ("ru",)
    ask(two.ru, SignOutcome(ref), EXPIRES_AT + HOUR)
    carry(two, two.ru, two.nato, "3.bag", EXPIRES_AT + 2 * HOUR)
    at_nato, at_ru = data_at(two.nato, ref), data_at(two.ru, ref)
    assert at_nato == at_ru
    assert (at_ru["status"], at_ru["final"], at_ru["signed"]) == ("adopted", True, ["nato", "ru"])
    document = parse_document(at_ru["document"].encode())
    assert [line.name.rpartition("/")[2] for line in document.note.signatures] == ["nato", "ru"]
    assert parse_outcome(document).text_hash == hash_of("The line is tested daily.")


def test_silence_that_runs_is_counted_down_until_it_is_over_or_broken(two: Two) -> None:
    """To have read the text takes it off no board and out of no handover, on either side."""
    ref = proposed(two)
    carry(two, two.ru, two.nato, "1.bag", NOW + HOUR)

    def row(folder: Folder, now: int) -> tuple[str, tuple[str | None, str]] | None:
        board = ask(folder, ShowBoard(), now)
        return next(((one.need, one.clock(board.as_of)) for one in board.items if one.ref == ref), None)

    runs = rfc3339(EXPIRES_AT), "silence"
    assert row(two.nato, EXPIRES_AT - HOUR) == ("to be read", runs)
    ask(two.nato, Send("plenary", {"text": "Read."}, kind="acknowledge", re=ref), NOW + HOUR)
    for folder in (two.nato, two.ru):
        assert row(folder, EXPIRES_AT - 1) == ("takes effect by silence", runs)
        assert row(folder, EXPIRES_AT + 1) is None
    ask(two.nato, Send("line", {"name": "A. Smith", "rank": "expert"}, kind="credentials"), NOW + HOUR)
    offered = ask(two.nato, OfferWatch("A. Smith", officer="watch officer"), EXPIRES_AT - 60).act.body
    (listed,) = (one for one in offered["open"] if one["ref"] == ref)
    assert (listed["need"], listed["by_at"]) == ("takes effect by silence", runs[0])
    ask(two.nato, Send("plenary", {"text": "No."}, kind="decision-object", re=ref), EXPIRES_AT - 1)
    assert row(two.nato, EXPIRES_AT - 1) is None
    carry(two, two.nato, two.ru, "2.bag", EXPIRES_AT - 1)
    with pytest.raises(Refused, match="decision-not-adopted"):
        ask(two.ru, Send("plenary", {"number": "1"}, kind="decision-announce", re=ref), EXPIRES_AT - 1)


def test_nobody_signs_beside_a_text_that_says_otherwise(two: Two) -> None:
    """RU did not have the objection when it signed; NATO, who objected, is told to exchange first."""
    ref = proposed(two)
    carry(two, two.ru, two.nato, "1.bag", NOW + HOUR)
    ask(two.nato, Send("plenary", {"text": "No."}, kind="decision-object", re=ref), NOW + 2 * HOUR)
    ask(two.ru, SignOutcome(ref), EXPIRES_AT + 1)
    carry(two, two.ru, two.nato, "2.bag", EXPIRES_AT + HOUR)
    with pytest.raises(Refused, match="outcome-differs"):
        ask(two.nato, SignOutcome(ref), EXPIRES_AT + HOUR)
    assert data_at(two.nato, ref)["final"] is False


def test_what_is_no_decision_and_what_is_not_over_is_not_signed(two: Two) -> None:
    message = ask(two.ru, Send("plenary", {"text": "Hello."})).act.ref
    with pytest.raises(Refused, match="decision-unknown"):
        ask(two.ru, SignOutcome(message))
    body = {"title": "T", "text": "t", "procedure": "consensus"}
    ref = ask(two.ru, Send("plenary", body, kind="decision-propose")).act.ref
    with pytest.raises(Refused, match="decision-running"):
        ask(two.ru, SignOutcome(ref))


@pytest.mark.parametrize(
    "change", [{"council": "other-0123456789abcdef"}, {"text_hash": "0" * 64}, {"parties": ("ru",)}]
)
def test_a_signature_under_another_text_does_not_count(two: Two, change: dict[str, Any]) -> None:
    """Whatever a party signs, it counts only under how this proposal, in this council, ended for all its members."""
    ref = proposed(two)
    council = ask(two.ru, ShowDossier(ref)).dossier.council
    fields = {
        "council": council, "proposal": ref, "text_hash": hash_of("The line is tested daily."),
        "expires_at": EXPIRES_AT, "result": "adopted", "broken_by": (), "parties": ("nato", "ru"), **change,
    }  # fmt: skip
    text = render_outcome(SignedOutcome(**fields))
    body = {"document": f"{text}\n— {council}/outcome/ru AAAAAAAA\n".encode().hex()}
    with pytest.raises(Refused, match="outcome-other"):
        ask(two.ru, Send("plenary", body, kind="decision-sign", re=ref), EXPIRES_AT + 1)
    with pytest.raises(Refused, match="outcome-other"):
        ask(two.ru, Send("plenary", {"document": "00"}, kind="decision-sign", re=ref), EXPIRES_AT + 1)


def test_a_line_that_does_not_verify_stops_nobody_from_signing(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    """NATO's node lets garbage pass; RU's judges it irregular, signs, and nothing is final until NATO really signs."""
    ref = proposed(two)
    carry(two, two.ru, two.nato, "1.bag", NOW + HOUR)
    council = ask(two.nato, ShowDossier(ref)).dossier.council
    fields = (council, ref, hash_of("The line is tested daily."), EXPIRES_AT, "adopted", (), ("nato", "ru"))
    body = {
        "document": f"{render_outcome(SignedOutcome(*fields))}\n— {council}/outcome/nato {'A' * 92}\n".encode().hex()
    }
    garbage = Send("plenary", body, kind="decision-sign", re=ref)
    with pytest.raises(Refused, match="document-signature"):
        ask(two.nato, garbage, EXPIRES_AT + 1)
    with monkeypatch.context() as lying:
        lying.setattr("detente.council.desks.decisions.check_signed_by", lambda *_: None)
        ask(two.nato, garbage, EXPIRES_AT + 1)
    carry(two, two.nato, two.ru, "2.bag", EXPIRES_AT + HOUR)
    ask(two.ru, SignOutcome(ref), EXPIRES_AT + HOUR)
    assert (data_at(two.ru, ref)["final"], data_at(two.ru, ref)["signed"]) == (False, ["ru"])
    carry(two, two.ru, two.nato, "3.bag", EXPIRES_AT + 2 * HOUR)
    ask(two.nato, SignOutcome(ref), EXPIRES_AT + 2 * HOUR)
    assert data_at(two.nato, ref)["final"] is True


@pytest.mark.parametrize(
    "wrong",
    ['outcome = "won"', 'broken_by = ["us", "nato"]', 'text_sha256 = "F"', "# a remark", 'proposal = "ru/line"'],
)
def test_an_outcome_has_one_spelling(wrong: str) -> None:
    """What is not printed back letter for letter is malformed."""
    sound = render_outcome(
        SignedOutcome("paper-0123456789abcdef", "RU/PLENARY/2", "0" * 64, None, "adopted", (), ("nato", "ru"))
    )
    assert parse_outcome(draft_document(sound)).parties == ("nato", "ru")
    name = wrong.partition(" = ")[0]
    lines = [wrong if line.startswith(name) else line for line in sound.splitlines()]
    text = "\n".join(lines if wrong in lines else [*lines, wrong]) + "\n"
    with pytest.raises(Malformed, match="outcome-malformed"):
        parse_outcome(draft_document(text))
    assert draft_document(sound).purpose is Purpose.OUTCOME


# --- commands ---------------------------------------------------------------------------------------------------------


class Shell:
    """Runs `detente decision …` on a folder, as its entry point is run."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch, self._capsys = monkeypatch, capsys

    def __call__(self, folder: Folder, *words: str) -> tuple[int, str, str]:
        argv = ["detente", "decision", *words, "--dir", str(folder.path)]
        self._monkeypatch.setattr(sys, "argv", argv)
        with pytest.raises(SystemExit) as ended:
            main()
        said = self._capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err


@pytest.fixture
def decision(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def test_consensus_by_commands(decision: Shell, two: Two) -> None:
    """From the proposal to the register; both parties speak, and the number stands once it is adopted."""
    code, out, err = decision(two.ru, "propose", "Rules", "--text", "These.", "--consensus", "--json")
    assert (code, err) == (0, "")
    ref = json.loads(out)["act"]["ref"]
    assert decision(two.ru, "agree", ref)[0] == 0
    assert decision(two.ru, "announce", ref, "--number", "1")[2].startswith(
        "expected: a decision that is finally adopted"
    )
    assert "no decision is final" in decision(two.ru, "register")[1]
    carry(two, two.ru, two.nato, "1.bag", NOW)
    assert decision(two.nato, "reserve", ref, "Costs lie where they fall.")[0] == 0
    assert decision(two.nato, "agree", ref, "With pleasure.")[0] == 0
    carry(two, two.nato, two.ru, "2.bag", NOW)
    assert decision(two.ru, "announce", ref, "--number", "NRC.DEC/1")[0] == 0
    (entry,) = json.loads(decision(two.ru, "register", "--adopted", "--json")[1])["items"]
    assert (entry["number"], entry["status"], entry["text"], entry["twice"]) == (
        "NRC.DEC/1",
        "adopted",
        "These.",
        False,
    )
    assert [one["party"] for one in entry["attached"]] == ["nato"]
    shown = decision(two.ru, "show", ref)[1]
    assert "NRC.DEC/1" in shown
    assert "reservation" in shown
    printed = decision(two.ru, "register")[1]
    assert "reservation of NATO  Costs lie where they fall." in printed


def test_a_number_is_given_once(decision: Shell, two: Two) -> None:
    refs = []
    for title in ("One", "Two"):
        out = decision(two.ru, "propose", title, "--text", "t", "--consensus", "--json")[1]
        refs.append(json.loads(out)["act"]["ref"])
        decision(two.ru, "agree", refs[-1])
    carry(two, two.ru, two.nato, "1.bag", NOW)
    for ref in refs:
        decision(two.nato, "agree", ref)
    carry(two, two.nato, two.ru, "2.bag", NOW)
    assert decision(two.ru, "announce", refs[0], "--number", "1")[0] == 0
    code, _out, err = decision(two.ru, "announce", refs[1], "--number", "1")
    assert (code, "number-taken" in err) == (2, True)
    ask(two.ru, Send("plenary", {"number": "1"}, kind="decision-announce", re=refs[1]))
    assert [one["twice"] for one in json.loads(decision(two.ru, "register", "--json")[1])["items"]] == [True, True]


def test_silence_by_commands_takes_the_charters_terms(decision: Shell, two: Two) -> None:
    far = rfc3339(2_000_000_000)
    code, out, _err = decision(
        two.ru, "propose", "Hours", "--text", "Daily.", "--silence", far, "--symbol", "A/1", "--json"
    )
    assert code == 0
    act = json.loads(out)["act"]
    assert (act["body"]["reading_hours"], act["body"]["grace_seconds"], act["body"]["expires_at"]) == (12, 600, far)
    ref = act["ref"]
    carry(two, two.ru, two.nato, "1.bag", NOW)
    objection = json.loads(decision(two.nato, "object", ref, "No.", "--json")[1])["act"]["ref"]
    assert decision(two.nato, "lift", objection, "After consultation.")[0] == 0
    assert decision(two.nato, "amend", ref, "Weekly.", "--reason", "Staff.")[0] == 0
    assert decision(two.ru, "extend", ref, "--expires", rfc3339(2_000_000_100))[0] == 0
    assert decision(two.ru, "withdraw", ref)[0] == 0
    assert "withdrawn, provisional" in decision(two.ru, "show", ref)[1]
    assert "Weekly." in decision(two.nato, "show", ref)[1]


def test_commands_say_what_is_missing(decision: Shell, two: Two) -> None:
    for words, expected in (
        (["propose", "T", "--text", "t"], "decision-procedure"),
        (["propose", "T", "--consensus"], "text-or-body"),
        (["propose", "T", "--text", "t", "--silence", "tomorrow"], "body-field-type"),
        (["show", "RU/PLENARY/99"], "reference-unknown"),
    ):
        code, _out, err = decision(two.ru, *words)
        assert (code, expected in err) == (2, True), err
    message = ask(two.ru, Send("plenary", {"text": "Hello."})).act.ref
    assert "decision-unknown" in decision(two.ru, "show", message)[2]
    assert "decision-not-adopted" in decision(two.ru, "announce", proposed_now(two), "--number", "1")[2]


def proposed_now(two: Two) -> str:
    return ask(
        two.ru, Send("plenary", {"title": "T", "text": "t", "procedure": "consensus"}, kind="decision-propose")
    ).act.ref
