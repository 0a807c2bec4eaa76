"""What desks read from a charter's tables; each desk checks its own when a charter is drafted, joined or amended."""

from collections.abc import Mapping
from typing import Final

from detente.clock import DAY, HOUR
from detente.council.kinds import Kind, Place, Rank
from detente.protocol.charter import JOURNAL, OWN, Charter
from detente.protocol.toml import Table

CODE: Final = "charter-setting"
_HOURS_MAX: Final = 8_760
_CLARIFICATIONS_MAX: Final = 9
CLARIFICATIONS: Final = 1
"""How many questions of a debtor stop one clock, where the charter does not say."""
CLARIFICATION_HOURS: Final = 168
"""For how long a clock stands for one of them at most, where the charter does not say."""


def table(charter: Charter, name: str) -> Table:
    """Return a table of the charter, an empty one where there is none."""
    fields = charter.tables.get(name, {})
    return Table(CODE, fields if isinstance(fields, dict) else {}, name)


def least_rank(charter: Charter, kind: Kind) -> Rank:
    """Return from whom the charter accepts a kind: as `[levels.kinds]` says, else by the kind's own default.

    Raises:
        Malformed: `charter-setting`.
    """
    return _rank(table(charter, "levels").table("kinds"), kind.name, kind.least_rank)


def fits(place: Place, charter: Charter, name: str) -> bool:
    """Say if a kind for that place may be said in a channel."""
    channel = charter.channels.get(name)
    if name == OWN or channel is None:
        return name == OWN and place in (Place.OWN, Place.ANYWHERE)
    if name == JOURNAL:
        return place is Place.JOURNAL
    match place:
        case Place.OWN:
            return False
        case Place.ANYWHERE | Place.SHARED:
            return True
        case Place.EVERYBODY | Place.JOURNAL:
            readers = {party for party in charter.present if party != charter.depositary}
            return not channel.public and readers <= set(channel.members)
        case Place.PUBLIC:
            return channel.public


def channel_rank(charter: Charter, channel: str) -> Rank | None:
    """Return the rank at which a channel meets, read from its level, or None where the level names none."""
    level = charter.channels[channel].level if channel in charter.channels else ""
    return LEVEL_RANKS.get(level) or next((rank for rank in Rank if rank.value == level), None)


LEVEL_RANKS: Final = {
    "heads": Rank.HEAD,
    "ministers": Rank.MINISTER,
    "ambassadors": Rank.AMBASSADOR,
    "military": Rank.MILITARY_REPRESENTATIVE,
    "experts": Rank.EXPERT,
    "watch": Rank.WATCH_OFFICER,
}
"""The usual levels of channels (`protocol/charter.py` LEVELS) as ranks of those who speak there."""


def reply_seconds(charter: Charter, kind: str) -> int | None:
    """Return within which time a kind that asks is to be answered, or None where the charter sets no clock.

    `[clocks]` may say `reply_hours = 48` for every kind that asks, and `[clocks.reply] warning = 24` for one.

    Raises:
        Malformed: `charter-setting`.
    """
    clocks = table(charter, "clocks")
    return clocks.table("reply").number(kind, 0, _HOURS_MAX, _reply_hours(clocks)) * HOUR or None


def _reply_hours(clocks: Table) -> int:
    return clocks.number("reply_hours", 0, _HOURS_MAX, 0)


def clock_rule(seconds: int, kind: str = "") -> str:
    """Return where a reply's time comes from, in words: the charter's clock, for what a kind is called."""
    n = seconds // HOUR
    if not kind:
        return f"charter, reply clock: {n} {'hour' if n == 1 else 'hours'}"
    return f"charter, reply clock: {n} {'hour' if n == 1 else 'hours'} for a {kind}"


def named_parties(charter: Charter, fields: Table) -> tuple[str, ...]:
    """Return the parties that a table of the charter names under `parties`, else all but the depositary.

    Raises:
        Malformed: `charter-setting`.
    """
    named = fields.texts("parties")
    return tuple(one for one in charter.present if one != charter.depositary and (not named or one in named))


