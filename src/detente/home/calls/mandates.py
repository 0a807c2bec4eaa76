"""Calls about speaking for an alliance."""

from detente.home.calls.call import Call
from detente.home.replies import Sent
from detente.home.replies.mandates import MandateChecked, MandateFile


class AskMandate(Call[Sent], frozen=True, tag="ask-mandate"):
    """Ask an alliance's members for a mandate, in its own council.

    Args:
        for_council: id, or the name where it is joined here: where the mandate is to be used.
        holder: id of the party there that may speak.
        valid_until: RFC 3339, as `valid_from`, which is now where it is empty.
        alliance: id in the charter of the other council; may be left out where that council is joined here.
        dossier: reference there; empty for any.
        text: the only text that may be said; empty where words are free within the limits.
        amends: reference of a text that this one is to replace.
    """

    channel: str
    for_council: str
    holder: str
    title: str
    valid_until: str
    valid_from: str = ""
    alliance: str = ""
    dossier: str = ""
    limits: str = ""
    text: str = ""
    amends: str | None = None
    council: str | None = None
    officer: str | None = None


class GrantMandate(Call[Sent], frozen=True, tag="grant-mandate"):
    """Sign, as a member of the alliance, the text that an act asked for."""

    ref: str
    council: str | None = None
    officer: str | None = None


class RevokeMandate(Call[Sent], frozen=True, tag="revoke-mandate"):
    """Take back one's signature under a mandate."""

    ref: str
    reason: str
    council: str | None = None
    officer: str | None = None


class ExportMandate(Call[MandateFile], frozen=True, tag="export-mandate"):
    """A complete mandate, or a revocation, as a file for another council.

    Args:
        ref: of the act that asked for it, or of the revocation.
    """

    ref: str
    council: str | None = None
    officer: str | None = None


class PresentMandate(Call[Sent], frozen=True, tag="present-mandate"):
    """Present such a file in the other council.

    Args:
        file: base 64.
        channel: one that every party reads.
    """

    file: str
    channel: str
    council: str | None = None
    officer: str | None = None


class CheckMandate(Call[MandateChecked], frozen=True, tag="check-mandate"):
    """What such a file shows by the charter of a council, and by the revocations held here.

    Args:
        file: base 64.
        at: RFC 3339, the second at which it must hold; now where it is empty.
    """

    file: str
    council: str | None = None
    at: str = ""
