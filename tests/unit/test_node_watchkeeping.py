"""Which acts wait for a person at a real core: named, read, answered, opened late, and after a restart."""

import msgspec.inspect
import pytest
from tests.parley import Parley

from detente.council.duty import Duty
from detente.council.waiting import Waiting
from detente.home import silence
from detente.node.events import Fold, KeepJournal
from detente.node.folding import SEALED, Words
from detente.node.watchkeeping import Watchkeeping, _Council
from detente.protocol.acts import Precedence


def waiting(parley: Parley, party: str = "p1") -> list[Waiting]:
    parley.deliver()
    parley.step(party, Fold(9_999))
    return parley.cores[party].watchkeeping.waiting(parley.council)


def refs(parley: Parley, party: str = "p1") -> list[str]:
    return [one.ref for one in waiting(parley, party)]


def test_what_names_us_waits_until_it_is_read_and_what_asks_until_it_is_answered() -> None:
    """A message is done when it is acknowledged; an offer goes on until it is answered."""
    parley = Parley(tables={"levels": {"kinds": {"offer": "watch officer"}}, "clocks": {"reply_hours": 48}})
    told = parley.say("p0", to=("p1",), precedence=Precedence.FLASH)
    asked = parley.say("p0", kind="offer", to=("p1",))
    assert refs(parley) == [told.ref, asked.ref]
    parley.now += 60
    parley.say("p1", kind="acknowledge", body={}, re=told.ref, officer="A. Smith")
    parley.say("p1", kind="acknowledge", body={}, re=asked.ref, officer="A. Smith")
    parley.deliver()
    parley.step(parley.founded.parties[-1], KeepJournal())
    (one,) = waiting(parley)
    assert (one.ref, one.read_at, one.read_by) == (asked.ref, parley.now, ("A. Smith",))
    assert one.due_at is not None, "an answer is due, by the charter's clock"
    parley.say("p1", kind="decline", body={"text": "No."}, re=asked.ref)
    assert refs(parley) == []
    assert refs(parley, "p0") == [], "answers that name nobody need nobody"


def test_what_names_nobody_waits_where_it_asks_or_is_above_routine() -> None:
    parley = Parley()
    parley.say("p0")
    loud = parley.say("p0", precedence=Precedence.PRIORITY)
    assert refs(parley) == [loud.ref]
    assert refs(parley, "p0") == [], "one's own acts wait for others"


def test_what_was_read_and_asks_by_a_time_is_not_answered_by_that() -> None:
    """The line says so of who was asked, named or not."""
    parley = Parley()
    for to in (("p1",), ()):
        body = {"text": "Where?", "need_by_at": parley.now + 3_600}
        asked = parley.say("p0", to=to, body=body)
        parley.deliver()
        parley.say("p1", kind="acknowledge", body={}, re=asked.ref)
        parley.deliver()
    parley.step("p0", Fold(9_999))
    core = parley.cores["p0"]
    reading = silence.Reading(core, parley.council, core.context.directory.charter(parley.council), 9)
    facts = silence.act_facts(reading, "p1", core.folding.standing(parley.council, "p1"), parley.now)
    assert [fact.state for fact in facts] == ["read_unanswered", "read_unanswered"]


def test_a_wish_of_an_act_that_counts_for_nothing_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """A time that was past when a node said it that checks nothing; the act is still to be read, where it names us."""
    parley = Parley()
    monkeypatch.setattr(parley.cores["p0"].folding, "check_draft", lambda _draft, _now: None)
    body = {"text": "Where?", "need_by_at": parley.now - 60}
    told = parley.say("p0", to=("p1",), body=body)
    parley.say("p0", body=body)
    assert [(one.ref, one.asks, one.need_by_at) for one in waiting(parley)] == [(told.ref, False, None)]


def test_the_shape_of_rows_has_the_fields_of_all_that_they_carry_sealed() -> None:
    """Else rows of a version before would be read with what this one takes for granted."""
    found, left = set(), [msgspec.inspect.type_info(kind) for kind in (Words, Duty)]
    while left:
        one = left.pop()
        if isinstance(one, msgspec.inspect.StructType):
            found.add(one.cls)
            left += [field.type for field in one.fields]
        else:
            values = [getattr(one, name) for name in one.__struct_fields__]
            flat = [each for value in values for each in (value if isinstance(value, tuple) else [value])]
            left += [each for each in flat if isinstance(each, msgspec.inspect.Type)]
    assert found == set(SEALED)


