"""Handing files over to a browser: to be saved, never opened in a page."""

import re
from collections.abc import AsyncIterator
from typing import Any, Final

from litestar import Response
from litestar.response import Stream

OCTETS: Final = "application/octet-stream"
NAME_CHARACTERS_MAX: Final = 120
_RESERVED: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)")


def safe_name(name: str, otherwise: str) -> str:
    """Return a name under which a browser may save a file: letters, digits and dots, no path, nothing that is hidden.

    Args:
        name: a sender's word.
        otherwise: where nothing of it is left.
    """
    plain = re.sub(r"[^A-Za-z0-9._]+", "-", name).strip(".-_")
    if len(plain) > NAME_CHARACTERS_MAX:
        stem, dot, ending = plain.rpartition(".")
        ending = f"{dot}{ending}" if dot and len(ending) <= 8 else ""
        plain = f"{(stem or plain)[: NAME_CHARACTERS_MAX - len(ending)]}{ending}"
    if not plain:
        return otherwise
    return f"{otherwise}-{plain}" if _RESERVED.match(plain) else plain


def hand_over(blocks: AsyncIterator[bytes], size: int, name: str) -> Response[Any]:
    """Return a file that was made for a browser, see `outgoing`.

    Whatever it is, a browser is told octets, to save them, and to run nothing of them.
    """
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(size),
        "content-security-policy": "default-src 'none'; sandbox",
        "x-content-type-options": "nosniff",
    }
    return Stream(blocks, media_type=OCTETS, headers=headers)
