"""What is said of duties by command, on two real folders with bags between them, and the ledger."""

import json
from typing import Any

import pytest
from test_home_standing import Council, Shell, detente, two

from detente.clock import DAY, HOUR, rfc3339
from detente.home.calls import Send

__all__ = ["detente", "two"]


@pytest.fixture
def request_of_nato(two: Council) -> str:
    """Return NATO's request for clarification, which RU has; without a depositary receipts count as they are held."""
    from council_of_two import ask

    ref = ask(two.nato, Send("plenary", {"text": "Which forces?"}, "clarification-request", to=("ru",))).act.ref
    two.carry()
    return ref


def duties(detente: Shell, folder: Any, ref: str) -> list[Any]:
    return [one["duty"] for one in detente.json(folder, "duty", "why", ref)["items"]]


def test_why_says_since_when_by_which_rule_and_what_would_stop_it(
    two: Council, detente: Shell, request_of_nato: str
) -> None:
    (one,) = detente.json(two.nato, "duty", "why", request_of_nato, "--who", "ru")["items"]
    assert one["duty"]["due_at"] == rfc3339(detente.now + 48 * HOUR)
    assert one["duty"]["steps"][0].endswith("as it is held here"), "no depositary, no journal"
    assert any("detente duty extend" in line for line in one["stops"])
    code, out = detente(two.ru, "duty", "why", request_of_nato)
    assert code == 0
    assert "48 hours for a request for clarification" in out
    assert "  1. the clock runs since" in out
    code, err = detente(two.ru, "duty", "why", request_of_nato, "--who", "nato", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "duty-none")


def test_time_is_asked_for_and_granted(two: Council, detente: Shell, request_of_nato: str) -> None:
    """The same command asks where one owes, and grants where it is owed; a request is granted as it stands."""
    until = rfc3339(detente.now + 5 * DAY)
    asked = detente.json(two.ru, "duty", "extend", request_of_nato, "--until", until, "--reason", "Talks.")["act"]
    assert (asked["kind"], asked["to"]) == ("extension-request", ["nato"])
    two.carry()
    granted = detente.json(two.nato, "duty", "extend", asked["ref"])["act"]
    assert (granted["kind"], granted["body"]["until_at"], granted["re"]) == ("extension", until, asked["ref"])
    two.carry()
    for folder in (two.nato, two.ru):
        (duty,) = duties(detente, folder, request_of_nato)
        assert duty["due_at"] == until
    code, err = detente(two.nato, "duty", "extend", request_of_nato, "--until", "2016-05-01", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "time-without-zone")
    shown = detente.json(two.ru, "dossier", "show", request_of_nato)
    assert [one["kind"] for one in shown["data"]["clocks"]["said"]] == ["extension-request", "extension"]


def test_a_question_is_asked_and_answered(two: Council, detente: Shell, request_of_nato: str) -> None:
    code, err = detente(two.nato, "duty", "clarify", request_of_nato, "All of it.", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "question-unknown")
    asked = detente.json(two.ru, "duty", "clarify", request_of_nato, "Which area?")["act"]
    two.carry()
    code, out = detente(two.nato, "duty", "why", request_of_nato)
    assert "the clock stands until the answer is there" in out
    detente.now += DAY
    given = detente.json(two.nato, "duty", "clarify", request_of_nato, "The Baltic.")["act"]
    assert (given["kind"], given["re"]) == ("clarification-given", asked["ref"])
    two.carry()
    (duty,) = duties(detente, two.nato, request_of_nato)
    assert "the clock stood" in duty["steps"][-1]


def test_a_ground_a_dispute_and_its_end(two: Council, detente: Shell, request_of_nato: str) -> None:
    words = ("duty", "answer", request_of_nato, "--reason", "An alert.")
    code, err = detente(two.ru, *words, "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "ground-of-several")
    said = detente.json(two.ru, *words, "--not-applicable")["act"]
    two.carry()
    assert duties(detente, two.nato, request_of_nato)[0]["state"] == "rule not applicable"
    disputed = detente.json(two.nato, "duty", "dispute", said["ref"], "--reason", "It was planned.")["act"]
    assert duties(detente, two.nato, disputed["ref"])[0]["state"] == "disputed"
    code, err = detente(two.ru, "duty", "dispute", request_of_nato, "--reason", "No.", "--withdraw", "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "dispute-unknown")
    code, out = detente(two.nato, "duty", "dispute", request_of_nato, "--reason", "Explained.", "--withdraw")
    assert (code, "takes back" in out) == (0, True)
    assert duties(detente, two.nato, request_of_nato)[0]["state"] == "rule not applicable"


def test_the_ledger_counts_per_agreement_party_and_year(two: Council, detente: Shell, request_of_nato: str) -> None:
    found = detente.json(two.nato, "duty", "ledger")
    (line,) = found["items"]
    assert (line["regime"], line["party"], line["year"]) == ("charter", "ru", 2016)
    assert (line["counts"], line["total"]) == ({"due": 1}, 1)
    assert detente.json(two.nato, "duty", "ledger", "--party", "me")["items"] == []
    assert detente.json(two.nato, "duty", "ledger", "--regime", "charter", "--year", "2016")["items"] == [line]
    assert detente.json(two.nato, "duty", "ledger", "--year", "2017")["items"] == []
    assert "never" not in detente(two.ru, "duty", "ledger")[1]
