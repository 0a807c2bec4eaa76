"""The commands that found a council of two parties on this machine, as they are printed to be pasted."""

import shlex
import sys
from pathlib import Path
from typing import Final

from detente.rehearsal.casting import is_free

PORTS: Final = range(8446, 8546)


DRAFT: Final = "council draft --name council --title 'North and South' --party north.note --party south.note"


def commands(first: int, second: int) -> tuple[str, ...]:
    """Return the commands in their order, each with the files that those before it made; for an empty folder.

    Args:
        first, second: ports on which the two nodes reach each other.
    """
    return (
        f"detente party new north --name North --dir north --url https://127.0.0.1:{first}",
        f"detente party new south --name South --dir south --url https://127.0.0.1:{second}",
        "detente party show --note -o north.note --dir north",
        "detente party show --note -o south.note --dir south",
        "detente party show south.note --dir north",
        f"detente {DRAFT} -o draft.charter",
        "detente council sign draft.charter -o north.charter --dir north",
        "detente council sign draft.charter north.charter -o signed.charter --dir south",
        "detente council join signed.charter --identity south.note --dir north",
        "detente council join signed.charter --identity north.note --dir south",
        "detente up --dir north > north.log 2>&1 &",
        "detente up --dir south > south.log 2>&1 &",
        "until grep -qs ready: north.log && grep -qs ready: south.log; do sleep 1; done",
        "detente send --to south --wait stored 'Radio check.' --dir north",
    )


def entrance() -> str:
    """Return the line by which a shell finds the command, or nothing where it lies outside of any environment."""
    script = Path(sys.prefix) / "bin" / "activate"
    return f". {shlex.quote(str(script))}" if sys.prefix != sys.base_prefix and script.exists() else ""


def printed() -> tuple[str, ...]:
    """Return the commands with ports that are free now, after the one by which a shell finds them."""
    free = (port for port in PORTS if is_free(port))
    found = commands(next(free, PORTS[0]), next(free, PORTS[1]))
    return (way, *found) if (way := entrance()) else found
