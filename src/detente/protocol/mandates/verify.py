"""Checking mandates: numbered steps, performed in order, up to the first that does not hold.

Trusted are the charter, for the roots in its rule, and the revocations, which the caller has verified and placed before
the act in question.
"""

from collections.abc import Iterable

from detente.clock import Instant
from detente.errors import DetenteError, Malformed, Refused
from detente.protocol.charter import Charter
from detente.protocol.documents import parse_document, verify_document
from detente.protocol.evidence.report import Step
from detente.protocol.mandates.alliance import Alliance
from detente.protocol.mandates.bundle import Bundle, parse_file
from detente.protocol.mandates.checks import (
    FIRST,
    Checks,
    Notes,
    alliance_of,
    check_council_of,
    log_keys,
    signers_of,
    unsigned,
    verify_chains,
)
from detente.protocol.mandates.mandate import parse_revocation
from detente.protocol.mandates.report import MandateReport
from detente.protocol.mandates.use import Granted, Revoked, Use


def verify_mandate(
    bundle: Bundle, charter: Charter, use: Use, *, known: Notes | None = None, revocations: Iterable[Revoked] = ()
) -> Granted:
    """Return the mandate of a bundle with its signers, where every step holds for this use.

    Args:
        bundle: claimed.
        charter: trusted: of the council in which the mandate is used, as it stands now.
        use: what it is to cover.
        known: identity notes of the council's parties; they need not lie in the bundle.
        revocations: those that stood in the council before the act in question, by the order of proof.

    Raises:
        Malformed: `mandate-malformed`, `mandate-identity`, `document-signature`, and the codes of documents and of
            identity notes.
        Refused: `mandate-other-alliance`, `mandate-other-council`, `mandate-other-holder`, `mandate-unsigned`,
            `mandate-expired`, `mandate-early`, `mandate-other-dossier`, `mandate-other-text`, `mandate-revoked`.
    """
    checks = Checks(bundle, charter, use, known or {}, tuple(revocations))
    for _, check in checks.steps():
        check()
    return checks.granted


def examine_mandate(
    bundle: Bundle, charter: Charter, use: Use, *, known: Notes | None = None, revocations: Iterable[Revoked] = ()
) -> MandateReport:
    """Return what `verify_mandate` finds, step by step; it never raises for what came from outside."""
    checks = Checks(bundle, charter, use, known or {}, tuple(revocations))
    done: list[Step] = []
    for number, (title, check) in enumerate(checks.steps(), start=1):
        try:
            done.append(Step(number, title, ok=True, detail=check()))
        except (Malformed, Refused) as fault:
            done.append(Step(number, title, ok=False, detail=_detail(fault)))
            return checks.report(done, fault.code)
    return checks.report(done)


def verify_mandate_file(
    data: bytes, charter: Charter, use: Use, *, known: Notes | None = None, revocations: Iterable[Revoked] = ()
) -> MandateReport:
    """Return what a file `….mandate` shows, as `examine_mandate` does; a file that is none ends at step 1."""
    try:
        bundle = parse_file(data)
    except Malformed as fault:
        return MandateReport((Step(1, FIRST, ok=False, detail=_detail(fault)),), fault.code)
    return examine_mandate(bundle, charter, use, known=known, revocations=revocations)


def verify_revocation(bundle: Bundle, charter: Charter, *, known: Notes | None = None) -> Revoked:
    """Return the revocation of a bundle with the members who signed it, at least one.

    Any log key that a member's chain ever named may sign: taking back needs less than giving.

    Args:
        bundle: claimed.
        charter: trusted: of the council in which the mandate was to be used.
        known: identity notes of the council's parties.

    Raises:
        Malformed: as `verify_mandate`.
        Refused: `mandate-other-alliance`, `mandate-other-council`, `mandate-unsigned`.
    """
    document = parse_document(bundle.note)
    revocation = parse_revocation(document)
    alliance = alliance_of(revocation, charter)
    check_council_of(revocation, charter)
    chains = verify_chains(alliance, bundle, known or {})
    by = verify_document(document, log_keys(chains))
    if not by:
        raise unsigned("the signature of at least one member", "none")
    return Revoked(revocation, by)


def verify_signers(bundle: Bundle, alliance: Alliance, at: Instant) -> frozenset[str]:
    """Return the members whose signatures under a text of the alliance verify: steps 4 and 5 alone.

    Args:
        bundle: claimed; with the identity notes of those who signed.
        alliance: trusted, for the roots of its members.
        at: the second at which their keys must be in force.

    Raises:
        Malformed: as `verify_mandate`.
    """
    return signers_of(parse_document(bundle.note), verify_chains(alliance, bundle, {}), at)


def _detail(fault: DetenteError) -> str:
    return f"{fault.code}: expected {fault.expected}; got {fault.got}"
