"""The call about decisions that no form can make: signing how one ended, where no depositary keeps the time."""

from detente.clock import Instant, rfc3339
from detente.council.decision.state import SIGN, DecisionState
from detente.council.desks.decisions import NAME
from detente.errors import Refused
from detente.home import acts
from detente.home.calls import Send, SignOutcome
from detente.home.host import Host
from detente.home.replies import Sent
from detente.node.core import Core
from detente.protocol.documents import Purpose, sign_document
from detente.protocol.outcomes import SignedOutcome, render_outcome
from detente.tlog.notes import Note


async def sign(host: Host, call: SignOutcome) -> Sent:
    """Sign the outcome of a decision as its acts have it here, and say so in its channel.

    Raises:
        Refused: `decision-unknown`, `decision-running`, `outcome-differs`, and what the desk refuses.
    """
    now = host.clock.now()
    council, state, mine = await host.read(lambda core: _to_sign(core, call, now))
    proposal = state.proposal
    assert proposal is not None, "an outcome without a proposal"
    text = render_outcome(mine)
    line = sign_document(text, host.keyring.document_signer(council, Purpose.OUTCOME))
    identities = await host.read(lambda core: acts.identity_notes(core, [host.keyring.party]))
    body = {"document": Note(text, (line,)).to_bytes(), "identities": identities}
    send = Send(proposal.channel, body, kind=SIGN, council=council, re=proposal.ref, officer=call.officer)
    return await acts.send(host, send)


def _to_sign(core: Core, call: SignOutcome, now: Instant) -> tuple[str, DecisionState, SignedOutcome]:
    council, ref = acts.locate(core, call.council, call.ref)
    state = core.folding.matter_of(council, ref).states.get(NAME)
    if not isinstance(state, DecisionState) or state.proposal is None:
        raise Refused("decision-unknown", expected="a proposed decision that counts", got=ref)
    mine = state.to_sign()
    if mine is None:
        raise Refused("decision-running", expected="a decision that is over", got=f"{ref}: members have not all spoken")
    if mine.expires_at is not None and now <= mine.expires_at:
        raise Refused("outcome-early", expected=f"a time after {rfc3339(mine.expires_at)}", got=rfc3339(now))
    _check_others(state, mine)
    return council, state, mine


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
