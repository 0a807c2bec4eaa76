"""What a party has said about itself: whom it accredits, what it has suspended, for whom it may speak.

Every later act of the party is judged in the light of those of its own acts that are proven to come before it; so all
records that hold them judge alike, and nobody is bound by what he could not know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from detente.clock import Instant
from detente.council.kinds import Rank
from detente.protocol.charter import LINE, Charter


@dataclass(frozen=True, slots=True)
class Accreditation:
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
        in_time = self.valid_from <= at and (self.valid_until is None or at <= self.valid_until)
        return in_time and (not self.channels or channel in self.channels)


@dataclass(frozen=True, slots=True)
class Suspension:
    """A party's participation that it has suspended: whole channels, levels of channels, or topics in any channel.

    Args:
        ref: of the act.
        until: the last second of it, as the act says; None where it says none.
        duties: whether its author's duties within the scope go on meanwhile.
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

    def covers(self, charter: Charter, channel: str, topic: str, at: Instant) -> bool:
        """Say if an act in that channel on that topic at that second is within the scope; the line never is."""
        if channel == LINE or (self.until is not None and at > self.until):
            return False
        level = charter.channels[channel].level if channel in charter.channels else ""
        return channel in self.channels or (level != "" and level in self.levels) or (
            topic != "" and topic in self.topics
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voice:
    """A verified mandate: the party may speak for an alliance within these limits.

    Args:
        ref: of the act that presented it.
        dossier: the only one it covers, or empty.
        text_hash: of the only text it covers, hex, or empty.
    """

    ref: str
    alliance: str
    serial: int
    valid_from: Instant
    valid_until: Instant
    dossier: str = ""
    text_hash: str = ""
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Background:
    """All of it for one party, as far as it had said so."""

    accreditations: Mapping[str, Accreditation] = field(default_factory=dict)
    suspensions: tuple[Suspension, ...] = ()
    voices: tuple[Voice, ...] = ()

    def __or__(self, other: "Background") -> "Background":
        return Background(
            {**self.accreditations, **other.accreditations},
            (*self.suspensions, *other.suspensions),
            (*self.voices, *other.voices),
        )

    def rank_of(self, officer: str, channel: str, at: Instant) -> Rank:
        """Return with which rank an officer speaks; whoever is not accredited there speaks as a watch officer."""
        found = self.accreditations.get(officer)
        return found.rank if found is not None and found.covers(channel, at) else Rank.WATCH_OFFICER

    def suspension_of(self, charter: Charter, channel: str, topic: str, at: Instant) -> Suspension | None:
        """Return a suspension within whose scope an act would be, or None."""
        return next((one for one in self.suspensions if one.covers(charter, channel, topic, at)), None)
