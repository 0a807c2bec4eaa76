"""Calls about lists, communiqués and statements in the media."""

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.public import TimelineView, WrittenCommuniques


class CommitList(Call[Sent], frozen=True, tag="commit-list"):
    """Bind this party to a list: its salt and content are kept in `own` first.

    Args:
        ref: of the act that opened the exchange.
        item: from 1.
        file: absolute path of the list.
    """

    ref: str
    item: int
    file: str
    council: str | None = None
    officer: str | None = None


class RevealList(Call[Sent], frozen=True, tag="reveal-list"):
    """Show the list to which this party bound itself, as it was kept.

    Args:
        ref: of the act that opened the exchange.
        item: from 1.
    """

    ref: str
    item: int
    council: str | None = None
    officer: str | None = None


class ConsentCommunique(Call[Sent], frozen=True, tag="consent-communique"):
    """Sign a proposed joint text.

    Args:
        ref: of the act that proposed it.
        digest: SHA-256 in hex of the text that was read, or None for whatever stands there.
    """

    ref: str
    digest: str | None = None
    council: str | None = None
    officer: str | None = None


class PublishCommunique(Call[Sent], frozen=True, tag="publish-communique"):
    """Publish a text in a public channel: a proposed one with the consents that it has, or one of this party alone.

    Args:
        ref: of the act that proposed it; None for a text of one's own.
        versions: of a text of one's own, as in the body of a `communique-draft`.
        alone: as a statement of this party alone, though the text names others.
        channel: None for the only public one in which this party writes.
    """

    ref: str | None = None
    versions: tuple[dict[str, str], ...] = ()
    alone: bool = False
    channel: str | None = None
    council: str | None = None
    officer: str | None = None


class WriteCommuniques(Call[WrittenCommuniques], frozen=True, tag="write-communiques"):
    """Write what was published jointly and by this party into a folder, as pages and a feed with note and proof beside.

    Args:
        folder: absolute path; the node's user writes it.
        language: BCP 47 of the index's headings.
    """

    folder: str
    council: str | None = None
    language: str = "en"


class ShowTimeline(Call[TimelineView], frozen=True, tag="timeline"):
    """Acts and statements in the media on one line of time, and questions about what they put differently.

    Args:
        about: only what bears on the dossier of this act.
        before: only what was stored before; a listing's `next`.
    """

    council: str | None = None
    about: str | None = None
    before: int | None = None
    limit: int = 200
