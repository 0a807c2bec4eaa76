"""The inputs that come with the package, by name: illustrations with the basis of each figure, not measurements."""

from functools import cache
from importlib.resources import files
from typing import Final

from detente.errors import Refused

FOLDER: Final = files("detente.assessment") / "inputs"
SUFFIX: Final = ".toml"


@cache
def shipped() -> dict[str, bytes]:
    """Return the shipped inputs: name without ending, bytes."""
    found = {one.name.removesuffix(SUFFIX): one.read_bytes() for one in FOLDER.iterdir() if one.name.endswith(SUFFIX)}
    return dict(sorted(found.items()))


def find(name: str) -> bytes:
    """Return shipped inputs by name.

    Raises:
        Refused: `inputs-unknown`.
    """
    if name not in shipped():
        raise Refused(
            "inputs-unknown", expected=f"a file, or shipped inputs: {', '.join(shipped())}", got=name,
            remedy="end the name of a file with .toml or .json",
        )  # fmt: skip
    return shipped()[name]
