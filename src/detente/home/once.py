"""Values by key, each computed once: who asks for the same meanwhile waits for it, and the newest ones are kept."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakValueDictionary

T = TypeVar("T")


class Once(Generic[T]):
    """Keeps what was computed, the newest used, up to a bound.

    Args:
        bytes_max: of what is kept, by the sizes that are said of it; the newest one is kept whatever its size.
    """

    def __init__(self, bytes_max: int) -> None:
        self._max = bytes_max
        self._bytes = 0
        self._kept: dict[Hashable, tuple[T, int]] = {}
        self._locks: WeakValueDictionary[Hashable, asyncio.Lock] = WeakValueDictionary()

    def __contains__(self, key: Hashable) -> bool:
        """Say if a value is kept."""
        return key in self._kept

    async def get(self, key: Hashable, make: Callable[[], Awaitable[tuple[T, int | None]]]) -> T:
        """Return the value of a key, made if it is not kept; of several who ask at once the first one makes it.

        Args:
            make: returns the value with its size in bytes, or with None where it is not to be kept. What it raises
                is raised, and whoever waited tries again.
        """
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            if key in self._kept:
                kept = self._kept[key] = self._kept.pop(key)
                return kept[0]
            value, size = await make()
            if size is not None:
                self._keep(key, value, size)
            return value

    def _keep(self, key: Hashable, value: T, size: int) -> None:
        self._kept[key] = (value, size)
        self._bytes += size
        while self._bytes > self._max and len(self._kept) > 1:
            _, freed = self._kept.pop(next(iter(self._kept)))
            self._bytes -= freed
