"""Silence that can be read: what is known of a counterpart that says nothing, each state with its evidence.

    of the link       reachable            it answers, or called us
                      link_down            it does not, and others hold a sign of life that it gave since
                      not_heard            it does not, and nobody heard here holds such a sign; cause not stated
    of an act of ours unread               its node may hold it; no officer has acknowledged or answered it
                      read_unanswered      an officer acknowledged it; what it asks is not answered
                      declined             answered with a declining act
    of the party      suspended            it has suspended the channel, level or topic
                      silence_announced    it said before that it would be silent now

They are different facts, and several may hold at once. None of them says why, and none accuses. The normative page is
docs/silence.md, which also says how other lines fell silent. Source: design section 4, "Silence can be read".
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from msgspec import Struct

from detente.clock import Instant, rfc3339
from detente.council.background import Announcement, Suspension
from detente.council.kinds import drill_title

SILENT_AFTER: Final = 2
"""Requests in a row without answer from which on the link counts as silent: one alone may be a connection that aged."""

FRESH_SECONDS: Final = 600
"""How old a contact or a sign of life may be: nodes compare twice a minute, and try again at least every five."""


class Silence(StrEnum):
    """The states, as JSON names them."""

    REACHABLE = "reachable"
    LINK_DOWN = "link_down"
    NOT_HEARD = "not_heard"
    UNREAD = "unread"
    READ_UNANSWERED = "read_unanswered"
    DECLINED = "declined"
    SUSPENDED = "suspended"
    SILENCE_ANNOUNCED = "silence_announced"


TITLES: Final = {
    Silence.REACHABLE: "reachable",
    Silence.LINK_DOWN: "link down: others hold its newer sign of life",
    Silence.NOT_HEARD: "not heard by anybody here; cause not stated",
    Silence.UNREAD: "unread: no officer has acknowledged it",
    Silence.READ_UNANSWERED: "read, unanswered",
    Silence.DECLINED: "declined",
    Silence.SUSPENDED: "suspended by its author's act",
    Silence.SILENCE_ANNOUNCED: "silence announced",
}
"""The words for people: the one source of them for command and pages."""

_URGENCY: Final = tuple(Silence(name) for name in (
    "not_heard", "link_down", "silence_announced", "suspended", "unread", "read_unanswered", "declined", "reachable",
))  # fmt: skip


class What(StrEnum):
    """What a piece of evidence is."""

    CONTACT = "contact"
    UNANSWERED = "unanswered_requests"
    SIGN_OF_LIFE = "sign_of_life"
    RECEIPT = "receipt"
    ACKNOWLEDGEMENT = "acknowledgement"
    ACT = "act"


class Evidence(Struct, frozen=True):
    """One thing on which a state rests.

    Args:
        by: the party whose signature or answer it is.
        at: when, by its own word for a signature; None where nothing bounds it.
        ref: of an act; of a sign of life, the feed that was cosigned.
        number: of requests.
    """

    what: What
    by: str
    at: Instant | None = None
    ref: str = ""
    number: int = 0


class Fact(Struct, frozen=True):
    """A state with its evidence.

    Args:
        about: reference of the act of ours that it concerns, empty for the link and the party as a whole.
        since: from when on it holds, by the evidence; None where that is not known.
        until: its announced end, or None.
        covers: of what a party said of its silence: channels, levels and topics, in words.
        drill: name of the drill to which the act belongs, else empty; what is practised is never the most urgent.
    """

    state: Silence
    party: str
    evidence: tuple[Evidence, ...] = ()
    about: str = ""
    since: Instant | None = None
    until: Instant | None = None
    reason: str = ""
    covers: str = ""
    drill: str = ""


class Sign(Struct, frozen=True):
    """A sign of life: a cosignature by a party, with its time, on the head of a feed."""

    at: Instant
    origin: str


class Link(Struct, frozen=True):
    """What a node knows of its wire to a counterpart.

    Args:
        contact_at: when the counterpart last answered or called.
        current: whether that was since this node started.
        unanswered: requests in a row that brought no answer; `unanswered_since` the first of them.
        sign: its newest sign of life that is held here, by whatever way it came.
    """

    party: str
    contact_at: Instant | None = None
    current: bool = False
    unanswered: int = 0
    unanswered_since: Instant | None = None
    sign: Sign | None = None

    @property
    def silent(self) -> bool:
        """Say if it left several requests in a row without answer."""
        return self.unanswered >= SILENT_AFTER


def link_fact(link: Link, now: Instant) -> Fact:
    """Return how the link to a counterpart stands.

    A sign of life tells something only where it is newer than the first request that was not answered: an older one may
    have been given before the counterpart fell silent.
    """
    contact = [Evidence(What.CONTACT, link.party, link.contact_at)] if link.contact_at is not None else []
    heard = link.contact_at is not None and (link.current or now - link.contact_at <= FRESH_SECONDS)
    if heard and not link.silent:
        return Fact(Silence.REACHABLE, link.party, tuple(contact), since=link.contact_at)
    since = link.unanswered_since if link.silent else link.contact_at
    unanswered = [Evidence(What.UNANSWERED, link.party, since, number=link.unanswered)] if link.unanswered else []
    sign = [Evidence(What.SIGN_OF_LIFE, link.party, link.sign.at, link.sign.origin)] if link.sign is not None else []
    evidence = (*sign, *contact, *unanswered)
    newer = link.sign is not None and link.sign.at > (since or 0) and now - link.sign.at <= FRESH_SECONDS
    return Fact(Silence.LINK_DOWN if newer else Silence.NOT_HEARD, link.party, evidence, since=since)


# --- acts -------------------------------------------------------------------------------------------------------------


class Addressed(Struct, frozen=True):
    """An act of ours as it stands with one addressee.

    Args:
        topic: of the act, or of its dossier.
        asks: an answer is wanted, and to read it is not enough.
        received: the addressee's receipt, or None.
        read: its officer's acknowledgement, or None.
        answered: whether it said something in answer.
        declined: its declining act, or None.
    """

    ref: str
    channel: str
    topic: str = ""
    asks: bool = False
    received: Evidence | None = None
    read: Evidence | None = None
    answered: bool = False
    declined: Evidence | None = None


def act_fact(
    party: str, act: Addressed, suspension: Suspension | None = None, announced: Announcement | None = None
) -> Fact | None:
    """Return how an act of ours stands with a party, or None where nothing is awaited from it.

    Args:
        suspension: of the party, that covers the act.
        announced: its announcement of silence, that covers the act's channel now.
    """
    if act.declined is not None:
        return Fact(Silence.DECLINED, party, (act.declined,), act.ref, act.declined.at)
    if act.answered or (act.read is not None and not act.asks):
        return None
    held = tuple(one for one in (act.read, act.received) if one is not None)
    if suspension is not None:
        return _suspended(party, suspension, act.ref, held)
    if announced is not None:
        return _announced(party, announced, act.ref, held)
    if act.read is not None:
        return Fact(Silence.READ_UNANSWERED, party, held, act.ref, act.read.at)
    return Fact(Silence.UNREAD, party, held, act.ref, act.received.at if act.received is not None else None)


def party_facts(
    party: str, suspensions: Iterable[Suspension], announcements: Iterable[Announcement], now: Instant
) -> tuple[Fact, ...]:
    """Return what a party has said of its own silence that holds at a second: suspensions first."""
    return (
        *(_suspended(party, one) for one in suspensions if one.until is None or now <= one.until),
        *(_announced(party, one) for one in announcements if one.holds(now)),
    )


def _suspended(party: str, one: Suspension, about: str = "", held: tuple[Evidence, ...] = ()) -> Fact:
    act = Evidence(What.ACT, party, one.since, one.ref)
    named = (("channels", one.channels), ("levels", one.levels), ("topics", one.topics))
    covers = "; ".join(f"{word} {', '.join(names)}" for word, names in named if names)
    return Fact(Silence.SUSPENDED, party, (act, *held), about, one.since, one.until, one.reason, covers)


def _announced(party: str, one: Announcement, about: str = "", held: tuple[Evidence, ...] = ()) -> Fact:
    act = Evidence(What.ACT, party, one.said_at, one.ref)
    covers = f"channels {', '.join(one.channels)}" if one.channels else "all channels"
    return Fact(Silence.SILENCE_ANNOUNCED, party, (act, *held), about, one.since, one.until, one.reason, covers)


def most_urgent(facts: Iterable[Fact]) -> Fact:
    """Return the fact that a watch officer has to know first; there is one at least, that of the link."""
    meant = (fact for fact in facts if not fact.drill)
    return min(meant, key=lambda fact: (_URGENCY.index(fact.state), fact.about))


# --- in words ---------------------------------------------------------------------------------------------------------


def in_words(fact: Fact) -> str:
    """Return a fact with its evidence in a sentence; times in UTC."""
    about = f"{fact.about}: " if fact.about else ""
    until = f", until {rfc3339(fact.until)}" if fact.until is not None else ""
    found = [_evidence(one) for one in fact.evidence]
    if fact.about and fact.state is Silence.UNREAD and not fact.evidence:
        found.append("no receipt of it yet")
    if fact.state is Silence.NOT_HEARD and all(one.what is not What.CONTACT for one in fact.evidence):
        found.append("never in contact")
    title, covers = TITLES[fact.state], "" if fact.about else fact.covers
    if covers:
        suspended = fact.state is Silence.SUSPENDED
        title = f"suspended by its author's act, {covers}" if suspended else f"silence announced, {covers}"
    shown = f" ({'; '.join(found)})" if found else ""
    return drill_title(fact.drill, f"{about}{title}{until}{shown}")


def _evidence(one: Evidence) -> str:
    at = "at a time not proven yet" if one.at is None else rfc3339(one.at)
    match one.what:
        case What.CONTACT:
            return f"last contact {at}"
        case What.UNANSWERED:
            return f"{one.number} {'request' if one.number == 1 else 'requests'} without answer since {at}"
        case What.SIGN_OF_LIFE:
            return f"its newest sign of life held here {at}, on {one.ref}"
        case What.RECEIPT:
            return f"its node's receipt {at}"
        case What.ACKNOWLEDGEMENT:
            return f"acknowledged with {one.ref}, {at}"
        case What.ACT:
            return f"{one.ref}, {at}"
