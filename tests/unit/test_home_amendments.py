"""A council that changes, as its people do it: drafts, signatures, bags, and what the newcomer is given."""

import base64
import itertools
from pathlib import Path

import pytest
from council_of_two import ANYBODY, NOW, Two, ask

from detente.errors import Malformed, Refused
from detente.home.calls import (
    AnswerAmendment,
    DraftAmendment,
    ExportEvidence,
    Inbox,
    JoinCouncil,
    LeaveCouncil,
    PackBag,
    ProposeAmendment,
    Send,
    ShowCouncil,
    UnpackBag,
)
from detente.home.founding import found_party, sign_amendment
from detente.home.replies import CouncilView, CourseView
from detente.node.folder import Folder
from detente.protocol.evidence import verify_evidence
from detente.protocol.evidence.archive import pack, unpack

CLOCKS = "[clocks]\ndeeming_hours = 48\n"


class Three(Two):
    """NATO and RU in a council, and FI that is to come."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, more=ANYBODY)
        self.joined()
        self.founding = ask(self.nato, ShowCouncil("nrc")).items[0].charter
        self.fi = Folder(path / "FI")
        self.notes["fi"] = found_party(self.fi, "fi", "Finland", now=NOW).note
        self._bags = itertools.count()

    def carry(self, sender: Folder, receiver: Folder) -> None:
        """Carry all that the receiver lacks, by hand."""
        file = str(self.path / f"{next(self._bags)}.bag")
        ask(sender, PackBag(receiver.path.name.lower(), file))
        ask(receiver, UnpackBag(file))

    def draft(self, **fields: object) -> str:
        return ask(self.nato, DraftAmendment(**({"title": "A title"} | fields))).text  # type: ignore[arg-type]

    def agree(self, amendment: str, *identities: str) -> str:
        """Let NATO propose and RU sign."""
        ref = ask(self.nato, ProposeAmendment(amendment, identities=identities)).act.ref
        self.carry(self.nato, self.ru)
        ask(self.ru, AnswerAmendment(ref, consent=True))
        self.carry(self.ru, self.nato)
        return ref

    def admit(self) -> None:
        """Let FI come, with all that it is given."""
        self.agree(sign_amendment(self.draft(admit=self.notes["fi"]), self.fi).note, self.notes["fi"])
        others = (self.notes["nato"], self.notes["ru"])
        ask(self.fi, JoinCouncil(self.founding, others, (self.course().papers,)))

    def view(self, folder: Folder) -> CouncilView:
        return ask(folder, ShowCouncil("nrc")).items[0]

    def course(self) -> CourseView:
        course = self.view(self.nato).course
        assert course is not None
        return course


@pytest.fixture
def three(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Three:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Three(tmp_path)


def test_a_proposal_is_shown_with_who_has_signed(three: Three) -> None:
    """Until all have, it is proposed; then in force, and the council keeps its name."""
    text = three.draft(tables=CLOCKS, title="Longer nights")
    ref = ask(three.nato, ProposeAmendment(text)).act.ref
    proposed = three.course().proposals[0]
    assert (proposed.ref, proposed.signed, proposed.missing, proposed.needed) == (ref, ("nato",), ("ru",), 2)
    three.carry(three.nato, three.ru)
    ask(three.ru, AnswerAmendment(ref, consent=True))
    assert three.view(three.ru).amended == 1
    three.carry(three.ru, three.nato)
    course = three.course()
    assert [(one.number, one.state, one.signed) for one in course.amendments] == [(1, "in force", ("nato", "ru"))]
    assert course.proposals == ()
    assert three.view(three.nato).council == three.view(three.ru).council


def test_a_proposal_overtaken_by_another_is_shown_so(three: Three) -> None:
    """It names a text that others followed."""
    first, second = three.draft(tables=CLOCKS), three.draft(tables=CLOCKS, title="Another title")
    ref = ask(three.nato, ProposeAmendment(first)).act.ref
    three.carry(three.nato, three.ru)
    ask(three.ru, AnswerAmendment(ref, consent=False, text="too long"))
    three.carry(three.ru, three.nato)
    assert three.course().proposals[0].declined == ("ru",)
    three.agree(second)
    assert [one.state for one in three.course().proposals] == ["overtaken"]


def test_a_newcomer_joins_with_what_it_is_given(three: Three) -> None:
    """Charter, amendments and identities are enough; what it says is read by those who let it in."""
    three.admit()
    assert three.view(three.fi).parties == ("nato", "ru", "fi")
    said = ask(three.fi, Send("line", {"text": "good morning"})).act.ref
    three.carry(three.fi, three.ru)
    assert said in [act.ref for act in ask(three.ru, Inbox(all=True)).items if act.reading == "readable"]
    members = {one.party: (one.number, one.since) for one in three.course().members}
    assert members == {"nato": (1, 0), "ru": (2, 0), "fi": (3, 1)}


def test_evidence_of_a_newcomer_holds_for_strangers(three: Three) -> None:
    """The file carries what changed the charter and who signed that, for founders' acts as well."""
    three.admit()
    said = ask(three.fi, Send("line", {"text": "good morning"})).act.ref
    three.carry(three.fi, three.ru)
    founders = ask(three.nato, Send("line", {"text": "welcome"})).act.ref
    three.carry(three.nato, three.fi)
    three.carry(three.fi, three.nato)
    for folder, ref in ((three.ru, said), (three.nato, founders)):
        data = base64.b64decode(ask(folder, ExportEvidence(ref)).file)
        report = verify_evidence(data)
        assert report.verified, report.steps[-1]
        assert "; 1 amendment" in report.steps[2].detail
        parts = unpack(data)
        paper = next(name for name in parts if name.startswith("amendments/"))
        del parts[paper]
        assert not verify_evidence(pack(parts)).verified


