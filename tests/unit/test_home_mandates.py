"""An alliance gives a mandate in a council of its own; its node speaks under it in another; its debate stays there.

Folders at rest, and bags between them: five parties, two councils, one of the parties in both.
"""

import asyncio
import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Reply, ask, at_rest
from test_cli import Shell

from detente.clock import DAY, rfc3339
from detente.errors import Malformed, Refused
from detente.home.calls import (
    AskMandate,
    Call,
    CheckMandate,
    ExportMandate,
    GrantMandate,
    JoinCouncil,
    PackBag,
    PresentMandate,
    RevokeMandate,
    Send,
    Show,
    ShowDossier,
    UnpackBag,
)
from detente.home.founding import found_party, sign_charter
from detente.home.service import Service
from detente.home.voices import check_file
from detente.node.core import Core
from detente.node.events import Answer, Asked, Tick, Unanswered
from detente.node.events import Send as Sending
from detente.node.folder import Folder
from detente.protocol.charter import Channel, Member, verify_charter
from detente.protocol.drafting import draft_charter
from detente.protocol.identity import verify_chain
from detente.protocol.messages import Level, encode

MEMBERS = ("us", "de", "fr")
INNER = (*MEMBERS, "nato")
OUTER = ("nato", "ru")
PLENARY = {"plenary": Channel(("*",), "ambassadors")}


class Allied:
    """Folders of three members, of their secretariat NATO, and of RU; two councils, of which NATO is in both."""

    def __init__(self, path: Path, rule: str | int = "all") -> None:
        self.path = path
        self.folders = {party: Folder(path / party) for party in (*INNER, "ru")}
        self.notes = {
            party: found_party(one, party, party.upper(), now=NOW).note for party, one in self.folders.items()
        }
        members = {"members": list(MEMBERS), "rule": rule}
        self.inner = self._found("nato", INNER, {"mandates": members})
        roots = [self._root(member).text() for member in MEMBERS]
        nato = {"council": self.id(self.inner), "name": "An alliance", "rule": rule, "members": roots}
        self.outer = self._found("nrc", OUTER, {"alliances": {"nato": nato}})

    @staticmethod
    def id(charter: str) -> str:
        return verify_charter(charter.encode()).council_id

    def ask(self, party: str, call: Call[Reply], now: int = NOW) -> Reply:
        return ask(self.folders[party], call, now)

    def carry(self, sender: str, receiver: str, charter: str) -> bytes:
        """Carry a bag, and return what stood in it."""
        file = self.path / f"{len(list(self.path.glob('*.bag')))}.bag"
        self.ask(sender, PackBag(receiver, str(file), self.id(charter)))
        self.ask(receiver, UnpackBag(str(file)))
        return file.read_bytes()

    def level(self) -> None:
        """Let the alliance's members and NATO know all that was said among them."""
        for member in MEMBERS:
            self.carry(member, "nato", self.inner)
        for member in MEMBERS:
            self.carry("nato", member, self.inner)

    def asked(self, **changes: Any) -> str:
        """Ask for a mandate in the alliance's council, and let all members have it."""
        call = {
            "channel": "plenary", "for_council": "nrc", "holder": "nato", "title": "Risk reduction at sea",
            "valid_until": rfc3339(NOW + DAY), "limits": "Ask; promise nothing.", "council": "nato",
        }  # fmt: skip
        ref = self.ask("nato", AskMandate(**{**call, **changes})).act.ref
        self.level()
        return ref

    def granted(self, *members: str, **changes: Any) -> str:
        """Let these members sign, and return the file."""
        ref = self.asked(**changes)
        for member in members or MEMBERS:
            self.ask(member, GrantMandate(ref))
        self.level()
        return self.ask("nato", ExportMandate(ref, "nato")).file

    def presented(self, file: str) -> str:
        ref = self.ask("nato", PresentMandate(file, "plenary", "nrc")).act.ref
        self.carry("nato", "ru", self.outer)
        return ref

    def _root(self, party: str) -> Any:
        return verify_chain([self.notes[party].encode()])[0].root

    def _found(self, name: str, parties: tuple[str, ...], tables: dict[str, Any]) -> str:
        roots = {party: Member(number, party.upper(), self._root(party)) for number, party in enumerate(parties, 1)}
        note = draft_charter(
            name=name, title=name, founded_at=NOW, parties=roots, channels=PLENARY, tables=tables
        )  # fmt: skip
        for party in parties:
            note = sign_charter([note], self.folders[party]).note
        for party in parties:
            self.ask(party, JoinCouncil(note, tuple(self.notes[other] for other in parties if other != party)))
        return note


