"""Notifications by command, on two real folders with bags between them: from the empty form to the amended notice."""

import csv
import json
from pathlib import Path

import pytest
from council_of_two import Two
from test_home_standing import Council, Shell, detente

from detente.council.agreements import named_by
from detente.home.founding import draft_charter, sign_charter
from detente.protocol.charter import Channel
from detente.regimes.library import find

__all__ = ["detente"]

PACK = find("vienna-2011")
FILLED = {
    "designation": "Zapad",
    "purpose": "Training of staffs.",
    "states": ["Belarus", "Russian Federation"],
    "command": "General staff",
    "start": "2016-07-01",
    "end": "2016-07-06",
    "troops": 12700,
    "area": "Western part",
}
OUTLINE = "area_outline=[{lat=54,lon=28},{lat=55,lon=28},{lat=55,lon=29}]"


class UnderVienna(Council):
    """NATO and RU with a plenary, and the Vienna Document as their agreement."""

    def charter(self, name: str = "nrc", *, signed: bool = True) -> str:
        """Return the charter, signed by both."""
        assert signed
        named = "".join(f'{key} = "{value}"\n' for key, value in named_by(PACK).items())
        text = draft_charter(
            name, "Council", self.notes.values(), founded_at=1_461_153_600,
            channels={"plenary": Channel(("*",), "ambassadors")},
        ) + f"\n[regimes.vienna-2011]\n{named}"  # fmt: skip
        for folder in (self.nato, self.ru):
            text = sign_charter([text], folder).note
        return text


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return UnderVienna(tmp_path).joined()


def settings() -> list[str]:
    """Return the options that fill the form in."""
    pairs = [f"{name}={json.dumps(value)}" for name, value in FILLED.items()]
    return [word for one in (*pairs, OUTLINE) for word in ("--set", one)]


def filled(two: UnderVienna, detente: Shell, tmp_path: Path) -> str:
    """Return the path of a form that RU has filled in."""
    file = tmp_path / "zapad.toml"
    code, out = detente(two.ru, "notify", "draft", "prior-notification", *settings(), "--file", str(file))
    assert code == 0, out
    file.write_text(file.read_text().replace("# single_command", "single_command").replace("# in_zone", "in_zone"))
    return str(file)


def test_from_the_empty_form_to_the_cancelled_notice(two: UnderVienna, detente: Shell, tmp_path: Path) -> None:
    """Draft, preview, send, amend, show, cancel: both sides read every version, in their own language."""
    code, out = detente(two.ru, "notify", "draft", "prior-notification", "--language", "fr")
    assert code == 0
    assert "# Effectif total" in out
    file = filled(two, detente, tmp_path)
    preview = detente.json(two.ru, "notify", "preview", file)
    assert (preview["findings"], preview["to"]) == ([], ["nato"])
    assert preview["body"]["fields"]["troops"] == 12700
    sent = detente.json(two.ru, "notify", "send", file)["act"]
    assert {name: sent["body"][name] for name in preview["body"]} == preview["body"], "exactly what was previewed"
    ref = sent["ref"]
    amended = detente.json(two.ru, "notify", "amend", ref, "--set", "troops=13500", "--reason", "A brigade.")["act"]
    assert (amended["body"]["number"], amended["body"]["fields"]) == (1, {"troops": 13500})
    two.carry()
    for phase, refs in (("ahead", [ref]), ("under way", []), ("over", [])):
        ordered = detente.json(two.nato, "notify", "list", "--phase", phase, "--order", "earliest")["items"]
        assert [one["dossier"]["dossier"] for one in ordered] == refs, phase
    shown = detente.json(two.nato, "notify", "show", ref, "--language", "fr")
    assert [one["changed"] for one in shown["data"]["versions"][1:]] == [["troops"]]
    assert shown["data"]["title"].startswith("Notification préalable")
    detente.json(two.nato, "notify", "estimate", ref, "60000", "Counted from trains.")
    detente.json(two.ru, "notify", "cancel", ref, "--reason", "Postponed.")
    two.carry()
    code, out = detente(two.nato, "notify", "list", "--year", "2016")
    assert (code, "cancelled" in out) == (0, True)
    assert detente.json(two.nato, "notify", "list", "--party", "nato")["items"] == []
    found = ("--party", "ru", "--status", "cancelled", "--only", "activities", "--regime", "vienna-2011")
    assert [one["dossier"]["dossier"] for one in detente.json(two.nato, "notify", "list", *found)["items"]] == [ref]
    for option in (("--only", "returns"), ("--year", "2017"), ("--status", "notified"), ("--regime", "other")):
        assert detente.json(two.nato, "notify", "list", *option)["items"] == [], option
    assert detente.json(two.nato, "notify", "list", "--phase", "ahead")["items"] == [], "cancelled: it has no phase"
    code, out = detente(two.nato, "notify", "show", ref)
    assert "Three figures of three kinds" in out


def test_what_is_wrong_is_all_named_and_nothing_is_signed(two: UnderVienna, detente: Shell, tmp_path: Path) -> None:
    """The preview names every field; the command refuses with the first, in words and for programs."""
    file = filled(two, detente, tmp_path)
    wrong = ("--set", "end=2016-06-01", "--set", "troops=-1")
    code, _out = detente(two.ru, "notify", "preview", file, *wrong)
    assert code == 2
    code, err = detente(two.ru, "notify", "send", file, *wrong, "--json")
    assert (code, json.loads(err)["error"]["code"] in ("form-negative", "form-order")) == (2, True)
    assert detente.json(two.ru, "notify", "list")["items"] == []
    code, err = detente(two.ru, "notify", "draft", "prior-notification", "--file", file, "--json")
    assert (code, json.loads(err)["error"]["code"]) == (2, "file-unwritable")
    Path(file).write_text('regime = "vienna-2011"\nformat = "prior-notification"\ntroops = 3\n')
    code, err = detente(two.ru, "notify", "send", file, "--json")
    assert (code, json.loads(err)["error"]["code"]) == (65, "notice-malformed")
    code, err = detente(two.ru, "notify", "show", "RU/PLENARY/1", "--json")
    assert code == 2


