"""Incidents by the commands that people type, between two folders and bags; public lists as they are taken in."""

from pathlib import Path

import pytest
from tests.unit.test_concern_commands import Table, table

from detente.council.incident.listed import COLUMNS, FILE, read_list, shipped
from detente.errors import Malformed, Refused

__all__ = ["table"]


def test_an_incident_from_the_first_word_to_its_closure_by_both(table: Table) -> None:
    report = table("nato", "incident", "report", "Flights near a ship", "--concerning", "nato", "--concerning", "ru",
                   "--from", "2016-04-12T00:00:00Z", "--precision", "day")["act"]["ref"]  # fmt: skip
    table("nato", "incident", "account", report, "Eleven passes.", "--distance", "70 nmi", "--conduct", "Unsafe.",
          "--from", "2016-04-12T00:00:00Z", "--precision", "day")  # fmt: skip
    mine = table("ru", "incident", "account", report, "Turned away.", "--distance", "70 km", "--conduct", "Safe.",
                 "--from", "2016-04-13T00:00:00Z", "--precision", "day")["act"]["ref"]  # fmt: skip
    for party in ("nato", "ru"):
        found = table(party, "incident", "compare", report)
        assert found.keys() >= {"as_of", "heads", "items", "next"}
        assert {row["what"] for row in found["items"] if row["questions"]} == {"date", "closest distance", "conduct"}
    assert "nmi and km" in table.text("ru", "incident", "compare", mine)
    question = table("nato", "incident", "clarify", mine, "On which day?", "--about", "date")["act"]["ref"]
    table("ru", "incident", "reply", question, "On the 12th, by our log.")
    facts = table("ru", "incident", "facts", report, "--agreed", "They met.", "--disputed", "The day.")["act"]["ref"]
    table("nato", "incident", "agree", facts, "--object", "Not the day.")
    table("nato", "incident", "agree", facts)
    table("ru", "incident", "measure", report, "Crews are briefed.")
    closure = table("nato", "incident", "close", report, "Both accounts stand.")["act"]["ref"]
    assert table("ru", "incident", "list", "--open")["items"]
    table("ru", "incident", "agree", closure)
    for party in ("nato", "ru"):
        data = table(party, "incident", "show", report)["data"]
        assert (data["closed_by"], data["facts"][0]["outcome"]) == (closure, "agreed")
    (item,) = table("ru", "incident", "review", "--year", "2016")["items"]
    assert any("closure (agreed)" in line for line in item["lines"])
    assert "1 on the agenda" in table.text("ru", "incident", "review", "--year", "2016")
    assert "closed by all concerned" in table.text("ru", "incident", "list")


def test_the_form_of_an_account_needs_no_file(table: Table) -> None:
    """Position, units, calls, indications, effect and rules are options; what is not stated stays blank."""
    report = table("nato", "incident", "report", "Flights near a ship", "--concerning", "ru")["act"]["ref"]
    told = table(
        "nato", "incident", "account", report, "Eleven passes.", "--at", "55°26.4'N, 018°56.4'E", "--datum", "WGS 84",
        "--position-source", "own log", "--uncertainty", "50", "--own", "Cook", "--other", "Su-24", "--other", "Ka-27",
        "--call", "VHF channel 16; asked for its intentions; not answered", "--indication", "Radar in search.",
        "--effect", "Flying stopped.", "--rule", "incsea-1972; III",
    )["act"]["body"]  # fmt: skip
    assert told["place"] == {
        "lat": "55.440000", "lon": "18.940000", "datum": "WGS 84", "source": "own log", "uncertainty_metres": 50,
        "text": "55°26.4'N, 018°56.4'E",
    }  # fmt: skip
    assert told["own_units"] == [{"name": "Cook"}]
    assert [one["name"] for one in told["other_units"]] == ["Su-24", "Ka-27"]
    assert told["signals"] == [
        {"channel": "VHF channel 16", "text": "asked for its intentions", "answered": "no"}
    ]  # fmt: skip
    assert told["rules"] == [{"agreement": "incsea-1972", "article": "III"}]
    assert "closest_distance" not in told
    for option, wrong, code in (("--call", "VHF; shouted", "signal-malformed"), ("--at", "55,4", "position-malformed")):
        with pytest.raises(Refused) as refusal:
            table("nato", "incident", "account", report, "As seen.", option, wrong)
        assert refusal.value.code == code


