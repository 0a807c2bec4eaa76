"""The erasures' desk: what all members agree to erase, and what is agreed by nobody else."""

from typing import Any

import pytest
from tests.matter import Matter

from detente.council.desks.erasures import AGREED, DECLINED, OPEN, ErasuresState
from detente.council.said import Said

ONE = b"\x01" * 32


def proposal(matter: Matter, party: str = "nato", re: Said | None = None, **more: Any) -> Said:
    """Return a proposal in a matter that NATO opened."""
    first = re if re is not None else matter.say("nato", "message", text="See the list.")
    return matter.say(party, "erasure", first, **{"files": [ONE], "text": "The witness asks."} | more)


def state(matter: Matter) -> ErasuresState:
    found: ErasuresState = matter.folded().states["erasures"]
    return found


def test_every_member_consents_before_anything_is_agreed() -> None:
    """NATO proposes, RU and the US consent one after the other; only then do nodes say that it is done."""
    matter = Matter()
    one = proposal(matter)
    assert (state(matter).status_of(one.ref), state(matter).lacking(one.ref)) == (OPEN, ("ru", "us"))
    assert matter.turn() >= {"ru", "us"}
    assert matter.refused("nato", "erasure-done", one, files=[ONE]) == "erasure-not-agreed"
    matter.say("ru", "erasure-consent", one)
    assert state(matter).agreed() == ()
    assert matter.folded().sheet(matter.journal()).sections[0].lines[0].mark == "waiting"
    matter.say("us", "erasure-consent", one)
    assert [act.ref for act in state(matter).agreed()] == [one.ref]
    matter.say("ru", "erasure-done", one, files=[ONE])
    assert state(matter).done[one.ref] == {"ru"}
    sheet = matter.folded().sheet(matter.journal())
    assert sheet.data["erasures"]["erasures"][0]["files"] == [ONE.hex()]
    (section,) = [one for one in sheet.sections if one.heading == "Erasures"]
    assert section.lines[0].cells[1:4] == (AGREED, "–", "RU")
    assert section.lines[0].mark == ""


def test_not_agreed_is_a_result_and_a_consent_may_follow() -> None:
    """Who declined may consent later; who consented has done so for good."""
    matter = Matter()
    one = proposal(matter)
    matter.say("ru", "erasure-decline", one, text="Needed in court.")
    matter.say("us", "erasure-consent", one)
    assert state(matter).status_of(one.ref) == DECLINED
    assert matter.refused("us", "erasure-decline", one) == "erasure-answered"
    assert matter.refused("nato", "erasure-consent", one) == "erasure-answered"
    matter.say("ru", "erasure-consent", one)
    assert state(matter).status_of(one.ref) == AGREED
    assert matter.refused("ru", "erasure-decline", one) == "erasure-answered"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"files": []}, "body-incomplete"),
        ({"files": [b"short"]}, "erasure-files"),
        ({"files": [ONE] * 33}, "erasure-files"),
        ({"channel": "experts"}, "erasure-elsewhere"),
    ],
)
def test_a_proposal_names_files_of_its_own_channel(more: dict[str, Any], code: str) -> None:
    matter = Matter()
    first = matter.say("nato", "message", text="See the list.")
    assert matter.refused("nato", "erasure", first, **{"files": [ONE], "text": "x"} | more) == code


def test_a_consent_to_what_does_not_count_is_refused() -> None:
    """A proposal that was irregular has no answers."""
    matter = Matter()
    one = proposal(matter, files=[b"short"])
    assert one.ref in matter.folded().irregular
    assert matter.refused("ru", "erasure-consent", one) == "erasure-unknown"
