"""Base 64 with one spelling only: padded, no white space, no loose bits.

Source: RFC 4648 section 4, and 3.5 on the bits that a lax decoder would ignore.
"""

import binascii

from detente.errors import Malformed


def encode(data: bytes) -> str:
    """Return the text of these bytes on one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def decode(code: str, text: str, *, size: int | None = None) -> bytes:
    """Return the bytes of the text, refused where they would print as another text.

    Args:
        code: the error code, which says what was being read.
        text: what stands in the file.
        size: how many bytes it must be, where that is known.

    Raises:
        Malformed: with `code`.
    """
    try:
        data = binascii.a2b_base64(text.encode("ascii"))
    except (binascii.Error, UnicodeEncodeError):
        data = b""
    if encode(data) != text or size not in (None, len(data)):
        shape = "canonical base 64" if size is None else f"{size} bytes in canonical base 64"
        raise Malformed(code, expected=shape, got=repr(text[:100]))
    return data
