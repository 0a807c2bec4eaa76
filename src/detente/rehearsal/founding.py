"""Founding a rehearsed council: the charter's text from its plan, signed by all roots, and each party's first note.

The hand that founds a rehearsal holds the keys of all its parties: that is what makes it one.
"""

import json
from collections.abc import Mapping
from typing import Any

from detente.errors import Refused
from detente.protocol.charter import Charter, sign_charter
from detente.protocol.keys import Keyring
from detente.protocol.toml import quote, timestamp
from detente.rehearsal.charter_of import CharterPlan, PlannedAlliance, PlannedChannel


def charter_note(plan: CharterPlan, rings: Mapping[str, Keyring], founded: Mapping[str, Charter]) -> bytes:
    """Return the charter of a plan, signed by the root of each of its parties.

    Args:
        founded: other councils of the scenario by name, those of the plan's alliances among them.
    """
    note = charter_text(plan, rings, founded).encode()
    for party in plan.parties:
        note = sign_charter(note, rings[party.id].root_signer())
    return note


def charter_text(plan: CharterPlan, rings: Mapping[str, Keyring], founded: Mapping[str, Charter]) -> str:
    """Return what the founders of a rehearsed council sign (docs/spec/identity-and-charter.md section 5)."""
    lines = [
        "detente-charter = 1",
        f"name = {quote(plan.name)}",
        f"title = {quote(plan.title)}",
        f"rehearsal = {_value(plan.rehearsal)}",
        f"founded_at = {timestamp(plan.founded_at)}",
        *([f"depositary = {quote(plan.depositary)}"] if plan.depositary else []),
    ]
    for party in plan.parties:
        lines += [
            "",
            f"[parties.{party.id}]",
            f"number = {party.number}",
            f"name = {quote(party.name)}",
            f"root = {quote(rings[party.id].root.text())}",
        ]
    for channel in plan.channels:
        lines += ["", *_channel_lines(channel)]
    if plan.languages:
        lines += ["", "[languages]", f"working = {_value(list(plan.languages))}"]
    for name, table in plan.tables.items():
        lines += _table_lines([name], table)
    for alliance in plan.alliances:
        lines += _table_lines(["alliances", alliance.id], _alliance(alliance, rings, founded[alliance.council]))
    return "\n".join([*lines, ""])


def _channel_lines(channel: PlannedChannel) -> list[str]:
    return [
        f"[channels.{channel.id}]",
        *([f"title = {quote(channel.title)}"] if channel.title else []),
        f"members = {_value(list(channel.members))}",
        *([f"writers = {_value(list(channel.writers))}"] if channel.writers else []),
        *([f"level = {quote(channel.level)}"] if channel.level else []),
        *(["public = true"] if channel.public else []),
    ]


def _alliance(alliance: PlannedAlliance, rings: Mapping[str, Keyring], council: Charter) -> dict[str, Any]:
    return {
        "council": council.council_id,
        "name": alliance.name,
        "rule": alliance.rule or "all",
        "members": [rings[party].root.text() for party in alliance.members],
    }


def _table_lines(path: list[str], table: Mapping[str, Any]) -> list[str]:
    plain = {key: value for key, value in table.items() if not isinstance(value, Mapping)}
    lines = [
        "",
        f"[{'.'.join(map(quote, path))}]",
        *(f"{quote(key)} = {_value(value)}" for key, value in plain.items()),
    ]
    for key, value in table.items():
        if isinstance(value, Mapping):
            lines += _table_lines([*path, key], value)
    return lines


def _value(value: object) -> str:
    match value:
        case str():
            return quote(value)
        case bool() | int():
            return json.dumps(value)
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            raise Refused(
                "charter-plan",
                expected="texts, whole numbers, truth values, and lists and tables of them",
                got=type(value).__name__,
                remedy="write the charter's extra tables in these",
            )
