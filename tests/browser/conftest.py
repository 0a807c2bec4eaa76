"""One council of real nodes for all tests of this folder."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from playwright.sync_api import expect
from tests.browser.council import Council, copy_council
from tests.browser.matters import prepare
from tests.browser.story import CUT, TOLD_AT, tell

from detente.clock import parse_rfc3339

expect.set_options(timeout=20_000)
"""Milliseconds: two browsers and eight nodes share two cores."""


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What NATO, Turkey, Russia and a depositary have at rest, after what `prepare` and `tell` let them say."""
    os.environ["XDG_STATE_HOME"] = str(tmp_path_factory.mktemp("state"))
    path = tmp_path_factory.mktemp("told")
    with Council(path) as council:
        prepare(council)
        tell(council)
    return path


@pytest.fixture(scope="module")
def council(told: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """Those four, up again on folders of this module's own, with the wire cut that was cut last."""
    path = copy_council(told, tmp_path_factory.mktemp("council") / "c")
    with Council(path, now=parse_rfc3339(TOLD_AT) - 60, cut=CUT) as council:
        # Each gives a sign of life after a call over the wire that is cut found nobody.
        for one, other in CUT:
            council.wait_until_unanswered(one, other)
            council.wait_until_unanswered(other, one)
        council.keep_journal(TOLD_AT)
        yield council
