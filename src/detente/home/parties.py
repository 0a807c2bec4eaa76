"""Calls about who is who: this party, first contact with others, councils and how they are joined."""

import hashlib
from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.registry import check_charter
from detente.council.settings import topic_titles
from detente.council.silence import link_fact
from detente.errors import DetenteError, Malformed, Refused
from detente.home.amendments import course_of
from detente.home.calls import ConfirmParty, JoinCouncil, ShowCouncil, ShowParty
from detente.home.founding import split_notes
from detente.home.host import Host
from detente.home.replies import ConfirmedView, CouncilsView, CouncilView, JoinedView, PartyView, PeerView, Queue
from detente.home.replies.councils import PeerErrorView
from detente.home.silence import fact_view
from detente.home.views import council_of
from detente.node.core import Core
from detente.node.events import Amend
from detente.node.signs import link_of, retry_seconds, signs_of
from detente.node.wire_faults import told
from detente.protocol.amended import amend
from detente.protocol.amendment import Amendment, parse_paper
from detente.protocol.charter import Charter, verify_charter
from detente.protocol.identity import Identity, note_digest, verify_chain
from detente.protocol.words import contact_words, words_match

Troubles = Mapping[str, tuple[Instant, DetenteError]]


def _chain(text: str) -> tuple[tuple[Identity, ...], list[bytes]]:
    notes = split_notes(text)
    return verify_chain(notes), notes


def words_against(core: Core, note: bytes) -> tuple[str, ...]:
    """Return the six words of this party and the party of the note; both sides get the same."""
    return contact_words(core.context.directory.notes(core.context.party)[-1], note)


# --- this party -------------------------------------------------------------------------------------------------------


async def show_party(host: Host, call: ShowParty) -> PartyView:
    """Return this party's identity and its peers; with a note also the six words against it."""
    return await host.read(lambda core: _show_party(core, call, host.clock.now(), host.troubles))


def _show_party(core: Core, call: ShowParty, now: Instant, troubles: Troubles) -> PartyView:
    directory = core.context.directory
    mine = directory.identity(core.context.party)
    notes = directory.notes(core.context.party)
    words = other = None
    if call.note is not None:
        chain, others = _chain(call.note)
        other = chain[-1].party
        words = " ".join(words_against(core, others[-1]))
    return PartyView(
        as_of=rfc3339(now),
        party=mine.party,
        name=mine.name,
        url=mine.url,
        serial=mine.serial,
        fingerprint=note_digest(notes[-1]).hex(),
        note="".join(note.decode() for note in notes),
        items=peers(core, now, troubles),
        words=words,
        with_party=other,
    )


def peers(core: Core, now: Instant, troubles: Troubles) -> list[PeerView]:
    """Return the other parties that are known here, by id.

    Args:
        troubles: the last request to each that came to nothing, as the host keeps it.
    """
    directory, store = core.context.directory, core.context.store
    confirmed, signs, answered = store.confirmed(), signs_of(core.context), store.contacts()
    known = sorted(set(directory.peers()) | {party for party in store.identities() if party != core.context.party})
    found = []
    for party in known:
        identity = directory.identity(party) if directory.knows(party) else None
        entries, feeds = core.dispatch.queued(party)
        link = link_of(core.context, party, signs)
        found.append(
            PeerView(
                party=party,
                name=identity.name if identity else "",
                url=identity.url if identity else "",
                confirmed_at=written(confirmed.get(party)),
                contact_at=written(link.contact_at),
                sign_of_life_at=written(store.latest_sign_at(party)),
                queue=Queue(entries, feeds),
                link=fact_view(link_fact(link, now)),
                success_at=written(answered.get(party)),
                unanswered=link.unanswered,
                retry_seconds=retry_seconds(core.context, party),
                error=_error(*troubles[party]) if party in troubles else None,
                fingerprint=note_digest(directory.notes(party)[-1]).hex() if identity else "",
                certificate=hashlib.sha256(identity.root_certificate).hexdigest() if identity else "",
            )
        )
    return found


def _error(at: Instant, error: DetenteError) -> PeerErrorView:
    return PeerErrorView(rfc3339(at), error.code, error.expected, error.got, error.remedy, told(error))


# --- first contact ----------------------------------------------------------------------------------------------------


async def confirm(host: Host, call: ConfirmParty) -> ConfirmedView:
    """Return the six words; where the call brings the right ones, first contact stands confirmed.

    Raises:
        Refused: `words-differ`, `party-unknown`, `party-self`.
        Malformed: what `verify_chain` and `Directory.learn` raise for the note.
    """
    view = await host.read(lambda core: _confirm(core, call, host.clock.now()))
    if view.confirmed_at is not None:
        await host.refresh()
    return view


def _confirm(core: Core, call: ConfirmParty, now: Instant) -> ConfirmedView:
    directory, store = core.context.directory, core.context.store
    if call.note is not None:
        chain, notes = _chain(call.note)
    else:
        party = (call.party or "").lower()
        directory.identity(party)
        chain, notes = directory.chain(party), directory.notes(party)
    identity = chain[-1]
    if identity.party == core.context.party:
        raise Refused("party-self", expected="another party's identity", got=identity.party)
    words = words_against(core, notes[-1])
    spoken = " ".join(words)
    if call.words is None:
        return ConfirmedView(identity.party, identity.name, spoken, written(store.confirmed().get(identity.party)))
    if not words_match(call.words, words):
        raise Refused(
            "words-differ",
            expected=spoken,
            got=" ".join(call.words.split()),
            remedy="trust neither note; ask the other side for its note again, by another way",
        )
    with store.transaction():
        directory.learn(identity.party, notes)
        store.put_identity(identity.party, identity.serial, notes[-1], now)
    directory.reload()
    return ConfirmedView(identity.party, identity.name, spoken, rfc3339(now))


