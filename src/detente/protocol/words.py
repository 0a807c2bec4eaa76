"""Six words, spoken over a telephone, by which two parties make sure that each holds the other's own identity note.

Each word writes 16 bits as consonant, vowel, consonant, vowel, consonant: sounds that most languages have, and no
dictionary of anyone's. The hash is slow on purpose: who stands between the two may choose a note for each side, and 96
bits alone would give way to 2^48 quick tries. Rules: docs/spec/identity-and-charter.md section 4.

Source: Wilkerson, A Proposal for Proquints, 2009 (arXiv:0901.4016); Argon2id: RFC 9106.
"""

import hashlib
from typing import Final

from detente.protocol.identity import note_digest
from detente.protocol.seal import passphrase_key

WORDS: Final = 6

_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aiou"
_SALT: Final = b"detente words"


def contact_words(one: bytes, other: bytes) -> tuple[str, ...]:
    """Return the six words of two identity notes; whose comes first makes no difference.

    Takes about a fifth of a second and 64 MiB.

    Raises:
        Malformed: the codes of `parse_note`.
    """
    digests = sorted((note_digest(one), note_digest(other)))
    stretched = passphrase_key(
        hashlib.sha256(_SALT + b"".join(digests)).digest(), _SALT, iterations=3, lanes=4, memory_kib=65_536
    )
    return tuple(word(int.from_bytes(stretched[2 * place : 2 * place + 2], "big")) for place in range(WORDS))


def words_match(heard: str, words: tuple[str, ...]) -> bool:
    """Return whether what a person heard or typed is these words: in any case, with spaces, hyphens or commas."""
    letters = "".join(one for one in heard.lower() if one not in " \t\r\n-,.;")
    return letters == "".join(words)


def word(number: int) -> str:
    """Return the word of 16 bits, the most significant first."""
    letters = ""
    for shift, alphabet, mask in ((12, _CONSONANTS, 15), (10, _VOWELS, 3), (6, _CONSONANTS, 15), (4, _VOWELS, 3)):
        letters += alphabet[number >> shift & mask]
    return letters + _CONSONANTS[number & 15]
