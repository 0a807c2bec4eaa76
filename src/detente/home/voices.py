"""Calls about mandates in the council in which an alliance is spoken for: presented, revoked, checked."""

import base64
from collections.abc import Iterable, Mapping

from detente.clock import Instant, rfc3339
from detente.council.desks import voices
from detente.council.kinds import Field, Sort
from detente.council.said import Said
from detente.errors import DetenteError, Malformed, Refused
from detente.home.acts import send
from detente.home.calls import CheckMandate, PresentMandate, Send
from detente.home.host import Host
from detente.home.mandates import mandate_of, said_of_kind
from detente.home.replies import Sent, Step
from detente.home.replies.mandates import MandateChecked
from detente.home.views import council_of
from detente.limits import MANDATE_ACT_BYTES_MAX
from detente.node.core import Core
from detente.protocol.charter import Charter
from detente.protocol.documents import parse_document
from detente.protocol.mandates import (
    Bundle,
    Mandate,
    Revocation,
    Revoked,
    Use,
    parse_body,
    parse_file,
    parse_revocation,
    revokes,
    verify_mandate,
    verify_mandate_file,
    verify_revocation,
)


async def present(host: Host, call: PresentMandate) -> Sent:
    """Present a mandate by which this party may speak for an alliance, or a revocation of one presented before.

    Identity notes that do not fit the act go before it, in acts of their own.

    Raises:
        Malformed: the codes of `parse_file` and of documents. Refused: what `verify_mandate`, `verify_revocation` and
            the desk refuse; `mandate-not-presented`.
    """
    bundle = parse_file(base64.b64decode(call.file))
    council = await host.read(lambda core: council_of(core, call.council))
    charter = await host.read(lambda core: core.context.directory.charter(council))
    if _is_revocation(bundle):
        return await _present_revocation(host, call, bundle, charter)
    verify_mandate(bundle, charter, Use(host.clock.now(), host.keyring.party))
    re = None
    *before, last = _parts(bundle)
    for notes in before:
        said = Send(call.channel, {"identities": notes}, voices.SIGNERS, council, re=re, officer=call.officer)
        re = (await send(host, said)).act.ref
    body = {"mandate": bundle.note, "identities": last}
    return await send(host, Send(call.channel, body, voices.PRESENTED, council, re=re, officer=call.officer))


async def _present_revocation(host: Host, call: PresentMandate, bundle: Bundle, charter: Charter) -> Sent:
    council, revocation = charter.council_id, verify_revocation(bundle, charter).revocation
    concerned = await host.read(lambda core: _presented(core, council, revocation))
    if not concerned:
        raise Refused(
            "mandate-not-presented",
            expected=f"a mandate of {revocation.alliance} with serial {revocation.revokes} in {council}",
            got="none held here",
        )
    replies = [
        await send(host, Send(act.channel, bundle.to_body(), voices.REVOKED, council, re=act.ref, officer=call.officer))
        for act in concerned
    ]
    return replies[-1]


def _parts(bundle: Bundle) -> list[list[bytes]]:
    """Return the identity notes in parts that fit one act each; the last one goes with the mandate itself."""
    parts: list[list[bytes]] = [[]]
    room = MANDATE_ACT_BYTES_MAX - len(bundle.note)
    for note in reversed(bundle.identities):
        if sum(map(len, parts[0])) + len(note) > room:
            parts.insert(0, [])
            room = MANDATE_ACT_BYTES_MAX
        parts[0].insert(0, note)
    return parts


def _presented(core: Core, council: str, revocation: Revocation) -> list[Said]:
    """Return the acts that presented a mandate which the revocation takes back."""
    acts = said_of_kind(core, council, voices.PRESENTED)
    return [act for act in acts if (one := mandate_of(act)) is not None and revokes(revocation, one)]


def _is_revocation(bundle: Bundle) -> bool:
    try:
        parse_revocation(parse_document(bundle.note))
    except Malformed:
        return False
    return True


async def check(host: Host, call: CheckMandate) -> MandateChecked:
    """Return what a file shows by the charter of a council joined here, and by the revocations held here.

    Raises:
        Refused: `council-unknown`, `council-not-named`.
    """
    return await host.read(lambda core: _check(core, call, host.clock.now()))


def _check(core: Core, call: CheckMandate, now: Instant) -> MandateChecked:
    council = council_of(core, call.council)
    charter, directory = core.context.directory.charter(council), core.context.directory
    known = {party: directory.notes(party) for party in charter.parties}
    revocations = []
    for act in said_of_kind(core, council, voices.REVOKED):
        try:
            revocations.append(verify_revocation(parse_body(act.body), charter))
        except DetenteError:
            continue
    at = Field("Time", Sort.INSTANT).read("at", call.at) if call.at else now
    return check_file(base64.b64decode(call.file), charter, at, known=known, revocations=revocations)


def check_file(
    data: bytes,
    charter: Charter,
    at: Instant,
    *,
    known: Mapping[str, list[bytes]] | None = None,
    revocations: Iterable[Revoked] = (),
) -> MandateChecked:
    """Return what a file shows, step by step; needs no folder, no node, no network.

    Args:
        charter: trusted: of the council in which the mandate is to be used.
        at: the second at which it must hold.
    """
    report = verify_mandate_file(data, charter, Use(at), known=known, revocations=revocations)
    return MandateChecked(
        verified=report.verified,
        items=[Step(step.number, step.title, step.ok, step.detail) for step in report.steps],
        code=report.code,
        mandate=None if report.mandate is None else _shown(report.mandate),
        signed=report.signed,
        missing=report.missing,
    )


def _shown(mandate: Mandate) -> dict[str, object]:
    return {
        "alliance": mandate.alliance,
        "council": mandate.council,
        "for_council": mandate.for_council,
        "serial": mandate.serial,
        "holder": mandate.holder,
        "title": mandate.title,
        "dossier": mandate.dossier,
        "valid_from_at": rfc3339(mandate.valid_from),
        "valid_until_at": rfc3339(mandate.valid_until),
        "limits": mandate.limits,
        "text_hash": mandate.text_hash,
        "text": mandate.agreed,
    }
