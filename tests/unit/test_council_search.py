"""Words, what is asked for, and where it stands: one rule for all three."""

import pytest

from detente.council.search.asked import Term, parse_asked
from detente.council.search.marks import Piece, marked, opening
from detente.council.search.texts import GAP, texts_of, written_words
from detente.council.search.tokens import tokens, words
from detente.errors import Refused
from detente.limits import SEARCH_CHARACTERS_MAX, SEARCH_TERMS_MAX


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Čížek, ÉTÉ; straße", ["cizek", "ete", "strasse"]),
        ("Ёлка и мой йод", ["елка", "и", "мой", "йод"]),
        ("Її військо", ["її", "військо"]),
        ("RU/LINE/42", ["ru", "line", "42"]),
        ("54.1N 19E", ["54", "1n", "19e"]),
        ("北京 exercise", ["北", "京", "exercise"]),
        ("co\u00adope\u200bration", ["cooperation"]),
        ("cafe\u0301 CAFÉ", ["cafe", "cafe"]),
        ("ﬁnal Σίσυφος ΣΊΣΥΦΟΣ", ["final", "σισυφοσ", "σισυφοσ"]),
        ("— … \ue000 \ufe0f !", []),
    ],
)
def test_words_are_compared_without_case_and_accents(text: str, found: list[str]) -> None:
    """In any script; letters of their own stay, what the eye does not see divides nothing."""
    assert words(text) == found
    assert [one.word for one in tokens(text)] == found


def test_what_is_asked_for() -> None:
    """Words, phrases, beginnings, and what must not stand there; each once."""
    asked = parse_asked('Baltic "closest  Point" frigat* -exercise -"dry run" -mosk* baltic')
    assert asked.wanted == (Term(("baltic",)), Term(("closest", "point")), Term(("frigat",), prefix=True))
    assert asked.unwanted == (
        Term(("exercise",), without=True),
        Term(("dry", "run"), without=True),
        Term(("mosk",), prefix=True, without=True),
    )
    assert parse_asked("RU/LINE/4*").terms == (Term(("ru", "line", "4"), prefix=True),)
    assert parse_asked("„zwei Worte“").terms == parse_asked('"zwei Worte"').terms == (Term(("zwei", "worte")),)
    assert parse_asked('"begi n"*').terms == (Term(("begi", "n"), prefix=True),)


@pytest.mark.parametrize("text", ["", " ", '"', '""', "-", "*", "-*", '-""', "( ) : ^ {} +", "—"])
def test_nothing_that_is_typed_is_an_error(text: str) -> None:
    assert parse_asked(text).terms == ()


@pytest.mark.parametrize(
    "text", ["NEAR(a b)", "a AND OR NOT", "said:x", 'un"closed', "a'; DROP TABLE acts; --", "^first", "{x y}: z"]
)
def test_what_fts5_would_read_as_its_language_is_words(text: str) -> None:
    """The parser knows four marks; everything else is letters between words."""
    assert all(one.words for one in parse_asked(text).terms)


def test_what_is_too_long_names_the_limit() -> None:
    with pytest.raises(Refused, match="search-too-long") as found:
        parse_asked("x" * (SEARCH_CHARACTERS_MAX + 1))
    assert str(SEARCH_CHARACTERS_MAX) in found.value.expected
    with pytest.raises(Refused, match="search-too-long"):
        parse_asked(" ".join(f"w{number}" for number in range(SEARCH_TERMS_MAX + 1)))


def test_texts_of_a_body_are_found_in_any_depth() -> None:
    """With the names of their fields; times as people write them; signatures and identity notes are not said."""
    body = {
        "text": "One",
        "unofficial": {"ru": "Два"},
        "until_at": 1_461_153_600,
        "identities": ["detente identity\n\n— ru AAAA"],
        "list": [{"deep": ["Three"]}, True, None, 7, 2**80],
        "note": b"Signed text\n\n\xe2\x80\x94 nato AAAA",
        "hash": b"\xff\x00",
    }
    found = list(texts_of("communique-signature", body))
    assert ("text", "One") in found
    assert ("unofficial ru", "Два") in found
    assert ("list deep", "Three") in found
    assert ("list", "7") in found
    assert ("note", "Signed text") in found
    assert not any("AAAA" in text or "ff00" in text for _name, text in found)


def test_a_phrase_does_not_go_from_one_text_to_the_next() -> None:
    assert written_words(["One two.", "", "three"]) == f"one two {GAP} three"
    assert parse_asked(f'"two {GAP} three"').terms == (Term(("two", "three")),)


def test_words_that_were_found_are_marked() -> None:
    """In the text as it was written, with what stands round them, cut between words."""
    text = "Long ago. " * 30 + "The Čížek <b>frigate</b> left" + " and so on" * 60
    pieces = marked(text, parse_asked("frigat* cizek"))
    assert [one.text for one in pieces if one.found] == ["Čížek", "frigate"]
    joined = "".join(one.text for one in pieces)
    assert joined.startswith("… ")
    assert joined.endswith(" …")
    assert joined.removeprefix("… ").removesuffix(" …") in text
    assert len(joined) < 320
    assert marked(text, parse_asked("absent")) == marked(text, parse_asked("-ago")) == ()
    assert marked("a b a", parse_asked('"a b" b')) == (Piece("a b", found=True), Piece(" a"))


def test_where_nothing_is_asked_for_a_text_begins() -> None:
    assert opening("") == ()
    assert opening("Short.") == (Piece("Short."),)
    assert opening("word " * 100)[0].text.endswith("word …")
