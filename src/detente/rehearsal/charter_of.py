"""From a scenario to what a charter needs: its tables, but for the keys, which each node makes for itself."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from detente.clock import Instant
from detente.rehearsal.scenario import Scenario


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


class CharterPlan(Struct, frozen=True):
    """All inputs of a charter's draft that a scenario fixes."""

    name: str
    title: str
    founded_at: Instant
    depositary: str
    parties: tuple[PlannedParty, ...]
    channels: tuple[PlannedChannel, ...]
    clocks: Mapping[str, int]
    languages: tuple[str, ...]
    extra: Mapping[str, Any]
    rehearsal: bool = True


def charter_plan(scenario: Scenario) -> CharterPlan:
    """Return what the charter of this scenario's council says, `line` and `journal` included."""
    council = scenario.council
    return CharterPlan(
        name=council.name,
        title=council.title,
        founded_at=council.founded_at,
        depositary=council.depositary,
        parties=tuple(
            PlannedParty(number, party.id, party.name)
            for number, party in enumerate(scenario.parties.values(), start=1)
        ),
        channels=_channels(scenario),
        clocks={"deeming_hours": council.deeming_hours, "flash_deeming_hours": council.flash_deeming_hours},
        languages=council.languages,
        extra=council.extra,
    )


def _channels(scenario: Scenario) -> tuple[PlannedChannel, ...]:
    found = [
        PlannedChannel(
            id=channel.id,
            title=channel.title,
            members=("*",) if channel.id == "line" else channel.members,
            level=channel.level,
            public=channel.public,
        )
        for channel in scenario.channels.values()
    ]
    if scenario.council.depositary:
        writers = (scenario.council.depositary,)
        found.append(PlannedChannel("journal", "The council's time", ("*",), "depositary", True, writers))
    return tuple(found)
