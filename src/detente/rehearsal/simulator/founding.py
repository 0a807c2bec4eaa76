"""Councils for the simulator: founded from the dice alone, in memory, so that a seed gives the same keys again."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from detente.home.founding import first_note
from detente.protocol.charter import Charter, verify_charter
from detente.protocol.keys import Keyring
from detente.record.sql import MEMORY, SqlStore, open_store
from detente.record.store import Store
from detente.rehearsal.charter_of import CharterPlan, PlannedChannel, PlannedParty
from detente.rehearsal.founding import charter_note

FOUNDED_AT = 1_459_900_000
DEPOSITARY = "dep"
EVERYBODY = ("*",)


@dataclass(slots=True)
class Founded:
    """A council before its nodes run.

    Args:
        parties: ids; the depositary is the last.
        stores: each with the charter and everybody's identity in it.
        liars: parties that show two faces, as the run decides.
        restored: parties that were set back to a backup.
    """

    parties: list[str]
    keyrings: dict[str, Keyring]
    stores: dict[str, Store]
    charter: Charter
    liars: set[str] = field(default_factory=set)
    restored: set[str] = field(default_factory=set)


def found(dice: random.Random, *, parties: int, tables: Mapping[str, Any] | None = None) -> Founded:
    """Return a council of that many parties, its depositary included; the same dice give the same bytes.

    Args:
        tables: of the charter, for desks.
    """
    names = [*(f"p{number}" for number in range(parties - 1)), DEPOSITARY]
    rings = {party: Keyring.new(party, party, draw=dice.randbytes) for party in names}
    notes = {party: first_note(ring, party, f"https://{party}.example", FOUNDED_AT) for party, ring in rings.items()}
    note = charter_note(_plan(names, tables or {}), rings)
    charter = verify_charter(note)
    stores: dict[str, Store] = {}
    for party in names:
        store = stores[party] = open_store(MEMORY, durable=False)
        with store.transaction():
            store.put_council(charter.council_id, note, FOUNDED_AT)
            for other in names:
                store.put_identity(other, 1, notes[other], FOUNDED_AT)
    return Founded(names, rings, stores, charter)


def copy_store(store: Store) -> Store:
    """Return a store of its own with all that was committed in the other."""
    assert isinstance(store, SqlStore), "the simulator's stores are made here"
    copy = open_store(MEMORY, durable=False)
    store.connection.backup(copy.connection)
    return copy


def _plan(names: list[str], tables: Mapping[str, Any]) -> CharterPlan:
    channels = [
        PlannedChannel("line", "", EVERYBODY, ""),
        PlannedChannel("plenary", "", EVERYBODY, ""),
        PlannedChannel("journal", "", EVERYBODY, "", public=True, writers=(DEPOSITARY,)),
    ]
    if len(names) > 2:
        channels.append(PlannedChannel("pair", "", ("p0", "p1"), ""))
    return CharterPlan(
        name="sim-rehearsal",
        title="A council of the simulator",
        founded_at=FOUNDED_AT,
        depositary=DEPOSITARY,
        parties=tuple(PlannedParty(number, party, party) for number, party in enumerate(names, start=1)),
        channels=tuple(channels),
        clocks=tables.get("clocks", {}),
        languages=(),
        extra={name: table for name, table in tables.items() if name != "clocks"},
    )
