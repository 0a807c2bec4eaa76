"""What may come out of what somebody types to search, or to ask in SQL? What the index understands, or a refusal."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.council.search.asked import parse_asked
from detente.errors import Refused
from detente.home.calls import Sought
from detente.home.searching.search import criteria_of
from detente.home.searching.tables import COLUMNS, OPENED
from detente.limits import SEARCH_TERMS_MAX
from detente.record.analysis import columns_read
from detente.record.index import Document, Index

T = TypeVar("T")
PARTS = (
    '"', "*", "-", "AND", "OR", "NOT", "NEAR", "(", ")", "{", "}", ":", "^", "+", "\x00", "'", ";", " ", "a", "é", "北",
)  # fmt: skip
SQL = (
    "SELECT", "*", "FROM", "acts", "duties", "WHERE", "text", "(", ")", ",", ";", "--", "/*", "*/", "'", '"', "UNION",
    "WITH", "x", "AS", "1", "\x00", "PRAGMA", "ATTACH", "NATURAL JOIN", "randomblob", "GROUP BY", "ORDER BY", "LIMIT",
    "VALUES", "é",
)  # fmt: skip
typed = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
index = Index()
index.add([Document(1, "c", "line", "ru", "message", 0, 0, "", "RU/LINE/1", "a e")])


def outcome(work: Callable[[], T]) -> T | str:
    """Return what comes, or the code of the refusal; anything else that is raised fails the test."""
    try:
        return work()
    except Refused as error:
        return error.code


@settings(max_examples=500, deadline=None)
@given(typed)
def test_whatever_is_typed_is_a_question_or_refused(text: str) -> None:
    """The database never says that it does not understand."""
    asked = outcome(lambda: parse_asked(text))
    if isinstance(asked, str):
        assert asked == "search-too-long"
        return
    assert len(asked.terms) <= SEARCH_TERMS_MAX
    assert all(term.words and all(term.words) for term in asked.terms)
    wanted = criteria_of("c", Sought(text), "ru")
    assert index.find(wanted, before=None, limit=5) in ([], [1])
    assert index.count(wanted, 10) in (0, 1)


@settings(max_examples=100, deadline=None)
@given(st.builds(Sought, *(st.text(max_size=20) for _ in range(10))))
def test_filters_of_any_kind_are_understood_or_refused(sought: Sought) -> None:
    wanted = outcome(lambda: criteria_of("c", sought, "ru"))
    if isinstance(wanted, str):
        assert wanted in ("search-filter", "search-time", "search-too-long")
        return
    assert index.find(wanted, before=None, limit=5) in ([], [1])
    assert index.matters(wanted, before=None, limit=5) == []


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(SQL), max_size=14).map(" ".join)))
def test_whatever_an_analyst_types_is_a_query_or_refused(sql: str) -> None:
    """Known tables and columns come out, or a refusal; none of the database's own errors, and nothing is run."""
    read = outcome(lambda: columns_read(sql, COLUMNS, OPENED))
    if isinstance(read, str):
        assert read in ("query-sql", "query-not-allowed", "query-too-long")
        return
    assert all(set(columns) <= set(COLUMNS[table]) for table, columns in read.items())
