"""Sharing by the commands that people type, between two folders and bags."""

import json
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask
from typer.testing import CliRunner

from detente.cli import options
from detente.cli.main import app
from detente.clock import DAY, ScenarioClock, rfc3339
from detente.errors import DetenteError
from detente.home.calls import ExportEvidence, PackBag, Send, UnpackBag

TOPICS = """
[topics.terrorism]
title = "Cooperation against terrorism"
reply_hours = 48
[topics.rescue]
title = "Rescue"
"""


class Table:
    """NATO and RU at their folders; what one has said comes to the other in a bag before that one does anything."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.two = Two(path, "plenary", "experts", more=TOPICS).joined()
        self._bags = 0

    def __call__(self, party: str, *words: str) -> Any:
        """Return what `detente share …` of a party prints for programs."""
        return json.loads(self.text(party, *words, "--json"))

    def text(self, party: str, *words: str) -> str:
        """Return what it prints for people; what others said is carried to it before."""
        self.carry()
        result = CliRunner().invoke(app, ["share", *words, "--dir", str(self.path / party.upper())])
        if result.exception is not None:
            raise result.exception
        return result.stdout

    def say(self, party: str, *words: str) -> str:
        """Return the reference of the act that it says."""
        return str(self(party, *words)["act"]["ref"])

    def carry(self) -> None:
        for sender, addressee in (("nato", "ru"), ("ru", "nato"), ("nato", "ru")):
            self._bags += 1
            file = self.path / f"{self._bags}.bag"
            folder = {"nato": self.two.nato, "ru": self.two.ru}
            if ask(folder[sender], PackBag(party=addressee, file=str(file))).bytes:
                ask(folder[addressee], UnpackBag(file=str(file)))


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Table:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    return Table(tmp_path)


def test_a_request_from_the_question_to_the_balance(table: Table) -> None:
    """Asked, answered in part, an item given, corrected and recalled: both lists and both balances say the same."""
    request = table.say(
        "ru", "ask", "Who paid for the tickets?", "--topic", "terrorism", "--to", "nato", "--reason", "A trial.",
        "--need-by", rfc3339(NOW + 5 * DAY), "--tlp", "amber",
    )  # fmt: skip
    table.say("nato", "answer", request, "A man.", "--tlp", "AMBER", "--part", "--reason", "A source.", "--grade", "B2")
    item = table.say("nato", "item", "By train.", "--topic", "terrorism", "--tlp", "TLP:WHITE", "--confidence", "low")
    table.say("nato", "correct", item, "By bus.", "--reason", "A typing mistake.")
    for party in ("nato", "ru"):
        found = table(party, "list", "--all")
        assert found.keys() == {"as_of", "heads", "items", "next"}
        given, answer, asked = found["items"]
        assert (given["content"], given["tlp"], given["confidence"]) == ("By bus.", "CLEAR", "low")
        assert (answer["answers"], answer["source_grade"] + answer["information_grade"]) == (request, "B2")
        assert (asked["status"], asked["need_by_at"]) == ("answered in part", rfc3339(NOW + 5 * DAY))
        rows = {one["party"]: one for one in table(party, "balance")["items"]}
        assert (rows["ru"]["asked"], rows["nato"]["was_asked"], rows["nato"]["answered_in_part"]) == (1, 1, 1)
        assert (rows["nato"]["items"], rows["nato"]["corrected"]) == (1, 1)
    assert table("ru", "list", "--only", "requests")["items"] == [], "nobody is asked any more"
    table.say("nato", "recall", item, "--reason", "The source was mistaken.")
    assert [one["ref"] for one in table("ru", "list", "--only", "items")["items"]] == [answer["ref"]]
    assert "mistaken" in table.text("ru", "show", item)
    assert "no score" in table.text("ru", "balance", "--topic", "terrorism")
    assert "TLP:AMBER" in table.text("ru", "list", "--all", "--topic", "terrorism")


def test_a_request_is_declined_or_neither_confirmed_nor_denied_or_withdrawn(table: Table) -> None:
    asked = [
        table.say("ru", "ask", f"Question {number}?", "--topic", "rescue", "--reason", "So.") for number in range(3)
    ]
    table.say("nato", "decline", asked[0], "--reason", "Our law.")
    table.say("nato", "decline", asked[1], "--neither")
    table.say("ru", "withdraw", asked[2])
    statuses = [one["status"] for one in table("nato", "list", "--all", "--party", "ru")["items"]]
    assert statuses == ["withdrawn", "cannot confirm or deny", "declined"]
    assert table("nato", "list", "--all", "--topic", "terrorism")["items"] == []
    (last,) = table("nato", "list", "--all", "--topic", "rescue", "--limit", "1")["items"]
    assert last["ref"] == asked[2]
    assert "nothing is asked" in table.text("nato", "list")


def test_an_item_given_in_a_matter_of_the_line_is_found_by_its_topic(table: Table) -> None:
    """Whichever desk a matter began at, what the desk of sharing says of it is what its list is asked for."""
    asked = ask(table.two.ru, Send("plenary", {"text": "Who paid for the tickets?"}, to=("nato",))).act.ref
    table.carry()
    body = {"topic": "terrorism", "content": "A man.", "tlp": "AMBER"}
    given = ask(table.two.nato, Send("plenary", body, "share-item", re=asked)).act.ref
    for party in ("nato", "ru"):
        assert [one["ref"] for one in table(party, "list", "--all", "--topic", "terrorism")["items"]] == [given]
        assert table(party, "list", "--all", "--topic", "rescue")["items"] == []


def test_passing_on_is_asked_answered_and_noted_beside_the_source(table: Table) -> None:
    """A sanitised version of an item stands in another channel; who reads the source sees where."""
    item = table.say("nato", "item", "By train, says K.", "--topic", "rescue", "--tlp", "AMBER", "--channel", "experts")
    question = table.say("ru", "release", "ask", item, "--for", "police", "--reason", "They are there.")
    table.say("nato", "release", "consent", question, "--for", "police", "--terms", "Without the name.")
    (found,) = table("ru", "list", "--only", "items")["items"]
    assert found["may_pass_on_to"] == ["police"]
    other = table.say("ru", "release", "ask", item, "--for", "press", "--reason", "They ask.")
    table.say("nato", "release", "decline", other, "--reason", "Not yet.")
    made = table("nato", "item", "By train.", "--of", item, "--channel", "plenary", "--tlp", "GREEN")
    assert made["noted"]["body"] == {"version": made["act"]["ref"], "how": "sanitised", "tlp": "GREEN"}
    assert made["act"]["marking"] == "TLP:GREEN"
    told = ask(table.two.nato, ExportEvidence(item)).discloses
    assert "What is marked: TLP:AMBER." in told, "who takes it out of the house is told before"
    source = next(one for one in table("ru", "list")["items"] if one["ref"] == item)
    assert source["versions"] == [{"ref": made["act"]["ref"], "how": "sanitised", "by": "nato", "tlp": "GREEN"}]
    whole = table("ru", "item", "--of", item, "--channel", "experts")
    assert (whole["act"]["body"]["content"], whole["act"]["body"]["originator"]) == ("By train, says K.", "nato")
    assert whole["noted"]["body"]["how"] == "passed on"


REFUSED = [
    (("item", "x", "--tlp", "AMBER"), "body-incomplete"),
    (("item", "x", "--topic", "chess", "--tlp", "AMBER"), "topic-unknown"),
    (("item", "x", "--topic", "rescue", "--tlp", "COSMIC"), "label-unknown"),
    (("item", "x", "--topic", "rescue", "--tlp", "RED", "--only", "us"), "label-unreadable"),
    (("item", "x", "--topic", "rescue", "--tlp", "RED", "--only", "ru", "--person", "N. N."), "label-person"),
    (("item", "x", "--topic", "rescue", "--tlp", "RED", "--only", "ru"), "label-peer"),
    (("item", "x", "--topic", "rescue", "--tlp", "AMBER", "--grade", "7"), "grading-half"),
    (("item", "--of", "RU/PLENARY/99"), "reference-unknown"),
    (("recall", "NATO/PLENARY/99", "--reason", "x"), "reference-unknown"),
    (("ask", "x", "--topic", "rescue", "--reason", "x", "--need-by", "2015-01-01T00:00:00Z"), "need-by-past"),
]


def test_what_makes_no_sense_is_refused_before_it_is_signed(table: Table) -> None:
    for words, code in REFUSED:
        with pytest.raises(DetenteError) as info:
            table("nato", *words)
        assert info.value.code == code, words
    request = table.say("nato", "ask", "Who?", "--topic", "rescue", "--reason", "So.")
    with pytest.raises(DetenteError) as info:
        table("nato", "item", "x", "--of", request)
    assert info.value.code == "item-unknown", "a request has no version"
    assert [one["ref"] for one in table("ru", "list", "--all")["items"]] == [request], "and nothing else was said"
