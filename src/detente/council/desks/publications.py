"""The publications desk: what parties say to everybody, jointly or alone.

A joint text is proposed in a sealed channel and consented to over its exact hash; the public act carries the consents
as signature lines under the text. It counts as joint where every party in whose name it speaks has signed exactly that
text; otherwise it is by definition its author's own statement. Anybody can check it (docs/council/publications.md).

Source: design sections 1 and 3; joint notes as in Hansard 25 January 1983 (docs/sources.md).

    who                       may                              when
    who reads a sealed        propose a joint text             at any time; each proposal is a text of its own
      channel
    a party named in it       consent, or decline              until it was published jointly
    who consented             withdraw the consent             until it was published with it
    anybody                   publish in a public channel      named in the text and signed by itself, or signed by all
                                                               whom it names; not with a consent that it knows withdrawn

What its publisher did not know of comes too late: a withdrawal concurrent with the publication is shown beside it.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import Instant, rfc3339
from detente.council.desk import Hint, Line, NextAct, Section, Sheet
from detente.council.duty import Duty, reply_duty
from detente.council.journal import Journal
from detente.council.kinds import (
    IDENTITIES,
    TEXT,
    Change,
    Field,
    Kind,
    Place,
    Rank,
    Sort,
    Speech,
    table_of,
    text_of,
    texts_of,
)
from detente.council.proposed_text import (
    Proposal,
    Publication,
    propose,
    publication_data,
    publication_sections,
    read_publication,
    text_data,
    title_of,
    words_section,
)
from detente.council.register import Register
from detente.council.said import Said
from detente.council.settings import clock_rule, reply_seconds
from detente.council.titles import quoted, titled
from detente.errors import Malformed, Refused
from detente.protocol.charter import Charter
from detente.protocol.documents import parse_document
from detente.protocol.signatories import log_keys_of, signed_by

NAME, TITLE = "publications", "Publications"
DRAFT, CONSENT, DECLINE = "communique-draft", "communique-consent", "communique-decline"
WITHDRAW, PUBLISH = "communique-withdraw", "communique-publish"
VERSIONS, ALONE = "versions", "alone"
CONSENT_FOLLOWS = (
    "A consent can be withdrawn until the text is published with it. Once all have consented, each of them may publish."
)
_VERSION = {
    "language": Field("Language of the text", characters_max=35, tag=True),
    "title": Field("Title", characters_max=190),
    "text": TEXT,
}
_TEXTS = Field("The text in each language", Sort.TABLE, many=True, fields=_VERSION)

KINDS = table_of(
    Kind(
        DRAFT, "proposed joint text", Speech.ASKS, "03",
        {
            VERSIONS: _TEXTS,
            "parties": Field(
                "In whose name it speaks", many=True, required=False, characters_max=32, parties=True, names="parties"
            ),
        },
        purpose="A text to be published by several, once each has consented.",
        text={"en": "{party} proposes a joint text"},
    ),
    Kind(
        CONSENT, "consent to a joint text", Speech.AGREES, "05",
        {
            "digest": Field("SHA-256 of the text", Sort.BYTES),
            "signature": Field("Signature line", characters_max=1_000),
            "identities": IDENTITIES,
        },
        least_rank=Rank.AMBASSADOR, needs_re=True, opens=False, answers=(DRAFT,), made=True,
        text={"en": "{party} consents to {re}"}, verb="read and consent",
    ),
    Kind(
        DECLINE, "declining a joint text", Speech.DECLINES, "12", {"text": Field("Reason", required=False)},
        needs_re=True, opens=False, answers=(DRAFT,), text={"en": "{party} declines {re}: {text}"},
        verb="decline the text",
    ),
    Kind(
        WITHDRAW, "withdrawal of a consent", Speech.DECLINES, "12", {"text": Field("Reason", required=False)},
        least_rank=Rank.AMBASSADOR, needs_re=True, opens=False, answers=(DRAFT,),
        text={"en": "{party} withdraws its consent to {re}"},
        verb="withdraw the consent", changes=Change.TAKES_BACK, undoes=(CONSENT,),
    ),
    Kind(
        PUBLISH, "communiqué", Speech.INFORMS, "01",
        {"note": Field("The signed text"), "identities": IDENTITIES},
        least_rank=Rank.AMBASSADOR, place=Place.PUBLIC, answers=(DRAFT,), made=True,
        asks={
            VERSIONS: replace(_TEXTS, required=False),
            ALONE: Field("As a statement of one's own alone, though the text names others", Sort.FLAG, required=False),
        },
        purpose="Says a text to everybody in one's own name, signed, so that anybody can check it.",
        text={"en": "{party} publishes a text"}, verb="publish the text",
    ),
)  # fmt: skip


class PublicationsState(Struct, frozen=True):
    """What was proposed, consented to, published and noted in one dossier.

    Args:
        proposals: by the reference of the act that proposed it.
        answers: by proposal and party: its newest act on it, a consent, a withdrawal or a refusal.
        keys: by the reference of a consent: the log keys by party that it proved.
        publications: by the reference of the public act.
    """

    charter: Charter
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Register[Said]] = field(default_factory=dict)
    keys: Mapping[str, Mapping[str, frozenset[bytes]]] = field(default_factory=dict)
    publications: Mapping[str, Publication] = field(default_factory=dict)

    @property
    def conflicts(self) -> tuple[str, ...]:
        """Return answers of one party of which neither comes after the other."""
        return tuple(
            f"{party.upper()} answers {ref} with {' and '.join(held.refs)}, neither after the other"
            for (ref, party), held in sorted(self.answers.items())
            if held.conflict
        )

    def answer(self, ref: str, party: str) -> Said | None:
        """Return the party's newest answer to a proposal, or None."""
        held = self.answers.get((ref, party))
        return None if held is None else held.settled

    def consents(self, ref: str) -> dict[str, Said]:
        """Return by party the consents to a proposal that stand."""
        found = {party: self.answer(ref, party) for party in self.proposals[ref].text.parties}
        return {party: act for party, act in found.items() if act is not None and act.kind == CONSENT}

    def published(self, ref: str) -> dict[str, Publication]:
        """Return the publications of a proposal, by reference."""
        return {place: one for place, one in sorted(self.publications.items()) if one.text.draft == ref}

    def joint(self, ref: str) -> bool:
        """Say if a proposal was published jointly."""
        return any(one.joint for one in self.published(ref).values())

    def keys_before(self, act: Said) -> dict[str, frozenset[bytes]]:
        """Return the log keys by party that consents before the act proved."""
        found: dict[str, frozenset[bytes]] = {}
        for ref, keys in self.keys.items():
            if act.follows(ref):
                found |= {party: found.get(party, frozenset()) | logs for party, logs in keys.items()}
        return found


