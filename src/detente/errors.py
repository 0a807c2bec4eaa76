"""The kinds of failure: each says what was expected, what came, and what to do about it.

`Refused` is our own request against a rule; `Malformed` is foreign bytes that are not what they claim; `Fault` is the
world (disk, network, time). A `Contradiction` is no failure but a proof, see `detente.protocol.contradiction`. Anything
that only our own mistake can cause is an `AssertionError`. The word for a person is chosen at the edges only.
"""

from collections.abc import Iterable
from typing import ClassVar


class DetenteError(Exception):
    """A failure with a stable code, for people and for programs alike.

    Args:
        code: stable, lower case with hyphens; each one has a line in docs/errors.md.
        expected: what would have been right.
        got: what came instead; never a secret.
        remedy: what to do, where there is something to do.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, code: str, *, expected: str, got: str, remedy: str = "") -> None:
        self.code = code
        self.expected = expected
        self.got = got
        self.remedy = remedy
        super().__init__(f"{code}: expected {expected}; got {got}" + (f". Remedy: {remedy}" if remedy else ""))

    def as_json(self) -> dict[str, str]:
        """Return the four fields as they stand under `error` in JSON."""
        return {"code": self.code, "expected": self.expected, "got": self.got, "remedy": self.remedy}


class Refused(DetenteError):  # noqa: N818  the word of the house: a refusal is an answer, not an error
    """Our own request breaks a rule; nothing was signed and nothing was stored."""

    exit_code = 2
    also: tuple["Refused", ...] = ()
    """What else is wrong with it, where that can be said at once; whoever shows one refusal alone shows the first."""


def refuse_all(found: Iterable[Refused]) -> None:
    """Raise the first of what is wrong, with the others beside it; be silent where nothing is."""
    wrong = list(found)
    if wrong:
        wrong[0].also = tuple(wrong[1:])
        raise wrong[0]


class Malformed(DetenteError):  # noqa: N818
    """Bytes are not what they claim to be; counted against the peer that sent them."""

    exit_code = 65


class Fault(DetenteError):  # noqa: N818
    """The world failed: disk, network or time. Trying again may help."""

    exit_code = 75
