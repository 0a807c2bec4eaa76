"""Alliances that a charter names: whose signatures make a mandate. The rule is read with suspicion, and whole."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from detente.errors import Malformed
from detente.limits import NOTE_SIGNATURES_MAX
from detente.protocol.charter import Charter
from detente.protocol.toml import ID, Table
from detente.tlog.notes import Algorithm, VerifierKey, parse_vkey

ALL: Final = "all"

_FIELDS: Final = ("council", "name", "rule", "members")


class Alliance(Struct, frozen=True):
    """An alliance, as the charter of a council in which it is spoken for names it.

    Args:
        alliance: id, such as `nato`.
        council: id of the alliance's own council.
        name: for people.
        needed: how many members must have signed a mandate.
        members: their first roots, by id, in the order of the text.
    """

    alliance: str
    council: str
    name: str
    needed: int
    members: Mapping[str, VerifierKey]


def alliances_of(charter: Charter) -> dict[str, Alliance]:
    """Return the alliances that a charter names, by id.

    Raises:
        Malformed: `alliance-malformed`, and the codes of vkeys.
    """
    tables = Table("alliance-malformed", charter.tables).tables("alliances")
    return {alliance: _parse(alliance, table, charter) for alliance, table in tables.items()}


def _parse(alliance: str, table: Table, charter: Charter) -> Alliance:
    if ID.fullmatch(alliance) is None:
        raise Malformed(
            "alliance-malformed",
            expected="ids of a to z, 0 to 9 and hyphens, 32 at most, under alliances",
            got=repr(alliance)[:120],
        )
    # A rule with a word that is not understood might mean another rule.
    table.check_names(_FIELDS)
    members = _parse_members(table, charter)
    return Alliance(
        alliance, table.council("council"), table.shown("name"), _parse_needed(table, len(members)), members
    )


def _parse_members(table: Table, charter: Charter) -> dict[str, VerifierKey]:
    roots = [parse_vkey(text) for text in table.texts("members")]
    members = {root.name: root for root in roots}
    if not 0 < len(roots) <= NOTE_SIGNATURES_MAX or len(members) != len(roots):
        table.refuse(f"1 to {NOTE_SIGNATURES_MAX} roots as members, each name once", f"{len(roots)} roots")
    if len({root.public for root in roots}) != len(roots):
        table.refuse("each member's root to be its own", "one key twice")
    for member, root in members.items():
        if root.algorithm is not Algorithm.ED25519 or ID.fullmatch(member) is None:
            table.refuse("roots of type 0x01, named as their members", root.text())
        # One id in one charter is one party.
        if member in charter.parties and charter.parties[member].root != root:
            table.refuse(f"the root of {member} in this charter", root.text())
    return members


def _parse_needed(table: Table, members: int) -> int:
    return members if table.value("rule") == ALL else table.number("rule", 1, members)
