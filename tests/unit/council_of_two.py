"""Two parties with folders of their own and one council between them, at rest: what the tests of the home face need."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from detente.clock import ScenarioClock
from detente.home.calls import Call, JoinCouncil
from detente.home.founding import draft_charter, found_party, sign_charter
from detente.home.host import Still
from detente.home.service import Service
from detente.node.folder import Folder
from detente.protocol.acts import CHARTER_KINDS
from detente.protocol.charter import EVERYBODY, Channel

NOW = 1_461_153_600
"""2016-04-20T12:00:00Z."""

ANYBODY = "\n[levels.kinds]\n" + "".join(f'{kind} = "watch officer"\n' for kind in sorted(CHARTER_KINDS))
"""Lets anybody say what changes the charter, also who is not accredited."""

Reply = TypeVar("Reply")


class Two:
    """NATO and RU in folders below one path.

    Args:
        channels: of both, beside the line.
        more: further tables of the charter.
        rehearsal: the council is one.
    """

    def __init__(self, path: Path, *channels: str, more: str = "", rehearsal: bool = False) -> None:
        self.path = path
        self.more = more
        self.rehearsal = rehearsal
        self._channels = {channel: Channel((EVERYBODY,)) for channel in channels}
        self.nato = Folder(path / "NATO")
        self.ru = Folder(path / "RU")
        self.notes = {
            "nato": found_party(self.nato, "nato", "NATO", now=NOW, url="https://127.0.0.1:8446").note,
            "ru": found_party(self.ru, "ru", "Russian Federation", now=NOW, officer="watch officer").note,
        }

    def charter(self, name: str = "nrc", *, signed: bool = True) -> str:
        """Return a charter of both, signed by both unless it is to be a draft."""
        text = draft_charter(
            f"{name}-rehearsal" if self.rehearsal else name,
            "Council",
            self.notes.values(),
            founded_at=NOW,
            channels=self._channels,
            rehearsal=self.rehearsal,
        )
        text += self.more
        if not signed:
            return text
        for folder in (self.nato, self.ru):
            text = sign_charter([text], folder).note
        return text

    def joined(self) -> "Two":
        """Let both join one council."""
        charter = self.charter()
        for folder, other in ((self.nato, "ru"), (self.ru, "nato")):
            ask(folder, JoinCouncil(charter, (self.notes[other],)))
        return self


@contextmanager
def at_rest(folder: Folder, now: int = NOW) -> Iterator[Still]:
    """Open a folder on which no node runs."""
    with folder.lock():
        still = Still(folder, clock=ScenarioClock(now))
        try:
            yield still
        finally:
            still.close()


def ask(folder: Folder, call: Call[Reply], now: int = NOW) -> Reply:
    """Return the reply of a folder at rest."""
    with at_rest(folder, now) as still:
        return asyncio.run(Service(still).run(call))  # type: ignore[arg-type,return-value]
