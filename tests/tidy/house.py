"""What the tests of the house read: the project's files, and its modules with their imports, as syntax trees."""

import ast
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src"
TESTS = ROOT / "tests"


@dataclass(frozen=True)
class Module:
    """One Python file: its dotted name, where it lies, and its tree."""

    name: str
    path: Path

    @cached_property
    def tree(self) -> ast.Module:
        """Return the syntax tree, which is read when the first test asks for it."""
        return ast.parse(self.path.read_text("utf-8"), str(self.path))

    @property
    def place(self) -> str:
        """Return the path as people name it, from the project's root."""
        return str(self.path.relative_to(ROOT))


def _module(path: Path, base: Path) -> Module:
    parts = path.relative_to(base).with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, path)


@cache
def modules() -> tuple[Module, ...]:
    """Return every module of the package."""
    return tuple(_module(path, SOURCE) for path in sorted((SOURCE / "detente").rglob("*.py")))


@cache
def test_modules() -> tuple[Module, ...]:
    """Return every Python file under tests/."""
    return tuple(_module(path, ROOT) for path in sorted(TESTS.rglob("*.py")))


test_modules.__test__ = False  # type: ignore[attr-defined]  # its name is no test's


@cache
def files() -> tuple[Path, ...]:
    """Return every file that the project keeps or is about to keep: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=30).stdout
    paths = (ROOT / name.decode() for name in listed.split(b"\0") if name)
    return tuple(sorted({path for path in paths if path.is_file()}))


def pages() -> list[Path]:
    """Return every page of prose."""
    return [path for path in files() if path.suffix == ".md"]


def imports(module: Module) -> Iterator[tuple[str, int]]:
    """Yield the dotted name and the line of each thing imported, also where only types need it."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module.place}:{node.lineno}: imports are absolute"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def check_none(faults: Iterable[str]) -> None:
    """Assert that there is no fault, and name every one that there is.

    One test looks at all files: thousands of tests of a line each took longer to set up than to run.
    """
    found = list(faults)
    assert not found, "\n".join(found)


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of a name or an attribute, else nothing."""
    match node:
        case ast.Name(name):
            return name
        case ast.Attribute(value, name):
            return f"{dotted(value)}.{name}"
        case _:
            return ""