def test_what_is_no_incident_is_not_compared(table: Table) -> None:
    raised = table.say("nato", "raise", "An exercise.", "--about", "activity")
    with pytest.raises(Refused) as refusal:
        table("nato", "incident", "compare", raised)
    assert refusal.value.code == "incident-unknown"


def test_every_row_of_the_list_is_taken_in_once_and_blank_stays_blank(table: Table, tmp_path: Path) -> None:
    """Reported by and concerning are labels of the list; a second run adds nothing."""
    file = tmp_path / "incidents.csv"
    file.write_bytes(b"\n".join(FILE.read_bytes().split(b"\n")[:4]))
    for new in (True, False):
        found = table("nato", "incident", "import", str(file))
        assert "mostly Western public lists" in found["note"]
        assert [one["new"] for one in found["items"]] == [new] * 3
    shown = table("nato", "incident", "show", found["items"][1]["ref"])["data"]
    assert (shown["reported_by"], shown["concerning"]) == (["USA"], ["Russia"])
    assert shown["listed"]["row"]["closest_distance_m"] == "914"
    assert "lat" not in shown["listed"]["row"]
    assert shown["accounts"][0]["voice"] == "USA"


def test_where_the_public_list_shows_it_says_what_it_is_and_nothing_is_counted_by_party(
    table: Table, tmp_path: Path
) -> None:
    """By every command that shows such a row, in text and in JSON, and in the act itself."""
    file = tmp_path / "incidents.csv"
    rows = FILE.read_bytes().split(b"\n")
    file.write_bytes(b"\n".join([rows[0], *(row for row in rows if row.startswith((b"IN016", b"IN030")))]))
    refs = [one["ref"] for one in table("nato", "incident", "import", str(file))["items"]]
    shows = [
        ("incident", "import", str(file)), ("incident", "list"), ("incident", "show", refs[0]),
        ("incident", "compare", refs[0]), ("incident", "review", "--year", "2014"), ("show", refs[0]),
        ("dossier", "show", refs[0]),
    ]  # fmt: skip
    for words in shows:
        assert "mostly Western public lists" in table.text("nato", *words), words
        assert "mostly Western public lists" in str(table("nato", *words)), words
    for listing in (("inbox", "--all"), ("dossier", "list")):
        assert "From a public list" in table.text("nato", *listing), listing
    review = table("nato", "incident", "review", "--year", "2016")
    assert review.keys() == {"as_of", "heads", "year", "regime", "items", "next"}
    assert review["items"][0].keys() == {"number", "ref", "title", "status", "lines"}


def test_the_list_that_comes_along_is_read_whole_and_approximate_stays_approximate() -> None:
    rows = {one.id: one for one in shipped()}
    assert len(rows) == FILE.read_bytes().count(b"\nIN")
    assert rows["IN021"].report("x")["occurred"]["precision"] == "approximate"
    assert rows["IN021"].report("x")["occurred"]["zone"] == "(start of a week)"
    assert rows["IN030"].report("x")["occurred"]["stated"] == "2016-04-11 15:00"
    assert "place" not in rows["IN006"].report("x")
    assert rows["IN020"].report("x")["published"]["basis"] == "recalled, without a source"
    assert [one["published"]["said_by"] for one in rows["IN036"].accounts()] == ["Russia", "USA"]


HEAD = "id,date,type,source,lat,lon\n"


@pytest.mark.parametrize(
    "text",
    [
        "", "id,date\n", ",".join([*COLUMNS, "more"]) + "\n", HEAD + "a,2016-04-31,x,y,,\n",
        HEAD + "a,2016-04-12,x,y\n",
        HEAD + "a,2016-04-12,x,,,\n", HEAD + "a,2016-04-12,x,y,120,20\n", HEAD + "a b,2016-04-12,x,y,,\n",
        HEAD + "a,2016-04-12,x,y,,\n" * 2, HEAD + 'a,2016-04-12,"x,y,,\n', HEAD + f"a,2016-04-12,{'x' * 3000},y,,\n",
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_malformed(text: str) -> None:
    with pytest.raises(Malformed) as fault:
        read_list(text.encode())
    assert fault.value.code == "incidents-malformed"
    with pytest.raises(Malformed):
        read_list(b"\xff" + text.encode())
