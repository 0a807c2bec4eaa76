"""Replies about standing: what is suspended and what is open, and the brief after an absence."""

from msgspec import Struct

from detente.home.replies import DossierView, DutyView, Heads


class SuspensionView(Struct, frozen=True):
    """A suspension.

    Args:
        channels: with `levels` and `topics` what is still suspended; in a brief, what was suspended.
        since_at: as its author says.
        until_at: when it ends by itself, or None.
        duties: of its author within the scope: `excused` or `go on`.
        review: when and how it will be looked at again, in its author's words.
    """

    ref: str
    party: str
    channels: tuple[str, ...]
    levels: tuple[str, ...]
    topics: tuple[str, ...]
    reason: str
    ground: str
    since_at: str
    until_at: str | None
    duties: str
    review: str = ""


class OpenChannelView(Struct, frozen=True):
    """A channel in which a party takes part."""

    channel: str
    level: str
    title: str


class PartyStandingView(Struct, frozen=True):
    """What one party suspends, all its suspensions in force together, and what is open for it."""

    party: str
    suspensions: tuple[SuspensionView, ...]
    channels: tuple[OpenChannelView, ...]
    levels: tuple[str, ...]
    topics: tuple[str, ...]


class StandingView(Struct, frozen=True):
    """The standing of every party but the depositary.

    Args:
        heads: of the channels in which the suspensions stand.
    """

    as_of: str
    heads: Heads
    council: str
    items: list[PartyStandingView]
    next: None = None


class MatterView(Struct, frozen=True):
    """A dossier in which others spoke meanwhile.

    Args:
        acts: how many of theirs there are since; `newest` is the reference of the last.
        parties: whose they are.
    """

    dossier: DossierView
    acts: int
    newest: str
    parties: tuple[str, ...]


class MeanwhileView(Struct, frozen=True):
    """What others said meanwhile: how many acts in how many dossiers, and the dossiers, newest first."""

    acts: int
    dossiers: int
    items: list[MatterView]


class StatusCountView(Struct, frozen=True):
    """How many dossiers of one desk have one status, and the newest of them."""

    desk: str
    status: str
    dossiers: int
    refs: tuple[str, ...]


class BriefView(Struct, frozen=True):
    """What a party needs to know after an absence.

    Args:
        time_at: the council's time, as of which duties are stated; None where there is none.
        suspension: of which the brief is, with the scope that it had at first; None where the brief is of a time.
        in_force: something of it is still suspended.
        since_at: since when acts are counted: by the order of storing here, never by what their authors claim.
        inside: what others said within the scope; `outside` everything else.
        ours: open duties of this party; `theirs` those that others owe to it; `excused` by the suspension.
        our_turn: dossiers that wait for this party; `their_turn` those that wait for others and in which it spoke.
        statuses: by desk, over all dossiers of the council.
    """

    as_of: str
    heads: Heads
    time_at: str | None
    council: str
    party: str
    suspension: SuspensionView | None
    in_force: bool
    since_at: str
    headline: str
    inside: MeanwhileView
    outside: MeanwhileView
    ours: list[DutyView]
    theirs: list[DutyView]
    excused: list[DutyView]
    our_turn: list[DossierView]
    their_turn: list[DossierView]
    statuses: list[StatusCountView]
    next: None = None
