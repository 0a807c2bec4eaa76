"""Calls about a charter that changes: drafting an amendment, proposing and answering it, leaving, and how it stands."""

from collections.abc import Mapping

from msgspec.structs import replace

from detente.clock import rfc3339
from detente.errors import Malformed, Refused
from detente.home import two_person
from detente.home.acts import officer_of, sent
from detente.home.calls import AnswerAmendment, DraftAmendment, LeaveCouncil, OpenPast, ProposeAmendment
from detente.home.founding import split_notes
from detente.home.host import Host
from detente.home.replies import AmendmentView, CourseView, Drafted, MemberView, Sent
from detente.home.terms import differences_of, terms_of
from detente.home.views import council_of
from detente.node.charter_words import Proposal
from detente.node.core import Core
from detente.node.directory import LINE
from detente.node.events import Draft, OpenHistory, Written
from detente.protocol.acts import AMENDMENT, AMENDMENT_CONSENT, AMENDMENT_DECLINE, WITHDRAWAL
from detente.protocol.amended import Amended
from detente.protocol.amendment import Amendment, draft_accession, draft_change, draft_readmission
from detente.protocol.charter import Member
from detente.protocol.documents import verify_document
from detente.protocol.identity import verify_chain

# --- drafting ---------------------------------------------------------------------------------------------------------


async def draft(host: Host, call: DraftAmendment) -> Drafted:
    """Return the text of an amendment to the charter as it stands; nothing is signed or said.

    Raises:
        Refused: `amendment-draft`. Malformed: what `verify_chain` raises for the note.
    """
    return await host.read(lambda core: _draft(core, call))


def _draft(core: Core, call: DraftAmendment) -> Drafted:
    council = council_of(core, call.council)
    amended = core.context.directory.amended[council]
    try:
        text = _text(council, amended, call)
    except Malformed as fault:
        remedy = "detente council amend --help"
        raise Refused("amendment-draft", expected=fault.expected, got=fault.got, remedy=remedy) from None
    return Drafted(council, amended.course.number, text)


def _text(council: str, amended: Amended, call: DraftAmendment) -> str:
    course = amended.course
    # Who has withdrawn since the last amendment is named, so that its signature is not waited for.
    withdrawn = [party for party in amended.charter.withdrawn if party not in course.charter.withdrawn]
    if call.tables is not None:
        return draft_change(
            council, course.number, course.previous, title=call.title, tables=call.tables, withdrawn=withdrawn
        )
    if call.readmit is not None:
        if call.readmit.lower() not in amended.charter.withdrawn:
            gone = ", ".join(one.upper() for one in amended.charter.withdrawn) or "none"
            raise Refused("not-withdrawn", expected=f"a party that has withdrawn ({gone})", got=call.readmit.upper())
        return draft_readmission(
            council,
            course.number,
            course.previous,
            title=call.title,
            party=call.readmit.lower(),
            channels=call.channels,
            withdrawn=withdrawn,
        )
    chain = verify_chain(split_notes(call.admit or ""))
    number = max(member.number for member in amended.charter.parties.values()) + 1
    return draft_accession(
        council,
        course.number,
        course.previous,
        title=call.title,
        party=chain[0].party,
        member=Member(number, chain[-1].name, chain[0].root),
        channels=call.channels,
        withdrawn=withdrawn,
    )


# --- saying -----------------------------------------------------------------------------------------------------------


async def propose(host: Host, call: ProposeAmendment) -> Sent:
    """Propose an amendment on the line, with this party's signature under it.

    Raises:
        Refused: what `Amendments.complete` refuses.
    """
    notes = [note for text in call.identities for note in split_notes(text)]
    body = {"note": call.amendment.encode(), "identities": notes}
    return await _say(host, call.council, AMENDMENT, body, call.officer)


