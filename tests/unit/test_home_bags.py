"""Do the calls about bags do what they say? Two folders at rest, and files between them."""

from pathlib import Path

import pytest
from tests.unit.council_of_two import Two, ask

from detente.errors import Fault, Refused
from detente.home.calls import JoinCouncil, PackBag, Send, UnpackBag


@pytest.fixture
def two(tmp_path: Path) -> Two:
    two = Two(tmp_path).joined()
    ask(two.nato, Send(channel="line", body={"text": "One."}))
    return two


def test_a_bag_is_packed_and_taken_in(two: Two) -> None:
    """What is packed is taken in, and the numbers say how much of it was new."""
    file = str(two.path / "one.bag")
    packed = ask(two.nato, PackBag(party="RU", file=file))
    assert (packed.sender, packed.addressee, packed.entries) == ("nato", "ru", 3)
    assert Path(file).stat().st_size == packed.bytes
    taken = ask(two.ru, UnpackBag(file=file))
    assert (taken.sender, taken.entries, taken.new_entries) == ("nato", 3, 3)
    assert ask(two.ru, PackBag(party="nato", file=file + ".back")).receipts == 1


def test_a_bag_never_goes_over_another_file(two: Two) -> None:
    """Neither an existing file nor a folder that is not there is written to, and nothing half-done stays."""
    taken = two.path / "taken"
    taken.write_text("something else")
    with pytest.raises(Refused, match="file-exists"):
        ask(two.nato, PackBag(party="ru", file=str(taken)))
    assert taken.read_text() == "something else"
    with pytest.raises(Fault, match="bag-unwritable"):
        ask(two.nato, PackBag(party="ru", file=str(two.path / "absent" / "one.bag")))
    with pytest.raises(Refused, match="file-unreadable"):
        ask(two.ru, UnpackBag(file=str(two.path / "absent.bag")))
    assert not list(two.path.glob("*.part"))


def test_a_bag_that_does_not_join_says_from_where(two: Two) -> None:
    """The second bag without the first is refused with the index that is missing, and nothing of it is stored."""
    first, second = str(two.path / "one.bag"), str(two.path / "two.bag")
    ask(two.nato, PackBag(party="ru", file=first))
    ask(two.ru, UnpackBag(file=first))
    back = str(two.path / "back.bag")
    ask(two.ru, PackBag(party="nato", file=back))
    ask(two.nato, UnpackBag(file=back))
    ask(two.nato, Send(channel="line", body={"text": "Two."}))
    ask(two.nato, PackBag(party="ru", file=second))
    # RU lost its record since: the second bag builds on entries that it no longer holds.
    two.ru.record.unlink()
    for rest in two.ru.path.glob("record.db-*"):
        rest.unlink()
    ask(two.ru, JoinCouncil(two.charter(), (two.notes["nato"],)))
    with pytest.raises(Refused, match=r"bag-gap.*from 0 on.*begins at 3"):
        ask(two.ru, UnpackBag(file=second))
