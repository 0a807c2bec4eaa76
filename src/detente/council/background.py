"""What a party has said about itself: whom it accredits, what it suspends, when it is silent, for whom it may speak.

Every later act of the party is judged in the light of those of its own acts that are proven to come before it; so all
records that hold them judge alike, and nobody is bound by what he could not know. What others say of it, as that a
mandate was taken back, binds it from when it is proven to have known that: from when it cited it.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from detente.clock import Instant
from detente.council.kinds import Rank
from detente.protocol.charter import LINE, Charter
from detente.protocol.mandates import Granted, Revoked
from detente.protocol.officers import officer_of
from detente.tlog.notes import VerifierKey, parse_vkey


class Accreditation(Struct, frozen=True):
    """An officer or a desk whom a party presented.

    Args:
        name: as it stands in acts.
        channels: in which they speak; empty for all.
        key: vkey of the officer's own key, or empty.
        ref: of the credentials.
    """

    name: str
    rank: Rank
    ref: str
    channels: tuple[str, ...] = ()
    valid_from: Instant = 0
    valid_until: Instant | None = None
    key: str = ""

    def covers(self, channel: str, at: Instant) -> bool:
        """Say if the officer speaks in a channel at a second."""
        return self.holds(at) and (not self.channels or channel in self.channels)

    def holds(self, at: Instant) -> bool:
        """Say if the accreditation is valid at a second."""
        return self.valid_from <= at and (self.valid_until is None or at <= self.valid_until)


class Suspension(Struct, frozen=True):
    """A party's participation that it has suspended: whole channels, levels of channels, or topics in any channel.

    Args:
        ref: of the act.
        until: the last second of it, as the act says; None where it says none.
        duties: whether its author's duties within the scope go on meanwhile.
        review: when and how its author will look at it again, in its words.
    """

    ref: str
    channels: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    reason: str = ""
    ground: str = ""
    since: Instant = 0
    until: Instant | None = None
    duties: bool = False
    review: str = ""

    def covers(self, charter: Charter, channel: str, topic: str, at: Instant) -> bool:
        """Say if an act in that channel on that topic at that second is within the scope; the line never is."""
        level = charter.channels[channel].level if channel in charter.channels else ""
        return self.names(channel, level, topic, at)

    def names(self, channel: str, level: str, topic: str, at: Instant) -> bool:
        """Say the same of a channel whose level is given, for who has no charter."""
        if channel == LINE or (self.until is not None and at > self.until):
            return False
        return channel in self.channels or (level != "" and level in self.levels) or (
            topic != "" and topic in self.topics
        )  # fmt: skip


class Announcement(Struct, frozen=True):
    """A silence that a party announced: when it will not be heard, and why nobody need wonder.

    Args:
        ref: of the act, `origin` and `index` its place.
        said_at: as its author claims.
        since, until: first and last second of it.
        channels: in which; empty for all.
        receives_only: its node stores meanwhile what others say, and no officer reads it.
    """

    ref: str
    origin: str
    index: int
    said_at: Instant
    since: Instant
    until: Instant
    channels: tuple[str, ...] = ()
    receives_only: bool = False
    reason: str = ""

    def holds(self, at: Instant) -> bool:
        """Say if it holds at a second."""
        return self.since <= at <= self.until

    def covers(self, channel: str, at: Instant) -> bool:
        """Say if silence in a channel at a second was announced."""
        return self.holds(at) and (not self.channels or channel in self.channels)


class Voice(Struct, frozen=True):
    """A mandate that the party presented, verified: it may speak for an alliance within it.

    Args:
        ref: of the act that presented it.
        revocations: those of its serial that the party is proven to have known.
    """

    ref: str
    granted: Granted
    revocations: tuple[Revoked, ...] = ()

    @property
    def alliance(self) -> str:
        """Return the id of the alliance, as the charter names it."""
        return self.granted.mandate.alliance


class Background(Struct, frozen=True):
    """All of it for one party, as far as it had said so."""

    accreditations: Mapping[str, Accreditation] = field(default_factory=dict)
    suspensions: tuple[Suspension, ...] = ()
    voices: tuple[Voice, ...] = ()
    announcements: tuple[Announcement, ...] = ()

    def __or__(self, other: "Background") -> "Background":
        return Background(
            {**self.accreditations, **other.accreditations},
            (*self.suspensions, *other.suspensions),
            (*self.voices, *other.voices),
            (*self.announcements, *other.announcements),
        )

    def rank_of(self, officer: str, channel: str, at: Instant) -> Rank:
        """Return with which rank an officer speaks; whoever is not accredited there speaks as a watch officer."""
        found = self.accreditations.get(officer)
        return found.rank if found is not None and found.covers(channel, at) else Rank.WATCH_OFFICER

    def present(self, at: Instant) -> Mapping[str, Accreditation]:
        """Return by name who is accredited at a second, in whatever channels."""
        return {name: one for name, one in self.accreditations.items() if one.holds(at)}

    def keys_at(self, at: Instant) -> tuple[VerifierKey, ...]:
        """Return the keys of the officers who are accredited at a second."""
        return tuple(parse_vkey(one.key) for one in self.present(at).values() if one.key)

    def id_of(self, name: str) -> str:
        """Return under which id an officer signs, empty where no key of theirs is accredited."""
        found = self.accreditations.get(name)
        return officer_of(parse_vkey(found.key)) if found is not None and found.key else ""

    def suspension_of(self, charter: Charter, channel: str, topic: str, at: Instant) -> Suspension | None:
        """Return a suspension within whose scope an act would be, or None."""
        return next((one for one in self.suspensions if one.covers(charter, channel, topic, at)), None)

    def announcement_of(self, channel: str, at: Instant) -> Announcement | None:
        """Return an announcement of silence that covers a channel at a second, or None."""
        return next((one for one in self.announcements if one.covers(channel, at)), None)
