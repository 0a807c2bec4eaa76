"""`assess report`: evidence and judgement apart, readings side by side, findings with numbers, inputs' hashes."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.unit.test_cli import Shell

from detente.assessment.cases.checking import shipped
from detente.assessment.conflict.held import held
from detente.assessment.conflict.question import read_question
from detente.assessment.dependence.compare import compare, findings
from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import needs, needs_more
from detente.assessment.inputs.library import find
from detente.assessment.reading import parse_file
from detente.assessment.report import drawing
from detente.assessment.report.assembly import NO_RECORD, document
from detente.assessment.report.charts import months, replies
from detente.assessment.report.document import Document
from detente.assessment.report.states_chart import states


@pytest.fixture
def detente(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


def test_what_do_the_inputs_say_about_april_2016(detente: Shell) -> None:
    """The reading of a diplomat: both sides' needs, the turn, levers of both, what would hold, and what changes it."""
    code, out, _ = detente("assess", "report", "--scenario", "nrc-2016")
    assert code == 0
    for text in (
        "Who needs the NATO-Russia Council on 20 April 2016?",
        "[evidence]",
        "7.5 times as much",
        "neither side is clearly the one that demands",
        "In 4 of 6 readings NATO needs the channel more, in 1 RU does, in 1 it is not clear",
        "Not firm, because the ranges meet if every interest moves one step: “The agenda as announced, posture being",
        "If every input moves one step at once, control and other channels too, they meet in every reading.",
        "The article's reading                                               0.260  0.035  7.5         0.22 to 0.30  ",
        "Power after Coleman, of 1 in all: NATO 0.503, RU 0.497.",
        "what takes the fewest of its own steps first: other channels of NATO: now 0.25, turns at 0.900.",
        "“A rival analyst's reading: posture tabled, equal bypass”.",
        "The agenda as announced, read in 2 ways: NATO needs the channel 2.1 to 6.8 times as much as RU: 0.165 against",
        "What each reading takes",
        "other channels of RU: 0.75 to 0.25",
        "NATO press release (2016) 059",
        "Where it turns: control, and what is on the table",
        "0.464",
        '[judgement] The inputs of the first reading come from "Failure of the NATO-Russia Council", an analysis',
        "[judgement] Over 6 readings of what was on the table and what other channels give, NATO's need is from 7.5",
        "[evidence] NATO had part of the cooperation suspended for 750 days since 1 April 2014",
        "want it less",
        "5 (a working council: substance, cooperation resumed): 1 exchange of neighbours in the ranking of RU makes",
        "It takes a joint act.",
        "Nothing here measures trust",
        sha256(find("april-2016")).hexdigest(),
    ):
        assert text in out, text


def test_evidence_and_judgement_stand_apart(detente: Shell) -> None:
    """Each section is one or the other; evidence is the scenario's sourced acts and names no figure of the inputs."""
    code, out, _ = detente("assess", "report", "--scenario", "nrc-2016", "--json")
    found = json.loads(out)
    assert code == 0
    assert {one["kind"] for one in found["items"]} == {"evidence", "judgement"}
    evidence = [one for one in found["items"] if one["kind"] == "evidence"]
    assert evidence[0]["findings"][0].startswith("This record is a reconstruction")
    assert "Who asked whom: NATO asked RU 1." in evidence[0]["findings"]
    assert any(
        one.startswith("NATO suspended levels expert; topics disasters, piracy") and "(750.14 days)" in one
        for one in evidence[0]["findings"]
    )
    assert evidence[1]["title"] == "The same record, NATO (6 parties) counted as one side"
    assert "16 acts count: NATO 11, RU 5." in evidence[1]["findings"]
    assert len(evidence[2]["table"]["rows"]) == 16
    assert ["2014-03-05", "NATO", "The council meets; NATO puts cooperation under review", "NATO, 5 March 2014"] in [
        row[:4] for row in evidence[2]["table"]["rows"]
    ]
    said = json.dumps([[one["findings"], one["table"]] for one in evidence])
    assert not any(figure in said for figure in ("0.260", "7.5", "0.464"))
    judgement = json.dumps([one for one in found["items"] if one["kind"] == "judgement"])
    assert "NATO asked" not in judgement
    assert found["inputs_sha256"].keys() == {"april-2016", "april-2016-graph"}


