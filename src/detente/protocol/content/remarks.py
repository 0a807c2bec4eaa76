"""What can be said of a file's bytes."""

from collections.abc import Callable

from msgspec import Struct

Read = Callable[[int, int], bytes]
"""Returns so many bytes from an offset on; fewer only at the end."""


class Remark(Struct, frozen=True):
    """One thing about a file that its reader should know before opening it.

    Args:
        code: `content-differs` (not what name or type say), `content-double` (two things at once), `content-bomb`
            (small here and huge when opened), `content-program` (can be run), `content-paths` (an archive whose names
            lead out of a folder), `content-broken` (ends or is cut where its own form says otherwise).
        text: what was found, as a fact.
    """

    code: str
    text: str
