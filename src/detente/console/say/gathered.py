"""Papers whose codes come in bit by bit: which parts are here, and what came of a whole one; of each officer, sealed.

Parts of two papers are two papers, whatever comes together; a part that comes again as another text is not believed.
"""

import hashlib
from collections.abc import Iterable
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from detente.clock import Instant
from detente.errors import DetenteError
from detente.home.access.state import Access, everything, get, kept, put
from detente.home.papers.codes import Code
from detente.home.replies import UnpackedView
from detente.limits import PAPER_KEPT_SECONDS_MAX, PAPERS_BEGUN_MAX
from detente.node.core import Core

SHELF: Final = "papers"
READ_SHELF: Final = "papers-read"


class Problem(Struct, frozen=True):
    """Why something was not taken, as errors say it."""

    code: str
    expected: str
    got: str
    remedy: str = ""


class Paper(Struct, frozen=True):
    """A paper.

    Args:
        parts: that are here, by number.
        sort: what it turned out to be, `bag` or `form`; empty while parts are missing.
        view: what a bag brought; `problem` why it brought nothing.
        form: id of the form that was opened from it, and `kind` its title.
    """

    name: str
    count: int
    officer: str
    parts: dict[int, str]
    changed_at: Instant
    sort: str = ""
    view: UnpackedView | None = None
    problem: Problem | None = None
    form: str = ""
    kind: str = ""

    @property
    def missing(self) -> list[int]:
        """Return the numbers of the parts that are not here."""
        return [number for number in range(1, self.count + 1) if number not in self.parts]

    @property
    def done(self) -> bool:
        """Say if it was whole, and something or nothing came of it."""
        return bool(self.sort) or self.problem is not None


class Line(Struct, frozen=True):
    """What was found in one file, or in what was typed.

    Args:
        parts: paper and number of each code of ours; `foreign` counts the others.
        differing: those that are here already with another text.
        problem: why it could not be looked at, in words.
    """

    file: str
    parts: tuple[tuple[str, int], ...] = ()
    foreign: int = 0
    differing: tuple[tuple[str, int], ...] = ()
    problem: str = ""


class Read(Struct, frozen=True):
    """What was found the last time."""

    lines: tuple[Line, ...]


def problem_of(error: DetenteError) -> Problem:
    """Return an error as it is kept."""
    return Problem(error.code, error.expected[:600], error.got[:600], error.remedy[:400])


def _key(officer: str, name: str, count: int) -> str:
    return f"{hashlib.sha256(officer.encode()).hexdigest()[:16]}-{name}-{count}"


def _mine(core: Core, officer: str) -> list[Paper]:
    found = [one for one in everything(core, SHELF, Paper).values() if one.officer == officer]
    return sorted(found, key=lambda one: (-one.changed_at, one.name))


async def listed(access: Access, officer: str) -> list[Paper]:
    """Return an officer's papers, the one changed last first."""
    return await access.host.read(lambda core: _mine(core, officer))


async def add(access: Access, officer: str, codes: Iterable[Code]) -> tuple[tuple[str, int], ...]:
    """Keep the parts that codes bring, and return those that are here already with another text.

    Of a paper that is done nothing is changed: it is begun anew once it is forgotten.
    """
    now, given = access.now(), list(codes)

    def do(core: Core) -> tuple[tuple[str, int], ...]:
        core.context.store.clear_shelves(now)
        differing: list[tuple[str, int]] = []
        papers: dict[str, Paper] = {}
        for code in given:
            key = _key(officer, code.name, code.count)
            paper = papers.get(key) or get(core, SHELF, key, Paper)
            paper = paper or Paper(code.name, code.count, officer, {}, now)
            if paper.parts.get(code.number, code.part) != code.part:
                differing.append((code.name, code.number))
            elif not paper.done:
                paper = replace(paper, parts={**paper.parts, code.number: code.part}, changed_at=now)
            papers[key] = paper
        for key, paper in papers.items():
            put(core, SHELF, key, paper, now + PAPER_KEPT_SECONDS_MAX)
        for gone in _mine(core, officer)[PAPERS_BEGUN_MAX:]:
            core.context.store.take_off_shelf(SHELF, _key(officer, gone.name, gone.count))
        return tuple(differing)

    return await kept(access.host, do)


async def note(access: Access, paper: Paper) -> None:
    """Keep what came of a paper; its parts are not needed any more."""
    now = access.now()
    done = replace(paper, parts={}, changed_at=now)
    key = _key(paper.officer, paper.name, paper.count)
    await kept(access.host, lambda core: put(core, SHELF, key, done, now + PAPER_KEPT_SECONDS_MAX))


async def forget(access: Access, officer: str, name: str) -> None:
    """Forget an officer's papers of a name."""

    def do(core: Core) -> None:
        for one in _mine(core, officer):
            if one.name == name:
                core.context.store.take_off_shelf(SHELF, _key(officer, one.name, one.count))

    await kept(access.host, do)


async def note_read(access: Access, officer: str, lines: Iterable[Line]) -> None:
    """Keep what was found in the files that came last."""
    read, until = Read(tuple(lines)), access.now() + PAPER_KEPT_SECONDS_MAX
    await kept(access.host, lambda core: put(core, READ_SHELF, _key(officer, "read", 0), read, until))


async def last_read(access: Access, officer: str) -> tuple[Line, ...]:
    """Return what was found in the files that came last."""
    found = await access.host.read(lambda core: get(core, READ_SHELF, _key(officer, "read", 0), Read))
    return () if found is None else found.lines
