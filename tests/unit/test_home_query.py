"""What analysts ask: every table is described and can be asked, nothing is written, and bounds are said."""

import asyncio
import csv
import io
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from council_of_two import NOW, Two, ask, at_rest
from tests.tidy.house import ROOT
from typer.testing import CliRunner

from detente.cli import options
from detente.cli.main import app
from detente.clock import ScenarioClock, rfc3339
from detente.errors import Fault, Refused
from detente.home.calls import PackBag, Query, Send, UnpackBag
from detente.home.replies.search import QueryView
from detente.home.searching import query
from detente.home.searching.tables import COLUMNS, OPENED, TABLES
from detente.home.service import Service
from detente.limits import QUERY_CHARACTERS_MAX, QUERY_ROWS_MAX
from detente.record.analysis import Answer, Asked, columns_read, run


class Asker:
    """RU's folder, held open."""

    def __init__(self, service: Service, two: Two) -> None:
        self.service = service
        self.two = two

    def view(self, sql: str, **more: Any) -> QueryView:
        found = asyncio.run(self.service.run(Query(sql, **more)))
        assert isinstance(found, QueryView)
        return found

    def __call__(self, sql: str, **more: Any) -> list[list[Any]]:
        return self.view(sql, **more).items


@pytest.fixture(scope="module")
def asker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asker]:
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    path = tmp_path_factory.mktemp("two")
    two = Two(path, "plenary", rehearsal=True).joined()
    file = path / "chart.txt"
    file.write_text("of no interest")
    ask(
        two.ru,
        Send(channel="line", body={"text": "=1+1 Area closed."}, to=("nato",), attach=(str(file),), language="en"),
    )
    asked = Send(
        channel="plenary", kind="clarification-request", body={"text": "Why?"}, to=("nato",), precedence="flash"
    )
    ask(two.ru, asked)
    bag = str(path / "bag")
    ask(two.ru, PackBag("nato", bag))
    ask(two.nato, UnpackBag(bag))
    back = str(path / "back")
    ask(two.nato, PackBag("ru", back))
    ask(two.ru, UnpackBag(back))
    with at_rest(two.ru) as still:
        yield Asker(Service(still), two)
    patch.undo()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_answers_its_example_and_has_its_columns(asker: Asker, table: Any) -> None:
    """The page has each of them, with what it holds, and the example as it was run."""
    page = (ROOT / "docs/query.md").read_text("utf-8")
    assert f"### {table.name}\n" in page
    assert table.example in page
    for column in table.columns:
        assert f"| `{column.name}` | {column.sort} | {column.words} |" in page
    asker(table.example)
    assert asker.view(f"SELECT * FROM {table.name}").columns == list(COLUMNS[table.name])


def test_rows_are_what_the_record_says(asker: Asker) -> None:
    """Acts, who was asked, receipts with their rungs and times, matters and turns, files."""
    (act,) = asker(
        "SELECT ref, party, text, language, claimed_at, precedence, desk FROM acts WHERE text LIKE '%closed%'"
    )
    assert act == ["RU/LINE/2", "ru", "=1+1 Area closed.", "en", rfc3339(NOW), "routine", "line"]
    assert asker("SELECT ref, d.party FROM acts JOIN addressees d USING (council, ref) ORDER BY 1") == [
        ["RU/LINE/2", "nato"],
        ["RU/PLENARY/2", "nato"],
    ]
    assert ["RU/LINE/2", "nato", "stored", rfc3339(NOW)] in asker("SELECT ref, party, rung, at FROM receipts")
    assert asker("SELECT dossier, state, open FROM dossiers WHERE channel = 'plenary'") == [
        ["RU/PLENARY/2", "waiting", 1]
    ]
    assert asker("SELECT party FROM turns WHERE dossier = 'RU/PLENARY/2'") == [["nato"]]
    assert asker("SELECT name, media_type FROM attachments") == [["chart.txt", "text/plain"]]
    assert asker("SELECT party, me FROM parties ORDER BY 1") == [["nato", 0], ["ru", 1]]
    assert asker("SELECT count(*) FROM acts NATURAL JOIN citations") == [[0]]
    assert asker("SELECT count(*) > 0 FROM acts WHERE node = 1") == [[1]]
    assert asker("VALUES (1, NULL), (2, x'00ff')") == [[1, None], [2, "00ff"]]


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM acts", "ATTACH 'x' AS y", "PRAGMA query_only = OFF", "SELECT load_extension('x')",
        "VACUUM INTO 'x'",
        "CREATE TABLE x (y)", "-- a remark\nDROP TABLE acts", "WITH x AS (SELECT 1) INSERT INTO acts(ref) SELECT 1",
        "SELECT * FROM pragma_database_list", "BEGIN", "EXPLAIN SELECT 1", "SELECT fts3_tokenizer('x')",
    ],
)  # fmt: skip
def test_nothing_but_reading_is_allowed(asker: Asker, sql: str) -> None:
    with pytest.raises(Refused, match="query-not-allowed"):
        asker(sql)


