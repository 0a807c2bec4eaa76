"""What may come out of a case or of an analyst's inputs? A result, `Malformed` or `Refused`."""

import pytest
from hypothesis import given, settings
from tests.fuzz.test_protocol_fuzz import mutations

from detente.assessment.cases import check_case, shipped
from detente.assessment.held import findings as held_findings
from detente.assessment.held import held
from detente.assessment.ledger_reading import read_ledger
from detente.assessment.library import find
from detente.assessment.needs import findings, needs
from detente.assessment.question import read_question
from detente.assessment.reading import parse_file
from detente.errors import Malformed, Refused

SMALL = [name for name, _ in shipped() if "garrison" not in name and "april" not in name]


@pytest.mark.parametrize("name", SMALL)
def test_a_case_or_a_refusal(name: str) -> None:
    """Near and far from sound bytes."""

    @settings(max_examples=60, deadline=None)
    @given(mutations(dict(shipped())[name]))
    def holds(data: bytes) -> None:
        try:
            case = check_case(data)
        except (Malformed, Refused):
            return
        assert all(one.field for one in case.fields)

    holds()


@pytest.mark.parametrize("toml", [True, False])
def test_a_ledger_or_a_refusal(toml: bool) -> None:
    """Near and far from sound inputs; and whatever was read has findings."""
    seed = find("april-2016") if toml else dict(shipped())["april-2016-analyst-inputs.json"]

    @settings(max_examples=60, deadline=None)
    @given(mutations(seed))
    def holds(data: bytes) -> None:
        try:
            ledger = read_ledger(parse_file(data, toml=toml))
        except Malformed:
            return
        assert all(findings(needs(ledger, 0, 1)))

    holds()


def test_a_question_or_a_refusal() -> None:
    """Near and far from sound inputs; and whatever was read has findings."""

    @settings(max_examples=60, deadline=None)
    @given(mutations(find("april-2016-graph")))
    def holds(data: bytes) -> None:
        try:
            question = read_question(parse_file(data, toml=True))
        except (Malformed, Refused):
            return
        assert all(held_findings(held(question, question.readings[0], None)))

    holds()