def test_its_duty_is_explained_step_by_step(two: UnderVienna, detente: Shell, tmp_path: Path) -> None:
    ref = detente.json(two.ru, "notify", "send", filled(two, detente, tmp_path))["act"]["ref"]
    two.carry()
    two.carry()
    (one,) = detente.json(two.nato, "duty", "why", ref)["items"]
    assert one["duty"]["rule"].startswith("vienna-2011 VD-40.1: ")
    assert one["duty"]["due_at"] == "2016-05-20T23:59:59Z"
    _code, out = detente(two.nato, "duty", "why", ref)
    assert "42 days before" in out
    ledger = detente.json(two.nato, "duty", "ledger", "--regime", "vienna-2011", "--party", "ru")
    assert any(one["counts"].get("met") for one in ledger["items"])


def test_a_calendar_comes_from_a_table(two: UnderVienna, detente: Shell, tmp_path: Path) -> None:
    """One row an activity; what a column cannot be is said with its line."""
    table, file = tmp_path / "2017.csv", tmp_path / "2017.toml"
    rows = [["number", "type", "designation", "area", "start", "end", "troops", "states"],
            ["1", "FTX", "Zapad", "West", "2017-09-14", "2017-09-20", "12,700", "BY;RU"]]  # fmt: skip
    with table.open("w", newline="") as out:
        csv.writer(out).writerows(rows)
    words = ("notify", "calendar", "import", str(table), "--year", "2017")
    assert detente(two.ru, *words, "--file", str(file))[0] == 0
    assert detente.json(two.ru, "notify", "preview", str(file))["findings"] == []
    sent = detente.json(two.ru, "notify", "send", str(file))["act"]
    assert sent["body"]["fields"]["activities"][0]["states"] == ["BY", "RU"]
    table.write_text("number,nonsense\n1,2\n")
    code, err = detente(two.ru, *words, "--json")
    error = json.loads(err)["error"]
    assert (code, error["code"], "line 2" in error["expected"]) == (65, "notice-malformed", True)


def test_returns_of_a_year_are_listed_met_and_counted(two: UnderVienna, detente: Shell, tmp_path: Path) -> None:
    """Owed from no act, in the list, the brief and the ledger alike; a nil return meets the calendar's."""
    listed = detente.json(two.nato, "duty", "list", "--who", "ru")["items"]
    calendars = [one for one in listed if one["what"] == "return: Annual calendar, 2017"]
    assert [(one["act"], one["due_at"], one["state"]) for one in calendars] == [("", "2016-11-15T23:59:59Z", "due")]
    brief = detente.json(two.ru, "brief", "--since", "2016-01-01T00:00:00Z")
    assert any(one["what"] == "return: Annual calendar, 2017" for one in brief["ours"])
    code, out = detente(two.ru, "duty", "list", "--who", "me")
    assert (code, "vienna-2011 VD-61" in out) == (0, True)
    file = tmp_path / "nil.toml"
    file.write_text('regime = "vienna-2011"\nformat = "annual-calendar"\nnil = true\n[fields]\nyear = 2017\n')
    ref = detente.json(two.ru, "notify", "send", str(file))["act"]["ref"]
    two.carry()
    every = detente.json(two.nato, "duty", "list", "--all", "--who", "ru")["items"]
    assert [one["state"] for one in every if one["what"] == "return: Annual calendar, 2017"] == ["met"]
    (why,) = detente.json(two.nato, "duty", "why", ref)["items"]
    assert why["duty"]["rule"].startswith("vienna-2011 VD-61")
    ledger = detente.json(two.nato, "duty", "ledger", "--regime", "vienna-2011", "--party", "ru", "--year", "2016")
    assert ledger["items"][0]["counts"]["met"] == 1


def test_thresholds_stand_beside_the_figures_of_an_activity_and_nothing_is_kept(
    two: UnderVienna, detente: Shell
) -> None:
    """Each number with its rule and whether it is reached, then what follows; as JSON the same."""
    figures = [word for one in ("name=Zapad", "troops=12700") for word in ("--set", one)]
    code, out = detente(two.ru, "notify", "thresholds", *figures)
    assert code == 0, out
    rows = [line.split() for line in out.splitlines()]
    troops = {row[0]: row[-4:] for row in rows if row[1:5] == ["Total", "number", "of", "troops"]}
    assert troops["VD-40.1"] == ["persons", "12,700", "reached", "high"]
    assert troops["VD-47.4"] == ["12,700", "not", "reached", "high"]
    code, told = detente(two.ru, "notify", "thresholds", *figures, "--json")
    found = json.loads(told)
    (mark,) = [one for one in found["items"] if (one["rule"], one["heading"]) == ("VD-40.1", "Total number of troops")]
    assert (code, mark["mark"], mark["stated"], mark["reached"]) == (0, 9000, "12,700", True)
    assert detente(two.ru, "notify", "thresholds", "--set", "soldiers=1")[0] == 65
    assert json.loads(detente(two.ru, "inbox", "--all", "--json")[1])["items"] == []