@pytest.fixture
def allied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Allied:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Allied(tmp_path)


def code_of(work: Callable[[], object]) -> str:
    with pytest.raises((Refused, Malformed)) as caught:
        work()
    return caught.value.code


def say(file: str = "", **more: Any) -> Send:
    body = {"text": "How do you read the rules?", "for": "nato", **({"mandate": file} if file else {})}
    return Send("plenary", body, council="nrc", **more)


def lie(allied: Allied, call: Send) -> str:
    """Let NATO's node sign what it should refuse, and return how RU reads it."""
    with at_rest(allied.folders["nato"]) as still:
        still.core.folding.check_draft = lambda *_: None  # type: ignore[method-assign]
        sent = asyncio.run(Service(still).run(call))
    allied.carry("nato", "ru", allied.outer)
    shown = allied.ask("ru", Show(sent.act.ref)).act  # type: ignore[attr-defined]
    return ", ".join(one.code for one in shown.irregular)


def test_a_mandate_is_found_within_and_checked_without(allied: Allied) -> None:
    """One member refuses first and signs later; the file shows who signed, and carries nothing else."""
    opening = allied.ask("ru", Send("plenary", {"text": "A concern."}, "clarification-request")).act.ref
    allied.carry("ru", "nato", allied.outer)
    assert code_of(lambda: allied.asked(dossier="RU/PLENARY/99")) == "reference-unknown"
    ref = allied.asked(dossier=opening.lower())
    for member in ("us", "de"):
        allied.ask(member, GrantMandate(ref))
    allied.ask("fr", Send("plenary", {"text": "Not before Thursday."}, "mandate-refuse", re=ref))
    allied.level()
    shown = allied.ask("nato", ShowDossier(ref, "nato"))
    (text,) = shown.data["texts"]
    assert (shown.dossier.status, text["signed"], text["missing"]) == ("not agreed", ["us", "de"], ["fr"])
    assert code_of(lambda: allied.ask("nato", ExportMandate(ref, "nato"))) == "mandate-unsigned"

    allied.ask("fr", GrantMandate(ref))
    allied.level()
    found = allied.ask("nato", ExportMandate(ref, "nato"))
    assert (found.serial, found.signed, found.missing, found.revokes) == (1, MEMBERS, (), False)
    assert found.noted_as.startswith("NATO/OWN/")
    assert b"Thursday" not in base64.b64decode(found.file)

    mandate = allied.presented(found.file)
    said = allied.ask("nato", say(mandate, re=opening)).act
    assert said.irregular == ()
    assert code_of(lambda: allied.ask("nato", say(mandate))) == "mandate-other-dossier"
    assert code_of(lambda: allied.ask("nato", say(re=opening))) == "mandate-missing"
    late = NOW + DAY + 1
    assert code_of(lambda: allied.ask("nato", say(mandate, re=opening), late)) == "mandate-expired"

    allied.carry("nato", "ru", allied.outer)
    assert allied.ask("ru", Show(said.ref)).act.irregular == ()
    (one,) = allied.ask("ru", ShowDossier(mandate)).data["mandates"]
    assert (one["signed"], one["missing"], one["status"]) == (list(MEMBERS), [], "stands")
    assert lie(allied, say(mandate)) == "mandate-other-dossier"
    assert lie(allied, say(re=opening)) == "mandate-missing"


