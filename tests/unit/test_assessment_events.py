"""Events: the crosswalk from our acts to CAMEO, what others report, and a record given as such data."""

import json
from importlib.resources import files
from pathlib import Path

import pytest
from tests.unit.test_assessment_report import detente
from tests.unit.test_cli import Shell

from detente.assessment.events.export import as_csv, rows_of
from detente.assessment.events.mapping import find, read_mapping, shipped
from detente.assessment.events.reported import between, read_events, summary
from detente.assessment.evidence.counted import Counted
from detente.assessment.evidence.crosswalk import CLASSES, crosswalk
from detente.assessment.reading import parse_file
from detente.clock import DAY
from detente.council.registry import KINDS
from detente.errors import Malformed

__all__ = ["detente"]


def test_the_crosswalk_names_what_there_is(detente: Shell) -> None:
    """Every kind that it names exists and stands once; every code has a weight and a class; the command shows all."""
    walk = crosswalk()
    given = parse_file((files("detente.assessment.evidence") / "crosswalk.toml").read_bytes(), toml=True)
    named = [kind for one in given.tables("code") for kind in one.texts("kinds")] + list(walk.left_out)
    assert sorted(named) == sorted(set(named))
    assert set(named) <= set(KINDS)
    assert all(-10 <= code.weight <= 10 and code.class_name in CLASSES for code in walk.codes.values())
    assert walk.code_of("reply-of-another-version") is None
    assert walk.scale.find("21") is None
    code, out, _ = detente("assess", "scale", "--json")
    shown = json.loads(out)["items"]
    assert code == 0
    assert [one["kind"] for one in shown] == list(KINDS)
    assert next(one for one in shown if one["kind"] == "message")["code_from"] == "desk"
    code, out, _ = detente("assess", "scale")
    assert code == 0
    assert "appeal for intelligence or information" in out


# --- reported by others -----------------------------------------------------------------------------------------------

ICEWS = """Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\tIntensity\tTarget Name
1\t2014-01-03\tAlliance\tMake statement\t010\t0.0\tForeign Affairs (Eastland)
2\t2014-01-04\tForeign Affairs (Eastland)\tDemand\t100\t-5.0\tAlliance
2\t2014-01-04\tForeign Affairs (Eastland)\tDemand\t100\t-5.0\tAlliance
3\t2014-02-05\tAlliance\tReduce relations\t160\t-4.0\tForeign Affairs (Eastland)
4\t2014-02-05\tAlliance\tHost a visit\t043\t2.8\tSomebody "else
"""
SIDES = """id = "own"
separator = "tab"
day = { column = "Event Date" }
from = { column = "Source Name" }
to = { column = "Target Name" }
code = { column = "CAMEO Code" }
id_column = { column = "Event ID" }
[sides]
EAST = ["*(Eastland)", "Minister*", "*Ambassador*"]
"""


def test_events_between_two_sides_are_counted_by_month_and_class() -> None:
    """Names that the mapping puts on a side count as it; an id that came before counts once."""
    found = read_events(ICEWS.encode(), read_mapping(SIDES.encode()))
    assert (found.rows, found.repeated, found.unread, len(found.events)) == (5, 1, 0, 4)
    (pair,) = summary(between(found.events, "Alliance", "EAST"))
    assert pair["by"] == {"Alliance": 2, "EAST": 1}
    assert pair["balance"] == round(2 / 3, 6)
    assert pair["classes"]["Alliance"] == {"verbal cooperation": 1, "material conflict": 1}
    assert pair["by_month"] == {"2014-01": {"Alliance": 1, "EAST": 1}, "2014-02": {"Alliance": 1, "EAST": 0}}
    assert read_events(ICEWS.encode(), read_mapping(find("icews"))).events[3].target == 'Somebody "else'


def test_each_mapping_that_comes_along_reads_a_row_of_its_kind() -> None:
    """ICEWS by its header, GDELT by numbers of columns, POLECAT by PLOVER's words, and what we export ourselves."""
    gdelt = ["1", "20140103", *["x"] * 4, "NATO", *["x"] * 9, "RUSSIA", *["x"] * 9, "0214", "02", "02", "1", "3.4"]
    rows = {
        "icews": ICEWS,
        "gdelt": "\t".join([*gdelt, *["x"] * 26]),
        "polecat": "Event ID\tEvent Date\tEvent Type\tIntensity\tActor Name\tRecipient Name\n"
        "1\t2020-01-03\tACCUSE\t\tA\tB",
        "detente": as_csv(rows_of([Counted("A/LINE/1", "A", "protest", "line", ("B",), DAY, opens=True)])).decode(),
    }
    assert rows.keys() == shipped().keys()
    found = {name: read_events(text.encode(), read_mapping(find(name))).events[0] for name, text in rows.items()}
    assert {name: (one.source, one.target, one.number) for name, one in found.items()} == {
        "icews": ("Alliance", "Foreign Affairs (Eastland)", 1),
        "gdelt": ("NATO", "RUSSIA", 1),
        "polecat": ("A", "B", 3),
        "detente": ("A", "B", 3),
    }
    assert found["gdelt"].weight == 3.4
    assert found["polecat"].weight is None


def test_an_id_is_one_event_only_with_its_day() -> None:
    """ICEWS gives some ids twice on different days: both count; on one day the second is the first again."""
    first = ICEWS.splitlines()[1]
    day = first.split("\t")[1]
    data = "\n".join([ICEWS.splitlines()[0], first, first, first.replace(day, "2014-12-31")])
    found = read_events(data.encode(), read_mapping(find("icews")))
    assert (len(found.events), found.repeated) == (2, 1)


