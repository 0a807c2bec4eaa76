"""Replies about concerns and assurances: the register."""

from msgspec import Struct

from detente.home.replies.acts import Heads


class AnswerView(Struct, frozen=True):
    """What was said in answer to a concern."""

    ref: str
    party: str
    kind: str


class GapView(Struct, frozen=True):
    """A time in which an assurance had ended and was not renewed yet, by the council's time."""

    from_at: str
    until_at: str
    renewal: str


class BearingView(Struct, frozen=True):
    """An act, of any desk, that cites an assurance or says that it bears on it: a notification, a concern, a report.

    Args:
        dossier: the matter to which the act belongs.
        title: what its kind is called.
    """

    ref: str
    dossier: str
    party: str
    kind: str
    title: str
    text: str
    claimed_at: str


class ConcernView(Struct, frozen=True, tag_field="sort", tag="concern"):
    """A concern.

    Args:
        to: who is asked: the addressees, or every other reader of the channel.
        about: activity, force, plan or statement.
        bears_on: assurances on which it bears.
        status: open, answered, reassured, not reassured, withdrawn or conflict.
        reason: in its author's words, where it said whether it is reassured.
        ended: assurances given in answer that are given no longer.
    """

    ref: str
    dossier: str
    channel: str
    party: str
    to: tuple[str, ...]
    about: str
    text: str
    language: str
    place: str
    from_at: str | None
    until_at: str | None
    would_reassure: str
    bears_on: tuple[str, ...]
    claimed_at: str
    status: str
    settled: bool
    reason: str
    answers: tuple[AnswerView, ...]
    ended: tuple[str, ...]


class AssuranceView(Struct, frozen=True, tag_field="sort", tag="assurance"):
    """An assurance; that it stands says that it is given, and nothing of what anybody does.

    Args:
        concern: to which it answers, or None where it was given unasked.
        will: `do` or `not do`.
        until_at: its end; None where it is given until it is withdrawn.
        verification: how it may be checked, in its author's words.
        standing: stands, renewed, due for renewal, lapsed, withdrawn, conflict, or `end passed, not heard`.
        status: the same, or `disputed` while a concern of another party bears on it and is not settled.
        holds: it is given still.
    """

    ref: str
    dossier: str
    channel: str
    party: str
    to: tuple[str, ...]
    concern: str | None
    will: str
    text: str
    language: str
    place: str
    from_at: str | None
    until_at: str | None
    verification: str
    claimed_at: str
    standing: str
    status: str
    holds: bool
    disputed_by: tuple[str, ...]
    bearing: tuple[BearingView, ...]
    renewed_by: tuple[str, ...]
    withdrawn_by: tuple[str, ...]
    gaps: tuple[GapView, ...]


class ConcernsView(Struct, frozen=True):
    """Concerns and assurances; `next` is given as `before` to go further back.

    Args:
        time_at: the council's time, by which assurances lapse; None where there is none.
    """

    as_of: str
    heads: Heads
    time_at: str | None
    items: list[ConcernView | AssuranceView]
    next: int | None = None