def test_a_stranger_checks_the_file_with_the_charter_alone(allied: Allied) -> None:
    """No folder, no node, no network: nine steps, in order."""
    data = base64.b64decode(allied.granted())
    charter = verify_charter(allied.outer.encode())
    checked = check_file(data, charter, NOW)
    assert (checked.verified, checked.signed, [step.ok for step in checked.items]) == (True, MEMBERS, [True] * 9)
    assert checked.mandate is not None
    assert checked.mandate["title"] == "Risk reduction at sea"
    assert check_file(data, charter, NOW + DAY + 1).code == "mandate-expired"
    assert check_file(data[:-1], charter, NOW).code == "evidence-archive"
    inner = verify_charter(allied.inner.encode())
    assert check_file(data, inner, NOW).code == "mandate-other-alliance"


def test_what_is_not_for_this_party_or_council_is_not_presented(allied: Allied) -> None:
    """Refused before anything is signed, with the reason."""
    file = allied.granted()
    assert code_of(lambda: allied.ask("ru", PresentMandate(file, "plenary"))) == "mandate-other-holder"
    assert code_of(lambda: allied.ask("nato", PresentMandate(file, "plenary", "nato"))) == "mandate-other-alliance"
    late = NOW + DAY + 1
    assert code_of(lambda: allied.ask("nato", PresentMandate(file, "plenary", "nrc"), late)) == "mandate-expired"


def test_a_revocation_ends_it_for_who_knows_of_it(allied: Allied) -> None:
    """DE takes it back and gives the file to RU, who presents it; what NATO says after it heard is irregular."""
    mandate = allied.presented(allied.granted())
    ref = "NATO/PLENARY/2"
    back = allied.ask("de", RevokeMandate(ref, "The situation changed.")).act.ref
    found = allied.ask("de", ExportMandate(back))
    assert (found.revokes, found.signed) == (True, ("de",))
    assert allied.ask("de", ExportMandate(ref)).taken_back == ("de",)
    before = allied.ask("nato", say(mandate)).act.ref
    allied.carry("nato", "ru", allied.outer)
    allied.ask("ru", PresentMandate(found.file, "plenary"))
    (one,) = allied.ask("ru", ShowDossier(mandate)).data["mandates"]
    assert (one["status"], one["taken_back"]) == ("taken back", ["de"])
    allied.carry("ru", "nato", allied.outer)
    assert code_of(lambda: allied.ask("nato", say(mandate))) == "mandate-revoked"
    assert lie(allied, say(mandate)) == "mandate-revoked"
    assert allied.ask("ru", Show(before)).act.irregular == (), "what was said before stays said"
    checked = allied.ask("nato", CheckMandate(allied.ask("nato", ExportMandate(ref, "nato")).file, "nrc"))
    assert (checked.verified, checked.code) == (False, "mandate-revoked")
    assert allied.ask("nato", AskMandate(
        "plenary", "nrc", "nato", "Again", rfc3339(NOW + DAY), council="nato"
    )).act.body["text"].count("serial = 2") == 1  # fmt: skip


def test_a_flood_of_revocations_takes_no_room_from_what_an_act_builds_on(allied: Allied) -> None:
    """Whatever another party presents against a mandate, an act still cites what it answers; the rest goes later."""
    mandate = allied.presented(allied.granted())
    with at_rest(allied.folders["ru"]) as still:
        still.core.folding.check_draft = lambda *_: None  # type: ignore[method-assign]
        for _ in range(70):
            body = {"mandate": "78", "identities": []}
            asyncio.run(Service(still).run(Send("plenary", body, "mandate-revoked", re=mandate)))
        opening = asyncio.run(Service(still).run(Send("plenary", {"text": "A concern."}))).act.ref  # type: ignore[attr-defined]
    allied.carry("ru", "nato", allied.outer)
    said = allied.ask("nato", say(mandate, re=opening)).act
    with at_rest(allied.folders["nato"]) as still:
        row = still.core.context.store.act(allied.id(allied.outer), said.ref)
    assert row is not None
    assert opening in row.cites
    assert len(row.cites) <= 10
    assert said.irregular == ()


