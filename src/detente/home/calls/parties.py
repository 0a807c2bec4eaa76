"""Calls about parties and those who speak for them."""

from detente.home.calls.call import Call
from detente.home.replies import ConfirmedView, PartyView, Sent
from detente.home.replies.officers import DraftsView, HistoryView, OfficersView


class ShowParty(Call[PartyView], frozen=True, tag="party"):
    """Who this party is and whom it knows; with `note` also the six words against that identity note.

    Args:
        note: another party's signed identity note, or None.
    """

    note: str | None = None


class ConfirmParty(Call[ConfirmedView], frozen=True, tag="confirm"):
    """First contact is confirmed: both sides read the same six words.

    Args:
        party: id of a party known here, or None where the note is given.
        note: signed identity note.
        words: as read out by the other side; None only asks for them and confirms nothing.
    """

    party: str | None = None
    note: str | None = None
    words: str | None = None


class ShowHistory(Call[HistoryView], frozen=True, tag="party-history"):
    """A party's identity notes: since when it has which keys, and up to where the old ones speak.

    Args:
        party: None for this one.
        places: say where each note stands as well; in a large record that takes a third of a second.
    """

    party: str | None = None
    places: bool = True


class ListOfficers(Call[OfficersView], frozen=True, tag="officers"):
    """Officers whose credentials stand.

    Args:
        party: only of this one.
    """

    council: str | None = None
    party: str | None = None


class ListDrafts(Call[DraftsView], frozen=True, tag="drafts"):
    """What waits for a second officer.

    Args:
        all: those that were released or dropped too.
        before: of all, only those stored before this sequence.
        limit: of all, at most so many, the newest.
    """

    council: str | None = None
    all: bool = False
    before: int | None = None
    limit: int | None = None


class ReleaseDraft(Call[Sent], frozen=True, tag="release"):
    """Let a draft go, exactly as it was drafted.

    Args:
        officer: who releases it.
        note: the release, signed by both officers, or None where their names are enough.
    """

    ref: str
    officer: str
    council: str | None = None
    note: str | None = None
