"""Calls about finding things in this party's own record."""

from msgspec import Struct

from detente.home.calls.call import Call
from detente.home.replies.search import ChoicesView, FoundView


class Sought(Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked for; what is empty lets all through.

    Args:
        words: all of them; `"a phrase"`, `begin*`, `-without`.
        party: who said it; `me` is the party itself.
        desk: to which its matter belongs.
        topic: of the act or its matter.
        state: of its matter, in its desk's word; `open` or `settled` for any.
        since: its claimed time is not before, `2016-04-20` or a time with its zone; `until` not after.
    """

    words: str = ""
    party: str = ""
    desk: str = ""
    topic: str = ""
    channel: str = ""
    kind: str = ""
    state: str = ""
    precedence: str = ""
    since: str = ""
    until: str = ""


class Search(Call[FoundView], frozen=True, tag="search"):
    """Acts in which something stands, the newest first.

    Args:
        before: only those stored before this sequence; a listing's `next`.
        whole: with the whole text of each, as an export has it.
    """

    sought: Sought = Sought()
    council: str | None = None
    before: int | None = None
    limit: int = 50
    whole: bool = False


class ListChoices(Call[ChoicesView], frozen=True, tag="search-choices"):
    """By what acts of a council can be filtered: kinds, topics and states that occur."""

    council: str | None = None
