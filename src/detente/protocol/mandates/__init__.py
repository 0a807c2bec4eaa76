"""Mandates: a party of a council speaks for an alliance, and anybody can check it without its debate.

The rule is deposited with the charter; the mandate and the identity notes of its signers travel with the acts that
rest on it. The normative page is docs/spec/documents.md, whose steps are numbered in `checks`.
"""

from detente.protocol.mandates.alliance import Alliance, alliances_of
from detente.protocol.mandates.bundle import Bundle, parse_body, parse_file
from detente.protocol.mandates.mandate import (
    Mandate,
    Revocation,
    parse_mandate,
    parse_revocation,
    render_mandate,
    render_revocation,
    text_hash,
)
from detente.protocol.mandates.report import MandateReport
from detente.protocol.mandates.use import Granted, Revoked, Use, revokes
from detente.protocol.mandates.verify import (
    examine_mandate,
    verify_mandate,
    verify_mandate_file,
    verify_revocation,
    verify_signers,
)

__all__ = [
    "Alliance",
    "Bundle",
    "Granted",
    "Mandate",
    "MandateReport",
    "Revocation",
    "Revoked",
    "Use",
    "alliances_of",
    "examine_mandate",
    "parse_body",
    "parse_file",
    "parse_mandate",
    "parse_revocation",
    "render_mandate",
    "render_revocation",
    "revokes",
    "text_hash",
    "verify_mandate",
    "verify_mandate_file",
    "verify_revocation",
    "verify_signers",
]
