"""What may come out of what somebody types to search? Terms that the index understands, or a refusal that says why."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from detente.council.search.asked import parse_asked
from detente.errors import Refused
from detente.home.calls import Sought
from detente.home.searching.search import criteria_of
from detente.limits import SEARCH_TERMS_MAX
from detente.record.index import Document, Index

PARTS = (
    '"',
    "*",
    "-",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "(",
    ")",
    "{",
    "}",
    ":",
    "^",
    "+",
    "\x00",
    "'",
    ";",
    " ",
    "a",
    "é",
    "北",
)
typed = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(PARTS), max_size=30).map("".join))
index = Index()
index.add([Document(1, "c", "line", "ru", "message", 0, 0, "", "RU/LINE/1", "a e")])


@settings(max_examples=500, deadline=None)
@given(typed)
def test_whatever_is_typed_is_a_question_or_refused(text: str) -> None:
    """The database never says that it does not understand."""
    try:
        asked = parse_asked(text)
    except Refused as error:
        assume(error.code != "search-too-long")
        raise
    assert len(asked.terms) <= SEARCH_TERMS_MAX
    assert all(term.words and all(term.words) for term in asked.terms)
    wanted = criteria_of("c", Sought(text), "ru")
    assert index.find(wanted, before=None, limit=5) in ([], [1])
    assert index.count(wanted, 10) in (0, 1)


@settings(max_examples=100, deadline=None)
@given(st.builds(Sought, *(st.text(max_size=20) for _ in range(10))))
def test_filters_of_any_kind_are_understood_or_refused(sought: Sought) -> None:
    try:
        wanted = criteria_of("c", sought, "ru")
    except Refused as error:
        assume(error.code not in ("search-filter", "search-time", "search-too-long"))
        raise
    assert index.find(wanted, before=None, limit=5) in ([], [1])
    assert index.matters(wanted, before=None, limit=5) == []
