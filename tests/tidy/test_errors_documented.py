"""Every code that can be raised stands in docs/errors.md, and some test names it."""

import re

import pytest
from tests.tidy import codes, generate
from tests.tidy.house import ROOT

PAGE = (ROOT / "docs/errors.md").read_text("utf-8")
REMEDY = "run `make docs`"


def test_every_code_can_be_read_in_the_source() -> None:
    """Where an error is made, its code is a text or a parameter: none is put together out of sight."""
    assert codes.unread() == []


@pytest.mark.parametrize("name", generate.PARTS)
def test_generated_parts_are_up_to_date(name: str) -> None:
    """The generated parts of each page are as `make docs` would write them now."""
    page = (ROOT / name).read_text("utf-8")
    assert generate.with_parts(page, generate.PARTS[name]) == page, REMEDY


def test_every_code_of_the_source_stands_on_the_page() -> None:
    rows = set(re.findall(r"^\| `([a-z0-9-]+)` \|", PAGE, re.MULTILINE))
    assert codes.codes().keys() | codes.alarms().keys() <= rows, REMEDY


def test_every_code_is_named_in_some_test() -> None:
    """A code without a test stands on the waiting list, which nobody may make longer."""
    bare = codes.codes().keys() - generate.named_in_tests() - generate.waiting()
    assert not bare, f"write a test that names {sorted(bare)}"


def test_the_waiting_list_only_shrinks() -> None:
    """What has its test, or is raised no more, leaves the list."""
    done = generate.waiting() & (generate.named_in_tests() | (generate.waiting() - codes.codes().keys()))
    assert not done, f"{REMEDY}: {sorted(done)} need not wait any longer"


def test_every_code_has_one_type() -> None:
    """Whoever handles a code knows what kind of failure it is."""
    double = {name: code.types for name, code in codes.codes().items() if len(code.types) > 1}
    assert not double