def acknowledge_seconds(charter: Charter, precedence: int) -> int | None:
    """Return within which time an officer is to acknowledge an act of a precedence, or None.

    `[clocks.acknowledge] flash = 10, immediate = 30, priority = 180, routine = 360`: minutes.

    Raises:
        Malformed: `charter-setting`.
    """
    name = ("routine", "priority", "immediate", "flash")[precedence]
    minutes = table(charter, "clocks").table("acknowledge").number(name, 0, 7 * DAY // 60, 0)
    return minutes * 60 or None


def silence_excuses(charter: Charter) -> bool:
    """Say if what is to be acknowledged within an announced silence is excused: `[line] silence_excuses = true`.

    Raises:
        Malformed: `charter-setting`.
    """
    return table(charter, "line").flag("silence_excuses", default=False)


def clarifications_most(charter: Charter) -> int:
    """Return how many questions of its debtor may stop one clock: `[clocks] clarifications`, 1 where it does not say.

    Raises:
        Malformed: `charter-setting`.
    """
    return table(charter, "clocks").number("clarifications", 0, _CLARIFICATIONS_MAX, CLARIFICATIONS)


def clarification_seconds(charter: Charter) -> int:
    """Return how long a clock stands for one question at most: `[clocks] clarification_hours`, 168 if left out.

    Raises:
        Malformed: `charter-setting`.
    """
    return table(charter, "clocks").number("clarification_hours", 0, _HOURS_MAX, CLARIFICATION_HOURS) * HOUR


def topics(charter: Charter) -> tuple[str, ...]:
    """Return the topics that the charter names, in its order: the keys of `[topics]`."""
    found = charter.tables.get("topics", {})
    return tuple(found) if isinstance(found, dict) else ()


def topic_titles(charter: Charter) -> dict[str, str]:
    """Return what the charter calls its topics, by name, in its order; the name where it has no title."""
    found = {name: charter.tables["topics"][name] for name in topics(charter)}
    titles = {name: one.get("title") if isinstance(one, dict) else one for name, one in found.items()}
    return {name: title if isinstance(title, str) and title else name for name, title in titles.items()}


def two_person_kinds(charter: Charter) -> frozenset[str]:
    """Return the kinds that no party says before a second officer has released them: `[two_person] kinds = […]`.

    Raises:
        Malformed: `charter-setting`.
    """
    return frozenset(table(charter, "two_person").texts("kinds"))


def kinds_to_hold(kinds: Mapping[str, Kind]) -> frozenset[str]:
    """Return the kinds that a policy may give to two officers: what stands in `own` alone is written, not sent."""
    return frozenset(name for name, kind in kinds.items() if kind.place is not Place.OWN)


def check_settings(charter: Charter, kinds: Mapping[str, Kind]) -> None:
    """Be silent where clocks, levels and what takes two officers can be read in the charter's tables.

    Raises:
        Malformed: `charter-setting`.
    """
    clocks = table(charter, "clocks")
    _reply_hours(clocks)
    # A kind that these tables leave out has its default, in which there is nothing to read.
    named = table(charter, "levels").table("kinds").names() | clocks.table("reply").names()
    for name in sorted(named & kinds.keys()):
        least_rank(charter, kinds[name])
        reply_seconds(charter, name)
    for precedence in range(4):
        acknowledge_seconds(charter, precedence)
    silence_excuses(charter)
    clarifications_most(charter)
    clarification_seconds(charter)
    if unknown := two_person_kinds(charter) - kinds_to_hold(kinds):
        table(charter, "two_person").refuse("known kinds of act that others receive", min(unknown))


def _rank(found: Table, name: str, default: Rank) -> Rank:
    text = found.text(name, default.value)
    try:
        return Rank(text)
    except ValueError:
        ranks = ", ".join(Rank)
        return Rank(found.refuse(f"one of {ranks} for {name}", text))
