"""Replies about what was found."""

from msgspec import Struct

from detente.home.replies.acts import Heads


class PieceView(Struct, frozen=True):
    """A part of a text, and whether it is what was asked for."""

    text: str
    found: bool = False


class ExcerptView(Struct, frozen=True):
    """Where words stand in an act.

    Args:
        field: of its body, `officer`, `reference` or `file`.
        language: BCP 47, where it is known.
    """

    field: str
    pieces: tuple[PieceView, ...]
    language: str = ""


class LaterView(Struct, frozen=True):
    """What its author said of an act since: a correction, a recall."""

    ref: str
    kind: str
    title: str


class FileFoundView(Struct, frozen=True):
    """A file that came with an act, by its sender's name for it; `erased_by` the act by which it was erased here."""

    name: str
    erased_by: str | None = None


class FoundActView(Struct, frozen=True):
    """One act that was found.

    Args:
        title: of its kind; `matter` of its dossier, where `theirs` says which words are a party's own; `state` in the
            desk's word.
        irregular: why it counts for nothing, empty where it counts.
        excerpts: where the words stand; how its text begins where none was asked for.
        text: all of its texts, where the whole was asked for.
        later: what its author said of it since.
    """

    ref: str
    kind: str
    title: str
    council: str
    channel: str
    party: str
    officer: str
    claimed_at: str
    stored_at: str
    precedence: str
    to: tuple[str, ...]
    re: str | None
    dossier: str
    desk: str
    matter: str
    state: str
    topic: str
    language: str
    marking: str
    basis: str
    drill: str
    irregular: str
    excerpts: tuple[ExcerptView, ...]
    files: tuple[FileFoundView, ...]
    later: tuple[LaterView, ...]
    sequence: int
    text: str = ""
    theirs: tuple[tuple[int, int], ...] = ()


class CoversView(Struct, frozen=True):
    """What a search looked through.

    Args:
        acts: read by now, of all councils.
        complete: whether these are all that this party may read, up to the heads of the listing.
        since_at: where not, since when everything stored here is among them.
        left: entries that are still to be read, at most.
    """

    acts: int
    complete: bool
    since_at: str | None = None
    left: int = 0


class FoundView(Struct, frozen=True):
    """Acts that were found, the newest first.

    Args:
        total: how many there are; `more` where there are more than that.
        rehearsal: whether the council is a rehearsal.
        next: give it as `before` to go on; None at the end.
    """

    as_of: str
    heads: Heads
    items: list[FoundActView]
    covers: CoversView
    total: int
    more: bool
    council: str
    rehearsal: bool
    next: int | None = None


class ChoicesView(Struct, frozen=True):
    """What occurs in a council.

    Args:
        kinds: name and title of each; `states` in the words of desks.
    """

    as_of: str
    kinds: list[tuple[str, str]]
    topics: list[str]
    states: list[str]


class SoughtView(Struct, frozen=True):
    """What a search looks for, as `Sought` has it."""

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


class SavedSearchView(Struct, frozen=True):
    """A search that is kept under a name.

    Args:
        ref: of the entry in `own` that keeps it.
        new: acts that it finds and that were stored since somebody last looked; 10,000 for that many or more.
    """

    ref: str
    name: str
    sought: SoughtView
    officer: str
    saved_at: str
    new: int


class SearchesView(Struct, frozen=True):
    """Searches that are kept, by name."""

    as_of: str
    items: list[SavedSearchView]
    next: None = None


class QueryView(Struct, frozen=True):
    """What a query answered.

    Args:
        columns: their names; `items` the rows, each with a value for each column.
        more: there were more rows than were asked for.
        rehearsal: whether rows of a rehearsal may be among them.
    """

    as_of: str
    heads: Heads
    columns: list[str]
    items: list[list[str | int | float | None]]
    more: bool
    rehearsal: bool
    next: None = None
