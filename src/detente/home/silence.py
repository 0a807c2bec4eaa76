"""The call that reads silence: how each counterpart stands, from what the record and the couriers hold."""

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from detente.clock import Instant, rfc3339, written
from detente.council.attention import may_ask
from detente.council.background import Background
from detente.council.kinds import Kind, Speech, asks_answer
from detente.council.registry import KINDS
from detente.council.silence import (
    TITLES,
    Addressed,
    Evidence,
    Fact,
    What,
    act_fact,
    in_words,
    link_fact,
    most_urgent,
    party_facts,
)
from detente.errors import Refused
from detente.home.calls.line import MATTERS_MAX, ShowLine
from detente.home.host import Host
from detente.home.replies import Queue
from detente.home.replies.facts import EvidenceItem, FactView
from detente.home.replies.line import CounterpartView, LineStatusView
from detente.home.views import Viewer, council_of, heads_of
from detente.node.core import Core
from detente.node.directory import LINE, OWN
from detente.node.signs import link_of, retry_seconds, signs_of
from detente.protocol.charter import Charter
from detente.protocol.heads import Role
from detente.record.store import ActRow, DossierRow

DECLINED_MAX = 20
"""Declining acts shown for each counterpart, the newest first; the dossiers have the others."""


async def show_line(host: Host, call: ShowLine) -> LineStatusView:
    """Return how each counterpart of a council stands to this party.

    Raises:
        Refused: `council-unknown`, `party-unknown`.
    """
    await host.fold()
    return await host.read(lambda core: _line(core, call, host.clock.now(), running=host.port is not None))


def _line(core: Core, call: ShowLine, now: Instant, *, running: bool) -> LineStatusView:
    council = council_of(core, call.council)
    charter = core.context.directory.charter(council)
    others = [party for party in charter.present if party != core.context.party]
    if call.party is not None and call.party.lower() not in others:
        raise Refused("party-unknown", expected=f"one of {', '.join(others)}", got=call.party)
    chosen = others if call.party is None else [call.party.lower()]
    reading = Reading(core, council, charter, max(0, min(call.matters, MATTERS_MAX)))
    items = [counterpart(reading, party, now) for party in chosen]
    heads = heads_of(core.context.store.feeds(council, channel=LINE))
    return LineStatusView(rfc3339(now), heads, council, running, items)


class Reading:
    """One look at a council's record; what several counterparts share is read once.

    Args:
        matters: how many dossiers are looked at for each counterpart.
    """

    def __init__(self, core: Core, council: str, charter: Charter, matters: int) -> None:
        self.core = core
        self.council = council
        self.charter = charter
        self.matters = matters
        self.viewer = Viewer(core)
        self.signs = signs_of(core.context, council)
        self._acts: dict[str, tuple[list[ActRow], str]] = {}

    def acts(self, dossier: DossierRow) -> tuple[list[ActRow], str]:
        """Return the acts of a dossier that count, in the order of storing, and its topic."""
        if dossier.dossier not in self._acts:
            words = self.core.folding.words_of(dossier)
            rows = self.core.context.store.acts(self.council, dossier=dossier.dossier)
            counting = [row for _sequence, row in rows if row.channel != OWN and row.ref not in words.irregular]
            self._acts[dossier.dossier] = counting, words.topic
        return self._acts[dossier.dossier]


def counterpart(reading: Reading, party: str, now: Instant) -> CounterpartView:
    """Return how one counterpart stands."""
    core, context = reading.core, reading.core.context
    link = link_of(context, party, reading.signs)
    known = core.folding.standing(reading.council, party)
    wire = link_fact(link, now)
    facts = (
        *party_facts(party, known.suspensions, known.announcements, now),
        *act_facts(reading, party, known, now),
    )
    identity = context.directory.identity(party) if context.directory.knows(party) else None
    return CounterpartView(
        party=party,
        name=identity.name if identity else "",
        state=most_urgent([wire, *facts]).state,
        link=fact_view(wire),
        facts=tuple(map(fact_view, facts)),
        contact_at=written(link.contact_at),
        success_at=written(context.store.contacts().get(party)),
        sign_of_life_at=None if link.sign is None else rfc3339(link.sign.at),
        unanswered=link.unanswered,
        unanswered_since_at=written(link.unanswered_since),
        retry_seconds=retry_seconds(context, party),
        queue=Queue(*core.dispatch.queued(party)),
    )


def fact_view(fact: Fact) -> FactView:
    """Return a state as replies carry it."""
    return FactView(
        state=fact.state,
        title=TITLES[fact.state],
        about=fact.about,
        since_at=written(fact.since),
        until_at=written(fact.until),
        reason=fact.reason,
        covers=fact.covers,
        drill=fact.drill,
        evidence=tuple(EvidenceItem(one.what, one.by, written(one.at), one.ref, one.number) for one in fact.evidence),
        text=in_words(fact),
    )