def test_a_newcomer_without_its_amendment_is_no_party(three: Three) -> None:
    others = (three.notes["nato"], three.notes["ru"])
    with pytest.raises(Refused) as refused:
        ask(three.fi, JoinCouncil(three.founding, others))
    assert refused.value.code == "council-not-a-party"
    half = sign_amendment(three.draft(admit=three.notes["fi"]), three.fi).note
    with pytest.raises(Malformed) as caught:
        ask(three.fi, JoinCouncil(three.founding, others, (half,)))
    assert caught.value.code == "amendment-incomplete"


def test_who_comes_signs_its_own_accession_and_no_other(three: Three) -> None:
    text = three.draft(admit=three.notes["fi"])
    for draft, folder in ((text, three.ru), (three.draft(tables=CLOCKS), three.fi)):
        with pytest.raises(Refused) as refused:
            sign_amendment(draft, folder)
        assert refused.value.code == "amendment-of-another"


def test_what_cannot_be_drafted_is_refused(three: Three) -> None:
    """Tables that are none, and a party that never came."""
    for fields, code in (
        ({"tables": "nothing = 1"}, "amendment-draft"),
        ({"tables": "[channels"}, "amendment-draft"),
        ({"readmit": "not an id"}, "not-withdrawn"),
    ):
        with pytest.raises(Refused) as refused:
            three.draft(**fields)
        assert refused.value.code == code


def test_a_party_leaves_and_comes_back(three: Three) -> None:
    """It says so by itself; the others let it back in with its own signature, and tell it by a file."""
    three.admit()
    three.carry(three.nato, three.fi)
    ask(three.fi, LeaveCouncil(reason="elections"))
    with pytest.raises(Refused) as refused:
        three.draft(readmit="fi")
    assert refused.value.code == "not-withdrawn"
    three.carry(three.fi, three.nato)
    three.carry(three.fi, three.ru)
    assert three.view(three.nato).withdrawn == ("fi",)
    with pytest.raises(Refused) as refused:
        ask(three.fi, Send("line", {"text": "and yet"}))
    assert refused.value.code == "party-withdrawn"
    three.agree(sign_amendment(three.draft(readmit="fi"), three.fi).note)
    assert three.view(three.nato).withdrawn == ()
    again = ask(three.fi, JoinCouncil(three.founding, (), (three.course().papers,)))
    assert again.again
    assert three.view(three.fi).withdrawn == ()
    assert ask(three.fi, Send("line", {"text": "here again"})).act.irregular == ()
