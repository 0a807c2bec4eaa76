"""`assess check`: published cases are reproduced, and a case that differs in anything is seen."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from tests.unit.test_cli import Shell

from detente.assessment.cases.checking import check_case, shipped
from detente.assessment.cases.comparing import same
from detente.errors import DetenteError
from detente.limits import ASSESSMENT_BYTES_MAX

CASES = dict(shipped())


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


@pytest.mark.parametrize("name", CASES)
def test_every_shipped_case_is_reproduced(name: str) -> None:
    """Every field under `expected` is computed and agrees, to the digits given."""
    case = check_case(CASES[name])
    assert case.fields
    assert not [one for one in case.fields if not one.agrees]


def changed(name: str, *path: Any, value: Any) -> bytes:
    """Return a shipped case with one value changed."""
    case: Any = json.loads(CASES[name])
    place = case
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return json.dumps(case).encode()


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("gmcr-elmira-1991.json", ("expected", "equilibria", "R"), [5, 8]),
        ("gmcr-syria-iraq-1975.json", ("expected", "inverse", "count", "SEQ"), 420),
        ("gmcr-syria-iraq-1975.json", ("expected", "inverse", "condition_SEQ"), "Syria ranks 2 above 1 and above 3"),
        ("survival-6mp-1963.json", ("expected", "treated", 0, "S"), "5/7"),
        ("survival-6mp-1963.json", ("expected", "logrank_control_vs_treated", "chi2"), 16.792942),
        ("power-coleman.json", ("systems", 1, "expected", "r", 0), "1899/5529"),
        ("exchange-2x2.json", ("expected", "equal_gain", "gain_each"), 501),
        ("outcome-eu-cars.json", ("expected", "weighted_median"), 4),
        ("sequence-wampold-1984.json", ("expected", "parallel_dominance", 1, "z"), 1.9825),
        ("scale-cameo-goldstein.json", ("decayed_index_check", "expected"), -2.42),
        ("exchange-2x2.json", ("expected", "trust"), 0.9),
    ],
)  # fmt: skip
def test_a_difference_is_seen(name: str, path: tuple[Any, ...], value: Any) -> None:
    """One value that is not what is computed, or that no model computes, and the case does not agree."""
    case = check_case(changed(name, *path, value=value))
    assert [one.field for one in case.fields if not one.agrees]


def test_digits_given_are_digits_compared() -> None:
    """Half of the last digit for decimals, nothing for fractions and integers."""
    assert same(Decimal("0.33"), Fraction(1, 3))
    assert not same(Decimal("0.34"), Fraction(1, 3))
    assert not same("33/100", Fraction(1, 3))
    assert same("1/3", Fraction(1, 3))
    assert not same(0, None)
    assert not same(Decimal("0.3"), Fraction(1, 3))


@pytest.mark.parametrize(
    ("name", "path", "value", "code"),
    [
        ("gmcr-elmira-1991.json", ("input", "decision_makers", 0, "ranking"), [[7], [3]], "assessment-malformed"),
        ("gmcr-elmira-1991.json", ("input", "decision_makers", 0, "moves"), [[1, 10]], "assessment-malformed"),
        ("gmcr-elmira-1991.json", ("input", "states"), list(range(1_000_000)), "assessment-malformed"),
        ("gmcr-elmira-1991.json", ("input", "states"), list(range(1_000)), "graph-too-large"),
        ("gmcr-syria-iraq-1975.json", ("input", "infeasible"), ["Y--", "N--"], "graph-without-state"),
        (
            "gmcr-syria-iraq-1975.json", ("input", "options"), [{"name": str(one), "dm": "Iraq"} for one in range(20)],
            "graph-too-large",
        ),
        ("gmcr-syria-iraq-1975.json", ("input", "options", 0, "dm"), "Atlantis", "assessment-malformed"),
        ("power-coleman.json", ("systems", 0, "control"), [[0.6, 0.5], [0.3, 0.7]], "assessment-malformed"),
        ("survival-6mp-1963.json", ("input", "treated"), [[-1, 1]], "assessment-malformed"),
        ("survival-6mp-1963.json", ("input", "treated"), [], "assessment-malformed"),
        ("outcome-eu-cars.json", ("input", "actors", 0, "salience"), float("nan"), "assessment-malformed"),
        ("outcome-eu-cars.json", ("model",), "oracle", "assessment-malformed"),
    ],
)  # fmt: skip
def test_bad_input_is_named(name: str, path: tuple[Any, ...], value: Any, code: str) -> None:
    """A state space without end, shares that do not sum, a party nobody knows: a code, never a number."""
    with pytest.raises(DetenteError) as refused:
        check_case(changed(name, *path, value=value))
    assert refused.value.code == code


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"\xff", b'{"model": 1}', b'{"a": 1, "a": 2}', b"[" * 100_000, b'{"a": 1e999999999}']
)
def test_bytes_that_are_no_case(data: bytes) -> None:
    with pytest.raises(DetenteError) as refused:
        check_case(data)
    assert refused.value.code == "assessment-malformed"


def test_check_of_all_that_is_shipped(detente: Shell) -> None:
    """Without a file: the shipped cases, one line each, exit 0; as JSON a listing."""
    code, out, _ = detente("assess", "check")
    assert code == 0
    assert out.splitlines()[-1] == f"{len(CASES)} cases, none differing"
    code, out, _ = detente("assess", "check", "--json")
    found = json.loads(out)
    assert code == 0
    assert found.keys() == {"as_of", "heads", "items", "next", "differing"}
    assert all(one["agrees"] and one["compared"] and not one["differences"] for one in found["items"])


def test_check_of_files(detente: Shell, tmp_path: Path) -> None:
    """A case that differs ends with 2 and names the field, what was expected and what came out."""
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_bytes(CASES["exchange-2x2.json"])
    bad.write_bytes(changed("exchange-2x2.json", "expected", "equal_gain", "gain_each", value=501))
    assert detente("assess", "check", "good.json")[0] == 0
    code, out, _ = detente("assess", "check", "good.json", "bad.json")
    assert code == 2
    assert "equal_gain.gain_each: expected 501, got 500" in out
    code, out, _ = detente("assess", "check", "bad.json", "--json")
    assert code == 2
    assert json.loads(out)["items"][0]["differences"] == [
        {"field": "equal_gain.gain_each", "expected": "501", "got": "500"}
    ]


def test_check_of_what_is_no_file(detente: Shell, tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b" " * (ASSESSMENT_BYTES_MAX + 1))
    assert detente("assess", "check", "nowhere.json")[0] == 2
    assert detente("assess", "check", "large.json")[0] == 65
