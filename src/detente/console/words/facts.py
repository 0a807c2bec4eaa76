"""The words in which the pages state facts: careful ones, that report and never accuse (design section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import reduce

from detente.console.words.times import moment
from detente.council import scope as scopes
from detente.council.attention import asks
from detente.council.silence import Silence
from detente.home.replies import CouncilView, PeerView, StatusView
from detente.home.replies.facts import FactView
from detente.home.replies.line import CounterpartView, LineStatusView
from detente.home.replies.standing import PartyStandingView, SuspensionView
from detente.languages import gettext as _
from detente.languages import ngettext, noted, pgettext, said
from detente.languages.joining import grouped
from detente.languages.saying import LEVEL, UNIT

SENTENCES = (
    noted("Receipt is not agreement."),
    noted("Notice is not permission."),
    noted("Record is not recognition."),
)
BASIS = {
    "sourced": noted("named sources carry who did or said this, and when"),
    "reconstructed": noted("sources carry the matter; its form, date or addressee on the line is the rehearsal's"),
    "inject": noted("the rehearsal's alone: nobody did or said it"),
}
READINGS = {
    "cannot-open": noted(
        "This entry is for this party and does not open here. Its clocks do not run; both claims are shown."
    ),
    "malformed": noted("This entry opens and is no act of this format. It is kept as it came."),
    "sealed": noted("This entry is sealed for others. It is held here and cannot be read here."),
    "waiting": noted("The grant that opens this entry has not arrived yet."),
}


TONES = {"due": "calm", "due, not heard": "waiting", "overdue": "alarm", "disputed": "waiting"}
"""The colour of a duty's state; the others are good."""
EVIDENCE = {
    "receipt": noted("by its receipt"),
    "cited": noted("by its own entry"),
    "deemed": noted("by the charter's deeming hours"),
}
FIELDS = {"source": noted("Sources"), "reported_by": noted("On the word of")}
"""Fields of a rehearsal's bodies (docs/spec/scenario.md section 5); others are shown under their own name."""
PRINTED = ("open", "closed", "minutes signed")
"""Phases of a meeting of which there are minutes to print."""
HELD = PRINTED[1:]
"""Phases of a meeting that was held."""
PAPER_LANGUAGES = ("en", "fr", "ru", "uk")
"""Headings in which a page offers minutes, that of the page first shown; the command has more."""
NAMED_MAX = 4
"""Parties that one line names; the table below it has them all."""
SILENT_MAX = 8
"""Facts of silence that the first page shows; the command has them all."""
FOLDED_ABOVE = 12
"""Counterparts that a narrow window shows one by one before it is unfolded; of more, only those that are not well."""
UNWELL_MAX = 8
"""How many of those it shows then."""
SUSPENDING_MAX = 3
"""Suspensions that one line names, or parties that suspend something; the page of standing has them all."""


class Tone(StrEnum):
    """The only meanings that a colour has on these pages."""

    GOOD = "good"
    CALM = "calm"
    WAITING = "waiting"
    ALARM = "alarm"


@dataclass(frozen=True, slots=True)
class State:
    """The council's state in one line, and the colour beside it."""

    tone: Tone
    line: str


def counterparts(status: StatusView, council: CouncilView) -> list[PeerView]:
    """Return the other parties of one council, in the charter's order."""
    by_party = {peer.party: peer for peer in status.items}
    return [by_party[party] for party in council.parties if party in by_party]


def state_of(status: StatusView, council: CouncilView, contradictions: int) -> State:
    """Return the state in one line: first that the line is open, then what a watch officer has to know."""
    peers = counterparts(status, council)
    if not peers:
        return State(Tone.WAITING, _("The line is open; nobody else is in this council."))
    facts = []
    if contradictions:
        facts.append(
            ngettext("a contradiction is on record", "{n} contradictions are on record", contradictions).format(
                n=contradictions
            )
        )
    unheard = [peer for peer in peers if peer.contact_at is None]
    away = [peer for peer in peers if peer not in unheard and contact_of(peer)]
    behind = [peer for peer in peers if peer.queue.entries]
    if unheard:
        facts.append(_("never in contact with {parties}").format(parties=some(unheard)))
    if away:
        facts.append(_("out of direct contact with {parties}").format(parties=some(away)))
    if behind:
        told = ngettext(
            "{parties} is not known to hold everything yet",
            "{parties} are not known to hold everything yet",
            len(behind),
        )
        facts.append(told.format(parties=some(behind)))
    if facts:
        return State(
            Tone.ALARM if contradictions else Tone.WAITING,
            _("The line is open; {facts}.").format(facts="; ".join(facts)),
        )
    told = ngettext(
        "The line is open; the counterpart holds all what is for it.",
        "The line is open; all {n} counterparts hold what is for them.",
        len(peers),
    )
    return State(Tone.GOOD, told.format(n=len(peers)))


