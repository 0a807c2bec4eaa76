"""Files that a package ships for browsers: read once, known by a hash of their bytes, and kept by whoever has them.

A browser asks each time whether what it has is still the one, which a hash answers without a byte of it, and no upgrade
leaves an old script beside a new page.

Source: RFC 9110 sections 8.8.3, 13.1.2, 15.4.5.
"""

import hashlib
from functools import cache
from importlib.resources import files
from typing import Any

from litestar import Request, Response
from msgspec import Struct


class Shipped(Struct, frozen=True):
    """A file as it was when it was first read.

    Args:
        tag: its entity tag: a hash of its bytes, in quotes.
    """

    data: bytes
    media_type: str
    tag: str


@cache
def read_shipped(package: str, path: str, media_type: str) -> Shipped:
    """Return a file of a package's folder `static`."""
    data = files(package).joinpath("static", *path.split("/")).read_bytes()
    return Shipped(data, media_type, f'"{hashlib.sha256(data).hexdigest()[:32]}"')


def give(request: Request[Any, Any, Any], shipped: Shipped) -> Response[bytes]:
    """Return a file, or that what the browser has of it is still the one."""
    headers = {"etag": shipped.tag, "cache-control": "no-cache"}
    if has_it(request.headers.get("if-none-match", ""), shipped.tag):
        return Response(b"", status_code=304, media_type=shipped.media_type, headers=headers)
    return Response(shipped.data, media_type=shipped.media_type, headers=headers)


def has_it(known: str, tag: str) -> bool:
    """Say if a browser that knows these versions has the one of this tag; a weak tag of the same bytes is it, too."""
    return known.strip() == "*" or tag in (one.strip().removeprefix("W/") for one in known.split(","))