def test_what_is_left_out_stands_beside_what_counts(detente: Shell) -> None:
    """By party with reasons, both accounts of one incident alike, ended contacts beside NATO's suspension."""
    code, out, _ = detente("assess", "report", "--scenario", "nrc-2016", "--json")
    found = json.loads(out)
    assert code == 0
    left = next(one for one in found["items"] if one["title"] == "What is left out of the counts")
    why = {row[-1]: (row[1], row[-2]) for row in left["table"]["rows"]}
    assert (why["cook-us"], why["cook-ru"]) == (("US", "reconstructed"), ("RU", "reconstructed"))
    assert why["su24-suspension"] == ("RU", "channel not read by all")
    assert why["test-ru"] == ("RU", "inject")
    counts = "of 35 by RU 5 count (5 channel not read by all, 11 inject, 14 reconstructed)"
    assert counts in left["findings"][0]
    assert "Asks among those left out, injects aside: RU asked NATO 1." in left["findings"]
    short = [one["text"] for one in found["in_short"]]
    assert short[0].startswith("This record is a reconstruction")
    assert any(counts in text for text in short)
    assert any(
        text.startswith("Left out is also that RU suspended channels tr-ru since 26 November 2015") for text in short
    )


def test_a_report_goes_to_a_new_file(detente: Shell, tmp_path: Path) -> None:
    """JSON by its ending, text else; and no file is replaced."""
    (tmp_path / "own.json").write_bytes(dict(shipped())["april-2016-analyst-inputs.json"])
    assert detente("assess", "report", "--needs", "own.json", "--out", "reading.txt")[0] == 0
    assert "needs the channel 7.5 times as much" in (tmp_path / "reading.txt").read_text("utf-8")
    assert detente("assess", "report", "--needs", "own.json", "--out", "reading.json")[0] == 0
    assert json.loads((tmp_path / "reading.json").read_text("utf-8"))["items"]
    ended, _, err = detente("assess", "report", "--needs", "own.json", "--out", "reading.txt", "--json")
    assert ended == 2
    assert json.loads(err)["error"]["code"] == "file-exists"


def test_without_a_record_the_evidence_is_said_to_be_none(detente: Shell, tmp_path: Path) -> None:
    """Stated inputs alone say nothing of who asked or answered."""
    (tmp_path / "own.json").write_bytes(dict(shipped())["april-2016-analyst-inputs.json"])
    code, out, _ = detente("assess", "report", "--needs", "own.json", "--json")
    assert code == 0
    assert json.loads(out)["items"][0]["findings"] == [NO_RECORD]


def test_a_report_is_of_the_two_that_are_named(detente: Shell) -> None:
    """Turned round, the same needs stand in the other order; a party that is not there is named."""
    _, out, _ = detente("assess", "report", "--needs", "april-2016", "--pair", "RU,NATO")
    assert "In 4 of 6 readings NATO needs" not in out
    assert "In 1 of 6 readings RU needs the channel more, in 4 NATO does, in 1 it is not clear" in out
    ended, _, err = detente("assess", "report", "--needs", "april-2016", "--pair", "RU,XX", "--json")
    assert (ended, json.loads(err)["error"]["code"]) == (2, "pair-unknown")


def test_a_report_is_a_paper(detente: Shell) -> None:
    """A PDF with its pictures inside, the same bytes each time; the pictures are in the JSON too."""
    for name in ("one.pdf", "two.pdf"):
        assert detente("assess", "report", "--scenario", "nrc-2016", "--out", name)[0] == 0
    paper = Path("one.pdf").read_bytes()
    assert paper == Path("two.pdf").read_bytes()
    assert paper.startswith(b"%PDF-")
    _, out, _ = detente("assess", "report", "--scenario", "nrc-2016", "--json")
    pictures = [chart for one in json.loads(out)["items"] for chart in one["charts"]]
    assert [one["title"] for one in pictures] == [
        "Acts that count, by month and party",
        "Who needs whom, issue by issue",
        "Need of the channel, reading by reading",
        "Where it turns: other channels of RU",
        "States: The article's reading",
        "States: If Russia wants something that only the council gives",
    ]
    for one in pictures:
        assert ET.fromstring(one["svg"]).tag.endswith("svg")


