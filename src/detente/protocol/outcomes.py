"""The text by which all members say how a decision ended, where no depositary keeps the council's time.

It names the proposal with the hash of its text, the expiry, the outcome, and all members: who signs says that it had
the text in time. Every node composes the same text from the same acts. The normative page is docs/council/decisions.md
section 7.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from msgspec import Struct

from detente.clock import Instant
from detente.limits import PARTIES_MAX
from detente.protocol.documents import Document, Purpose, check_printed, compose, content_table
from detente.protocol.toml import ID, Table, quote, timestamp

CODE: Final = "outcome-malformed"
RESULTS: Final = ("adopted", "not adopted", "withdrawn")


class SignedOutcome(Struct, frozen=True):
    """How a decision ended, in the words that parties sign.

    Args:
        council: id.
        proposal: reference of the proposal.
        text_hash: SHA-256 of the proposed text, hex.
        expires_at: the expiry in force; None for consensus.
        result: one of `RESULTS`.
        broken_by: members whose objection or amendment stands.
        parties: all members.
    """

    council: str
    proposal: str
    text_hash: str
    expires_at: Instant | None
    result: str
    broken_by: tuple[str, ...]
    parties: tuple[str, ...]


def hash_of(text: str) -> str:
    """Return SHA-256 of a proposed text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def render_outcome(outcome: SignedOutcome) -> str:
    """Return the one text that says this outcome, ready to be read and signed."""
    lines = [
        f"proposal = {quote(outcome.proposal)}",
        f"text_sha256 = {quote(outcome.text_hash)}",
        *([] if outcome.expires_at is None else [f"expires_at = {timestamp(outcome.expires_at)}"]),
        f"outcome = {quote(outcome.result)}",
        f"broken_by = {_list(outcome.broken_by)}",
        f"parties = {_list(outcome.parties)}",
    ]
    return compose(Purpose.OUTCOME, outcome.council, "\n".join(lines))


def parse_outcome(document: Document) -> SignedOutcome:
    """Return the outcome that a document says, claimed.

    Raises:
        Malformed: `outcome-malformed`.
    """
    table = content_table(document, Purpose.OUTCOME, CODE)
    result = table.text("outcome")
    if result not in RESULTS:
        table.refuse(f"one of {', '.join(RESULTS)} as outcome", result)
    outcome = SignedOutcome(
        document.council,
        table.reference("proposal"),
        table.digest("text_sha256"),
        None if table.value("expires_at") is None else table.instant("expires_at"),
        result,
        _parties(table, "broken_by"),
        _parties(table, "parties"),
    )
    check_printed(document, render_outcome(outcome), CODE)
    return outcome


def _parties(table: Table, name: str) -> tuple[str, ...]:
    found = table.texts(name)
    if len(found) > PARTIES_MAX or list(found) != sorted(set(found)) or not all(map(ID.fullmatch, found)):
        table.refuse(f"ids of parties, each once, in the order of letters, as {name}", list(found[:3]))
    return found


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(map(quote, names))}]"
