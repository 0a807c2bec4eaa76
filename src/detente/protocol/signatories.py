"""Who has signed a document, by identity notes that travel with it: from a charter's root to the line under a text.

What an act carries proves itself, so every record judges a signature alike, whatever else it holds.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from detente.errors import Malformed
from detente.limits import IDENTITY_CHAINS_KEPT, SIGNED_DOCUMENTS_KEPT
from detente.protocol.charter import Charter
from detente.protocol.documents import Document, verify_document
from detente.protocol.identity import verify_chain
from detente.tlog.notes import VerifierKey


def log_keys_of(identities: Iterable[str], charter: Charter) -> dict[str, frozenset[bytes]]:
    """Return by party every log key that chains from the charter's roots name, 32 bytes each.

    Args:
        identities: signed identity notes of any of its parties, each party's from the first on, oldest first.

    Raises:
        Malformed: `identity-other`, and the codes of `verify_chain`.
    """
    chains: dict[str, list[bytes]] = {}
    for note in identities:
        chains.setdefault(_party_of(note), []).append(note.encode())
    found = {}
    for notes in chains.values():
        root, logs = _verified(tuple(notes))
        if root.name not in charter.parties or charter.parties[root.name].root != root:
            raise Malformed("identity-other", expected="a chain from a root in the charter", got=root.text())
        found[root.name] = logs
    return found


def signed_by(document: Document, parties: Iterable[str], keys: Mapping[str, frozenset[bytes]]) -> frozenset[str]:
    """Return which of the parties have signed a document.

    Args:
        keys: log keys by party, as `log_keys_of` gives them.

    Raises:
        Malformed: `document-signature`, where a line claims a party's key and is not its signature.
    """
    return frozenset(party for party in parties if party in keys and _signs(document, party, keys[party]))


def check_signed_by(document: Document, party: str, identities: Iterable[str], charter: Charter) -> None:
    """Be silent where a party has signed a document, by a log key that its identity notes name.

    Raises:
        Malformed: `document-signature`, `identity-other`, and the codes of `verify_chain`.
    """
    if party not in signed_by(document, (party,), log_keys_of(identities, charter)):
        raise Malformed(
            "document-signature",
            expected=f"a signature of {party} by a log key of its identity notes",
            got="none that verifies",
        )


@lru_cache(SIGNED_DOCUMENTS_KEPT)
def _signs(document: Document, party: str, keys: frozenset[bytes]) -> bool:
    """Say if a party's line stands under a document; a dossier asks for the same ones again and again."""
    return party in verify_document(document, {party: keys})


@lru_cache(IDENTITY_CHAINS_KEPT)
def _verified(notes: tuple[bytes, ...]) -> tuple[VerifierKey, frozenset[bytes]]:
    """Return the first root of a chain and all of its log keys."""
    chain = verify_chain(notes)
    return chain[0].root, frozenset(one.log for one in chain)


def _party_of(note: str) -> str:
    """Return whose identity note it claims to be; the chain's verification decides."""
    found = re.search(r'^party = "([a-z0-9-]{1,32})"$', note, re.MULTILINE)
    return found[1] if found else ""
