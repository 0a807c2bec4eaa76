"""What may not stand in the code: time and dice in pure parts, sleep and chance in tests, words without an owner."""

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions

from tests.tidy.house import ROOT, Module, check_none, dotted, files, imports, modules, test_modules

PURE = ("tlog", "protocol", "council", "regimes", "tracks", "maps", "assessment")
EDGES = ("detente.protocol.keys",)
"""Packages of pure parts that make keys and keep them in files, and so need chance and the disk."""

WORLD = {
    *("asyncio", "fcntl", "http", "locale", "multiprocessing", "os", "pathlib", "random", "secrets", "select"),
    *("shutil", "signal", "socket", "ssl", "subprocess", "tempfile", "threading", "time", "urllib", "uuid"),
}
"""Modules through which the outside comes in: in pure parts time, chance, files and wires are arguments."""

CLOCKS = re.compile(
    r"(^|\.)(datetime\.(now|utcnow|today)|date\.today|time\.(time|time_ns|monotonic)|token_(hex|bytes))$"
)

UNSEEDED = re.compile(
    r"^(random\.(random|randint|randrange|choice|choices|shuffle|sample|randbytes|uniform|getrandbits|SystemRandom)"
    r"|secrets\.\w+|os\.urandom|uuid\.uuid[14])$"
)

PLACEHOLDER = re.compile(r"\b(TODO|FIXME|XXX)\b(?!.*#\d+)")

FOREIGN_PLACES = re.compile(
    r"/work/|\.\./shared|/root/|/home/(?![{$<])[a-z]+/|--(extra-)?index-url|--trusted-host|artifactory"
)
"""Paths of somebody's machine and hosts of somebody's registry: they mean nothing to a stranger who clones this."""

TEXT = {".py", ".md", ".toml", ".lock", ".go", ".html", ".css", ".txt", ".svg", ""}

pure = [module for module in modules() if module.name.split(".")[1:2] and module.name.split(".")[1] in PURE]
tests = [module for module in test_modules() if module.path.name.startswith("test_")]


Function = ast.FunctionDef | ast.AsyncFunctionDef


def faults_of_pure(module: Module) -> Iterator[str]:
    for name, line in imports(module):
        if name.split(".")[0] in WORLD:
            yield f"{module.place}:{line}: {name} in a pure part"
    for name, node in calls(module):
        if CLOCKS.search(name):
            yield f"{module.place}:{node.lineno}: {name} in a pure part"


def gambles(module: Module) -> Iterator[str]:
    for name, node in calls(module):
        place = f"{module.place}:{node.lineno}"
        zero = bool(node.args) and isinstance(node.args[0], ast.Constant) and node.args[0].value == 0
        if name.rpartition(".")[2] == "sleep" and not zero:
            yield f"{place}: a test sleeps"
        if UNSEEDED.match(name):
            yield f"{place}: {name} is unseeded"
        if name == "random.Random" and not node.args:
            yield f"{place}: a generator without a seed"


def calls(module: Module) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call):
            yield dotted(node.func), node


def test_pure_parts_are_given_the_world() -> None:
    """No clock, no dice, no file and no wire: the same call always returns the same value."""
    edges = [module for module in pure if any(f"{module.name}.".startswith(f"{edge}.") for edge in EDGES)]
    assert edges
    check_none(fault for module in pure if module not in edges for fault in faults_of_pure(module))


def test_tests_neither_sleep_nor_gamble() -> None:
    """A test waits for a fact, never for time to pass, and every lot it draws comes from a seed."""
    check_none(fault for module in tests for fault in gambles(module))


def test_every_test_asserts_something() -> None:
    """A test states a fact: by `assert`, by what it expects to be raised, or by a helper that does one of the two."""
    check_none(f"{module.place}: {sorted(silent)} assert nothing" for module in tests if (silent := _silent(module)))


def _silent(module: Module) -> set[str]:
    functions = {
        node.name: node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    states = {name for name, node in functions.items() if _asserts(node)}
    while more := {name for name, node in functions.items() if name not in states and _called(node) & states}:
        states |= more
    return {name for name in functions if name.startswith("test_")} - states


def _asserts(node: ast.AST) -> bool:
    if any(isinstance(part, ast.Assert) for part in ast.walk(node)):
        return True
    called = _called(node)
    return bool(called & {"raises", "warns", "fail"}) or any(
        name.startswith(("check_", "verify_", "assert_")) for name in called
    )


def _called(node: ast.AST) -> set[str]:
    return {dotted(part.func).rpartition(".")[2] for part in ast.walk(node) if isinstance(part, ast.Call)}


def test_nothing_is_left_lying_about() -> None:
    """No placeholder without its issue, and nothing that names a machine of ours."""
    assert PLACEHOLDER.search("# TODO later")
    check_none(
        f"{path.relative_to(ROOT)}:{number}: {found.group()}"
        for path in files()
        if path.suffix in TEXT and path != ROOT / "tests/tidy/test_bans.py"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if (found := PLACEHOLDER.search(line) or FOREIGN_PLACES.search(line))
    )


def test_the_lock_names_no_host() -> None:
    """Whoever installs chooses the registry; what is installed is fixed by hashes."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in lock
    assert "--hash=sha256:" in lock


def test_every_library_that_is_imported_is_locked() -> None:
    """A fresh machine has what `requirements.lock` names and nothing else."""
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    locked = {line.partition("==")[0] for line in lock.splitlines() if "==" in line}
    known = packages_distributions()
    own = {"detente", "tests", *(path.stem for path in (ROOT / "tests").rglob("*.py"))}
    for module in (*modules(), *test_modules()):
        for name, line in imports(module):
            library = name.split(".")[0]
            if library not in own | sys.stdlib_module_names:
                by = {found.lower().replace("_", "-") for found in known.get(library, [])}
                assert by & locked, f"{module.place}:{line}: no library in requirements.lock has {library}"
