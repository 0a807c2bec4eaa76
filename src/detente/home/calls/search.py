"""Calls about finding things in this party's own record."""

from msgspec import Struct

from detente.home.calls.call import Call
from detente.home.replies.acts import Sent
from detente.home.replies.search import ChoicesView, FoundView, QueryView, SearchesView


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
        whole: with the whole text of each, as an export has it; how many there are is then said with the first only.
        marked: with the places in which the words stand.
    """

    sought: Sought = Sought()
    council: str | None = None
    before: int | None = None
    limit: int = 50
    whole: bool = False
    marked: bool = True


class ListChoices(Call[ChoicesView], frozen=True, tag="search-choices"):
    """By what acts of a council can be filtered: kinds, topics and states that occur."""

    council: str | None = None


class SaveSearch(Call[Sent], frozen=True, tag="search-save"):
    """Keep a search under a name, in this party's own channel."""

    name: str
    sought: Sought
    council: str | None = None
    officer: str | None = None


class RenameSearch(Call[Sent], frozen=True, tag="search-rename"):
    """Give a search that is kept another name.

    Args:
        ref: of the entry that keeps it.
    """

    ref: str
    name: str
    council: str | None = None
    officer: str | None = None


class RemoveSearch(Call[Sent], frozen=True, tag="search-remove"):
    """Take a search off the list; its entry stays, as entries do."""

    ref: str
    council: str | None = None
    officer: str | None = None


class ListSearches(Call[SearchesView], frozen=True, tag="searches"):
    """Searches that are kept, by name, each with how many acts are new since somebody last looked."""

    council: str | None = None


class LookAtSearch(Call[SearchesView], frozen=True, tag="search-look"):
    """Note that somebody looks at a search now, and return it with what was new until then.

    Args:
        ref: of the entry that keeps it, or its name.
    """

    ref: str
    council: str | None = None


class Query(Call[QueryView], frozen=True, tag="query"):
    """A query by an analyst, reading only, over the tables of docs/query.md.

    Args:
        sql: one SELECT.
        council: only its rows; None for all councils.
        limit: rows of the answer at most.
        seconds: that it may take at most, once its tables are read.
    """

    sql: str
    council: str | None = None
    limit: int = 1_000
    seconds: float = 10.0