def test_a_revocation_of_what_was_not_presented_is_not_presented(allied: Allied) -> None:
    ref = allied.asked()
    allied.ask("de", GrantMandate(ref))
    back = allied.ask("de", RevokeMandate(ref, "")).act.ref
    file = allied.ask("de", ExportMandate(back)).file
    assert code_of(lambda: allied.ask("ru", PresentMandate(file, "plenary"))) == "mandate-not-presented"


def test_an_amended_text_keeps_its_serial(allied: Allied) -> None:
    ref = allied.asked()
    amended = allied.asked(amends=ref, text="We propose to meet.")
    text = allied.ask("us", Show(amended)).act.body["text"]
    assert "serial = 1\n" in text
    assert 'text = "We propose to meet."\n' in text
    assert code_of(lambda: allied.ask("us", GrantMandate(ref))) == "mandate-replaced"


def test_the_alliance_is_named_where_its_other_council_is_not_known_here(allied: Allied) -> None:
    """US takes no part in the other council, and cannot look up what it is called there."""
    outer = allied.id(allied.outer)
    call = {"channel": "plenary", "for_council": outer, "holder": "nato", "title": "T", "valid_until": rfc3339(NOW + 9)}
    assert code_of(lambda: allied.ask("us", AskMandate(**call))) == "alliance-not-named"
    body = allied.ask("us", AskMandate(**call, alliance="nato", dossier="ru/line/4")).act.body
    assert 'dossier = "RU/LINE/4"' in body["text"]


def test_what_is_no_mandate_is_not_granted(allied: Allied) -> None:
    ref = allied.ask("us", Send("plenary", {"text": "A word."})).act.ref
    assert code_of(lambda: allied.ask("us", GrantMandate(ref))) == "mandate-unknown"