def test_a_column_may_be_called_otherwise_in_other_years() -> None:
    """POLECAT's weeks say Intensity or Event Intensity; without either it is the wrong file."""
    row = "1\t2020-01-03\tACCUSE\t-3.5\tA\tB"
    for name in ("Intensity", "Event Intensity"):
        data = f"Event ID\tEvent Date\tEvent Type\t{name}\tActor Name\tRecipient Name\n{row}"
        assert read_events(data.encode(), read_mapping(find("polecat"))).events[0].weight == -3.5
    with pytest.raises(Malformed, match="Intensity"):
        read_events(data.replace("Event Intensity", "Strength").encode(), read_mapping(find("polecat")))


def test_rows_that_do_not_read_are_named_and_left_out() -> None:
    """A day, an event or a number that is none costs its row; the others are read."""
    bad = (
        ICEWS
        + "5\t2014-13-05\tA\tx\t010\t0\tB\n6\t2014-01-05\tA\tx\t999\t0\tB\n7\t2014-01-05\tA\tx\t010\tmuch\tB\n8\tshort"
    )
    found = read_events(bad.encode(), read_mapping(find("icews")))
    assert found.left_out == (
        (7, "the day '2014-13-05'"),
        (8, "the event '999'"),
        (9, "the weight 'much'"),
        (10, "2 columns"),
    )
    assert len(found.events) == 4


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "an empty file"),
        (b"a,b\n1,2", "a,b"),
        (
            b"Event ID\tEvent Date\tSource Name\tEvent Text\tCAMEO Code\tIntensity\tTarget Name\n1\n2",
            "2 that",
        ),
        (b"\xff\xfe", "byte 0"),
        (b"a" * 200_000, "field"),
    ],
)
def test_a_file_of_the_wrong_columns_says_nothing(data: bytes, said: str) -> None:
    """Where the mapping does not fit, there is no number: the columns that are missing are named."""
    with pytest.raises(Malformed) as malformed:
        read_events(data, read_mapping(find("icews")))
    assert malformed.value.code == "events-malformed"
    assert said in malformed.value.got


@pytest.mark.parametrize(
    "change",
    [
        ('separator = "tab"', 'separator = "blank"'),
        ('code = { column = "CAMEO Code" }\n', ""),
        ('day = { column = "Event Date" }', 'day = { column = "Event Date", form = "week" }'),
        ('day = { column = "Event Date" }', "day = { number = 2 }"),
        ('id = "own"', 'id = "own"\nweights = 3'),
        ('"*(Eastland)"', "7"),
    ],
)
def test_a_mapping_that_declares_nonsense_is_refused(change: tuple[str, str]) -> None:
    """The field and its place are named."""
    with pytest.raises(Malformed) as malformed:
        read_mapping(SIDES.replace(*change).encode())
    assert malformed.value.code == "assessment-malformed"


def test_what_is_imported_is_said_to_be_reported_by_others(detente: Shell) -> None:
    """The first line and the JSON say so; a mapping that is not there and a pair that is none are refused."""
    Path("events.tab").write_text(ICEWS, "utf-8")
    Path("own.toml").write_text(SIDES, "utf-8")
    code, out, _ = detente("assess", "import", "events.tab", "--mapping", "own.toml", "--between", "Alliance,EAST")
    assert code == 0
    assert out.startswith("Reported by others")
    assert "2014-02: Alliance 1, EAST 0" in out
    _, out, _ = detente("assess", "import", "events.tab", "--mapping", "icews", "--json")
    said = json.loads(out)
    assert said["reported_by_others"].startswith("Reported by others")
    assert (said["read"], len(said["items"])) == (4, 2)
    for words, expected in (
        (("--mapping", "acled"), "mapping-unknown"),
        (("--mapping", "icews", "--between", "A"), "pair-unknown"),
        (("--mapping", "own.toml", "--between", "Alliance,Nobody"), "pair-unknown"),
    ):
        ended, _, err = detente("assess", "import", "events.tab", *words, "--json")
        assert ended == 2
        assert json.loads(err)["error"]["code"] == expected


def test_a_record_as_events_counts_a_day_once() -> None:
    """Two replies of one day in one matter are one event with both references; what is no event is left out."""
    usual = {"party": "A", "channel": "line", "to": ("B",), "opens": False, "matter": "B/LINE/1"}
    acts = [
        Counted("A/LINE/1", kind="reply", at=DAY, **usual),  # type: ignore[arg-type]
        Counted("A/LINE/2", kind="reply", at=DAY + 5, **usual),  # type: ignore[arg-type]
        Counted("A/LINE/3", kind="reply", at=2 * DAY, **usual),  # type: ignore[arg-type]
        Counted("A/LINE/4", kind="line-test", at=2 * DAY, **usual),  # type: ignore[arg-type]
        Counted("A/LINE/5", kind="statement", at=2 * DAY, **{**usual, "to": ()}),  # type: ignore[arg-type]
    ]
    rows = rows_of(acts)
    assert [(row["day"], row["to"], row["acts"], row["refs"]) for row in rows] == [
        ("1970-01-02", "B", 2, ["A/LINE/1", "A/LINE/2"]),
        ("1970-01-03", "B", 1, ["A/LINE/3"]),
        ("1970-01-03", "all", 1, ["A/LINE/5"]),
    ]
    lines = as_csv(rows).decode().split("\r\n")
    assert lines[0].startswith("day,from,to,cameo")
    assert lines[1].endswith(",B/LINE/1,2,A/LINE/1 A/LINE/2")
    read = read_events(as_csv(rows), read_mapping(find("detente")))
    assert [one["parties"] for one in summary(read.events)] == [["A", "B"]], "to all is between no two"
    assert sum(not one.between_two for one in read.events) == 1
