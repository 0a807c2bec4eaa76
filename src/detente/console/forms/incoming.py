"""A form that brings files, read as it comes: first what was typed, then each file in blocks; nothing is held whole.

Source: RFC 7578, by the parser of `multipart` (docs/decisions/0020-uploads.md).
"""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from detente.console.door.received import Received, as_typed
from detente.errors import Malformed
from detente.limits import ATTACHMENTS_MAX, FORM_BYTES_MAX, FORM_FIELDS_MAX

MULTIPART: Final = "multipart/form-data"
BOUNDARY_CHARACTERS_MAX: Final = 70
"""RFC 2046, section 5.1.1."""

Event = Any
"""A part's head, a block of it, or None at its end: `multipart` says no types."""


class Incoming:
    """A form as it comes in.

    Args:
        content_type: of the request.
        chunks: of its body.

    Raises:
        Malformed: `upload-malformed`.
    """

    def __init__(self, content_type: str, chunks: AsyncIterator[bytes]) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get("boundary", "")
        if kind != MULTIPART or not 0 < len(boundary) <= BOUNDARY_CHARACTERS_MAX or not boundary.isascii():
            raise _malformed(f"{MULTIPART} with its boundary", content_type[:120])
        # Its strict mode refuses the line's end behind the last boundary where the wire cuts a request just there.
        self._parser = PushMultipartParser(
            boundary, max_segment_count=FORM_FIELDS_MAX + ATTACHMENTS_MAX, max_header_size=8_192
        )
        self._events = self._read(chunks)
        self._fields: dict[str, list[str]] = {}
        self._typed_bytes = 0

    @property
    def fields(self) -> Received:
        """Return what was typed, as far as it has come."""
        return Received({name: tuple(values) for name, values in self._fields.items()})

    async def next_file(self) -> str | None:
        """Return the name of the next file, as a browser says it, or None where the form has ended.

        An empty choice of a file is none. Fields that come before it are read.

        Raises:
            Malformed: `upload-malformed`.
        """
        async for event in self._events:
            if isinstance(event, MultipartSegment):
                if event.filename is None:
                    await self._field(event.name)
                elif event.filename:
                    return str(event.filename)
        return None

    async def blocks(self) -> AsyncIterator[bytes]:
        """Yield the file whose name came last, in blocks.

        Raises:
            Malformed: `upload-malformed`.
        """
        async for event in self._events:
            if event is None:
                return
            assert not isinstance(event, MultipartSegment), "a part ends before the next begins"
            yield bytes(event)

    async def skip(self) -> None:
        """Read on to the end and forget it, so that an answer can be given.

        Raises:
            Malformed: `upload-malformed`.
        """
        async for _event in self._events:
            pass

    async def _field(self, name: str) -> None:
        value = bytearray()
        async for event in self._events:
            if event is None:
                break
            assert not isinstance(event, MultipartSegment), "a part ends before the next begins"
            value += event
            self._typed_bytes += len(event)
            if self._typed_bytes > FORM_BYTES_MAX:
                raise _malformed(f"at most {FORM_BYTES_MAX} bytes beside files", "more")
        try:
            self._fields.setdefault(name, []).append(as_typed(value.decode()))
        except UnicodeDecodeError:
            raise _malformed("text in UTF-8 beside files", f"other bytes in {name[:40]!r}") from None

    async def _read(self, chunks: AsyncIterator[bytes]) -> AsyncIterator[Event]:
        async for chunk in chunks:
            for event in self._parsed(chunk):
                yield event
        for event in self._parsed(b""):
            yield event

    def _parsed(self, chunk: bytes) -> Iterator[Event]:
        try:
            # An empty chunk would end the parser; the end is told once.
            if chunk or not self._parser.closed:
                yield from self._parser.parse(chunk)
        except ParserLimitReached as fault:
            raise _malformed(f"at most {FORM_FIELDS_MAX} fields and short headings", str(fault)) from None
        except MultipartError as fault:
            raise _malformed("a form in parts, as browsers send it", str(fault)) from None


def _malformed(expected: str, got: str) -> Malformed:
    return Malformed("upload-malformed", expected=expected, got=got[:160], remedy="send the form from its page")
