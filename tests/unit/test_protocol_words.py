"""Six words: the same on both ends of the telephone, and others when somebody stands between."""

import itertools

import pytest
from tests.councils import council_of, identity_of, ring_of

from detente.errors import Malformed
from detente.protocol.identity import make_identity_note
from detente.protocol.words import WORDS, contact_words, word, words_match


def test_both_sides_say_the_same_words() -> None:
    """Whoever computes them: six words of five letters, consonants and vowels in turn."""
    notes = council_of().notes
    words = contact_words(notes["ru"][0], notes["us"][0])
    assert words == contact_words(notes["us"][0], notes["ru"][0])
    assert len(words) == WORDS
    assert all(len(one) == 5 and one[1] in "aiou" and one[3] in "aiou" for one in words)


def test_another_note_gives_other_words() -> None:
    """A note put in between changes them, however alike it looks."""
    notes = council_of().notes
    impostor = ring_of("us", 1)
    forged = make_identity_note(identity_of(impostor, "United States"), [impostor.root_signer()])
    words = contact_words(notes["ru"][0], notes["us"][0])
    between = contact_words(notes["ru"][0], forged)
    assert words != between
    assert not words_match(" ".join(between), words)


@pytest.mark.parametrize("form", ["{} {} {} {} {} {}", "{}-{}-{}-{}-{}-{}", "{}, {},{};\t{}\n{} {}.", "{}{}{}{}{}{}"])
def test_what_is_typed_is_compared_kindly(form: str) -> None:
    """Case, spaces, hyphens and commas make no difference; a letter, a word or an order does."""
    words = tuple(word(number) for number in (1, 0x7F00, 65_535, 0, 4_242, 9))
    heard = form.format(*words)
    assert words_match(heard, words)
    assert words_match(heard.upper(), words)
    assert not words_match(heard.replace("b", "d", 1), words)
    assert not words_match(form.format(*reversed(words)), words)
    assert not words_match(" ".join(words[:5]), words)
    assert not words_match("", words)


def test_each_number_has_its_own_word() -> None:
    """65,536 numbers, 65,536 words."""
    assert len({word(number) for number in range(65_536)}) == 65_536
    assert all(one < other for one, other in itertools.pairwise(word(number) for number in range(16)))


def test_junk_has_no_words() -> None:
    """What is no note is refused before anything is computed."""
    with pytest.raises(Malformed, match="note-syntax"):
        contact_words(b"junk\n", council_of().notes["us"][0])
