"""The regimes of a charter: known by hash or by their text, checked where charters are, never in the way of a fold."""

from dataclasses import replace
from typing import Any

import pytest
from tests.councils import council_of
from tests.matter import charter_of
from tests.regimes import TEXT

from detente.council.agreements import agreements, bound_by, named_by
from detente.council.registry import check_charter
from detente.council.terms import terms_of
from detente.errors import Malformed
from detente.protocol.charter import Charter
from detente.regimes.library import find

MINIMAL = find("minimal")


def charter_with(regimes: Any) -> Charter:
    return replace(council_of().charter, tables={"regimes": regimes})


def test_a_charter_names_a_shipped_pack_by_its_hash_and_brings_its_own_as_text() -> None:
    charter = charter_with({"minimal": named_by(MINIMAL), "bay": {"text": TEXT}})
    check_charter(charter)
    found = agreements(charter)
    assert found["minimal"] is MINIMAL
    assert found["bay"].text == TEXT
    assert agreements(charter)["bay"] is found["bay"]
    assert agreements(council_of().charter) == {}


@pytest.mark.parametrize(
    ("regimes", "expected"),
    [
        ({"moon": {"version": "1", "sha256": MINIMAL.digest}}, "a pack that is shipped"),
        ({"minimal": {"version": "9", "sha256": MINIMAL.digest}}, "a pack that is shipped"),
        ({"minimal": {"version": "1", "sha256": "0" * 64}}, f"sha256 = {MINIMAL.digest}"),
        ({"minimal": {"version": "1", "sha256": ""}}, f"sha256 = {MINIMAL.digest}"),
        ({"minimal": {"version": "1"}}, "text as sha256"),
        ({"minimal": {**named_by(MINIMAL), "note": ""}}, "no field but version"),
        ({"minimal": {**named_by(MINIMAL), "parties": ["nato", 7]}}, "a list of texts as parties"),
        ({"bay": {"text": TEXT, "version": "1"}}, "no field but text"),
        ({"cove": {"text": TEXT}}, "the pack's own id, bay"),
        ({"bay": {"text": TEXT.replace("at_least = 1000", "over = 1000", 1)}}, "an operator"),
        ({"bay": {"text": 7}}, "text as text"),
        ({"bay": "minimal"}, "tables under regimes"),
        ("minimal", "tables under regimes"),
        ({f"r{number}": {} for number in range(33)}, "at most 32 tables"),
    ],
)
def test_a_regime_that_is_not_here_as_named_stops_the_charter_but_no_fold(regimes: Any, expected: str) -> None:
    """Unknown, of another hash, unreadable: `charter-setting` when drafted or joined; later it is absent."""
    charter = charter_with(regimes)
    with pytest.raises(Malformed, match="charter-setting") as caught:
        check_charter(charter)
    assert expected in caught.value.expected
    assert agreements(charter) == {}


@pytest.mark.parametrize("parties", [["nato", "moon"], ["nato"], [], ["nato", "dep"]])
def test_a_regime_binds_two_or_more_parties_of_the_charter_and_no_depositary(parties: list[str]) -> None:
    charter = charter_of(tables={"regimes": {"minimal": {**named_by(MINIMAL), "parties": parties}}})
    with pytest.raises(Malformed, match="charter-setting") as caught:
        check_charter(charter)
    assert "as parties" in caught.value.expected


def test_a_regime_binds_those_named_and_else_all_but_the_depositary() -> None:
    for parties, bound in (({}, ("nato", "ru", "us")), ({"parties": ["us", "nato"]}, ("nato", "us"))):
        charter = charter_of(tables={"regimes": {"minimal": {**named_by(MINIMAL), **parties}}})
        check_charter(charter)
        assert bound_by(charter, "minimal") == bound


def test_where_a_pack_is_not_held_no_time_is_set_and_nothing_stops() -> None:
    """A fold asks for terms: it raised, and the matter was lost to every list of a node with another pack."""
    charter = charter_with({"minimal": {"version": "9", "sha256": "0" * 64}})
    terms = terms_of(charter, "inspection-request", "minimal", "inspection-reply")
    assert terms.words == "minimal is not held here, so no time is set"
    assert terms.due(1_461_153_600) is None
