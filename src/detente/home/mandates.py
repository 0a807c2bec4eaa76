"""Calls about mandates in an alliance's own council: asked for, signed, taken back, and made a file for another one.

One node serves both councils. From one to the other goes the file that a person carries over: nothing else does. What
is done with it there: `home/voices.py`.
"""

import base64

from msgspec.structs import replace

from detente.clock import Instant
from detente.council.desks import mandates, own
from detente.council.kinds import Field, Sort, text_of
from detente.council.mandate_texts import (
    ASK,
    GRANT,
    REVOCATION,
    MandatesState,
    bundle_of,
    revocation_of,
)
from detente.council.said import Said
from detente.errors import Malformed, Refused
from detente.home import two_person
from detente.home.acts import locate, send
from detente.home.calls import (
    AskMandate,
    ExportMandate,
    GrantMandate,
    RevokeMandate,
    Send,
)
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.mandates import MandateFile
from detente.home.views import council_of
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.protocol.charter import Charter
from detente.protocol.documents import Purpose, draft_document, parse_document, sign_document
from detente.protocol.mandates import (
    Bundle,
    Mandate,
    Revocation,
    alliances_of,
    parse_body,
    parse_mandate,
    render_mandate,
    render_revocation,
    text_hash,
    verify_signers,
)


async def ask(host: Host, call: AskMandate) -> Sent:
    """Ask the members for a mandate, or amend a text that stands.

    Raises:
        Refused: `alliance-not-named`, `council-unknown`, `reference-unknown`, and what the desk refuses.
    """
    mandate = await host.read(lambda core: _drafted(core, call, host.clock.now()))
    body = {"text": render_mandate(mandate)}
    return await send(host, Send(call.channel, body, ASK, mandate.council, re=call.amends, officer=call.officer))


def _drafted(core: Core, call: AskMandate, now: Instant) -> Mandate:
    council = council_of(core, call.council)
    charter = _other_charter(core, call.for_council)
    for_council = charter.council_id if charter else call.for_council
    alliance = call.alliance or _alliance_for(council, charter)
    dossier = call.dossier.rpartition(":")[2]
    until = Field("Valid until", Sort.INSTANT).read("valid_until", call.valid_until)
    since = Field("Valid from", Sort.INSTANT).read("valid_from", call.valid_from) if call.valid_from else now
    return Mandate(
        council=council,
        alliance=alliance,
        for_council=for_council,
        serial=_serial(core, council, call.amends, (alliance, for_council)),
        holder=call.holder.lower(),
        title=call.title,
        dossier=locate(core, for_council, dossier)[1] if charter and dossier else dossier.upper(),
        valid_from=since,
        valid_until=until,
        limits=call.limits,
        text_hash=text_hash(call.text) if call.text else "",
        agreed=call.text,
    )


def _other_charter(core: Core, text: str) -> Charter | None:
    """Return the charter of the council in which the mandate is to be used, where this node takes part in it."""
    councils = core.context.directory.councils.values()
    return next((charter for charter in councils if text in (charter.council_id, charter.name)), None)


def _alliance_for(council: str, charter: Charter | None) -> str:
    found = (
        [] if charter is None else [one.alliance for one in alliances_of(charter).values() if one.council == council]
    )
    if len(found) == 1:
        return found[0]
    raise Refused(
        "alliance-not-named",
        expected=f"the id of the alliance in the charter of the other council ({', '.join(found) or 'not known here'})",
        got="none",
        remedy="name it with --alliance",
    )


def _serial(core: Core, council: str, amends: str | None, whose: tuple[str, str]) -> int:
    """Return the serial of the text that is amended, or one more than the greatest that was asked for."""
    if amends is not None:
        _council, ref, state = _asked(core, council, amends)
        return state.asked[ref].serial
    asked = [one for act in said_of_kind(core, council, ASK) if (one := mandate_of(act)) is not None]
    return 1 + max((one.serial for one in asked if (one.alliance, one.for_council) == whose), default=0)


def mandate_of(act: Said) -> Mandate | None:
    """Return the mandate that an act asked for or presented, claimed, or None where it shows none."""
    try:
        if act.kind == ASK:
            return parse_mandate(draft_document(text_of(act.body, "text")))
        return parse_mandate(parse_document(parse_body(act.body).note))
    except Malformed:
        return None


def said_of_kind(core: Core, council: str, kind: str) -> list[Said]:
    """Return all acts of a kind that can be read here."""
    return core.folding.sayings.opened(row for _sequence, row in core.context.store.acts(council, kinds=[kind]))


