"""What a suspension covers, and what stays open beside it: channels, levels and topics of a charter.

A level stands for its channels; whoever resumes a level resumes each of its channels, and a channel that is resumed is
taken out of its level. The line is never covered. Topics are covered in every channel but the line.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from detente.clock import Instant
from detente.council.background import Suspension
from detente.council.kinds import texts_of
from detente.council.settings import topic_titles, topics
from detente.protocol.charter import LINE, Charter

LEVELS = "levels"
SORTS = ("channels", LEVELS, "topics")


class Scope(Struct, frozen=True):
    """Channels, levels and topics by their names in the charter."""

    channels: frozenset[str] = frozenset()
    levels: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.channels or self.levels or self.topics)

    def named(self, sort: str) -> frozenset[str]:
        """Return the names of one of `SORTS`."""
        found: frozenset[str] = getattr(self, sort)
        return found

    def words(self) -> str:
        """Return the scope in a line, like `the channel experts; the topics piracy, terrorism`."""
        return words_of({sort: sorted(self.named(sort)) for sort in SORTS})


def words_of(named: Mapping[str, Sequence[str]]) -> str:
    """Return in a line what stands under each of `SORTS`."""
    channels, levels, topics = (", ".join(named[sort]) for sort in SORTS)
    n, n2, n3 = (len(named[sort]) for sort in SORTS)
    parts = [
        *([f"the {'channel' if n == 1 else 'channels'} {channels}"] if channels else []),
        *([f"the {'level' if n2 == 1 else 'levels'} {levels}"] if levels else []),
        *([f"the {'topic' if n3 == 1 else 'topics'} {topics}"] if topics else []),
    ]
    return "; ".join(parts) or "nothing"


class Open(Struct, frozen=True):
    """What a party has not suspended, in the order of the charter; the line is always among the channels."""

    channels: tuple[str, ...]
    levels: tuple[str, ...]
    topics: tuple[str, ...]


def scope_of(body: Mapping[str, Any]) -> Scope:
    """Return the scope that a body names."""
    return Scope(*(frozenset(texts_of(body, sort)) for sort in SORTS))


def by_title(charter: Charter, scope: Scope, *, ids: bool = False) -> dict[str, list[str]]:
    """Return a scope for eyes, by `SORTS`: what a charter calls its channels and topics, in its order.

    Args:
        ids: with the name beside each title.
    """
    channels = {name: one.title or name for name, one in charter.channels.items()}
    return {
        "channels": titled(scope.channels, channels, ids=ids),
        "levels": sorted(scope.levels),
        "topics": titled(scope.topics, topic_titles(charter), ids=ids),
    }


def titled(names: Iterable[str], titles: Mapping[str, str], *, ids: bool = False) -> list[str]:
    """Return titles in their order, each with its name beside it where others share it: nothing forbids two of one.

    Args:
        titles: of all that there are, by name; a name without one comes last.
        ids: with the name beside each that has a title.
    """
    counts, order = Counter(titles.values()), {name: number for number, name in enumerate(titles)}
    found = []
    for name in sorted(names, key=lambda one: (order.get(one, len(order)), one)):
        title = titles.get(name) or name
        beside = title != name and (ids or counts[title] > 1 or title in titles)
        found.append(f"{title} ({name})" if beside else title)
    return found


def whole(charter: Charter, party: str) -> Scope:
    """Return all that a party could suspend: channels in which it may write, but for the line, and all topics."""
    channels = frozenset(name for name in charter.channels if name != LINE and charter.may_write(party, name))
    levels = frozenset(charter.channels[name].level for name in channels) - {""}
    return Scope(channels, levels, frozenset(topics(charter)))


def channels_of(charter: Charter, party: str, scope: Scope) -> frozenset[str]:
    """Return the channels of a party that a scope covers whole, by name or by level."""
    own = whole(charter, party).channels
    return frozenset(name for name in own if name in scope.channels or charter.channels[name].level in scope.levels)


def without(charter: Charter, party: str, scope: Scope, resumed: Iterable[Scope]) -> Scope:
    """Return what of a party's scope remains when others are taken out of it, in any order and however often."""
    taken = list(resumed)
    lifted = frozenset().union(*(channels_of(charter, party, one) for one in taken))
    left = channels_of(charter, party, scope) - lifted
    levels = frozenset(level for level in scope.levels if _whole_in(charter, party, level, left))
    named = left - channels_of(charter, party, Scope(levels=levels))
    return Scope(named, levels, scope.topics - frozenset().union(*(one.topics for one in taken)))


def covers(charter: Charter, party: str, scope: Scope, part: Scope) -> bool:
    """Say if every name of a part lies within a party's scope."""
    channels = channels_of(charter, party, scope)
    levels = all(_whole_in(charter, party, level, channels) for level in part.levels)
    return part.channels <= channels and levels and part.topics <= scope.topics


def open_for(charter: Charter, party: str, suspensions: Iterable[Suspension], at: Instant) -> Open:
    """Return what stays open for a party at a second under all of its suspensions together."""
    levels = {name: channel.level for name, channel in charter.channels.items() if charter.may_write(party, name)}
    return open_of(levels, topics(charter), suspensions, at)


def open_of(levels: Mapping[str, str], topics_: Iterable[str], suspensions: Iterable[Suspension], at: Instant) -> Open:
    """Return what stays open at a second.

    Args:
        levels: level by channel, of the channels in which the party may write.
    """
    standing = [one for one in suspensions if in_force(one, at)]
    left = {
        name: level for name, level in levels.items() if not any(one.names(name, level, "", at) for one in standing)
    }
    suspended = frozenset(topic for one in standing for topic in one.topics)
    found = tuple(dict.fromkeys(level for level in left.values() if level))
    return Open(tuple(left), found, tuple(topic for topic in topics_ if topic not in suspended))


def in_force(suspension: Suspension, at: Instant) -> bool:
    """Say if a suspension has not ended by itself at a second."""
    return suspension.until is None or at <= suspension.until


def _whole_in(charter: Charter, party: str, level: str, channels: frozenset[str]) -> bool:
    found = channels_of(charter, party, Scope(levels=frozenset({level})))
    return bool(found) and found <= channels
