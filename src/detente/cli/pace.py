"""How fast a rehearsal is shown, and the keys that change it: space pauses, n goes on, q ends."""

import asyncio
import os
import sys
import termios
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Pace:
    """Spreads the events over a fixed time, whatever each of them took.

    Args:
        seconds: for all events together; 0 shows them as fast as they happen.
        frozen: is told when the story pauses and when it goes on, so that its clock stands still meanwhile.
        end: ends the story.
    """

    def __init__(self, seconds: float, frozen: Callable[[bool], None], end: Callable[[], None]) -> None:
        self._seconds = seconds
        self._frozen = frozen
        self._end = end
        self._due = 0.0
        self._start: float | None = None
        self._paused_at: float | None = None
        self._skip = False
        self._nudge = asyncio.Event()

    @property
    def paused(self) -> bool:
        """Say if the story pauses."""
        return self._paused_at is not None

    async def wait(self, share: float) -> None:
        """Return when an event has had its share, 0 to 1, of the whole time."""
        now = asyncio.get_running_loop().time
        self._start = now() if self._start is None else self._start
        self._due += share * self._seconds
        while not self._skip:
            left = self._start + self._due - now()
            if left <= 0 and not self.paused:
                return
            self._nudge.clear()
            try:
                await asyncio.wait_for(self._nudge.wait(), None if self.paused else left)
            except TimeoutError:
                continue
        self._skip = False
        self._start = now() - self._due
        if self.paused:
            self._paused_at = now()

    def key(self, key: str) -> None:
        """Take a key that was pressed; others than space, n and q do nothing."""
        match key:
            case " ":
                self._turn()
            case "n":
                self._skip = True
            case "q":
                self._end()
            case _:
                return
        self._nudge.set()

    def _turn(self) -> None:
        now = asyncio.get_running_loop().time()
        if self._paused_at is None:
            self._paused_at = now
        else:
            if self._start is not None:
                self._start += now - self._paused_at
            self._paused_at = None
        self._frozen(self.paused)


@contextmanager
def keys_of(pace: Pace, *, wanted: bool) -> Iterator[bool]:
    """Give the keys pressed at a terminal to a pace; say whether there is a terminal."""
    terminal = _terminal() if wanted else None
    if terminal is None:
        yield False
        return
    loop = asyncio.get_running_loop()

    def read() -> None:
        keys = os.read(terminal, 32).decode(errors="replace")
        if not keys:
            loop.remove_reader(terminal)
        for key in keys:
            pace.key(key)

    before = termios.tcgetattr(terminal)
    try:
        tty.setcbreak(terminal)
        loop.add_reader(terminal, read)
        yield True
    finally:
        loop.remove_reader(terminal)
        termios.tcsetattr(terminal, termios.TCSADRAIN, before)


def _terminal() -> int | None:
    """Return the terminal that we may read from; a job in the background has none."""
    try:
        terminal = sys.stdin.fileno()
        return terminal if os.isatty(terminal) and os.tcgetpgrp(terminal) == os.getpgrp() else None
    except (OSError, ValueError):
        return None
