"""Calls about communiqués: consenting to one, publishing one, writing the folder of them, checking a file."""

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from detente.council.desks import publications
from detente.council.kinds import text_of
from detente.council.papers.communique import Author, Communique
from detente.council.papers.minutes import Words
from detente.council.proposed_text import Proposal, Publication, joint_text, read_publication
from detente.council.said import Said
from detente.errors import Malformed, Refused
from detente.home.acts import identity_notes, locate, send
from detente.home.calls import ConsentCommunique, ExportEvidence, PublishCommunique, Send, WriteCommuniques
from detente.home.host import Host
from detente.home.proofs import evidence_of, verify_file
from detente.home.replies import Sent, Step
from detente.home.replies.public import CommuniqueReport, WrittenCommuniques
from detente.home.views import council_of
from detente.node.core import Core
from detente.node.events import Draft
from detente.protocol.charter import JOURNAL, Charter, verify_charter
from detente.protocol.communique import render_text
from detente.protocol.documents import Purpose, parse_document, sign_document
from detente.protocol.evidence.archive import unpack
from detente.protocol.evidence.layout import CHARTER
from detente.protocol.heads import parse_origin

# --- consenting -------------------------------------------------------------------------------------------------------


async def consent(host: Host, call: ConsentCommunique) -> Sent:
    """Sign a proposed joint text and say so in the channel in which it was proposed.

    Raises:
        Refused: `communique-unknown`, `communique-other-text`, and what the publications desk refuses.
    """
    council, _state, proposal = await host.read(lambda core: _proposal(core, call.council, call.ref))
    digest = proposal.document.digest
    if call.digest is not None and call.digest.lower() != digest.hex():
        raise Refused("communique-other-text", expected=f"SHA-256 {call.digest.lower()}", got=digest.hex())
    said = Send(
        proposal.act.channel, {}, kind=publications.CONSENT, council=council, re=proposal.act.ref, officer=call.officer
    )
    return await send(host, replace(said, body=await consenting(host, said)))


async def consenting(host: Host, call: Send) -> dict[str, Any]:
    """Return the body of a consent to a proposed joint text, signed with the party's log key.

    Raises:
        Refused: `communique-unknown`.
    """
    council, _state, proposal = await host.read(lambda core: _proposal(core, call.council, call.re or ""))
    line = sign_document(proposal.document.note.text, host.keyring.document_signer(council, Purpose.COMMUNIQUE))
    identities = await host.read(lambda core: identity_notes(core, [host.keyring.party]))
    return {"digest": proposal.document.digest, "signature": line.text(), "identities": identities}


def consented_text(core: Core, draft: Draft) -> str:
    """Return the joint text to which an act consents."""
    return _proposal(core, draft.council, draft.re or "")[2].document.note.text


def _proposal(core: Core, named: str | None, ref: str) -> tuple[str, publications.PublicationsState, Proposal]:
    """Return council, state and proposal of an act that proposed a joint text."""
    council, found = locate(core, named, ref)
    state = core.folding.matter_of(council, found).states.get(publications.NAME)
    proposal = state.proposals.get(found) if isinstance(state, publications.PublicationsState) else None
    if state is None or proposal is None:
        raise Refused(
            "communique-unknown", expected="an act that proposed a joint text, and counts", got=ref,
            remedy="detente dossier list --desk publications",
        )  # fmt: skip
    return council, state, proposal


# --- publishing -------------------------------------------------------------------------------------------------------


async def publish(host: Host, call: PublishCommunique) -> Sent:
    """Say a text in a public channel, with the signatures of those who consented.

    Raises:
        Refused: `communique-consent-missing`, `communique-channel`, and what the publications desk refuses.
    """
    asked = {publications.ALONE: call.alone, publications.VERSIONS: list(call.versions)}
    council = await host.read(lambda core: council_of(core, call.council))
    channel = await host.read(lambda core: call.channel or _public_channel(core, council))
    said = Send(channel, asked, kind=publications.PUBLISH, council=call.council, re=call.ref, officer=call.officer)
    return await send(host, replace(said, body=await publishing(host, said)))


async def publishing(host: Host, call: Send) -> dict[str, Any]:
    """Return the body of the act that publishes a text, with the signatures of those who consented, and one's own.

    Raises:
        Refused: `communique-unknown`, `communique-consent-missing`, `communique-malformed`.
    """
    council, text, lines = await host.read(lambda core: _to_publish(core, call))
    party = host.keyring.party
    if party not in lines:
        own = sign_document(text, host.keyring.document_signer(council, Purpose.COMMUNIQUE))
        lines = {party: own.text(), **lines}
    signers = [party, *(one for one in lines if one != party)]
    identities = await host.read(lambda core: identity_notes(core, signers))
    return {"note": text + "\n" + "".join(lines[one] for one in signers), "identities": identities}


def published_text(_core: Core, draft: Draft) -> str:
    """Return the text that an act publishes, which goes with it whole."""
    return parse_document(text_of(draft.body, "note").encode()).note.text


def _to_publish(core: Core, call: Send) -> tuple[str, str, dict[str, str]]:
    """Return council and text, and the signature lines by party that go with it; one's own may be added."""
    party, alone = core.context.party, bool(call.body.get(publications.ALONE))
    if call.re is None:
        council = council_of(core, call.council)
        versions = call.body.get(publications.VERSIONS, ())
        own = joint_text(core.context.directory.charter(council), "", {party}, versions)
        try:
            return council, render_text(own), {}
        except Malformed as fault:
            raise Refused(fault.code, expected=fault.expected, got=fault.got) from None
    council, state, proposal = _proposal(core, call.council, call.re)
    consents = state.consents(proposal.act.ref)
    lines = {one: text_of(act.body, "signature") for one, act in consents.items() if not alone or one == party}
    missing = [one.upper() for one in proposal.text.parties if one not in lines and one != party]
    if missing and not alone:
        raise Refused(
            "communique-consent-missing",
            expected=f"the consent of everybody whom {proposal.act.ref} names",
            got=f"none of {', '.join(missing)}",
            remedy="wait for it, or publish with --alone, as a statement of your own",
        )
    return council, proposal.document.note.text, lines


