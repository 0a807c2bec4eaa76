"""What is done one at a time, by name, and the name under which the same form sent again is known."""

import asyncio
import hashlib
from base64 import urlsafe_b64encode
from weakref import WeakValueDictionary

_BUSY: "WeakValueDictionary[str, asyncio.Lock]" = WeakValueDictionary()


def lock_of(name: str) -> asyncio.Lock:
    """Return the lock of a form, or of what else is done one at a time: who comes second finds what came of it."""
    return _BUSY.setdefault(name, asyncio.Lock())


def once_of(*said: str) -> str:
    """Return by what a second sending of the same is known: what is done, its page's number, and all that it says."""
    return urlsafe_b64encode(hashlib.sha256("\0".join(said).encode()).digest()).decode().rstrip("=")
