"""States of silence in replies, each with the evidence on which it rests."""

from msgspec import Struct


class EvidenceItem(Struct, frozen=True):
    """One thing on which a state rests.

    Args:
        what: `contact`, `unanswered_requests`, `sign_of_life`, `receipt`, `acknowledgement` or `act`.
        by: whose answer or signature it is.
        at: None where nothing bounds its time.
        ref: of an act; of a sign of life, the feed that was cosigned.
        number: of requests without answer.
    """

    what: str
    by: str
    at: str | None
    ref: str = ""
    number: int = 0


class FactView(Struct, frozen=True):
    """A state of silence with its evidence (docs/silence.md).

    Args:
        state: `reachable`, `link_down`, `not_heard`, `unread`, `read_unanswered`, `declined`, `suspended` or
            `silence_announced`.
        title: the state in a few words.
        about: the act of ours that it concerns; empty for the link and the party as a whole.
        text: state and evidence in a sentence.
        covers: of a suspension or an announced silence: channels, levels and topics, in words.
        drill: name of the drill to which the act belongs, else empty.
    """

    state: str
    title: str
    about: str
    since_at: str | None
    until_at: str | None
    reason: str
    evidence: tuple[EvidenceItem, ...]
    text: str
    covers: str = ""
    drill: str = ""
