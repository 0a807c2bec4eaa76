"""The releases' desk: drafts in one's own channel, and the second officer who lets one go."""

import pytest
from msgspec.structs import replace
from tests.matter import NOON, Matter, charter_of

from detente.council.desks.releases import digest_of
from detente.council.registry import check_charter
from detente.council.said import Said
from detente.council.settings import two_person_kinds
from detente.errors import Malformed
from detente.protocol.officers import officer_name
from detente.protocol.statements import Release, render_release
from detente.tlog.notes import Algorithm, Note, Signer, sign_text

KEYS = {
    name: Signer(officer_name("ru", name), Algorithm.ED25519, bytes([number]) * 32)
    for number, name in enumerate(("smith", "jones", "brown"), 1)
}
ACT = {"kind": "suspend", "channel": "plenary", "body": {"text": "x"}}


def drafted() -> tuple[Matter, Said]:
    """Return a matter that begins with a draft by Smith; Jones and Brown are accredited too."""
    matter = Matter()
    for name, key in KEYS.items():
        matter.accredit("ru", name.title(), "expert", channel="plenary", key=key.key.text())
    matter.channel = "own"
    return matter, matter.say("ru", "draft", officer="Smith", draft=ACT)


def names(drafter: str = "Smith", releaser: str = "Jones") -> dict[str, str]:
    return {"act": "RU/PLENARY/9", "drafted_by": drafter, "released_by": releaser}


def note(matter: Matter, draft: Said, *, kind: str = "suspend", by: str = "jones") -> bytes:
    council = matter.charter.council_id
    text = render_release(Release(council, "ru", digest_of(draft), kind, "plenary", "smith", by, NOON))
    return Note(text, tuple(sign_text(text, KEYS[name]) for name in ("smith", by))).to_bytes()


def test_a_draft_goes_once_by_another_hand() -> None:
    matter, draft = drafted()
    assert matter.refused("ru", "release", draft, **names(releaser="Smith")) == "release-same-officer"
    assert matter.refused("ru", "release", draft, **names(drafter="Brown")) == "release-same-officer"
    assert matter.refused("ru", "release", draft, **names(releaser="Nobody")) == "release-officer-unknown"
    matter.say("ru", "release", draft, **names())
    assert matter.refused("ru", "release", draft, **names(releaser="Brown")) == "release-done"
    assert matter.refused("ru", "draft-dropped", draft) == "release-done"
    folded = matter.same_in_every_order()
    (one,) = folded.sheet(matter.journal()).data["drafts"]
    assert (one["status"], one["released"][0]["released_by"]) == ("released", "Jones")


def test_a_dropped_draft_does_not_go() -> None:
    matter, draft = drafted()
    assert matter.folded().sheet(matter.journal()).status == "held for release"
    matter.say("ru", "draft-dropped", draft)
    assert matter.refused("ru", "release", draft, **names()) == "release-done"
    assert matter.folded().next_acts("ru")[0].kind != "draft-dropped"


def test_nobody_drafts_without_a_name() -> None:
    matter, _ = drafted()
    assert matter.refused("ru", "draft", draft=ACT) == "draft-officer-missing"


def test_both_sign_this_draft_and_no_other() -> None:
    """Of the same words drafted twice, a release names one."""
    matter, draft = drafted()
    twin = matter.say("ru", "draft", officer="Smith", draft=ACT)
    assert matter.refused("ru", "release", twin, **names(), note=note(matter, draft)) == "release-other-draft"
    other = note(matter, draft, kind="resume")
    assert matter.refused("ru", "release", draft, **names(), note=other) == "release-other-draft"
    third = note(matter, draft, by="brown")
    assert matter.refused("ru", "release", draft, **names(), note=third) == "release-unsigned"
    half = note(matter, draft).rpartition("— ".encode())[0]
    assert matter.refused("ru", "release", draft, **names(), note=half) == "release-unsigned"
    assert matter.refused("ru", "release", draft, **names(), note=b"noise") == "release-unsound"
    good = matter.say("ru", "release", draft, **names(), note=note(matter, draft))
    assert matter.why(good) == ""


def test_what_two_copies_of_a_folder_did_at_once_shows_as_a_conflict() -> None:
    """One copy dropped what the other released, each in a generation of its own."""
    matter, draft = drafted()
    for number, (kind, body) in enumerate((("draft-dropped", {}), ("release", names())), 1):
        act = matter.make("ru", kind, draft, knows=(), **body)
        origin = f"{act.origin.removesuffix('1')}2-{number:016x}"
        ref = f"RU/OWN/2-{number:016x}.1"
        matter.acts[ref] = replace(act, ref=ref, origin=origin, index=1)
    assert matter.same_in_every_order().conflicts == (f"{draft.ref}: released and dropped",)


def test_a_charter_may_bind_all_parties_to_two_officers() -> None:
    """Kinds that nobody knows are refused there: a slip would take the safeguard away."""
    charter = charter_of(tables={"two_person": {"kinds": ["demarche"]}})
    check_charter(charter)
    assert two_person_kinds(charter) == {"demarche"}
    with pytest.raises(Malformed) as refused:
        check_charter(charter_of(tables={"two_person": {"kinds": ["demarch"]}}))
    with pytest.raises(Malformed, match="charter-setting"):
        check_charter(charter_of(tables={"two_person": {"kinds": ["disclosure"]}}))
    assert refused.value.code == "charter-setting"
