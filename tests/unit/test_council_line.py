"""The line desk: messages, that an officer saw them, corrections; and the registry of desks."""

import itertools
from functools import reduce

import pytest

from detente.council import line
from detente.council.desk import NextAct, Said
from detente.council.desks import KINDS, check_draft, rungs
from detente.errors import Refused

MESSAGE = Said("RU/LINE/2", "ru", "message", 100, to=("nato",), body={"text": "Radio check."})
READ = Said("NATO/LINE/2", "nato", "acknowledge", 110, re="RU/LINE/2")
RIGHT = Said("RU/LINE/3", "ru", "correction", 120, re="RU/LINE/2", body={"text": "Radio check at 12."})
FOREIGN = Said("NATO/LINE/3", "nato", "correction", 130, re="RU/LINE/2", body={"text": "No check."})


def folded(*acts: Said) -> line.LineState:
    return reduce(line.fold, acts, line.LineState())


def test_every_order_of_answers_gives_the_same_state() -> None:
    """A dossier's state is the same for every order of proof: the message first, its answers in any order."""
    states = [folded(MESSAGE, *order) for order in itertools.permutations((READ, RIGHT))]
    assert states[0] == states[1]
    assert states[0].acknowledged == {"RU/LINE/2": frozenset({"nato"})}
    assert states[0].corrected == {"RU/LINE/2": frozenset({"RU/LINE/3"})}


def test_only_the_author_corrects_and_nobody_acknowledges_himself() -> None:
    """What may not be counts for nothing and changes nothing."""
    before = folded(MESSAGE)
    assert line.fold(before, FOREIGN) == before
    assert line.fold(before, Said("RU/LINE/4", "ru", "acknowledge", 140, re="RU/LINE/2")) == before
    assert not line.may(before, Said("RU/LINE/5", "ru", "suspension", 150))


def test_the_turn_passes_with_the_acknowledgement() -> None:
    """An addressee has the turn until one of its officers has read the message."""
    assert line.turn(folded(MESSAGE)) == {"nato"}
    assert line.turn(folded(MESSAGE, READ)) == frozenset()
    assert line.duties(folded(MESSAGE)) == ()


def test_next_acts_are_those_that_count() -> None:
    """What is offered to an officer is what `may` accepts."""
    state = folded(MESSAGE)
    assert line.next_acts(state, "nato") == (NextAct("message"), NextAct("acknowledge", "RU/LINE/2"))
    assert line.next_acts(state, "ru") == (NextAct("message"), NextAct("correction", "RU/LINE/2"))
    assert line.next_acts(folded(MESSAGE, READ), "nato") == (NextAct("message"),)


def test_an_act_in_one_line() -> None:
    """Text of others stands in the template and is never one itself."""
    assert line.render(Said("RU/LINE/9", "ru", "message", 1, body={"text": "{re}"})) == "RU: {re}"
    assert line.render(READ, "ru") == "NATO has read RU/LINE/2"


@pytest.mark.parametrize(
    ("kind", "body", "re", "code"),
    [
        ("declare-war", {}, None, "kind-unknown"),
        ("acknowledge", {}, None, "re-missing"),
        ("message", {}, None, "body-incomplete"),
        ("message", {"text": ""}, None, "body-incomplete"),
        ("message", {"text": 7}, None, "body-field-type"),
        ("message", {"text": "x" * 60_001}, None, "body-field-too-long"),
    ],
)
def test_a_draft_that_would_be_irregular_is_refused(
    kind: str, body: dict[str, object], re: str | None, code: str
) -> None:
    """The author's own node refuses to draft what others would have to mark."""
    with pytest.raises(Refused) as refused:
        check_draft(kind, body, re=re)
    assert refused.value.code == code


def test_a_sound_draft_passes() -> None:
    """Fields that no kind names are carried."""
    check_draft("message", {"text": "a", "basis": "inject"}, re=None)
    assert rungs() == {"acknowledge": "acknowledged"}
    assert {kind.name for kind in KINDS.values()} == set(KINDS)
