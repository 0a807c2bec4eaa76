"""The words in which the pages state facts: careful ones, that report and never accuse (design section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from detente.console.times import moment
from detente.council.silence import Silence
from detente.home.replies import CouncilView, PeerView, StatusView
from detente.home.replies.facts import FactView
from detente.home.replies.line import LineStatusView
from detente.home.replies.standing import PartyStandingView, SuspensionView
from detente.languages import gettext as _
from detente.languages import ngettext, noted

SENTENCES = (
    noted("Receipt is not agreement."),
    noted("Notice is not permission."),
    noted("Record is not recognition."),
)
BASIS = {
    "sourced": "named sources carry who did or said this, and when",
    "reconstructed": "sources carry the matter; its form, date or addressee on the line is the rehearsal's",
    "inject": "the rehearsal's alone: nobody did or said it",
}
READINGS = {
    "cannot-open": "This entry is for this party and does not open here. Its clocks do not run; both claims are shown.",
    "malformed": "This entry opens and is no act of this format. It is kept as it came.",
    "sealed": "This entry is sealed for others. It is held here and cannot be read here.",
    "waiting": "The grant that opens this entry has not arrived yet.",
}


TONES = {"due": "waiting", "due, not heard": "waiting", "overdue": "alarm", "disputed": "waiting"}
"""The colour of a duty's state; the others are good."""
EVIDENCE = {"receipt": "by its receipt", "cited": "by its own entry", "deemed": "by the charter's deeming hours"}
FIELDS = {"source": "Sources", "reported_by": "On the word of"}
"""Fields of a rehearsal's bodies (docs/spec/scenario.md section 5); others are shown under their own name."""
PRINTED = ("open", "closed", "minutes signed")
"""Phases of a meeting of which there are minutes to print."""
PAPER_LANGUAGES = ("en", "fr", "ru")
"""Headings in which a page offers minutes; the command has more."""
NAMED_MAX = 4
"""Parties that one line names; the table below it has them all."""
SILENT_MAX = 8
"""Facts of silence that the first page shows; the command has them all."""
SUSPENDING_MAX = 3
"""Parties of which the first page says what they suspend; the page of standing has them all."""


class Tone(StrEnum):
    """The only meanings that a colour has on these pages."""

    GOOD = "good"
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
        return State(Tone.WAITING, "The line is open; nobody else is in this council.")
    facts = []
    if contradictions:
        number = "a contradiction is" if contradictions == 1 else f"{contradictions} contradictions are"
        facts.append(f"{number} on record")
    unheard = [peer for peer in peers if peer.contact_at is None]
    away = [peer for peer in peers if peer not in unheard and contact_of(peer)]
    behind = [peer for peer in peers if peer.queue.entries]
    if unheard:
        facts.append(f"never in contact with {some(unheard)}")
    if away:
        facts.append(f"out of direct contact with {some(away)}")
    if behind:
        facts.append(f"{some(behind)} {'is' if len(behind) == 1 else 'are'} not known to hold everything yet")
    if facts:
        return State(Tone.ALARM if contradictions else Tone.WAITING, f"The line is open; {'; '.join(facts)}.")
    holders = "the counterpart holds all" if len(peers) == 1 else f"all {len(peers)} counterparts hold"
    return State(Tone.GOOD, f"The line is open; {holders} what is for {'it' if len(peers) == 1 else 'them'}.")


def suspended(standings: Sequence[PartyStandingView]) -> str:
    """Return in one line what is suspended by whom."""
    facts = [
        f"{one.party.upper()} suspends {'; '.join(map(scope_of, one.suspensions))}"
        for one in standings
        if one.suspensions
    ]
    if not facts:
        return "Nothing is suspended."
    more = len(facts) - SUSPENDING_MAX
    return ". ".join([*facts[:SUSPENDING_MAX], *([f"{more} more suspend something"] if more > 0 else [])]) + "."


def standing_line(standings: Sequence[PartyStandingView]) -> tuple[str, bool]:
    """Return what every page says of the council's standing, and if anything is suspended."""
    facts = [
        _("{party} since {day}").format(
            party=one.party.upper(), day=moment(min(each.since_at for each in one.suspensions)).day
        )
        for one in standings
        if one.suspensions
    ]
    if not facts:
        return _("Nothing is suspended; the line is open"), False
    if (more := len(facts) - SUSPENDING_MAX) > 0:
        facts = [*facts[:SUSPENDING_MAX], ngettext("{n} more", "{n} more", more).format(n=more)]
    return _("Cooperation suspended by {parties}; the line is open").format(parties=listed(facts)), True


def scope_of(one: SuspensionView) -> str:
    """Return what a suspension covers, like `channels experts, staff and level ambassadors`."""
    named = (("channel", one.channels), ("level", one.levels), ("topic", one.topics))
    return " and ".join(f"{word}{'' if len(names) == 1 else 's'} {', '.join(names)}" for word, names in named if names)


def contact_of(peer: PeerView) -> str:
    """Return what is remarkable about the wire to a counterpart, or nothing; in the words of `council/silence`."""
    return "" if peer.link is None or peer.link.state == Silence.REACHABLE else peer.link.title


def silent(line: LineStatusView) -> list[tuple[str, FactView]]:
    """Return by party what is known of its silence beside the wire: what it said of it, and acts that await it."""
    return [(one.party, fact) for one in line.items for fact in one.facts if fact.state != Silence.DECLINED][
        :SILENT_MAX
    ]


def some(peers: Sequence[PeerView]) -> str:
    """Return a few parties by id, and how many more there are."""
    names = [peer.party.upper() for peer in peers]
    if len(names) > NAMED_MAX:
        names = [*names[: NAMED_MAX - 1], f"{len(names) - NAMED_MAX + 1} more"]
    return listed(names)


def holding_of(peer: PeerView) -> str:
    """Return what a counterpart is known to hold."""
    if not peer.queue.entries:
        return "everything that is for it"
    return f"all but {entries(peer.queue.entries)} in {feeds(peer.queue.feeds)}"


def entries(number: int) -> str:
    """Return a number of entries in words that agree."""
    return "1 entry" if number == 1 else f"{number:,} entries"


def feeds(number: int) -> str:
    """Return a number of feeds in words that agree."""
    return "1 feed" if number == 1 else f"{number:,} feeds"


def begun(words: str) -> str:
    """Return words as they stand at the beginning of a line."""
    return words[:1].upper() + words[1:]


def listed(names: Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    if len(names) == 1:
        return names[0]
    return _("{names} and {last}").format(names=", ".join(names[:-1]), last=names[-1])


def bounds_of(not_before: str | None, not_after: str | None) -> str:
    """Return between which times an act was made, by evidence."""
    if not_before and not_after:
        return f"Made between {moment(not_before).utc} and {moment(not_after).utc}, by the receipts of others."
    if not_after:
        return (
            f"Made not after {moment(not_after).utc}: that is its first receipt. Nothing that it cites bounds it below."
        )
    if not_before:
        start = moment(not_before).utc
        return f"Made not before {start}: then its author receipted what it cites. No receipt bounds it above yet."
    return "Nobody's receipt bounds its time yet; there is only its author's claim."
