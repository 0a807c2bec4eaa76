"""First contact and joining: what is confirmed, what is refused, what is only warned of."""

from pathlib import Path

import pytest
from council_of_two import NOW, Two, ask

from detente.clock import rfc3339
from detente.errors import Malformed, Refused
from detente.home.calls import ConfirmParty, JoinCouncil, ShowCouncil, ShowParty, Status
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.node.folder import Folder


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Two(tmp_path)


def test_both_sides_see_the_same_six_words(two: Two) -> None:
    """The words are of both notes and of nobody's order."""
    mine = ask(two.nato, ShowParty(note=two.notes["ru"]))
    theirs = ask(two.ru, ShowParty(note=two.notes["nato"]))
    assert mine.words == theirs.words
    assert len((mine.words or "").split()) == 6
    assert (mine.with_party, theirs.with_party) == ("ru", "nato")


def test_the_right_words_confirm_and_wrong_ones_do_not(two: Two) -> None:
    """Asking confirms nothing; other words are refused and leave no trace; the right ones stand with their time."""
    asked = ask(two.nato, ConfirmParty(note=two.notes["ru"]))
    assert asked.confirmed_at is None
    assert ask(two.nato, ShowParty()).items == []
    with pytest.raises(Refused) as refused:
        ask(two.nato, ConfirmParty(note=two.notes["ru"], words="babab " * 6))
    assert refused.value.code == "words-differ"
    assert ask(two.nato, ShowParty()).items == []
    confirmed = ask(two.nato, ConfirmParty(note=two.notes["ru"], words=asked.words.upper().replace(" ", "-")))
    assert confirmed.confirmed_at == rfc3339(NOW)
    assert [one.confirmed_at for one in ask(two.nato, ShowParty()).items] == [rfc3339(NOW)]
    by_id = ask(two.nato, ConfirmParty(party="ru"))
    assert (by_id.words, by_id.confirmed_at) == (asked.words, rfc3339(NOW))


def test_who_cannot_be_confirmed(two: Two) -> None:
    """Neither somebody unknown nor oneself; a note that is none has its code."""
    for call, code in (
        (ConfirmParty(party="xx"), "party-unknown"),
        (ConfirmParty(note=two.notes["nato"]), "party-self"),
    ):
        with pytest.raises(Refused) as refused:
            ask(two.nato, call)
        assert refused.value.code == code
    with pytest.raises(Malformed):
        ask(two.nato, ConfirmParty(note=two.notes["ru"].replace("Russian", "Prussian")))


def test_joining_warns_of_parties_that_nobody_confirmed(two: Two) -> None:
    """Signatures of all founders and known identities are needed; words are asked for."""
    charter = two.charter()
    joined = ask(two.nato, JoinCouncil(charter, (two.notes["ru"],)))
    assert joined.unconfirmed == ("ru",)
    assert not joined.again
    words = ask(two.nato, ConfirmParty(party="ru")).words
    ask(two.nato, ConfirmParty(party="ru", words=words))
    again = ask(two.nato, JoinCouncil(charter))
    assert (again.unconfirmed, again.again) == ((), True)
    shown = ask(two.nato, ShowCouncil("nrc")).items
    assert [one.charter for one in shown] == [charter]
    assert shown[0].channels == {"line": ("nato", "ru")}
    assert [one.council for one in ask(two.nato, Status()).councils] == [joined.council.council]


def test_joining_without_identities_or_signatures_leaves_no_trace(two: Two) -> None:
    """What is missing is named."""
    with pytest.raises(Refused) as refused:
        ask(two.nato, JoinCouncil(two.charter()))
    assert refused.value.code == "identity-missing"
    half = sign_charter([two.charter(signed=False)], two.nato).note
    with pytest.raises(Malformed) as malformed:
        ask(two.nato, JoinCouncil(half, (two.notes["ru"],)))
    assert malformed.value.code == "charter-unsigned"
    assert ask(two.nato, ShowCouncil()).items == []
    assert ask(two.nato, ShowParty()).items == []


def test_two_charters_of_one_name_are_kept_apart(two: Two) -> None:
    """A second charter under a known name is refused, whoever signed it."""
    two.joined()
    other = draft_charter("nrc", "Another", two.notes.values(), founded_at=NOW + 1, channels={})
    for folder in (two.nato, two.ru):
        other = sign_charter([other], folder).note
    with pytest.raises(Refused) as refused:
        ask(two.nato, JoinCouncil(other))
    assert refused.value.code == "council-other-charter"
    assert len(ask(two.nato, ShowCouncil()).items) == 1


def test_a_charter_of_others_is_not_joined(two: Two, tmp_path: Path) -> None:
    """Neither one without this party nor one that names another root for it."""
    third, double = Folder(tmp_path / "XX"), Folder(tmp_path / "DOUBLE")
    notes = [
        found_party(folder, party, "Somebody " + party, now=NOW).note
        for folder, party in ((third, "xx"), (double, "nato"))
    ]
    for pair, folders in (
        ((two.notes["ru"], notes[0]), (two.ru, third)),
        ((two.notes["ru"], notes[1]), (two.ru, double)),
    ):
        charter = draft_charter("other", "Council", pair, founded_at=NOW, channels={})
        for folder in folders:
            charter = sign_charter([charter], folder).note
        with pytest.raises(Refused) as refused:
            ask(two.nato, JoinCouncil(charter, (two.notes["ru"],)))
        assert refused.value.code == "council-not-a-party"


def test_an_identity_of_another_root_is_no_party_of_the_charter(two: Two, tmp_path: Path) -> None:
    """A party's note must start at the root that the charter names."""
    double = Folder(tmp_path / "DOUBLE")
    note = found_party(double, "ru", "Russian Federation", now=NOW).note
    with pytest.raises(Malformed) as malformed:
        ask(two.nato, JoinCouncil(two.charter(), (note,)))
    assert malformed.value.code == "identity-other"
    assert ask(two.nato, ShowParty()).items == []
