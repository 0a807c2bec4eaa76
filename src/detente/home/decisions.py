"""The call about decisions that no form can make: signing how one ended, where no depositary keeps the time."""

from typing import Any

from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.decision.state import SIGN, DecisionState
from detente.council.desks.decisions import NAME
from detente.council.said import Said
from detente.errors import Refused
from detente.home import acts
from detente.home.calls import Send, SignOutcome
from detente.home.host import Host
from detente.home.replies import Sent
from detente.node.core import Core
from detente.node.events import Draft
from detente.protocol.documents import Purpose, parse_document, sign_document
from detente.protocol.outcomes import SignedOutcome, render_outcome
from detente.tlog.notes import Note


async def sign(host: Host, call: SignOutcome) -> Sent:
    """Sign the outcome of a decision as its acts have it here, and say so in its channel.

    Raises:
        Refused: `decision-unknown`, `decision-running`, `outcome-differs`, and what the desk refuses.
    """
    now = host.clock.now()
    council, proposal, _mine = await host.read(lambda core: _to_sign(core, call.council, call.ref, now))
    said = Send(proposal.channel, {}, kind=SIGN, council=council, re=proposal.ref, officer=call.officer)
    return await acts.send(host, replace(said, body=await signature(host, said)))


async def signature(host: Host, call: Send) -> dict[str, Any]:
    """Return the body of an act that signs how a decision ended by the acts held here, with the party's log key.

    Raises:
        Refused: `decision-unknown`, `decision-running`, `outcome-early`, `outcome-differs`.
    """
    now = host.clock.now()
    council, _proposal, mine = await host.read(lambda core: _to_sign(core, call.council, call.re or "", now))
    text = render_outcome(mine)
    line = sign_document(text, host.keyring.document_signer(council, Purpose.OUTCOME))
    identities = await host.read(lambda core: acts.identity_notes(core, [host.keyring.party]))
    return {"document": Note(text, (line,)).to_bytes(), "identities": identities}


def signed_text(_core: Core, draft: Draft) -> str:
    """Return the outcome that an act signs, which goes with it whole."""
    return parse_document(draft.body["document"]).note.text


def _to_sign(core: Core, named: str | None, text: str, now: Instant) -> tuple[str, Said, SignedOutcome]:
    council, ref = acts.locate(core, named, text)
    state = core.folding.matter_of(council, ref).states.get(NAME)
    if not isinstance(state, DecisionState) or state.proposal is None:
        raise Refused("decision-unknown", expected="a proposed decision that counts", got=ref)
    mine = state.to_sign()
    if mine is None:
        raise Refused("decision-running", expected="a decision that is over", got=f"{ref}: members have not all spoken")
    if mine.expires_at is not None and now <= mine.expires_at:
        raise Refused("outcome-early", expected=f"a time after {rfc3339(mine.expires_at)}", got=rfc3339(now))
    _check_others(state, mine)
    return council, state.proposal, mine


def _check_others(state: DecisionState, mine: SignedOutcome) -> None:
    """Sign nothing beside a text that says otherwise."""
    for party, (signed, _document) in sorted(state.signed.items()):
        if signed != mine:
            raise Refused(
                "outcome-differs",
                expected=f"the outcome that {party.upper()} signed: {signed.result}",
                got=f"{mine.result}, by the acts that are here",
                remedy="exchange what is missing, then sign; each member signs once",
            )
