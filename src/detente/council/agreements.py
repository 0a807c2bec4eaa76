"""The regimes that a charter names: packs that come with the software, by hash, or the parties' own in its text.

    [regimes.vienna-2011]
    version = "1"
    sha256 = "…"                  # of the pack's text, so that every founder signed the same rules

    [regimes.bay]
    text = '''…'''                # a pack of the parties' own
    parties = ["nato", "ru"]      # whom it binds; every party where left out

Source: docs/spec/regimes.md section 11.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from detente.council.settings import named_parties, table
from detente.errors import Malformed
from detente.limits import REGIMES_MAX
from detente.protocol.charter import Charter
from detente.protocol.toml import Table
from detente.regimes.library import by_digest, shipped
from detente.regimes.pack import Pack
from detente.regimes.reading import parse_pack

NAME: Final = "regimes"


def agreements(charter: Charter) -> Mapping[str, Pack]:
    """Return the regimes of a charter by their ids, those that can be read here.

    A charter is checked when it is drafted, joined or amended; a fold never stops for a regime that is not here.
    """
    found = {}
    for name, fields in table(charter, NAME).subtables(frozenset()).items():
        try:
            found[name] = _pack(name, Table("charter-setting", fields, f"{NAME}.{name}"))
        except Malformed:
            continue
    return found


def not_here(charter: Charter) -> tuple[str, ...]:
    """Return the regimes that a charter names and that cannot be read here, by their ids."""
    known = agreements(charter)
    return tuple(name for name in table(charter, NAME).names() if name not in known)


def bound_by(charter: Charter, regime: str) -> tuple[str, ...]:
    """Return the parties whom a regime binds: those that the charter names for it, else all but the depositary."""
    return named_parties(charter, table(charter, NAME).table(regime))


def check_agreements(charter: Charter) -> None:
    """Be silent where every regime that a charter names is here, and is the one that it names.

    Raises:
        Malformed: `charter-setting`.
    """
    regimes = table(charter, NAME)
    if not isinstance(charter.tables.get(NAME, {}), dict) or len(regimes.names()) > REGIMES_MAX:
        regimes.refuse(f"at most {REGIMES_MAX} tables under {NAME}", len(regimes.names()))
    for name, one in _top(charter).tables(NAME).items():
        _pack(name, one)
        named = set(one.texts("parties"))
        if named - (set(charter.parties) - {charter.depositary}) or ("parties" in one.names() and len(named) < 2):
            one.refuse(f"two or more of {', '.join(charter.parties)} as parties", sorted(named))


def named_by(pack: Pack) -> dict[str, str]:
    """Return the fields by which a charter names a shipped pack."""
    return {"version": pack.version, "sha256": pack.digest}


def _top(charter: Charter) -> Table:
    return Table("charter-setting", charter.tables)


def _pack(name: str, one: Table) -> Pack:
    one.texts("parties")
    if "text" in one.names():
        one.check_names(("text", "parties"))
        pack = _own(one.text("text"))
        if pack.id != name:
            one.refuse(f"the pack's own id, {pack.id}, as the table's name", name)
        return pack
    one.check_names(("version", "sha256", "parties"))
    version, digest = one.text("version"), one.digest("sha256")
    found = by_digest().get(digest)
    if found is not None and (found.id, found.version) == (name, version):
        return found
    pack_here = shipped().get((name, version))
    if pack_here is None:
        known = ", ".join(f"{id_} {number}" for id_, number in shipped())
        one.refuse(f"a pack that is shipped ({known}), or its text", f"{name} {version}")
    else:
        one.refuse(f"sha256 = {pack_here.digest}", digest)
    raise AssertionError("refused above")


@lru_cache(maxsize=64)
def _own(text: str) -> Pack:
    """Return a pack of the parties' own.

    Raises:
        Malformed: `charter-setting`.
    """
    try:
        return parse_pack(text)
    except Malformed as fault:
        raise Malformed("charter-setting", expected=fault.expected, got=fault.got, remedy=fault.remedy) from None