@pytest.mark.parametrize(
    "sql", ["", "SELECT", "SELECT 1; SELECT 2", "SELECT nothing FROM acts", "SELECT * FROM secrets", "SELECT \x00"]
)
def test_what_is_no_query_says_so_with_the_tables(asker: Asker, sql: str) -> None:
    with pytest.raises(Refused, match="query-sql") as found:
        asker(sql)
    assert "--tables" in found.value.remedy


def test_bounds_are_said(asker: Asker) -> None:
    """Of time, of one value, of the query; of rows the answer says that there are more."""
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
    with pytest.raises(Refused, match="query-costly"):
        asker(f"{endless} SELECT count(*) FROM c", seconds=0.2)
    with pytest.raises(Refused, match="too big"):
        asker("SELECT randomblob(100000000)")
    with pytest.raises(Refused, match="query-too-long"):
        asker("SELECT 1 " + " " * QUERY_CHARACTERS_MAX)
    some = asker.view(f"{endless} SELECT x FROM c", limit=3)
    assert (some.items, some.more, some.rehearsal) == ([[1], [2], [3]], True, True)
    assert len(asker.view(f"{endless} SELECT x FROM c", limit=10**9).items) == QUERY_ROWS_MAX


def test_memory_is_bounded_and_ends_nothing_else(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process that answers ends; the node does not, and says which bound it was."""
    monkeypatch.setattr(query, "QUERY_MEMORY_BYTES_MAX", 150_000_000)
    rows = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 3000000)"
    with pytest.raises(Refused, match="query-costly"):
        asker(f"{rows} SELECT count(*) FROM (SELECT DISTINCT hex(x) || hex(randomblob(60)) FROM c)", seconds=60)
    assert asker("SELECT 1") == [[1]]


def test_a_process_that_cannot_begin_is_a_fault(asker: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(query, "COMMAND", ("/nowhere/python",))
    with pytest.raises(Fault, match="query-process"):
        asker("SELECT 1")


def test_only_what_a_query_names_is_read() -> None:
    """Texts are opened only where they are asked for."""
    assert columns_read("SELECT party FROM acts WHERE kind = 'x'", COLUMNS) == {"acts": ("party", "kind")}
    assert columns_read("SELECT count(*) FROM acts", COLUMNS) == {"acts": ("council",)}
    assert not OPENED & set(columns_read("SELECT ref FROM acts JOIN turns USING (dossier)", COLUMNS, OPENED)["acts"])
    assert "text" in columns_read("SELECT max(length(text)) FROM acts", COLUMNS, OPENED)["acts"]


def test_numbers_of_any_size_and_texts_of_any_bytes_come_out() -> None:
    """What JSON cannot say is not an error of ours."""
    asked = Asked("SELECT 9e999, a, CAST(x'ff41' AS TEXT) FROM t", {"t": ("a",)}, {"t": ("a",)}, 10, 5.0, 0)
    found = run(asked, [("t", [[2**62]])])
    assert isinstance(found, Answer)
    ((endless, number, text),) = found.rows
    assert (endless, number, text) == (math.inf, 2**62, "\ufffdA")


def test_what_others_keep_for_themselves_is_in_no_table(asker: Asker) -> None:
    """At NATO of RU's own channel there is nothing at all."""
    note = Send(channel="own", kind="note", body={"text": "Zanzibar"})
    asyncio.run(asker.service.run(note))
    assert asker("SELECT count(*) FROM acts WHERE text = 'Zanzibar'") == [[1]]
    found = ask(asker.two.nato, Query("SELECT count(*) FROM acts WHERE party = 'ru' AND channel = 'own'"))
    assert found.items == [[0]]


def test_the_command_prints_a_table_csv_and_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(options, "_clock_of", lambda _folder: ScenarioClock(NOW))
    two = Two(tmp_path, rehearsal=True).joined()
    ask(two.ru, Send(channel="line", body={"text": "=1+1"}))

    def typed(*words: str) -> str:
        result = CliRunner().invoke(app, ["query", *words, "--dir", str(two.ru.path)])
        if result.exception is not None:
            raise result.exception
        return result.stdout

    sql = "SELECT ref, text FROM acts WHERE node = 0"
    assert "RU/LINE/2  =1+1" in typed("--read-only", sql)
    assert json.loads(typed(sql, "--json"))["items"] == [["RU/LINE/2", "=1+1"]]
    (row,) = csv.DictReader(io.StringIO(typed(sql, "--csv")))
    assert row == {"rehearsal": "REHEARSAL", "ref": "RU/LINE/2", "text": "'=1+1"}
    assert "receipts: since when" in typed("--tables")
    assert [one["name"] for one in json.loads(typed("--tables", "--json"))["items"]] == list(COLUMNS)
    with pytest.raises(Refused, match="query-sql"):
        typed()