def begin(charter: Charter) -> PublicationsState:
    """Return the state in which nothing is proposed."""
    return PublicationsState(charter)


# --- who may what -----------------------------------------------------------------------------------------------------


def may(state: PublicationsState, act: Said) -> Refused | None:
    """Return why an act does not count, or None."""
    try:
        match act.kind:
            case "communique-draft":
                _check_draft(state, act)
            case "communique-publish":
                _check_publish(state, act)
            case _:
                _check_answer(state, act)
    except Refused as reason:
        return reason
    except Malformed as fault:
        return Refused(fault.code, expected=fault.expected, got=fault.got)
    return None


def _check_draft(state: PublicationsState, act: Said) -> None:
    channel = state.charter.channels[act.channel]
    if channel.public:
        raise Refused(
            "communique-channel",
            expected="a sealed channel: a joint text is public when all have consented",
            got=act.channel,
            remedy="propose it in the channel in which it was talked about",
        )
    if strangers := [party for party in texts_of(act.body, "parties") if party not in channel.members]:
        raise Refused(
            "communique-parties",
            expected=f"parties that read {act.channel}: {', '.join(channel.members)}",
            got=", ".join(strangers),
        )
    propose(state.charter, act)


def _check_answer(state: PublicationsState, act: Said) -> None:
    proposal = state.proposals.get(act.re or "")
    if proposal is None or act.channel != proposal.act.channel:
        raise Refused(
            "communique-unknown", expected="a joint text that was proposed in this channel", got=act.re or "none"
        )
    if act.party not in proposal.text.parties:
        raise Refused(
            "communique-not-named", expected=f"one of {', '.join(proposal.text.parties)}", got=act.party.upper()
        )
    for ref, one in state.published(proposal.act.ref).items():
        if one.joint or (act.party in one.signed and act.kind != CONSENT):
            raise Refused(
                "communique-published",
                expected="a text that is not published yet",
                got=f"{proposal.act.ref}, published as {ref}",
                remedy="say it in a statement of your own",
            )
    if act.kind == CONSENT:
        _check_consent(proposal, act, state.charter)
    elif act.kind == WITHDRAW and act.party not in state.consents(proposal.act.ref):
        raise Refused("communique-no-consent", expected="a consent that stands", got=f"none by {act.party.upper()}")


