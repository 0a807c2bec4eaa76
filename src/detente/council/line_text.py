"""The text of a line test: every letter of the council's languages, digits and signs, in groups of five, no meaning.

It says nothing: letters stand in the order of their alphabets, turned on by the test's number so that no text is like
the last. What came back is scored by the longest run of characters that both have in the same order.

Source: the test texts of the Washington–Moscow direct link, a pangram from 30 August 1963 on, chosen so that nobody
could read anything into them; letters as in the national orthographies.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

_LATIN: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_CYRILLIC: Final = "АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_MORE: Final = {
    "de": "ÄÖÜäöüß",
    "en": "",
    "es": "ÁÉÍÑÓÚÜáéíñóúü¿¡",
    "fr": "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸàâæçéèêëîïôœùûüÿ",
    "it": "ÀÈÉÌÒÙàèéìòù",
    "no": "ÆØÅæøå",
    "pl": "ĄĆĘŁŃÓŚŹŻąćęłńóśźż",
    "ru": _CYRILLIC,
    "tr": "ÇĞİÖŞÜçğıöşü",
    "uk": "АБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯабвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
}
_SIGNS: Final = "0123456789.,:;-/()?!'+="
GROUP: Final = 5


class Score(Struct, frozen=True):
    """How much of a test's text came back; spaces and line ends are not counted.

    Args:
        same: characters that came back in their order; `of` as many as were sent.
        added: characters that came back and were not sent, or not there.
        missing: those that did not come back, each once, in the order in which they were sent.
    """

    same: int
    of: int
    added: int
    missing: str = ""

    @property
    def whole(self) -> bool:
        """Say if exactly what was sent came back."""
        return self.same == self.of and not self.added


def covered(languages: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return which of these languages, BCP 47, a test's text covers, and which it does not, each in their order."""
    given = [language.partition("-")[0].lower() for language in languages]
    return tuple(one for one in given if one in _MORE), tuple(one for one in given if one not in _MORE)


def text_of_test(languages: Iterable[str], number: int) -> str:
    """Return the text of the test of that number, for the languages of a council."""
    letters = dict.fromkeys(_LATIN)
    for language in covered(languages)[0]:
        letters |= dict.fromkeys(_MORE[language])
    characters = [*letters, *_SIGNS]
    turn = number % len(characters)
    turned = "".join(characters[turn:] + characters[:turn])
    return " ".join(turned[start : start + GROUP] for start in range(0, len(turned), GROUP))


def score(sent: str, read: str) -> Score:
    """Return how much of what was sent came back."""
    sent, read = _bare(sent), _bare(read)
    same = _common(sent, read)
    there = set(read)
    missing = "".join(dict.fromkeys(one for one in sent if one not in there))
    return Score(same, len(sent), len(read) - same, missing)


def _bare(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())


def _common(one: str, other: str) -> int:
    """Return the length of the longest subsequence that both texts have.

    Source: Hyyrö 2004, Bit-parallel LCS-length computation revisited: a zero bit for each character that is matched.
    """
    whole = (1 << len(one)) - 1
    places: dict[str, int] = {}
    for index, character in enumerate(one):
        places[character] = places.get(character, 0) | 1 << index
    bits = whole
    for character in other:
        matched = bits & places.get(character, 0)
        bits = ((bits + matched) | (bits - matched)) & whole
    return len(one) - bits.bit_count()
