"""Calls about councils: joining, changing their charter, and what parties suspend."""

from detente.home.calls.call import Call
from detente.home.replies import CouncilsView, Drafted, JoinedView, Sent
from detente.home.replies.standing import BriefView, StandingView


class JoinCouncil(Call[JoinedView], frozen=True, tag="join"):
    """Take part in a council.

    Args:
        charter: signed note with the signatures of all founders.
        identities: signed identity notes of other parties.
        amendments: signed notes of what changed the charter since, any number in one text.
    """

    charter: str
    identities: tuple[str, ...] = ()
    amendments: tuple[str, ...] = ()


class ShowCouncil(Call[CouncilsView], frozen=True, tag="council"):
    """The councils joined here, with their charters."""

    council: str | None = None


class DraftAmendment(Call[Drafted], frozen=True, tag="draft-amendment"):
    """The text of an amendment to the charter as it stands; nothing is said. One of the last three is given.

    Args:
        channels: that the party joins beside those of all.
        tables: TOML: whole tables of the charter, as they are to read.
        admit: signed identity notes of a new party.
        readmit: id of a party that has withdrawn.
    """

    title: str
    council: str | None = None
    channels: tuple[str, ...] = ()
    tables: str | None = None
    admit: str | None = None
    readmit: str | None = None


class ProposeAmendment(Call[Sent], frozen=True, tag="propose-amendment"):
    """Propose an amendment on the line.

    Args:
        amendment: its text, or a note with the root signature of the party that comes.
        identities: signed identity notes of that party.
    """

    amendment: str
    council: str | None = None
    identities: tuple[str, ...] = ()
    officer: str | None = None


class AnswerAmendment(Call[Sent], frozen=True, tag="answer-amendment"):
    """Sign an amendment that was proposed, or say that this party will not.

    Args:
        ref: of the act that proposes it.
    """

    ref: str
    consent: bool
    text: str = ""
    council: str | None = None
    officer: str | None = None


class LeaveCouncil(Call[Sent], frozen=True, tag="leave-council"):
    """Withdraw this party from a council, from now on."""

    reason: str = ""
    council: str | None = None
    officer: str | None = None


class OpenPast(Call[Sent], frozen=True, tag="open-history"):
    """Open to a party that came later what this party said in a channel before.

    Args:
        to: id of a member of the channel.
    """

    channel: str
    to: str
    council: str | None = None


class ShowStanding(Call[StandingView], frozen=True, tag="standing"):
    """What each party suspends, and what is open for it."""

    council: str | None = None


class Brief(Call[BriefView], frozen=True, tag="brief"):
    """What happened during an absence, what falls due, what is unanswered.

    Args:
        ref: of a suspension, by anybody; with neither ref nor time it is our newest, or since we last said something.
        since_at: RFC 3339, instead.
    """

    ref: str | None = None
    since_at: str | None = None
    council: str | None = None