def _check_consent(proposal: Proposal, act: Said, charter: Charter) -> None:
    if act.body["digest"] != proposal.document.digest:
        raise Refused(
            "communique-other-text",
            expected=f"SHA-256 {proposal.document.digest.hex()}, that of {proposal.act.ref}",
            got=act.body["digest"][:32].hex(),
        )
    signed = parse_document(f"{proposal.document.note.text}\n{text_of(act.body, 'signature')}".encode())
    keys = log_keys_of(texts_of(act.body, "identities"), charter)
    if act.party not in signed_by(signed, (act.party,), keys):
        raise _unsigned(act.party)


def _check_publish(state: PublicationsState, act: Said) -> None:
    one = read_publication(act.party, act.body, state.charter, state.keys_before(act))
    proposal = state.proposals.get(act.re or "")
    if one.text.draft != (act.re or "") or (proposal and proposal.document.digest != one.document.digest):
        raise Refused(
            "communique-other-text",
            expected=f"the text proposed as {act.re}" if act.re else "a text of one's own, which no act proposed",
            got=f"that of {one.text.draft or 'no proposal'}, SHA-256 {one.document.digest.hex()}",
        )
    if act.party not in one.text.parties and not one.joint:
        raise Refused(
            "communique-not-named",
            expected=f"one of {', '.join(one.text.parties)}, or the signatures of all of them",
            got=act.party.upper(),
        )
    if act.party in one.missing:
        raise _unsigned(act.party)
    answers = {party: state.answer(one.text.draft, party) for party in sorted(one.signed)}
    if back := [party.upper() for party, last in answers.items() if last is not None and last.kind != CONSENT]:
        raise Refused(
            "communique-consent-withdrawn",
            expected="signatures of parties whose consent stands",
            got=f"that of {', '.join(back)}, withdrawn",
            remedy="publish without it, which makes it a statement of your own",
        )


def _unsigned(party: str) -> Refused:
    return Refused(
        "communique-signature",
        expected=f"a signature of {party.upper()} by a log key of its identity notes",
        got="none that verifies",
    )


# --- what changes -----------------------------------------------------------------------------------------------------


def fold(state: PublicationsState, act: Said) -> PublicationsState:
    """Return the state with one more act."""
    match act.kind:
        case "communique-draft":
            return replace(state, proposals={**state.proposals, act.ref: propose(state.charter, act)})
        case "communique-consent" | "communique-decline" | "communique-withdraw":
            slot = (act.re or "", act.party)
            answers = {**state.answers, slot: state.answers.get(slot, Register()).put(act, act)}
            keys = log_keys_of(texts_of(act.body, "identities"), state.charter)
            return replace(state, answers=answers, keys={**state.keys, act.ref: keys} if keys else state.keys)
        case "communique-publish":
            one = read_publication(act.party, act.body, state.charter, state.keys_before(act))
            return replace(state, publications={**state.publications, act.ref: one})
        case _:
            return state


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: PublicationsState, journal: Journal) -> tuple[Duty, ...]:
    """Return who is to consent or to decline, where the charter sets a clock for it."""
    seconds = reply_seconds(state.charter, DRAFT)
    if seconds is None:
        return ()
    found = []
    for ref, proposal in sorted(state.proposals.items()):
        for party in proposal.text.parties:
            answer = state.answer(ref, party)
            answers = [] if answer is None else [answer]
            if party != proposal.act.party:
                found.append(
                    reply_duty(
                        proposal.act, party, "consent to a joint text, or decline it", citing=answers,
                        answers=answers, journal=journal, charter=state.charter, seconds=seconds,
                        rule=clock_rule(seconds, "proposed joint text"),
                    )
                )  # fmt: skip
    return tuple(found)


