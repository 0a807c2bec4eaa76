"""Replies about what is asked and given: the list, and the balance."""

from msgspec import Struct

from detente.home.replies.acts import ActView, Heads, Sent


class ShareAnswerView(Struct, frozen=True):
    """How a party answered a request: answered, answered in part, declined, cannot confirm or deny."""

    ref: str
    party: str
    answer: str
    reason: str


class VersionView(Struct, frozen=True):
    """Where something stands too: `how` is sanitised or passed on, `by` whom; `tlp` its label there, if said."""

    ref: str
    how: str
    by: str
    tlp: str = ""


class RequestView(Struct, frozen=True, tag_field="sort", tag="request"):
    """A request for information.

    Args:
        to: who is asked: the addressees, or every other reader of the channel.
        need_by_at: when its author needs it, which is no clock.
        tlp: its label, empty where it has none; `handling` says all of it in a line.
        status: open, answered, answered in part, declined, cannot confirm or deny, withdrawn or conflict.
        lacking: who is asked and has not answered.
    """

    ref: str
    dossier: str
    channel: str
    party: str
    to: tuple[str, ...]
    topic: str
    text: str
    reason: str
    language: str
    need_by_at: str | None
    claimed_at: str
    tlp: str
    only: tuple[str, ...]
    persons: tuple[str, ...]
    originator_control: bool
    handling: str
    status: str
    open: bool
    lacking: tuple[str, ...]
    answers: tuple[ShareAnswerView, ...]


class GivenView(Struct, frozen=True, tag_field="sort", tag="item"):
    """An item, or what an answer gives, as its newest correction has it.

    Args:
        source_grade: A to F; `information_grade` 1 to 6; both empty where it is not graded.
        originator: from whom its author has it, in its words.
        originated_by: the party whose consent passing it on takes: the originator that it names, else its author.
        answers: the request that it answers, or None.
        status: given, corrected, recalled, validity over or conflict.
        may_pass_on_to: to whom its author consented, by the council's time.
    """

    ref: str
    dossier: str
    channel: str
    party: str
    topic: str
    content: str
    language: str
    source: str
    source_grade: str
    information_grade: str
    confidence: str
    originator: str
    from_at: str | None
    until_at: str | None
    valid_until_at: str | None
    claimed_at: str
    answers: str | None
    tlp: str
    only: tuple[str, ...]
    persons: tuple[str, ...]
    originator_control: bool
    handling: str
    status: str
    corrected_by: tuple[str, ...]
    recalled_by: tuple[str, ...]
    recall_reason: str
    may_pass_on_to: tuple[str, ...]
    versions: tuple[VersionView, ...]
    originated_by: str = ""


class SharingView(Struct, frozen=True):
    """What was asked and given; `next` is given as `before` to go further back."""

    as_of: str
    heads: Heads
    items: list[RequestView | GivenView]
    next: int | None = None


class BalanceRow(Struct, frozen=True):
    """Counts of one party in one topic; requests to it are `was_asked`, of which `open` wait. No weight, no score."""

    topic: str
    title: str
    party: str
    asked: int = 0
    was_asked: int = 0
    answered: int = 0
    answered_in_part: int = 0
    declined: int = 0
    cannot_confirm_or_deny: int = 0
    open: int = 0
    items: int = 0
    corrected: int = 0
    recalled: int = 0
    asked_to_pass_on: int = 0


class BalanceView(Struct, frozen=True):
    """The balance of give and take as one party's record holds it; another party reads other channels.

    Args:
        party: whose record.
        unread: how many matters are still to be read, where that took longer than the call has patience.
    """

    as_of: str
    heads: Heads
    party: str
    items: list[BalanceRow]
    unread: int = 0
    next: None = None


class GivenSent(Sent, frozen=True):
    """What was said, and the note beside its source that it stands there too, where it has one."""

    noted: ActView | None = None
