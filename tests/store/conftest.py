"""Every backend of a record, for the one suite that all of them pass; PostgreSQL will be one line in `BACKENDS`."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))

from detente.record.sql import SqlStore, open_store

BACKENDS = ("sqlite-file", "sqlite-memory")


@pytest.fixture(params=BACKENDS)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    """An empty record."""
    opened = open_store(tmp_path / "record.db" if request.param == "sqlite-file" else ":memory:", durable=False)
    yield opened
    opened.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a record may be made."""
    return tmp_path / "record.db"


@pytest.fixture
def opening(path: Path) -> Iterator[Callable[[], SqlStore]]:
    """Opens the record at `path`, and closes it at the end."""
    opened: list[SqlStore] = []

    def open_it() -> SqlStore:
        opened.append(open_store(path, durable=False))
        return opened[-1]

    yield open_it
    for one in opened:
        one.close()
