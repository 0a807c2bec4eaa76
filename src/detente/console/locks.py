"""What a node's pages do one at a time, or a few, and the name under which the same form sent again is known."""

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from typing import Final
from weakref import WeakValueDictionary

PICTURES_AT_ONCE: Final = 2
"""Pictures looked at at a time, of all officers: each takes a processor."""


class Turns:
    """Whose turn it is at the pages of one node; another node's in this process have their own."""

    def __init__(self) -> None:
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.uploads: set[str] = set()
        """Ids of the forms to which files are coming now."""
        self.evidence: set[object] = set()
        """Evidence files that are coming or looked at now."""
        self.pictures = asyncio.Semaphore(PICTURES_AT_ONCE)

    def of(self, name: str) -> asyncio.Lock:
        """Return the lock of a form, or of what else is done one at a time: who comes second finds what came of it."""
        return self._locks.setdefault(name, asyncio.Lock())


def once_of(*said: str) -> str:
    """Return by what a second sending of the same is known: what is done, its page's number, and all that it says."""
    return urlsafe_b64encode(hashlib.sha256("\0".join(said).encode()).digest()).decode().rstrip("=")