def test_words_in_a_picture_are_words() -> None:
    """Whoever names an issue or a party cannot put a tag into the page, and long names end in dots."""
    rows = {"2016-04, <script>": {"asks": 2}, "2016-06, b": {"asks": 1, "opens": 1}}
    found = months(rows, "asks", "Asks & more")
    assert found is not None
    assert found.said == "In all <SCRIPT> 2, B 1."
    assert "<SCRIPT>" not in found.svg
    assert "&lt;SCRIPT&gt; 2" in found.svg
    assert months(rows, "declines", "Refusals") is None
    first, second = drawing.wrapped("one two three four five six", 60, 10)
    assert (first, second[-1]) == ("one two", "…")


def test_a_reply_curve_is_drawn_from_five_on() -> None:
    """Where nobody has five there is no picture; the step goes down where requests were answered."""
    step = {"hours": 2.0, "still_open": 0.5}
    one = {"curve": [step], "n": 6, "median_hours": None, "mean_hours_up_to": {"hours": 4.0, "mean": 3.0}}
    found = replies({"by_debtor": {"ru": one, "nato": {**one, "curve": []}}})
    assert found is not None
    assert "RU not reached" in found.said
    assert "nato" not in found.svg
    assert replies({"cannot_say": "no journal"}) is None


def test_a_name_that_two_readings_have_is_told_apart() -> None:
    """People know readings by their titles; where two have the same one, the id stands behind."""
    ledger = read_ledger(parse_file(find("april-2016"), toml=True))
    alike = replace(ledger, readings=(replace(ledger.readings[0], title=ledger.title), ledger.readings[1]))
    made = document([(id_, needs(each, 0, 1)) for id_, each in alike.every_reading()], [], "")
    table = next(one.table for one in made.sections if one.title.startswith("Read otherwise"))
    assert table is not None
    assert [row[0] for row in table.rows] == [
        "The article's reading (april-2016)",
        "The article's reading (posture-tabled)",
        "The agenda as announced",
    ]
    assert table.rows[0][-2:] == ("0.08 to 0.53", "0.00 to 0.17")


def test_of_which_day_the_inputs_are_is_said() -> None:
    """A document without inputs says so, and one of inputs without a day names none."""
    assert (
        Document("What does the record say?", "", ()).rests_on == "It rests on the record alone: there are no inputs."
    )
    ledger = read_ledger(parse_file(find("april-2016"), toml=True))
    assert document([("a", needs(ledger, 0, 1))], [], "").rests_on == "Inputs as of 20 April 2016."
    assert document([("a", needs(replace(ledger, as_of=""), 0, 1))], [], "").rests_on == "The inputs name no day."


def test_a_graph_of_many_states_is_no_picture() -> None:
    """Up to 24 states are drawn; beyond, the table is read."""
    question = read_question(parse_file(find("april-2016-graph"), toml=True))
    found = held(question, question.readings[0], None)
    assert states(found) is not None
    assert states(replace(found, states=found.states * 5)) is None


@pytest.mark.parametrize(("words", "code"), [((), "report-of-nothing"), (("--scenario", "bay"), "inputs-unknown")])
def test_a_report_of_nothing(detente: Shell, words: tuple[str, ...], code: str) -> None:
    ended, _, err = detente("assess", "report", *words, "--json")
    assert ended == 2
    assert json.loads(err)["error"]["code"] == code


def test_what_is_about_alike_turns_no_sign() -> None:
    """0.264 against 0.268 is not clear: it counts for neither side, and no comparison says that the sign turns."""
    ledger = read_ledger(parse_file(find("april-2016"), toml=True))
    rival = next(one for one in ledger.readings if one.id == "rival")
    one, other = needs(ledger, 0, 1), needs(ledger.read_as(rival), 0, 1)
    assert (needs_more(one), needs_more(other)) == (0, None)
    assert "it is not clear whether its sign turns" in findings(compare(one, other))[0]
