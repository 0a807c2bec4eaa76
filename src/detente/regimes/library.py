"""The packs that come with the package."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from detente.errors import Refused
from detente.regimes.pack import Pack
from detente.regimes.reading import parse_pack

FOLDER: Final = files("detente.regimes") / "packs"
SUFFIX: Final = ".toml"


@cache
def texts() -> tuple[str, ...]:
    """Return the texts of the packs that come with the package."""
    return tuple(one.read_text("utf-8") for one in FOLDER.iterdir() if one.name.endswith(SUFFIX))


@cache
def fingerprint() -> str:
    """Return the SHA-256 of all these texts, in hex: another one, other packs. None is parsed for it."""
    return sha256("\0".join(sorted(texts())).encode()).hexdigest()


@cache
def shipped() -> Mapping[tuple[str, str], Pack]:
    """Return the packs that come with the package, by id and version."""
    packs = {(pack.id, pack.version): pack for pack in map(parse_pack, texts())}
    return MappingProxyType(dict(sorted(packs.items())))


@cache
def by_digest() -> Mapping[str, Pack]:
    """Return the packs that come with the package, by the SHA-256 of their texts, as charters name them."""
    return MappingProxyType({pack.digest: pack for pack in shipped().values()})


def find(name: str, version: str | None = None) -> Pack:
    """Return a shipped pack by its id, its newest version where none is named.

    Raises:
        Refused: `regime-unknown`.
    """
    found = [pack for (id_, one), pack in shipped().items() if id_ == name and version in (None, one)]
    if not found:
        known = ", ".join(f"{id_} {one}" for id_, one in shipped())
        raise Refused(
            "regime-unknown",
            expected=f"a shipped pack: {known}",
            got=name if version is None else f"{name} {version}",
            remedy="detente regime list",
        )
    return max(found, key=lambda pack: _newest(pack.version))


def _newest(version: str) -> tuple[tuple[int, str], ...]:
    """Order 10 after 9, and letters after numbers."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in version.split("."))
