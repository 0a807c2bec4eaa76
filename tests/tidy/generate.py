"""What `make docs` does: writes the generated part of each page anew, and takes off the waiting list what has a test.

A generated part stands between two comments that name it. Everything else on the page is written by hand.
"""

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

from tests.tidy import agreements, codes, examples, reference
from tests.tidy.house import ROOT, TESTS

WAITING = TESTS / "tidy" / "codes-without-test.txt"
"""Codes that no test names yet: the list may only grow shorter."""

PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "docs/errors.md": {"errors": codes.table, "alarms": codes.alarm_table},
    "docs/reference.md": {"commands": reference.page},
    "docs/notifications-2014-2018.md": {"notifications": agreements.notifications},
    "docs/vienna-2011.md": {"vienna-rules": agreements.rules, "vienna-formats": agreements.formats},
    "docs/spec/acts.md": {"act": examples.act},
    "docs/spec/delivery.md": {"push": examples.push},
    "docs/spec/documents.md": {"handover": examples.handover, "mandate": examples.mandate},
}
"""Page to the generated parts on it, by name."""


def with_parts(page: str, parts: dict[str, Callable[[], str]]) -> str:
    """Return the page with its generated parts as they are to be."""
    for name, write in parts.items():
        start, end = f"<!-- generated: {name} -->\n", f"<!-- end: {name} -->"
        above, begins, rest = page.partition(start)
        _, ends, below = rest.partition(end)
        assert begins, f"no place for {name}"
        assert ends, f"no end of {name}"
        page = f"{above}{start}\n{write()}\n\n{end}{below}"
    return page


def waiting() -> set[str]:
    """Return the codes on the waiting list."""
    return set(WAITING.read_text("utf-8").split())


@cache
def named_in_tests() -> set[str]:
    """Return the codes that some test names."""
    texts = [path.read_text("utf-8") for path in TESTS.rglob("*.py") if path.name != "codes.py"]
    return {code for code in codes.codes() if any(f'"{code}"' in text or f"'{code}'" in text for text in texts)}


def main() -> int:
    """Write what is to be written and say what changed."""
    for name, parts in PARTS.items():
        path = Path(ROOT, name)
        before = path.read_text("utf-8")
        after = with_parts(before, parts)
        path.write_text(after, "utf-8")
        sys.stdout.write(f"{name}: {'as it was' if before == after else 'written anew'}\n")
    left = waiting() & codes.codes().keys() - named_in_tests()
    WAITING.write_text("".join(f"{code}\n" for code in sorted(left)), "utf-8")
    sys.stdout.write(f"{len(left)} codes wait for a test\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