def test_more_notes_than_an_act_holds_go_before_it(allied: Allied, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty allies' notes do not fit one entry: here as if three did not."""
    monkeypatch.setattr("detente.home.voices.MANDATE_ACT_BYTES_MAX", 5_000)
    mandate = allied.presented(allied.granted())
    shown = allied.ask("ru", ShowDossier(mandate))
    assert [one.kind for one in shown.items] == ["mandate-signers", "mandate-signers", "mandate-presented"]
    assert all(one.irregular == () for one in shown.items)
    said = allied.ask("nato", say(mandate)).act.ref
    allied.carry("nato", "ru", allied.outer)
    assert allied.ask("ru", Show(said)).act.irregular == ()


# --- one node, two councils -------------------------------------------------------------------------------------------


def test_no_peer_learns_of_the_council_in_which_it_takes_no_part(allied: Allied) -> None:
    """What NATO's node sends, packs and answers: nothing of one council goes to who is only in the other."""
    allied.presented(allied.granted())
    inner, outer = allied.id(allied.inner), allied.id(allied.outer)
    for peer, council, other in (("ru", outer, inner), ("us", inner, outer)):
        file = allied.path / f"to-{peer}.bag"
        allied.ask("nato", PackBag(peer, str(file), council))
        assert other.encode() not in file.read_bytes()
    with pytest.raises(Refused):
        allied.ask("nato", PackBag("ru", str(allied.path / "none.bag"), inner))
    with at_rest(allied.folders["nato"]) as still:
        sent = _sent(still.core)
        assert {"ru", "us", "de", "fr"} <= sent.keys()
        for peer, requests in sent.items():
            foreign = inner if peer == "ru" else outer
            assert all(foreign.encode() not in request for request in requests)
        (answer,) = [
            one.value
            for one in still.core.step([Asked(1, "ru", Level(inner, (), ()))], NOW + 600)
            if isinstance(one, Answer)
        ]
        assert isinstance(answer, Malformed)
        assert answer.code == "council-foreign"


def _sent(core: Core) -> dict[str, list[bytes]]:
    """Return what a node sends to whom in its first minutes, while nobody answers."""
    found: dict[str, list[bytes]] = {}
    effects = core.start(NOW, sure=True)
    for minute in range(1, 8):
        sent = [effect for effect in effects if isinstance(effect, Sending)]
        for one in sent:
            found.setdefault(one.peer, []).append(encode(one.request))
        events = [Unanswered(one.peer, one.request) for one in sent]
        effects = core.step(events or [Tick()], NOW + 60 * minute, 60 * minute)
    return found


# --- the commands -----------------------------------------------------------------------------------------------------


def test_the_commands_of_a_mandate(
    allied: Allied, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """From asking to speaking, as people type it."""
    monkeypatch.chdir(allied.path)
    run = Shell(monkeypatch, capsys)
    Path("nrc.charter").write_text(allied.outer)
    inner, at = ("--council", "nato"), {party: ("--dir", party) for party in allied.folders}

    def json_of(*words: str) -> Any:
        code, out, err = run(*words, "--json")
        assert code == 0, err
        return json.loads(out)

    until = ("--valid-until", "2099-01-01T00:00:00Z")
    asked = json_of(
        "mandate",
        "ask",
        *inner,
        "--for-council",
        "nrc",
        "--holder",
        "nato",
        "--title",
        "Risk reduction",
        *until,
        *at["nato"],
    )
    ref = asked["act"]["ref"]
    allied.level()
    code, out, _ = run("mandate", "refuse", ref, "Not before Thursday.", *inner, *at["fr"])
    assert (code, "does not sign" in out) == (0, True)
    for member in MEMBERS:
        assert json_of("mandate", "grant", ref, *inner, *at[member])["act"]["kind"] == "mandate-grant"
    allied.level()
    code, out, _ = run("mandate", "show", ref, *inner, *at["nato"])
    assert (code, "complete" in out, "Not before Thursday." in out) == (0, True, True)
    code, out, _ = run("mandate", "export", ref, "-o", "risk.mandate", *inner, *at["nato"])
    assert out.splitlines()[0] == "risk.mandate: mandate 1, signed by US, DE, FR; missing: nobody"
    code, _, err = run("mandate", "export", ref, "-o", "risk.mandate", *inner, *at["nato"])
    assert (code, "(file-exists)" in err) == (2, True)
    code, out, _ = run("mandate", "verify", "risk.mandate", "--charter", "nrc.charter")
    assert (code, out.splitlines()[-2:]) == (0, ["signed by US, DE, FR; missing: nobody", "verified"])
    late = run("mandate", "verify", "risk.mandate", "--charter", "nrc.charter", "--at", "2100-01-01T00:00:00Z")
    assert (late[0], late[1].splitlines()[-1]) == (65, "not verified")
    assert run("mandate", "verify", "absent", "--charter", "nrc.charter")[0] == 2
    assert json_of("mandate", "verify", "risk.mandate", "--council", "nrc", *at["nato"])["verified"] is True
    shown = json_of("mandate", "present", "risk.mandate", "--council", "nrc", *at["nato"])
    mandate = shown["act"]["ref"]
    act = json_of("send", "--for", "nato", "--mandate", f"nrc:{mandate}", "--council", "nrc", *at["nato"], "A word.")
    assert act["act"]["body"] == {"text": "A word.", "for": "nato", "mandate": mandate}
    json_of("send", "--re", act["act"]["ref"], "--council", "nrc", *at["nato"], "Nationally.")
    listed = run("show", act["act"]["ref"], "--council", "nrc", *at["nato"])[1]
    assert "for NATO: A word." in listed
    assert "for NATO: Nationally." not in listed
    code, _, err = run("send", "--for", "nato", "--council", "nrc", *at["nato"], "A word.")
    assert (code, "(mandate-missing)" in err) == (2, True)
    back = json_of("mandate", "revoke", ref, "Enough.", *inner, *at["us"])["act"]["ref"]
    assert json_of("mandate", "export", back, "-o", "back.mandate", *at["us"])["revokes"] is True
    assert "taken back by US: present" in run("mandate", "export", ref, "-o", "again.mandate", *at["us"])[1]
    json_of("mandate", "present", "back.mandate", "--council", "nrc", *at["nato"])
    assert json_of("mandate", "show", mandate, "--council", "nrc", *at["nato"])["dossier"]["status"] == "taken back"