def test_a_message_to_nobody_waits_where_it_says_by_when_and_only_then() -> None:
    """It is taken up until its words are known; after a restart, and whether its matter was folded or not."""
    parley = Parley()
    parley.say("p0")
    by_at = parley.now + 3_600
    asked = parley.say("p0", body={"text": "Where?", "need_by_at": by_at})
    parley.deliver()
    (unfolded,) = parley.cores["p1"].watchkeeping.waiting(parley.council)
    parley.start("p1")
    for _again in range(2):
        (one,) = waiting(parley)
        assert one == unfolded
        assert (one.ref, one.asks, one.need_by_at) == (asked.ref, True, by_at)
        parley.start("p1")
    parley.say("p1", kind="acknowledge", body={}, re=asked.ref)
    for _again in range(2):
        assert [one.read_at is not None for one in waiting(parley)] == [True]
        parley.start("p1")
    parley.say("p1", kind="reply", body={"text": "Here."}, re=asked.ref)
    assert waiting(parley) == []


def test_a_message_that_says_by_when_waits_until_it_is_answered_and_its_author_knows_of_whom() -> None:
    """After a restart too; the time is known with the act, whether its matter was folded or not."""
    parley = Parley()
    by_at = parley.now + 3_600
    asked = parley.say("p0", to=("p1",), body={"text": "Where?", "need_by_at": by_at})
    assert [(one.asks, one.need_by_at) for one in waiting(parley)] == [(True, by_at)]
    parley.say("p1", kind="acknowledge", body={}, re=asked.ref)
    for _again in range(2):
        (one,) = waiting(parley)
        assert (one.ref, one.asks, one.need_by_at, one.read_at is not None) == (asked.ref, True, by_at, True)
        parley.start("p1")
    assert waiting(parley, "p0") == []
    ((_row, wish),) = parley.cores["p0"].folding.wishes_of(parley.council, "p0")
    assert (wish.ref, wish.lacking) == (asked.ref, ("p1",))
    parley.say("p1", kind="reply", body={"text": "Here."}, re=asked.ref)
    assert waiting(parley) == waiting(parley, "p0") == []
    assert list(parley.cores["p0"].folding.wishes_of(parley.council, "p0")) == []


def test_an_act_that_opens_late_waits_from_then_on() -> None:
    """An entry whose grant has not come is looked at again when a secret comes, and once only."""
    parley = Parley()
    parley.say("p0", to=("p1",))
    assert len(refs(parley)) == 1
    again = parley.cores["p1"].watchkeeping
    known = again._councils[parley.council]
    known.open.clear()
    known.sealed.add("P0/LINE/2")
    assert refs(parley) == []
    parley.cores["p1"].context.secrets_version += 1
    assert refs(parley) == ["P0/LINE/2"]
    assert known.sealed == set()


def test_a_restart_finds_the_same() -> None:
    """The record is the state: another core on it finds the same acts."""
    parley = Parley()
    for number in range(3):
        parley.say("p0", to=("p1",), body={"text": f"{number}", "drill": "Autumn" if number else ""})
    first = waiting(parley)
    assert [one.drill for one in first] == ["", "Autumn", "Autumn"]
    parley.start("p1")
    assert waiting(parley) == first


def test_a_restart_finds_what_is_read_and_not_answered_and_takes_a_note_of_ours_for_no_answer() -> None:
    parley = Parley(tables={"levels": {"kinds": {"offer": "watch officer"}}, "clocks": {"reply_hours": 48}})
    told, noted = (parley.say("p0", to=("p1",)) for _ in range(2))
    asked = [parley.say("p0", kind="offer", to=("p1",)) for _ in range(3)]
    parley.deliver()
    parley.say("p1", kind="acknowledge", body={}, re=told.ref)
    parley.say("p1", "own", kind="note", body={"text": "Ask the capital."}, re=noted.ref)
    for one in asked[1:]:
        parley.say("p1", kind="acknowledge", body={}, re=one.ref)
    parley.say("p1", kind="decline", body={"text": "No."}, re=asked[2].ref)
    first = waiting(parley)
    assert [(one.ref, one.read_at is not None) for one in first] == [
        (noted.ref, False), (asked[0].ref, False), (asked[1].ref, True),
    ]  # fmt: skip
    parley.start("p1")
    assert waiting(parley) == first


def test_an_answer_stored_before_what_it_answers_counts() -> None:
    """After a restore the party's own acts may come back first."""
    parley = Parley()
    said = parley.say("p0", to=("p1",))
    parley.deliver()
    parley.say("p1", kind="acknowledge", body={}, re=said.ref)
    core = parley.cores["p1"]
    backwards = Watchkeeping(core.context, core.folding)
    known = backwards._councils[parley.council] = _Council()
    rows = parley.founded.stores["p1"].acts(parley.council)
    for _sequence, row in reversed(rows):
        backwards._take(row, known)
    known.after = rows[-1][0]
    assert [one.ref for one in backwards.waiting(parley.council)] == []
