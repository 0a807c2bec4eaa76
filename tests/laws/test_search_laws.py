"""What is true of every search: all that one may read is found by each of its words, and nothing else is."""

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from detente.council.search.asked import parse_asked
from detente.council.search.marks import has, marked
from detente.council.search.texts import written_words
from detente.council.search.tokens import folded, tokens, words
from detente.home.calls import Sought
from detente.home.searching.documents import is_searched
from detente.home.searching.search import criteria_of
from detente.protocol.acts import NODE_KINDS
from detente.record.index import Document, Index
from detente.record.store import ActRow, Reading

letters = st.text(st.sampled_from('aAbéЁйї北-"* .\u0301\u200b\ue000ß1'), max_size=12)
anything = st.one_of(letters, st.text(max_size=30))


def index_of(texts: list[list[str]]) -> Index:
    """Return an index of acts, the first of which has sequence 1."""
    index = Index()
    index.add(
        Document(number, "c", "line", "ru", "message", 0, 0, "", f"RU/LINE/{number}", written_words(said))
        for number, said in enumerate(texts, 1)
    )
    return index


def found(index: Index, asked: str) -> list[int]:
    return index.find(criteria_of("c", Sought(asked), "ru"), before=None, limit=100)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(anything, max_size=3), min_size=1, max_size=4))
def test_every_act_is_found_by_each_of_its_words(texts: list[list[str]]) -> None:
    """In whatever script, and as the word stands in the text; a phrase of two words finds it too."""
    index = index_of(texts)
    for number, said in enumerate(texts, 1):
        for text in said:
            read = list(tokens(text))
            for one in read:
                assert number in found(index, f'"{text[one.start : one.end]}"')
                assert number in found(index, f'"{one.word}"')
            for one, other in pairwise(read):
                # A quotation mark ends a phrase: who types one that had such a mark in it writes a space there.
                phrase = text[one.start : other.end].replace('"', " ")
                assert number in found(index, f'"{phrase}"')


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(letters, max_size=2), min_size=1, max_size=4), letters)
def test_what_is_found_is_what_has_the_words(texts: list[list[str]], asked: str) -> None:
    """The index finds exactly the acts that a slow reader finds, the newest first."""
    wanted = parse_asked(asked)
    slow = [number for number, said in enumerate(texts, 1) if has(said, wanted)]
    assert found(index_of(texts), asked) == slow[::-1]


@settings(max_examples=150, deadline=None)
@given(anything, anything)
def test_marks_take_nothing_from_a_text_and_stand_on_what_was_asked(text: str, asked: str) -> None:
    """Put together, the pieces are a part of the text; each marked one begins with a word that was asked for."""
    wanted = parse_asked(asked)
    pieces = marked(text, wanted)
    shown = "".join(one.text for one in pieces)
    assert shown in text or shown.removeprefix("… ").removesuffix(" …") in text
    first = {term.words[0] for term in wanted.wanted}
    for one in pieces:
        if one.found:
            begins = words(one.text)[0]
            assert any(begins.startswith(word) for word in first)


@given(anything)
def test_to_compare_a_word_twice_changes_nothing(text: str) -> None:
    for word in words(text):
        assert folded(word) == word


@given(st.sampled_from(Reading), st.sampled_from([*NODE_KINDS, "grant", "message", "unknown"]))
def test_what_cannot_be_read_is_never_in_the_index(reading: Reading, kind: str) -> None:
    """Nor what nodes write by themselves."""
    row = ActRow(1, 0, "RU/LINE/0", "c", "line", "ru", reading, 0, kind=kind)
    assert is_searched(row) == (reading is Reading.READABLE and kind in ("message", "unknown"))
