"""Inspections as people type them, between two folders and bags; then what the quota has left."""

from pathlib import Path

import pytest
from tests.agreed import pack_text
from tests.unit.council_of_two import NOW
from tests.unit.test_cli import Shell
from tests.unit.test_cli_explain import Pair, data, done

from detente.clock import DAY, HOUR, ScenarioClock, rfc3339

MORE = f"\n[regimes.bay]\ntext = '''{pack_text().replace(chr(39), chr(34))}'''\n"
"""The regime in the charter's text, with double quotation marks: single ones hold it."""
ENTERS = rfc3339(NOW + 2 * DAY)
YEAR = ENTERS[:4]
ASK = ("--to", "ru", "--entry-point", "Port", "--regime", "bay", "--hours", "12")


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pair:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    for name in ("DETENTE_DIR", "DETENTE_OFFICER", "DETENTE_PASSPHRASE_FILE"):
        monkeypatch.delenv(name, raising=False)
    made = Pair(tmp_path, MORE)
    monkeypatch.setattr("detente.cli.options._clock_of", lambda _folder: ScenarioClock(made.now))
    return made


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(monkeypatch, capsys)


def said(detente: Shell, party: str, *words: str) -> str:
    """Return the reference of the act that `detente inspect …` of a party says."""
    return str(data(detente, "inspect", *words, "--dir", party)["act"]["ref"])


def test_an_inspection_is_asked_for_accepted_reported_and_counted(detente: Shell, pair: Pair) -> None:
    ref = said(
        detente, "NATO", "request", *ASK, "--area", "Second Light", "--outline", "54.7, 19.9", "--team", "4", "--hours",
        "48", "--enters", ENTERS, "--means", "ground", "--with", "RU", "--working-language", "English",
    )  # fmt: skip
    pair.carry()
    out = done(detente, "inspect", "reply", ref, "Welcome.", "--contact", "Duty officer", "--dir", "RU")
    assert f"answers {ref}: accepted" in out
    pair.carry()
    early = ("inspect", "report", ref, "As declared.", "--starts", ENTERS, "--ends", rfc3339(NOW + 3 * DAY))
    assert "(inspection-time)" in detente(*early, "--dir", "NATO")[2]
    pair.now += 4 * DAY
    report = data(detente, *early, "--dir", "NATO")["act"]["ref"]
    pair.carry()
    assert "comments" in done(detente, "inspect", "report", report, "Two were not ours.", "--dir", "RU")
    shown = done(detente, "inspect", "show", ref, "--dir", "RU")
    assert "Two were not ours." in shown
    assert "reported" in done(detente, "inspect", "list", "--dir", "RU")
    (account,) = data(detente, "inspect", "quota", "--party", "me", "--dir", "RU")["items"]
    assert (account["passive"], account["counted"], account["left"], account["by"]) == (3, 1, 2, {"nato": 1})
    assert "carried out" in done(detente, "inspect", "quota", "--dir", "NATO")
    again = (
        "inspect",
        "request",
        *ASK,
        "--area",
        "First Light",
        "--team",
        "4",
        "--enters",
        rfc3339(pair.now + 2 * DAY),
    )
    code, _out, err = detente(*again, "--dir", "NATO")
    assert (code, "(quota-used-up)" in err) == (2, True)


def test_a_refusal_and_a_notice_and_what_was_not_carried_out(detente: Shell, pair: Pair) -> None:
    ask = ("request", *ASK, "--area", "Second Light", "--team", "4")
    code, _out, err = detente("inspect", *ask, "--enters", rfc3339(NOW + 35 * HOUR), "--dir", "NATO")
    assert (code, "(inspection-notice)" in err, "35 hours before entry" in err) == (2, True, True)
    ref = said(detente, "NATO", *ask, "--enters", ENTERS)
    pair.carry()
    assert "(ground-missing)" in detente("inspect", "reply", ref, "No.", "--answer", "refused", "--dir", "RU")[2]
    done(detente, "inspect", "reply", ref, "Storm.", "--answer", "refused", "--ground", "force majeure", "--dir", "RU")
    pair.carry()
    assert "refused: force majeure" in done(detente, "inspect", "list", "--dir", "NATO")
    other = said(detente, "NATO", *ask, "--enters", ENTERS)
    out = done(detente, "inspect", "report", other, "--not-carried-out", "force majeure", "--dir", "NATO")
    assert "was not carried out" in out
    assert data(detente, "inspect", "quota", "--year", YEAR, "--dir", "NATO")["items"][0]["counted"] == 0
    notice = ("quota", "--say", "quota used up", "--year", YEAR, "--regime", "bay")
    assert f"inspections in {YEAR}: quota used up" in done(detente, "inspect", *notice, "--dir", "RU")
    pair.carry()
    # What RU says of its quota stands beside the count, and keeps nobody from asking.
    assert said(detente, "NATO", *ask, "--enters", ENTERS)


def test_an_evaluation_is_of_a_unit_and_draws_on_the_units_declared(detente: Shell, pair: Pair) -> None:
    assert "nobody has asked" in done(detente, "inspect", "quota", "--dir", "RU")
    assert "no inspection" in done(detente, "inspect", "list", "--dir", "RU")
    declared = (
        "quota",
        "--say",
        "declared",
        "--sort",
        "evaluation",
        "--units",
        "61",
        "--year",
        YEAR,
        "--regime",
        "bay",
    )
    said(detente, "RU", *declared)
    pair.carry()
    at = rfc3339(NOW + 6 * DAY)
    both = ("request", *ASK, "--unit", "1st Brigade", "--area", "Light", "--team", "3", "--enters", at)
    assert "(inspection-object)" in detente("inspect", *both, "--dir", "NATO")[2]
    ask = ("request", *ASK, "--unit", "1st Brigade", "--location", "54.7, 19.9", "--team", "3", "--enters", at)
    ref = said(detente, "NATO", *ask)
    pair.carry()
    done(detente, "inspect", "reply", ref, "--answer", "other site", "--site", "Third Light", "--dir", "RU")
    pair.carry()
    (account,) = data(detente, "inspect", "quota", "--dir", "NATO")["items"]
    assert (account["units"], account["passive"], account["per_party"], account["left"]) == (61, 2, 1, 1)