# --- acts of ours that await a counterpart ----------------------------------------------------------------------------


def act_facts(reading: Reading, party: str, known: Background, now: Instant) -> list[Fact]:
    """Return how our acts stand with a party, those of the newest matters first.

    A matter is looked at while it is the party's turn there, and where the party declined something.
    """
    return [fact for dossier in _matters(reading, party) for fact in facts_in(reading, party, dossier, known, now)]


def facts_in(reading: Reading, party: str, dossier: DossierRow, known: Background, now: Instant) -> list[Fact]:
    """Return how our acts of one matter stand with a party."""
    found = []
    acts, topic = reading.acts(dossier)
    for act in _addressed(reading, party, acts, topic):
        suspension = known.suspension_of(reading.charter, act.channel, act.topic, now)
        fact = act_fact(party, act, suspension, known.announcement_of(act.channel, now))
        if fact is not None:
            found.append(replace(fact, drill=reading.core.folding.words_of(dossier).drill))
    return found


def _matters(reading: Reading, party: str) -> list[DossierRow]:
    if not reading.matters:
        return []
    store = reading.core.context.store
    waiting = store.dossiers(reading.council, turn=party, limit=reading.matters)
    declining = [name for name, kind in KINDS.items() if kind.speech is Speech.DECLINES]
    newest = store.acts(
        reading.council, party=party, kinds=declining, newest=True, limit=min(DECLINED_MAX, reading.matters)
    )
    named = dict.fromkeys(row.dossier for _sequence, row in newest if row.dossier)
    declined = (store.dossier(reading.council, ref) for ref in named if ref not in {one.dossier for one in waiting})
    return [*waiting, *(one for one in declined if one is not None)]


def _addressed(reading: Reading, party: str, acts: Iterable[ActRow], topic: str) -> Iterator[Addressed]:
    """Yield each act of ours that is for a party, the newest first, with what the party did with it."""
    acts = list(acts)
    context = reading.core.context
    for row in reversed(acts):
        kind = KINDS.get(row.kind)
        if row.party != context.party or kind is None or kind.needs_re or kind.rung:
            continue
        asks = _asks(reading, kind, row)
        members = context.directory.members(reading.council, row.channel)
        if party in row.to or (asks and not row.to and party in members and party != reading.charter.depositary):
            said = [one for one in acts if one.party == party and one.re == row.ref and one.kind in KINDS]
            yield _with_answers(reading, party, row, said, topic, asks=asks)


def _asks(reading: Reading, kind: Kind, row: ActRow) -> bool:
    """Say if an act asks for an answer: all of its kind do, or its words say by when."""
    if kind.speech is Speech.ASKS:
        return True
    # Only where its kind may say so are its words opened.
    return may_ask(row.kind) and any(asks_answer(kind, act.body) for act in reading.core.folding.sayings.opened([row]))


def _with_answers(
    reading: Reading, party: str, row: ActRow, said: list[ActRow], topic: str, *, asks: bool
) -> Addressed:
    read = next((one for one in said if KINDS[one.kind].rung), None)
    declined = [one for one in said if KINDS[one.kind].speech is Speech.DECLINES]
    answering = [one for one in said if not KINDS[one.kind].rung and one not in declined]
    # Plain words said of it show that it was read; they answer nothing that was asked.
    told = [one for one in answering if KINDS[one.kind].speech is Speech.INFORMS]
    read = read or next(iter(told), None)
    return Addressed(
        row.ref,
        row.channel,
        topic,
        asks,
        received=_receipt(reading, party, row),
        read=None if read is None else _evidence(reading, What.ACKNOWLEDGEMENT, read),
        answered=len(answering) > len(told),
        declined=_evidence(reading, What.ACT, declined[-1]) if declined and len(answering) == len(told) else None,
    )


def _receipt(reading: Reading, party: str, row: ActRow) -> Evidence | None:
    receipts = reading.core.context.store.receipts(reading.viewer.feed_of(row), covering=row.index)
    at = next((one.at for one in receipts if (one.party, one.role) == (party, Role.MIRROR)), None)
    return None if at is None else Evidence(What.RECEIPT, party, at)


def _evidence(reading: Reading, what: What, row: ActRow) -> Evidence:
    """Return an act of a counterpart as evidence; its time is that of the first receipt on it."""
    receipts = reading.core.context.store.receipts(reading.viewer.feed_of(row), covering=row.index)
    return Evidence(what, row.party, min((one.at for one in receipts), default=None), row.ref)
