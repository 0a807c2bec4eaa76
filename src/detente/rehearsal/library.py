"""The scenarios that come with the package, and any other that lies in a file; each with the folder of its name."""

from importlib.resources import files
from pathlib import Path
from typing import Final

from detente.errors import Malformed, Refused
from detente.rehearsal.parsing import parse_scenario
from detente.rehearsal.scenario import Scenario
from detente.rehearsal.tables import nearest

SUFFIX: Final = ".toml"
FOLDER: Final = files("detente.rehearsal") / "scenarios"


def scenario_names() -> tuple[str, ...]:
    """Return the names of the scenarios in the package, in alphabetical order."""
    return tuple(sorted(item.name.removesuffix(SUFFIX) for item in FOLDER.iterdir() if item.name.endswith(SUFFIX)))


def load_scenario(name: str) -> Scenario:
    """Return a scenario of the package by its name, or the one in a file where the name ends in `.toml`.

    Raises:
        Refused: `scenario-absent`.
        Malformed: a `scenario-…` code.
    """
    if name.endswith(SUFFIX):
        path = Path(name)
        if not path.is_file():
            raise Refused("scenario-absent", expected="a file that is there", got=repr(name))
        return parse_scenario(_text(path.read_bytes(), path.name), path.name, path.parent / path.stem)
    if name not in scenario_names():
        raise Refused(
            "scenario-absent",
            expected="a scenario of the package, or a path that ends in .toml",
            got=repr(name),
            remedy=nearest(name, scenario_names()),
        )
    file = name + SUFFIX
    return parse_scenario(_text((FOLDER / file).read_bytes(), file), file, FOLDER / name)


def _text(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("scenario-toml", expected="TOML 1.0 in UTF-8", got=f"byte {error.start} ({file})") from None