def _asked(core: Core, council: str | None, text: str) -> tuple[str, str, MandatesState]:
    """Return council and reference of the text that is meant, by its own act, an answer to it, or its dossier.

    Raises:
        Refused: `mandate-unknown`, `reference-unknown`, `council-unknown`.
    """
    chosen, ref = locate(core, council, text)
    row = core.context.store.act(chosen, ref)
    assert row is not None, f"an entry without its row: {ref}"
    state = core.folding.folded(chosen, row.dossier or ref).states.get(mandates.NAME)
    if isinstance(state, MandatesState):
        answered = state.acts[ref].re if ref in state.acts else None
        meant = ref if ref in state.asked else answered
        found = [meant] if meant in state.asked else list(state.standing.refs)
        if len(found) == 1 and found[0] is not None:
            return chosen, found[0], state
    raise Refused(
        "mandate-unknown", expected="the act that asked for a mandate", got=ref,
        remedy="detente dossier list --desk mandates",
    )  # fmt: skip


async def grant(host: Host, call: GrantMandate) -> Sent:
    """Sign the text that was asked for, exactly as it stands.

    Raises:
        Refused: `mandate-unknown`, `reference-unknown`, and what the desk refuses.
    """
    council, ref, state = await host.read(lambda core: _asked(core, call.council, call.ref))
    body = await _signature(host, council, text_of(state.acts[ref].body, "text"))
    channel = state.acts[ref].channel
    return await send(host, Send(channel, body, GRANT, council, re=ref, officer=call.officer))


async def revoke(host: Host, call: RevokeMandate) -> Sent:
    """Take this member's signature back.

    Raises:
        Refused: `mandate-unknown`, `reference-unknown`, and what the desk refuses.
    """
    council, ref, state = await host.read(lambda core: _asked(core, call.council, call.ref))
    mandate = state.asked[ref]
    revocation = Revocation(
        council, mandate.alliance, mandate.for_council, mandate.serial, host.clock.now(), call.reason
    )
    text = render_revocation(revocation)
    body = {"text": text, **await _signature(host, council, text)}
    channel = state.acts[ref].channel
    return await send(host, Send(channel, body, REVOCATION, council, re=ref, officer=call.officer))


async def _signature(host: Host, council: str, text: str) -> dict[str, object]:
    """Return this party's signature line under a document, with the notes that say whose it is."""
    line = sign_document(text, host.keyring.document_signer(council, Purpose.MANDATE)).text().rstrip("\n")
    notes = await host.read(lambda core: core.context.directory.notes(core.context.party))
    return {"signature": line, "identities": notes}


async def export(host: Host, call: ExportMandate) -> MandateFile:
    """Return a complete mandate, or a revocation, as a file for the other council; that is noted in `own` first.

    Raises:
        Refused: `mandate-unknown`, `mandate-unsigned`, `reference-unknown`.
    """
    council, found = await host.read(lambda core: _exported(core, call, host.clock.now()))
    officer = call.officer if call.officer is not None else str(host.config.get("officer", ""))
    word = "revocation" if found.revokes else "mandate"
    text = f"The text of {word} {found.serial}, its signatures, and the identity notes of {', '.join(found.signed)}."
    body = {"ref": found.ref, "text": text}
    written = await two_person.submit(host, Draft(council, OWN, own.DISCLOSURE, body, officer=officer))
    return replace(found, noted_as=written.ref)


def _exported(core: Core, call: ExportMandate, now: Instant) -> tuple[str, MandateFile]:
    council, ref, state = _asked(core, call.council, call.ref)
    act = state.acts.get(locate(core, call.council, call.ref)[1])
    serial, alliance = state.asked[ref].serial, state.alliance
    if act is not None and act.kind == REVOCATION:
        data = _newest(core, revocation_of(act)).to_file()
        return council, MandateFile(act.ref, base64.b64encode(data).decode(), serial, True, (act.party,), (), "")
    bundle = _newest(core, bundle_of(state, ref))
    by = verify_signers(bundle, alliance, now)
    signed = tuple(member for member in alliance.members if member in by)
    missing = tuple(member for member in alliance.members if member not in by)
    if len(signed) < alliance.needed:
        raise Refused(
            "mandate-unsigned",
            expected=f"the signatures of {alliance.needed} of {len(alliance.members)} members, by keys in force",
            got=f"missing: {', '.join(missing)}",
            remedy=f"members sign with detente mandate grant {ref}",
        )
    file, taken_back = base64.b64encode(bundle.to_file()).decode(), tuple(state.taken_back(ref))
    return council, MandateFile(ref, file, serial, False, signed, missing, "", taken_back)


def _newest(core: Core, bundle: Bundle) -> Bundle:
    """Return the bundle with the identity chains as they are known here by now."""
    known = core.context.directory.notes
    notes = [note for party, chain in bundle.chains().items() for note in max(chain, known(party), key=len)]
    return Bundle(bundle.note, tuple(notes))
