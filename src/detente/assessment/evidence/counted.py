"""Acts as the measures count them, and tables of counts: who asks, answers, opens and follows."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Final

from detente.assessment.words import noted
from detente.clock import DAY, Instant
from detente.council.kinds import Speech
from detente.council.registry import KINDS, desk_of

UNKNOWN: Final = noted("unknown kind")
"""How an act is counted whose kind nobody here knows."""

NO_TOPIC: Final = noted("no topic named")
OPENS, FOLLOWS = noted("opens"), noted("follows")

Table = dict[str, dict[str, int]]
"""Row to word to count."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One act that counts: no drill, not irregular.

    Args:
        at: as claimed, at the latest when the journal shows it.
        opens: whether it opens its matter.
        opener: who opened its matter; empty where that is not known.
        matter: reference of the act that opened its matter.
        author: the party itself, where `party` is a side of several; else empty.
    """

    ref: str
    party: str
    kind: str
    channel: str
    to: tuple[str, ...]
    at: Instant
    opens: bool
    opener: str = ""
    topic: str = ""
    matter: str = ""
    author: str = ""

    @property
    def follows(self) -> bool:
        """Say if it stands in a matter that another party opened."""
        return self.opener not in ("", self.party)

    @property
    def speech(self) -> str:
        """Return what its kind does between parties."""
        return _speech(self.kind)

    @property
    def desk(self) -> str:
        """Return the desk of its kind."""
        return _desk(self.kind)

    @property
    def month(self) -> str:
        """Return the month of its time, UTC."""
        return _month(self.at // DAY)

    def reaches(self, party: str) -> bool:
        """Say if it is said to a party; what names nobody is said to all."""
        return party != self.party and (not self.to or party in self.to)


@cache
def _speech(kind: str) -> str:
    return str(KINDS[kind].speech) if kind in KINDS else UNKNOWN


@cache
def _desk(kind: str) -> str:
    return desk_of(kind).NAME if kind in KINDS else UNKNOWN


@lru_cache(maxsize=10_000)
def _month(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m")


def in_time(acts: Iterable[Counted]) -> list[Counted]:
    """Return acts by time, those of one second by reference: the same at everybody."""
    return sorted(acts, key=lambda one: (one.at, one.ref))


def table(acts: Iterable[Counted], key: Callable[[Counted], str]) -> Table:
    """Return by row how many acts ask, answer, decline …, and how many open and follow."""
    found: dict[str, Counter[str]] = {}
    for (name, word, opens, follows), count in Counter((key(a), a.speech, a.opens, a.follows) for a in acts).items():
        row = found.setdefault(name, Counter())
        row[word] += count
        row[OPENS] += count * opens
        row[FOLLOWS] += count * follows
    return {name: {word: count for word, count in sorted(found[name].items()) if count} for name in sorted(found)}


def asks_of(acts: Iterable[Counted]) -> list[Counted]:
    """Return the acts that ask."""
    return [one for one in acts if one.speech == Speech.ASKS]


def who_asked_whom(asks: Iterable[Counted], parties: Iterable[str]) -> dict[str, int]:
    """Return who asked whom how often; what names nobody asks everybody."""
    every, found = tuple(parties), Counter[str]()
    for (party, named), count in Counter((one.party, one.to) for one in asks).items():
        for to in named or every:
            if to != party:
                found[f"{party} asked {to}"] += count
    return dict(sorted(found.items()))