def turn(state: PublicationsState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return who has neither consented nor declined; once all have consented, who proposed the text and may publish."""
    waiting: set[str] = set()
    for ref, proposal in state.proposals.items():
        if state.joint(ref):
            continue
        silent = {party for party in proposal.text.parties if (ref, party) not in state.answers}
        whole = len(state.consents(ref)) == len(proposal.text.parties)
        waiting |= {proposal.act.party} if whole else silent
    return frozenset(waiting)


def hints(state: PublicationsState, kind: str, re: str | None, now: Instant) -> dict[str, Hint]:  # noqa: ARG001
    """Return what the form of a publication has to know: one's own text, or in whose name a proposed one goes out."""
    if kind != PUBLISH:
        return {}
    hidden = Hint(hidden=True)
    return {VERSIONS: hidden, ALONE: Hint(open=True)} if re else {VERSIONS: Hint(required=True), ALONE: hidden}


def unsaid(state: PublicationsState, kind: str, now: Instant) -> tuple[str, ...]:  # noqa: ARG001
    """Return what follows from a consent."""
    return (CONSENT_FOLLOWS,) if kind == CONSENT else ()


def next_acts(state: PublicationsState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    found = []
    for ref, proposal in sorted(state.proposals.items()):
        if party not in proposal.text.parties or state.joint(ref):
            continue
        signed = any(party in one.signed for one in state.published(ref).values())
        stands = party in state.consents(ref)
        if not stands:
            found += [NextAct(CONSENT, ref), *([] if signed else [NextAct(DECLINE, ref)])]
        elif not signed:
            found.append(NextAct(WITHDRAW, ref))
        if stands:
            found.append(NextAct(PUBLISH, ref))
    return tuple(found)


# --- for eyes ---------------------------------------------------------------------------------------------------------


def render(state: PublicationsState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return what was proposed, consented to, published and noted."""
    texts = [one.text for _, one in sorted(state.proposals.items())]
    texts += [one.text for _, one in sorted(state.publications.items())]
    return Sheet(
        title=titled(quoted(title_of(texts[0], language)) if texts else ""),
        status=_status(state),
        facts=(("rehearsal", "nothing in it was said by those whom it names"),) if state.charter.rehearsal else (),
        sections=tuple(_sections(state)),
        data={
            "proposals": [_proposal_data(state, ref) for ref in sorted(state.proposals)],
            "publications": [publication_data(ref, one) for ref, one in sorted(state.publications.items())],
        },
    )


PUBLISHED, PROPOSED = "published", "proposed"
FOUND_BY = ("sort",)


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return if something was published in it, and if something is proposed that was not."""
    sorts = ((PUBLISHED, data["publications"]), (PROPOSED, [one for one in data["proposals"] if not one["published"]]))
    return {"sort": tuple(name for name, found in sorts if found)}


def _status(state: PublicationsState) -> str:
    if any(one.joint for one in state.publications.values()):
        return "published jointly"
    if state.publications:
        authors = sorted({one.author.upper() for one in state.publications.values()})
        return f"published by {' and by '.join(authors)} alone"
    if not state.proposals:
        return "nothing said"
    left = min(len(one.text.parties) - len(state.consents(ref)) for ref, one in state.proposals.items())
    return "consented by all" if left == 0 else "consents outstanding"


def _sections(state: PublicationsState) -> Iterator[Section]:
    for ref, proposal in sorted(state.proposals.items()):
        yield words_section(proposal.text, f"Proposed as {ref}", ref)
        lines = tuple(_answer_line(state, ref, party) for party in proposal.text.parties)
        note = f"What is consented to is the text with SHA-256 {proposal.document.digest.hex()}."
        yield Section("Consents", lines, ("Party", "Answer", "Remark"), note)
    for ref, one in sorted(state.publications.items()):
        yield from publication_sections(ref, one)


def _answer_line(state: PublicationsState, ref: str, party: str) -> Line:
    held = state.answers.get((ref, party))
    act = state.answer(ref, party)
    if act is None:
        return Line((party.upper(), "no answer yet" if held is None else "in conflict", ""), None, mark="waiting")
    words = {CONSENT: "consented", DECLINE: "declined", WITHDRAW: "withdrew its consent"}
    return Line((party.upper(), words[act.kind], text_of(act.body, "text")), act.ref)


def _proposal_data(state: PublicationsState, ref: str) -> dict[str, object]:
    proposal = state.proposals[ref]
    answers = {party: state.answer(ref, party) for party in proposal.text.parties}
    return {
        "ref": ref,
        "by": proposal.act.party,
        **text_data(proposal.text, proposal.document),
        "answers": {
            party: None if act is None else {"ref": act.ref, "kind": act.kind, "claimed_at": rfc3339(act.claimed_at)}
            for party, act in answers.items()
        },
        "published": list(state.published(ref)),
    }
