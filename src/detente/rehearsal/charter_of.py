"""From a scenario to what a charter needs: its tables, but for the keys, which each node makes for itself."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from detente.clock import Instant
from detente.rehearsal.scenario import Scenario
from detente.rehearsal.setting import Alliance, Council


class PlannedParty(Struct, frozen=True):
    """A party as it will stand in the charter, without its root key.

    Args:
        number: from 1, in the scenario's order.
    """

    number: int
    id: str
    name: str


class PlannedChannel(Struct, frozen=True):
    """A channel as it will stand in the charter.

    Args:
        members: ids; `("*",)` for all parties. The depositary is a member of none but `line` and `journal`.
        writers: ids, or empty: every member writes.
    """

    id: str
    title: str
    members: tuple[str, ...]
    level: str
    public: bool = False
    writers: tuple[str, ...] = ()


class PlannedAlliance(Struct, frozen=True):
    """An alliance as it will stand in the charter, without the roots of its members.

    Args:
        council: name of its own council in the scenario.
        members: parties of that council but for its depositary.
        rule: 0 where all of them give a mandate, else how many do.
    """

    id: str
    name: str
    council: str
    members: tuple[str, ...]
    rule: int


class CharterPlan(Struct, frozen=True):
    """All inputs of a charter's draft that a scenario fixes.

    Args:
        tables: that desks read, `clocks` among them.
    """

    name: str
    title: str
    founded_at: Instant
    depositary: str
    parties: tuple[PlannedParty, ...]
    channels: tuple[PlannedChannel, ...]
    languages: tuple[str, ...]
    tables: Mapping[str, Any]
    alliances: tuple[PlannedAlliance, ...] = ()
    rehearsal: bool = True


def charter_plan(scenario: Scenario, council: Council) -> CharterPlan:
    """Return what the charter of one of the scenario's councils says, `line` and `journal` included."""
    clocks = {"deeming_hours": council.deeming_hours, "flash_deeming_hours": council.flash_deeming_hours}
    return CharterPlan(
        name=council.name,
        title=council.title,
        founded_at=council.founded_at,
        depositary=council.depositary,
        parties=tuple(
            PlannedParty(number, party, scenario.parties[party].name)
            for number, party in enumerate(council.parties, start=1)
        ),
        channels=_channels(council),
        languages=council.languages,
        tables={**council.extra, "clocks": {**clocks, **council.extra.get("clocks", {})}},
        alliances=tuple(_planned(scenario, alliance) for alliance in council.alliances.values()),
    )


def _planned(scenario: Scenario, alliance: Alliance) -> PlannedAlliance:
    own = scenario.councils[alliance.council]
    members = tuple(party for party in own.parties if party != own.depositary)
    return PlannedAlliance(alliance.id, alliance.name, own.id, members, alliance.rule)


def _channels(council: Council) -> tuple[PlannedChannel, ...]:
    found = [
        PlannedChannel(
            id=channel.id,
            title=channel.title,
            members=("*",) if channel.id == "line" else channel.members,
            level=channel.level,
            public=channel.public,
        )
        for channel in council.channels.values()
    ]
    if council.depositary:
        writers = (council.depositary,)
        found.append(PlannedChannel("journal", "The council's time", ("*",), "depositary", True, writers))
    return tuple(found)
