"""Replies about what is said in public: communiqués as files, their check, and the line of time."""

from msgspec import Struct

from detente.council.titles import Frame
from detente.home.replies import Heads, Step


class WrittenCommuniques(Struct, frozen=True):
    """A publication folder.

    Args:
        items: references of the communiqués in it.
        changed: names of the files that were written.
    """

    folder: str
    items: list[str]
    changed: tuple[str, ...]


class CommuniqueReport(Struct, frozen=True):
    """What checking a communiqué's evidence file found.

    Args:
        verified: every step holds, whether the text is joint or not.
        joint: every party that the text names has signed exactly this text; else it is its author's own statement.
        missing: parties that the text names and whose signature is not shown here.
        digest: SHA-256 of the text, hex.
    """

    verified: bool
    items: list[Step]
    council: str = ""
    rehearsal: bool = False
    author: str = ""
    joint: bool = False
    parties: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    digest: str = ""
    text: str = ""


class MomentView(Struct, frozen=True):
    """One act or one statement in the media.

    Args:
        at: as its author claims it, or as it is reported; with `day_only` the day's first second.
        public: said in the media, and noted here.
        party: who said it; as reported for a statement.
        about: reference of the act on which it bears, or empty.
        says: what it says in a sentence of ours, where it has neither title nor text; `frame` tells of what it is made.
    """

    ref: str
    at: str
    day_only: bool
    public: bool
    party: str
    kind: str
    title: str
    text: str
    link: str
    about: str
    says: str = ""
    frame: Frame = Frame()


class AccountView(Struct, frozen=True):
    """One of two accounts: which act, whose, and the words in question."""

    ref: str
    party: str
    words: str


class DifferenceView(Struct, frozen=True):
    """What two accounts on one matter put differently: a question, not a finding."""

    about: str
    what: str
    one: AccountView
    other: AccountView
    question: str


class TimelineView(Struct, frozen=True):
    """Acts and statements on one line of time; `next` is given as `before` to go further back."""

    as_of: str
    heads: Heads
    items: list[MomentView]
    differences: list[DifferenceView]
    next: int | None = None
