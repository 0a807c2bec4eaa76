"""A communiqué as it goes out: what is said to everybody, by whom, with whose consent, and what proves it."""

from dataclasses import dataclass

from detente.clock import Instant
from detente.council.papers.minutes import Titles, Words
from detente.errors import Refused


@dataclass(frozen=True, slots=True)
class Author:
    """A party in whose name the text speaks.

    Args:
        consented_at: when it consented to exactly this text; None where it has not.
    """

    party: str
    name: str
    consented_at: Instant | None


@dataclass(frozen=True, slots=True)
class Communique:
    """One communiqué.

    Args:
        council: id; `council_title` by language.
        reference: of the public act, like `NATO/PLENARY/42`.
        symbol: the document's, or empty.
        texts: authentic versions, at least one; each has its unofficial translations with it.
        authors: one for a unilateral communiqué, several for a joint one.
        digest: SHA-256 of the signed text, 32 bytes.
        note: the signed note.
        evidence: the evidence file of the public act.
    """

    council: str
    council_title: Titles
    rehearsal: bool
    reference: str
    symbol: str
    published_at: Instant
    title: Titles
    texts: tuple[Words, ...]
    authors: tuple[Author, ...]
    digest: bytes
    note: bytes
    evidence: bytes

    def __post_init__(self) -> None:
        assert self.texts, "a communiqué says something"
        assert self.authors, "a communiqué has an author"

    @property
    def joint(self) -> bool:
        """Return whether several parties speak."""
        return len(self.authors) > 1


def check_consents(communique: Communique) -> None:
    """Be silent where every author has consented to the text.

    Raises:
        Refused: `communique-consent-missing`.
    """
    missing = [one.party.upper() for one in communique.authors if one.consented_at is None]
    if missing:
        raise Refused(
            "communique-consent-missing",
            expected=f"the consent of every author of {communique.reference}",
            got=f"none of {', '.join(missing)}",
            remedy="publish it alone, or wait for the consent",
        )
