"""A sentence that was built elsewhere is known again by its text, and a party's own words are left alone."""

import pytest

from detente.languages import ours, said, using
from detente.languages.sentences import SENTENCE_CHARACTERS_MAX, Sentences, number_in
from detente.regimes.library import shipped


@pytest.mark.parametrize(
    ("english", "russian"),
    [
        ("at most 3 items", "не более 3 пунктов"),
        ("the clock runs since 2015-11-05T15:00:00Z", "отсчёт идёт с 2015-11-05T15:00:00Z"),
        ("1 request without answer since 09:00", "1 запрос без ответа с 09:00"),
        ("22 requests without answer since 09:00", "22 запроса без ответа с 09:00"),
        ("3 accounts", "изложений: 3"),
        ("row 3: expected yes or no; got a date", "row 3: ожидалось да или нет; получено дата"),
        ("RU/LINE/7: no answer yet (suspended by US/LINE/2)", "RU/LINE/7: ответа ещё нет (приостановлено в US/LINE/2)"),
        ("Due for renewal; at sea", "Пора продлить; в море"),
        ("not adopted (objection by NATO)", "не принято (возражение: NATO)"),
        ("not adopted (silence broken by RU), provisional", "не принято (молчание нарушено: RU), предварительно"),
        ("in zone yes; troops 31,000 ≥ 9,000", "в зоне: да; войска: 31\u00a0000 ≥ 9\u00a0000"),
        ("31,000 persons", "31\u00a0000 чел."),
        ("12.5 km", "12,5 km"),
        ("1,200 tanks", "1\u00a0200 танков"),
        ("item 1.2", "пункт 1.2"),
        (
            "charter, reply clock: 48 hours for a request for clarification",
            "устав, срок ответа: 48 часов на акт «запрос об уточнении»",
        ),
        ("42 days before start (2016-06-10)", "42 дня до события: начало (2016-06-10)"),
        ("3 months after approved", "3 месяца после события: одобрено"),
        ("charter, reply clock: 1 hour for a line test", "устав, срок ответа: 1 час на акт «проверка линии»"),
        (
            "not stated, taken to lie below the thresholds: armoured combat vehicles, artillery",
            "не указано, считается ниже порогов: боевые бронированные машины, артиллерия",
        ),
        ("2016-04-11 – 2016-04-12 (as stated: 11 April)", "2016-04-11 – 2016-04-12 (указано: 11 April)"),
        ("the levels expert, chiefs; the topic Civil aid", "уровни экспертов, chiefs; тема Civil aid"),
        ("topics piracy, terrorism", "темы piracy, terrorism"),
        ("derived from the day and distance", "выведено из: the day and distance"),
        ("nobody wrote this anywhere", "nobody wrote this anywhere"),
        ("", ""),
    ],
)
def test_a_sentence_is_said_by_its_text(english: str, russian: str) -> None:
    """Also within another, beside another, and counted by the number that stands in it."""
    assert ours(english) == english
    with using("ru"):
        assert ours(english) == russian


@pytest.mark.parametrize(
    "words",
    [
        "Transparency and the reduction of risks",
        "RU and the others",
        "The crisis in and around Ukraine",
        "SU-24: unknown",
        "F-16: closed; B-52: no answer yet",
    ],
)
def test_what_a_party_may_have_written_is_laid_on_no_text_that_fits_by_chance(words: str) -> None:
    with using("ru"):
        assert said(words) == words


def test_what_a_rule_says_is_known_by_the_rule_before_it() -> None:
    """Of every pack that comes along."""
    rules = [rule for pack in shipped().values() for rule in pack.rules]
    with using("ru"):
        assert {said(f"{rule}: no answer yet") for rule in rules} == {f"{rule}: ответа ещё нет" for rule in rules}


def test_words_of_a_party_within_a_sentence_stay_as_they_are() -> None:
    """Whatever they say: here they are a text of ours by chance."""
    with using("ru"):
        assert ours("Estimate of RU: no answer yet") == "Оценка RU: no answer yet"
        assert ours("one of line, own, plenary") == "одно из: line, own, plenary"


def test_a_text_of_very_many_parts_is_a_partys_and_is_read_at_no_cost() -> None:
    """Each part of a sentence is said in its turn: a party that writes thousands of them gets its own words back."""
    for words in ("no answer yet; " * 2_000, "a: " * 3_000, "no answer yet; " * 100, "(" * 5_000, " (" * 300):
        for language in ("fr", "ru", "uk"):
            with using(language):
                assert ours(words) == said(words) == words


def test_of_two_texts_that_fit_the_one_of_more_letters_is_meant() -> None:
    found = Sentences([("{a} by {b}", ""), ("{n} acts by {b}", "")]).find("3 acts by us")
    assert found is not None
    assert (found[0].one, found[1]) == ("{n} acts by {b}", {"n": "3", "b": "us"})


@pytest.mark.parametrize(
    ("text", "sentence", "read"),
    [
        ("{a} and {a} differ", "x and x differ", {"a": "x"}),
        ("{a} and {a} differ", "x and y differ", None),
        ("{n} files", "3 files", {"n": "3"}),
        ("{n} files", "no files", None),
        ("from {a} to {b} at sea", "from here to there at sea", {"a": "here", "b": "there"}),
        ("from {a} to {b} at sea", "from here at sea", None),
        ("from {a} at sea", "from at sea", None),
        ("of {a} only", "of x only " + "y" * SENTENCE_CHARACTERS_MAX, None),
    ],
)
def test_what_stands_open_is_read_or_it_is_another_sentence(
    text: str, sentence: str, read: dict[str, str] | None
) -> None:
    found = Sentences([(text, "")]).find(sentence)
    assert (None if found is None else found[1]) == read


def test_a_sentence_is_counted_by_its_first_number() -> None:
    assert number_in({"party": "RU", "n": "1,204", "of": "7"}) == 1204
    assert number_in({"party": "RU"}) == 1
    assert number_in({"names": "piracy, terrorism"}) == 2