def _public_channel(core: Core, council: str) -> str:
    charter = core.context.directory.charter(council)
    found = [
        name for name, channel in charter.channels.items()
        if channel.public and name != JOURNAL and charter.may_write(core.context.party, name)
    ]  # fmt: skip
    if len(found) != 1:
        raise Refused(
            "communique-channel",
            expected="one public channel in which this party writes",
            got=", ".join(found) or "none in the charter",
            remedy="name it with --channel" if found else "a charter has one with public = true",
        )
    return found[0]


# --- the folder -------------------------------------------------------------------------------------------------------


async def write(host: Host, call: WriteCommuniques) -> WrittenCommuniques:
    """Write what was published jointly and by this party as pages and a feed.

    Raises:
        Refused: `publication-foreign`, `paper-language`, `file-unwritable`, `evidence-unsound`.
    """
    from detente.home.papers import publication as folder_of

    found = await host.read(lambda core: list(_communiques(core, council_of(core, call.council))))
    changed = await asyncio.to_thread(folder_of.publish, Path(call.folder), found, call.language)
    return WrittenCommuniques(call.folder, [one.reference for one in found], changed)


def _communiques(core: Core, council: str) -> Iterator[Communique]:
    """Yield the communiqués of a council that are joint or this party's own, and count."""
    rows = core.context.store.acts(council, kinds={publications.PUBLISH})
    charter = core.context.directory.charter(council)
    for dossier in dict.fromkeys(row.dossier or row.ref for _sequence, row in rows):
        folded = core.folding.folded(council, dossier)
        state = folded.states.get(publications.NAME)
        if not isinstance(state, publications.PublicationsState):
            continue
        for act in folded.acts:
            one = state.publications.get(act.ref)
            if one is not None and (one.joint or one.author == core.context.party):
                yield _communique(core, charter, state, act, one)


def _communique(
    core: Core, charter: Charter, state: publications.PublicationsState, act: Said, one: Publication
) -> Communique:
    """Return a publication as the folder shows it; a party consented when its act says so, or with the publication."""
    consents = state.consents(one.text.draft) if one.text.draft in state.proposals else {}
    authors = tuple(
        Author(party, charter.parties[party].name, consents[party].claimed_at if party in consents else act.claimed_at)
        for party in one.authors
    )
    _council, view = evidence_of(core, ExportEvidence(ref=act.ref, council=charter.council_id))
    return Communique(
        council=charter.council_id,
        council_title={next(iter(charter.languages), "en"): charter.title},
        rehearsal=charter.rehearsal,
        reference=act.ref,
        symbol="",
        published_at=act.claimed_at,
        title={version.language: version.title for version in one.text.versions},
        texts=tuple(Words(version.text, version.language) for version in one.text.versions),
        authors=authors,
        digest=one.document.digest,
        note=one.document.note.to_bytes(),
        evidence=base64.b64decode(view.file),
    )


# --- checking ---------------------------------------------------------------------------------------------------------


def verify_communique(data: bytes) -> CommuniqueReport:
    """Return what the evidence file of a public act proves about its text; needs no folder, no node, no network."""
    report = verify_file(data)
    steps = list(report.items)
    if not report.verified:
        return CommuniqueReport(verified=False, items=steps, council=report.council)
    try:
        charter = verify_charter(unpack(data)[CHARTER])
        author, one = _published(report.act, report.origin, charter)
    except Malformed as fault:
        steps.append(Step(len(steps) + 1, _TEXT, ok=False, text=f"{fault.code}: {fault.expected}; {fault.got}"))
        return CommuniqueReport(verified=False, items=steps, council=report.council)
    shown = f"SHA-256 {one.document.digest.hex()}" + (", of a rehearsal" if one.text.rehearsal else "")
    steps.append(Step(len(steps) + 1, _TEXT, ok=True, text=shown))
    steps.append(Step(len(steps) + 1, "Who has signed exactly this text", ok=True, text=_signatures(one)))
    return CommuniqueReport(
        verified=True,
        items=steps,
        council=charter.council_id,
        rehearsal=charter.rehearsal,
        author=author,
        joint=one.joint,
        parties=one.text.parties,
        signed=tuple(sorted(one.signed)),
        missing=one.missing,
        digest=one.document.digest.hex(),
        text=one.document.note.text,
    )


_TEXT: Final = "The act publishes a communiqué of this council"


def _published(act: dict[str, object] | None, origin: str, charter: Charter) -> tuple[str, Publication]:
    body = act.get("body") if act is not None and act.get("kind") == publications.PUBLISH else None
    place = parse_origin(origin)
    if not isinstance(body, dict) or not charter.channels[place.channel].public:
        raise Malformed("communique-malformed", expected="a communiqué in a public channel", got="another act")
    return place.party, read_publication(place.party, body, charter, {})


def _signatures(one: Publication) -> str:
    signed = ", ".join(party.upper() for party in sorted(one.signed)) or "nobody of those named"
    if one.joint:
        return f"{signed}: a joint communiqué"
    missing = f"; no signature of {', '.join(one.missing).upper()} is shown" if one.missing else ""
    return f"{signed}{missing}: a statement of {one.author.upper()} alone"