async def answer(host: Host, call: AnswerAmendment) -> Sent:
    """Sign an amendment that was proposed, or say that this party will not.

    Raises:
        Refused: what `Amendments.complete` refuses; `reference-unknown`.
    """
    kind = AMENDMENT_CONSENT if call.consent else AMENDMENT_DECLINE
    body = {"text": call.text} if call.text else {}
    return await _say(host, call.council, kind, body, call.officer, re=call.ref)


async def leave(host: Host, call: LeaveCouncil) -> Sent:
    """Withdraw this party from a council, from now on.

    Raises:
        Refused: `depositary-stays`, `party-withdrawn`.
    """
    return await _say(host, call.council, WITHDRAWAL, {"reason": call.reason}, call.officer)


async def open_past(host: Host, call: OpenPast) -> Sent:
    """Open what this party said in a channel to a member that came later; return the last grant.

    Raises:
        Refused: `channel-unknown`, `addressee-unknown`, `history-open`.
    """
    council = await host.read(lambda core: council_of(core, call.council))
    asked = (council, call.channel.lower(), call.to.lower())
    written: Written = await host.ask(lambda ticket: OpenHistory(ticket, *asked))
    return await sent(host, written)


async def _say(
    host: Host,
    council: str | None,
    kind: str,
    body: Mapping[str, object],
    officer: str | None,
    *,
    re: str | None = None,
) -> Sent:
    chosen = await host.read(lambda core: council_of(core, council))
    draft = Draft(chosen, LINE, kind, body, officer=officer_of(host, officer), re=re)
    return await sent(host, await two_person.submit(host, draft))


# --- how it stands ----------------------------------------------------------------------------------------------------


def course_of(core: Core, council: str) -> CourseView:
    """Return how a council's charter came to be as it is, and what is proposed."""
    directory = core.context.directory
    amended = directory.amended[council]
    charter = amended.charter
    heard = core.amendments.words.heard(council)
    members = tuple(
        MemberView(
            party,
            member.number,
            member.name,
            member.since,
            rfc3339(charter.withdrawn[party]) if party in charter.withdrawn else None,
        )
        for party, member in charter.parties.items()
    )

    def view(one: Amendment, state: str) -> AmendmentView:
        return _view(core, amended, one, state, heard.proposals.get(one.document.digest))

    known = {one.digest for one in (*amended.course.chain, *amended.course.rivals)}
    return CourseView(
        amended=charter.amended,
        members=members,
        amendments=(
            *(
                _view(core, amended, one, "in force", heard.proposals.get(one.document.digest))
                for one in amended.course.chain
            ),
            *(
                _view(core, amended, one, "conflict", heard.proposals.get(one.document.digest))
                for one in amended.course.rivals
            ),
        ),
        proposals=tuple(
            _proposed(core, council, one) for one in heard.proposals.values() if one.amendment.digest not in known
        ),
        papers="".join(paper.document.note.to_bytes().decode() for paper in amended.papers),
        terms=terms_of(charter),
    )


def _view(core: Core, amended: Amended, amendment: Amendment, state: str, proposal: Proposal | None) -> AmendmentView:
    signed = verify_document(amendment.document, core.context.directory.log_publics())
    return AmendmentView(
        number=amendment.number,
        kind=amendment.kind,
        title=amendment.title,
        digest=amendment.digest,
        state=state,
        text=amendment.document.note.text,
        signed=tuple(sorted(signed)),
        ref=proposal.refs[0] if proposal else None,
        differences=differences_of(amended, amendment),
    )


def _proposed(core: Core, council: str, proposal: Proposal) -> AmendmentView:
    """Return a proposal; where another text is in force in its place it can have no more signatures."""
    view = _view(core, core.context.directory.amended[council], proposal.amendment, "proposed", proposal)
    count = core.amendments.tally(council, proposal)
    if count is None:
        return replace(view, state="overtaken")
    missing = tuple(party for party in count.missing if party not in proposal.declined)
    return replace(
        view, needed=count.needed, missing=(*missing, *count.roots), declined=tuple(sorted(proposal.declined))
    )