def suspended(standings: Sequence[PartyStandingView], council: CouncilView | None = None) -> str:
    """Return in one line what is suspended by whom, named as in `scope_of`."""
    facts = [
        _("{party} suspends {scopes}").format(
            party=one.party.upper(), scopes="; ".join(scope_of(each, council) for each in one.suspensions)
        )
        for one in standings
        if one.suspensions
    ]
    if not facts:
        return _("Nothing is suspended.")
    more = len(facts) - SUSPENDING_MAX
    if more > 0:
        rest = ngettext("{n} more suspend something", "{n} more suspend something", more).format(n=more)
        facts = [*facts[:SUSPENDING_MAX], rest]
    return ". ".join(facts) + "."


def unread_here() -> str:
    """Return what every page of a depositary says of the council's standing: it reads no act that suspends anything."""
    return _("A depositary reads no sealed act, and so not what is suspended; the line is open")


def standing_line(standings: Sequence[PartyStandingView], council: CouncilView | None = None) -> tuple[str, bool]:
    """Return what every page says of the council's standing, and if anything is suspended.

    Each suspension stands with its own scope: it says no more than the act did.

    Args:
        council: by whose titles channels and topics are named, as in `scope_of`; titles are long, so there the first of
            each sort stands for all, with the number of the others.
    """
    facts = [
        _("{party}, {scope}, since {day}").format(
            party=one.party.upper(),
            scope=scope_of(each, council, short=council is not None),
            day=moment(each.since_at).day,
        )
        for one in standings
        for each in one.suspensions
    ]
    if not facts:
        return _("Nothing is suspended; the line is open"), False
    told = _("Suspended: {suspensions}; the line is open")
    return told.format(suspensions="; ".join(_at_most(SUSPENDING_MAX, facts))), True


def standing_short(standings: Sequence[PartyStandingView]) -> str:
    """Return the same for a narrow window: who suspends something, and that the line is open."""
    parties = [one.party.upper() for one in standings if one.suspensions]
    if not parties:
        return standing_line(standings)[0]
    return _("Suspended by {parties}; the line is open").format(parties=", ".join(_few(parties)))


def unit_of(unit: str) -> str:
    """Return what an agreement counts in, as it stands behind a number, in the language spoken now."""
    return pgettext(UNIT, unit)


def level_of(name: str) -> str:
    """Return what people call a level of a charter, in the language spoken now; another than the usual ones stays."""
    return pgettext(LEVEL, name)


def nobody_named(kind: str) -> str:
    """Return who is asked by an act that names nobody: by a kind that asks, each who reads it."""
    return _("nobody by name: all who read it") if asks(kind) else _("nobody")


def names_in(status: StatusView) -> dict[str, str]:
    """Return the names of this party and of its peers, by party."""
    return {status.party: status.name, **{one.party: one.name for one in status.items}}


def titled(name: str, titles: Mapping[str, str]) -> str:
    """Return a title with the name by which acts and addresses know it, or the name where there is no title."""
    return scopes.titled([name], titles, ids=True)[0]


