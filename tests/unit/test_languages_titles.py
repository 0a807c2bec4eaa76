"""What a party calls a thing stands as the party said it; what is ours round it is translated."""

import pytest

from detente.council.titles import Title, practised, quoted, titled
from detente.languages import called, using
from detente.languages.saying import FINDS_MAX, say
from detente.languages.sentences import SENTENCE_CHARACTERS_MAX, Sentences

LIKE_OURS = ("not agreed", "Incidents", "Request for explanation", "RU/LINE/7: no answer yet", "12,700", "3 accounts")


@pytest.mark.parametrize("words", LIKE_OURS)
def test_a_partys_title_is_never_translated(words: str) -> None:
    """Also where it is one of our texts, letter by letter."""
    title = titled(quoted(words))
    with using("ru"):
        assert called(title.words, title.theirs) == words
        assert called(words, ()) != words


@pytest.mark.parametrize("words", LIKE_OURS)
def test_a_title_of_ours_is_translated_round_a_partys_words(words: str) -> None:
    title = practised(words, titled(f"Quota of {quoted(words)}: inspections in 2016"))
    assert title.words == f"DRILL {words}: Quota of {words}: inspections in 2016"
    with using("ru"):
        said = called(title.words, title.theirs)
    assert said.count(words) == 2
    assert "Quota" not in said


def test_a_title_knows_which_of_its_words_are_a_partys() -> None:
    title = titled(f"Draft of {quoted('a')}; {quoted('')}{quoted('b')}")
    assert title == Title("Draft of a; b", ((9, 10), (12, 13)))
    assert titled(title.marked) == title
    assert title.cut(12) == Title("Draft of a; ", ((9, 10),))
    assert practised("", title) == title


def test_marks_that_a_party_wrote_itself_mark_nothing() -> None:
    """Whoever puts them into its words gets them without."""
    for words in ("\ufdd1 not agreed \ufdd0", "\ufdd0not agreed", "\ufdd0\ufdd1"):
        kept = words.translate({0xFDD0: None, 0xFDD1: None})
        assert titled(f"Inspection: {quoted(words)}").words == f"Inspection: {kept}"
        assert titled(words) == Title(kept)


def test_marks_where_none_can_stand_leave_the_words_as_they_are() -> None:
    with using("ru"):
        assert called("Inspection \ufdd0 x", ((13, 14),)) == "Inspection \ufdd0 x"
        assert called("a" * 40, [(at, at + 1) for at in range(40)]) == "a" * 40


HOSTILE = (
    ": ".join(f"RU/LINE/{number}" for number in range(58)),
    ": ".join(f"A/B/{number}" for number in range(58))[:300],
    ": ".join(f"RU/LINE/{number}" for number in range(57)) + ", x" * 900,
    "; ".join(f"A{number}: b (c{number})" for number in range(19)),
    " (".join(f"ab{number}, c" for number in range(58)) + ")" * 57,
    "a, b c: " * 55,
    ", ".join(f"{number}.5 km" for number in range(400)),
    "no answer yet, " * 200,
    "one of " * 500,
    "Credentials of " * 200,
    " " * SENTENCE_CHARACTERS_MAX,
)
"""Each as long and as much in parts as is looked at: what is said in its turn here is said in its turn again."""


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", ["fr", "ru", "uk"])
def test_whatever_is_said_texts_are_looked_for_only_so_often(
    words: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it is, and however it is built: over all of its parts, and parts of parts."""
    looked, find = [0], Sentences.find

    def counted(sentences: Sentences, sentence: str, letters: int = 2) -> object:
        looked[0] += 1
        return find(sentences, sentence, letters)

    monkeypatch.setattr(Sentences, "find", counted)
    for letters in (2, 8):
        for size in (len(words), 1_000, 300):
            looked[0] = 0
            told = say(language, words[: min(size, SENTENCE_CHARACTERS_MAX)] + "¶", letters)
            assert looked[0] <= FINDS_MAX
            assert told.endswith("¶")


def test_few_texts_are_laid_on_a_sentence() -> None:
    """What has no word of a text is not compared with it, so to look for one costs little."""
    sentences = Sentences([(f"{{a}} word{number} {{b}}", "") for number in range(1_000)] + [("{a} of {b}", "")])
    assert [text.one for text in sentences._candidates("x word7 y of z")] == ["{a} word7 {b}", "{a} of {b}"]