# --- councils ---------------------------------------------------------------------------------------------------------


async def join(host: Host, call: JoinCouncil) -> JoinedView:
    """Take part in a council whose charter all its founders signed, as it stands by the amendments since.

    Raises:
        Refused: `council-other-charter`, `council-not-a-party`, `identity-missing`.
        Malformed: what `verify_charter`, `verify_chain` and `check_charter` raise, `identity-other`,
            `amendment-incomplete`.
    """
    papers = tuple(note for text in call.amendments for note in split_notes(text))
    view = await host.read(lambda core: _join(core, call, papers, host.clock.now()))
    if view.again and papers:
        await host.tell(Amend(view.council.council, papers))
    await host.refresh()
    return view


def _join(core: Core, call: JoinCouncil, papers: tuple[bytes, ...], now: Instant) -> JoinedView:
    directory, store = core.context.directory, core.context.store
    note = call.charter.encode()
    founding = verify_charter(note)
    _check_name(core, founding)
    council = founding.council_id
    again = council in directory.councils
    try:
        with store.transaction():
            for text in call.identities:
                chain, notes = _chain(text)
                if chain[0].party != core.context.party:
                    directory.learn(chain[0].party, notes)
            charter = _amended(core, founding, papers)
            check_charter(charter)
            _check_member(core, charter)
            _check_identities(core, charter)
            store.put_council(council, note, now)
            for paper in papers if not again else ():
                store.put_amendment(council, parse_paper(paper).document.digest, paper, now)
    finally:
        directory.reload()
    confirmed = store.confirmed()
    unconfirmed = tuple(party for party in charter.parties if party != core.context.party and party not in confirmed)
    return JoinedView(view_of(charter, note), unconfirmed, again)


def _amended(core: Core, founding: Charter, papers: tuple[bytes, ...]) -> Charter:
    """Return the charter as it stands by the papers held and these, each of which must count."""
    held = core.context.directory.papers(founding.council_id).values()
    amended = amend(founding, [*held, *papers], core.context.directory.log_publics())
    counting = {paper.document.digest for paper in amended.papers}
    for paper in map(parse_paper, papers):
        if paper.document.digest not in counting:
            title = paper.title if isinstance(paper, Amendment) else f"the withdrawal of {paper.party}"
            raise Malformed(
                "amendment-incomplete",
                expected=f"amendments of {founding.council_id}, each with the signatures that its charter asks for",
                got=f"{title} ({paper.document.digest.hex()[:16]}), after {amended.charter.amended} in force",
                remedy="ask a party for them anew: detente council show NAME --amendments FILE; and give --identity "
                "of each party that signed",
            )
    return amended.charter


def _check_name(core: Core, charter: Charter) -> None:
    for council, known in core.context.directory.councils.items():
        if known.name == charter.name and council != charter.council_id:
            raise Refused(
                "council-other-charter",
                expected=f"one charter of the name {charter.name}: {council}",
                got=charter.council_id,
                remedy="ask the founders which text they signed; a second council needs another name",
            )


def _check_member(core: Core, charter: Charter) -> None:
    me = core.context.directory.chain(core.context.party)[0]
    member = charter.parties.get(core.context.party)
    if member is None:
        raise Refused(
            "council-not-a-party",
            expected=f"{core.context.party} among the parties",
            got=", ".join(charter.parties),
            remedy="a party that came later gives the amendments as well: --amendment FILE",
        )
    if member.root != me.root:
        raise Refused(
            "council-not-a-party",
            expected=f"the root key of {core.context.party}",
            got=member.root.text(),
            remedy="the charter names another key for this party; draft it anew from the right identity note",
        )


def _check_identities(core: Core, charter: Charter) -> None:
    directory = core.context.directory
    missing = [party for party in charter.parties if not directory.knows(party)]
    if missing:
        raise Refused(
            "identity-missing",
            expected="the identity note of each party",
            got=f"none of {', '.join(missing)}",
            remedy=f"detente council join FILE --identity {missing[0]}.note",
        )
    for party, member in charter.parties.items():
        root = directory.chain(party)[0].root
        if root != member.root:
            raise Malformed("identity-other", expected=f"the root of {party} in the charter", got=root.text())


async def show_council(host: Host, call: ShowCouncil) -> CouncilsView:
    """Return the councils joined here, or the one that is meant, with their charters."""

    def read(core: Core) -> CouncilsView:
        chosen = None if call.council is None else council_of(core, call.council)
        items = list(councils(core, chosen))
        if chosen is not None:
            items = [replace(one, course=course_of(core, chosen)) for one in items]
        return CouncilsView(rfc3339(host.clock.now()), items)

    return await host.read(read)


def councils(core: Core, chosen: str | None = None) -> Iterable[CouncilView]:
    """Return views of the councils joined here, in the order of joining."""
    notes = core.context.store.councils()
    return [
        view_of(charter, notes[council])
        for council, charter in core.context.directory.councils.items()
        if chosen in (None, council)
    ]


def view_of(charter: Charter, note: bytes = b"") -> CouncilView:
    """Return a charter as people read it in a list."""
    return CouncilView(
        council=charter.council_id,
        title=charter.title,
        rehearsal=charter.rehearsal,
        depositary=charter.depositary,
        parties=tuple(charter.parties),
        channels={channel: tuple(charter.members_of(channel)) for channel in charter.channels},
        founded_at=rfc3339(charter.founded_at),
        charter=note.decode(),
        amended=charter.amended,
        withdrawn=tuple(charter.withdrawn),
        channel_titles={name: one.title for name, one in charter.channels.items() if one.title},
        topic_titles=topic_titles(charter),
        levels={name: one.level for name, one in charter.channels.items() if one.level},
    )