def scope_of(one: SuspensionView, council: CouncilView | None = None, *, short: bool = False) -> str:
    """Return what a suspension covers, like `channels experts, staff and level ambassadors`.

    Args:
        council: by whose titles channels and topics are named; by their ids where there is no room for more.
        short: of several of a sort the first by the charter and the number of the others.
    """
    channels, topics = (council.channel_titles, council.topic_titles) if council is not None else ({}, {})
    told = {
        "channels": (ngettext("channel {channels}", "channels {channels}", len(one.channels)),
                     scopes.titled(one.channels, channels)),
        "levels": (ngettext("level {levels}", "levels {levels}", len(one.levels)), [*map(level_of, one.levels)]),
        "topics": (ngettext("topic {topics}", "topics {topics}", len(one.topics)), scopes.titled(one.topics, topics)),
    }  # fmt: skip
    few = 1 if short else None
    parts = [text.format(**{sort: ", ".join(_at_most(few, names))}) for sort, (text, names) in told.items() if names]
    return reduce(lambda one, other: listed([one, other]), parts) if parts else ""


def _at_most(few: int | None, names: Sequence[str]) -> Sequence[str]:
    if few is None or len(names) <= few:
        return names
    more = len(names) - few
    return [*names[:few], ngettext("{n} more", "{n} more", more).format(n=more)]


def contact_of(peer: PeerView) -> str:
    """Return what is remarkable about the wire to a counterpart, or nothing; in the words of `council/silence`."""
    return "" if peer.link is None or peer.link.state == Silence.REACHABLE else said(peer.link.title)


def well(peer: PeerView) -> bool:
    """Say if a counterpart was heard, and nothing is remarkable about the wire to it."""
    return peer.contact_at is not None and not contact_of(peer)


def folded(peers: Sequence[PeerView]) -> frozenset[str]:
    """Return the counterparts for which a narrow window has no room before it is unfolded."""
    if len(peers) <= FOLDED_ABOVE:
        return frozenset()
    unwell = [peer for peer in peers if not well(peer)][UNWELL_MAX:]
    return frozenset(peer.party for peer in (*filter(well, peers), *unwell))


def suspensions_of(peer: CounterpartView) -> list[FactView]:
    """Return what a counterpart has suspended, by its own acts; how the wire stands is another fact."""
    return [fact for fact in peer.facts if fact.state == Silence.SUSPENDED]


def silent(line: LineStatusView) -> list[tuple[str, FactView]]:
    """Return by party what is known of its silence beside the wire: what it said of it, and acts that await it."""
    return [(one.party, fact) for one in line.items for fact in one.facts if fact.state != Silence.DECLINED][
        :SILENT_MAX
    ]


def some(peers: Sequence[PeerView]) -> str:
    """Return a few parties by id, and how many more there are."""
    return listed(_few([peer.party.upper() for peer in peers]))


def _few(names: Sequence[str]) -> Sequence[str]:
    return names if len(names) <= NAMED_MAX else _at_most(NAMED_MAX - 1, names)


def holding_of(peer: PeerView) -> str:
    """Return what a counterpart is known to hold."""
    if not peer.queue.entries:
        return _("everything that is for it")
    return _("all but {entries} in {feeds}").format(entries=entries(peer.queue.entries), feeds=feeds(peer.queue.feeds))


def entries(number: int) -> str:
    """Return a number of entries in words that agree."""
    return ngettext("1 entry", "{n} entries", number).format(n=grouped(number))


def feeds(number: int) -> str:
    """Return a number of feeds in words that agree."""
    return ngettext("1 feed", "{n} feeds", number).format(n=grouped(number))


def begun(words: str) -> str:
    """Return words as they stand at the beginning of a line; a command stands as it is typed."""
    return words if words.startswith("detente ") else words[:1].upper() + words[1:]


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    if len(names) == 1:
        return names[0]
    return pgettext("between names", "{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def bounds_of(not_before: str | None, not_after: str | None) -> str:
    """Return between which times an act was made, by evidence."""
    if not_before and not_after:
        told = _("Made between {start} and {end}, by the receipts of others.")
        return told.format(start=moment(not_before).utc, end=moment(not_after).utc)
    if not_after:
        told = _("Made not after {end}: that is its first receipt. Nothing that it cites bounds it below.")
        return told.format(end=moment(not_after).utc)
    if not_before:
        told = _("Made not before {start}: then its author receipted what it cites. No receipt bounds it above yet.")
        return told.format(start=moment(not_before).utc)
    return _("Nobody's receipt bounds its time yet; there is only its author's claim.")
