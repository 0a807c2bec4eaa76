"""The command tells of itself: each one has an example and words for what it takes, and the reference has it all."""

import re
import subprocess
import sys
from typing import Any

from tests.tidy import reference
from tests.tidy.house import ROOT, check_none, imports, modules

from detente.cli.main import PAGES, Commands
from detente.errors import Fault, Malformed, Refused

PAGE = (ROOT / "docs/reference.md").read_text("utf-8")
HEAVY = ("aiohttp", "alembic", "cryptography", "litestar", "rich", "sqlalchemy", "uvicorn")
"""What the command imports when it is needed, and not to print its help."""

found = dict(reference.commands())


def test_every_command_shows_an_example_of_itself() -> None:
    """The first line of its example calls the command, and its first sentence says what it does."""
    check_none(
        f"{name}: no example of its own" for name in found if not reference.example(found[name]).startswith(name)
    )
    said = {name: (command.help or "").partition("\n\n")[0].strip() for name, command in found.items()}
    check_none(f"{name}: its help begins with no sentence" for name, first in said.items() if not first.endswith("."))


def test_every_option_has_words_and_stands_on_the_page() -> None:
    """What a command takes is said in its help and in the reference."""
    sections = {name: PAGE.partition(f"## `{name}`\n")[2].partition("\n## ")[0] for name in found}
    check_none(f"{name} stands not on the page: run `make docs`" for name, section in sections.items() if not section)
    options = [(name, option) for name, command in found.items() for option in reference.options(command)]
    check_none(f"{name} {option.name}: no word on what it is" for name, option in options if not option.help)
    check_none(
        f"{name} {spelling} stands not on the page: run `make docs`"
        for name, option in options
        if option.param_type_name == "option"
        for spelling in option.opts
        if f"`{spelling}`" not in sections[name]
    )


def test_every_example_is_a_call_that_the_command_knows() -> None:
    """The options in an example are options of the command."""
    check_none(
        f"{line}: {sorted(unknown)}"
        for name, command in found.items()
        for line in re.split(r"(?<!\\)\n", reference.example(command))
        if line.startswith(name) and (unknown := _called(line) - _taken(command))
    )


def _called(line: str) -> set[str]:
    return set(re.findall(r"(?<!\S)(--[a-z-]+|-[a-z])\b", line))


def _taken(command: Any) -> set[str]:
    return {spelling for option in reference.options(command) for spelling in option.opts}


def test_exit_codes_stand_on_the_page() -> None:
    """Each kind of failure has its row."""
    rows = {int(code) for code in re.findall(r"^\| (\d+) \|", PAGE, re.MULTILINE)}
    assert rows == {0, 70, *(kind.exit_code for kind in (Refused, Malformed, Fault))}


def test_help_needs_nothing_heavy() -> None:
    """`detente --help` is quick because what is slow to import is imported late."""
    code = f"import sys, detente.cli.main; print([one for one in {HEAVY!r} if one in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60)
    assert done.stdout == b"[]\n"


def test_a_run_loads_the_page_of_its_own_command_only() -> None:
    """What other commands need is neither imported nor built."""
    code = "import sys; from detente.cli.main import Commands; Commands()['inbox']; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True)
    loaded = {name for name in done.stdout.split() if name.startswith("detente.cli.")}
    assert loaded == {f"detente.cli.{name}" for name in ("acts", "main", "options", "printing", "saying")}


def test_a_client_of_a_running_node_needs_neither_record_nor_rules() -> None:
    """A command that asks a node over its socket does nothing of what the node does, and imports nothing of it."""
    code = "import sys, detente.home.client, detente.home.calls; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, timeout=60, text=True)
    loaded = done.stdout.split()
    ours = ("record", "council.registry", "regimes.pack", "protocol.charter", "tlog.notes")
    assert not {*loaded} & {*HEAVY, "asyncio", *(f"detente.{name}" for name in ours)}


def test_every_page_of_commands_can_be_reached() -> None:
    """A module of `cli/` that has commands stands in the table of pages, or a page there imports it."""
    pages = [module for module in modules() if module.name.startswith("detente.cli.")]
    met = {name.removesuffix(".app") for page in pages for name, _ in imports(page)}
    for page in pages:
        if "typer.Typer(" in page.path.read_text("utf-8"):
            reached = page.name.removeprefix("detente.cli.") in {*PAGES.values(), "main"} or page.name in met
            assert reached, f"{page.place} stands in no table of pages"
    assert list(Commands()) == list(PAGES)


def test_no_option_takes_a_secret() -> None:
    """A secret on a command line is read by every process on the machine: only files are named."""
    for name, command in found.items():
        for option in reference.options(command):
            secret = any(word in spelling for spelling in option.opts for word in ("pass", "secret", "token"))
            assert not secret or all(one.endswith("passphrase-file") for one in option.opts), f"{name} {option.opts}"
