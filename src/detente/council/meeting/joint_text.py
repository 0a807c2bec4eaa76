"""Joint texts with alternatives in brackets: `the Parties [NATO: will | RU: intend to] inform each other`.

Each alternative has a label, the party or the letter that stands for it. A bracket closes when all have chosen the
same one; with every bracket closed there is one text. Behind a backslash `[`, `]`, `|` and the backslash itself are
plain characters.

Source: the practice of negotiating drafts, where what is not agreed stands in square brackets until it is.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from detente.errors import Refused
from detente.limits import PARTIES_MAX

_TOKEN: Final = re.compile(r"\\[\[\]|\\]|[\[\]|\\]|[^\[\]|\\]+")
_LABEL: Final = re.compile(r"\s*([A-Za-z0-9-]{1,32}):(.*)", re.DOTALL)
_SPECIAL: Final = re.compile(r"([\[\]|\\])")


class Option(Struct, frozen=True):
    """One alternative of a bracket; an empty text leaves the place out."""

    label: str
    text: str


class Bracket(Struct, frozen=True):
    """A place in a text that is open.

    Args:
        number: from 1, in the order of the text.
        options: two or more, each with a label of its own.
    """

    number: int
    options: tuple[Option, ...]

    def option(self, label: str) -> Option | None:
        """Return the alternative of a label, in whatever case, or None."""
        return next((one for one in self.options if one.label.casefold() == label.strip().casefold()), None)

    def __str__(self) -> str:
        return f"[{' | '.join(f'{one.label}: {_escaped(one.text)}' for one in self.options)}]"


class JointText(Struct, frozen=True):
    """A text as a run of words and brackets."""

    parts: tuple[str | Bracket, ...]

    @property
    def brackets(self) -> tuple[Bracket, ...]:
        """Return the places that are open, in the order of the text."""
        return tuple(part for part in self.parts if isinstance(part, Bracket))

    def settled(self, chosen: Mapping[int, str]) -> "JointText":
        """Return the text with those brackets closed for which a label is chosen."""
        parts: list[str | Bracket] = []
        for part in self.parts:
            option = part.option(chosen[part.number]) if isinstance(part, Bracket) and part.number in chosen else None
            parts.append(part if option is None else option.text)
        return JointText(tuple(parts))

    @property
    def plain(self) -> str:
        """Return the one text that there is once every bracket is closed."""
        assert not self.brackets, "a text with open brackets is not one text"
        return "".join(part for part in self.parts if isinstance(part, str))

    def __str__(self) -> str:
        return "".join(str(part) if isinstance(part, Bracket) else _escaped(part) for part in self.parts)


def parse_joint_text(text: str) -> JointText:
    """Return the words and brackets of a text.

    Raises:
        Refused: `text-brackets`.
    """
    parts: list[str | Bracket] = []
    number = 0
    tokens = _TOKEN.finditer(text)
    words = ""
    for token in tokens:
        if token[0] == "[":
            number += 1
            parts += [words, Bracket(number, tuple(_options(tokens, token.start())))]
            words = ""
        elif token[0] == "]":
            raise _unfit("a bracket that was opened", f"] at character {token.start() + 1}")
        else:
            words += _plain(token[0])
    return JointText(tuple(part for part in (*parts, words) if part != ""))


def words_behind(text: str, bracket: int, label: str) -> str:
    """Return the words behind a label in a bracket of a text; empty where it leaves the place out, or there is none."""
    try:
        brackets = parse_joint_text(text).brackets
    except Refused:
        return ""
    found = next((one.option(label) for one in brackets if one.number == bracket), None)
    return "" if found is None else found.text


def _options(tokens: Iterator[re.Match[str]], at: int) -> list[Option]:
    """Return the alternatives up to the closing bracket."""
    found, words = [], ""
    for token in tokens:
        if token[0] in ("|", "]"):
            found.append(_option(words, at))
            words = ""
            if token[0] == "]":
                break
        elif token[0] == "[":
            raise _unfit("no bracket within a bracket", f"[ at character {token.start() + 1}")
        else:
            words += _plain(token[0])
    else:
        raise _unfit("a bracket that is closed", f"[ at character {at + 1}, and no ] behind it")
    labels = {one.label.casefold() for one in found}
    if not 2 <= len(found) <= PARTIES_MAX or len(labels) < len(found):
        raise _unfit("two alternatives or more, each with a label of its own", f"{len(found)} at character {at + 1}")
    return found


def _option(words: str, at: int) -> Option:
    match = _LABEL.fullmatch(words)
    if match is None:
        raise _unfit("a label and a colon before each alternative, like RU: words", f"bracket at character {at + 1}")
    return Option(match[1], match[2].strip())


def _plain(token: str) -> str:
    return token[1:] if len(token) == 2 and token[0] == "\\" else token


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _unfit(expected: str, got: str) -> Refused:
    return Refused(
        "text-brackets",
        expected=expected,
        got=got,
        remedy="write [A: words | B: other words], and a backslash before a bracket that is only one",
    )
