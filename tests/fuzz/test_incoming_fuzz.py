"""Can bytes that claim to be a form with files do anything but become names, texts and blocks, or `Malformed`?"""

import asyncio
from collections.abc import AsyncIterator

from hypothesis import given
from hypothesis import strategies as st

from detente.console.forms.incoming import Incoming
from detente.errors import Malformed
from detente.home.acting.uploads import plain_name
from detente.limits import ATTACHMENT_NAME_CHARACTERS_MAX

PIECES = st.sampled_from(
    [
        b"--x\r\n", b"--x--\r\n", b"--x--", b"\r\n", b"\r\n\r\n", b"\n", b"--x",
        b'Content-Disposition: form-data; name="a"', b'Content-Disposition: form-data; name="file"; filename="b.txt"',
        b'Content-Disposition: form-data; name="file"; filename=""', b"Content-Disposition: attachment",
        b"Content-Disposition: form-data", b"filename*=UTF-8''%ff%2e%2e%2f",
        b"Content-Type: text/plain; charset=utf-99",
        b"Content-Length: 3", b"Content-Length: -1", b"abc", b"\xff\xfe", b"\x00", b": ", b" continued",
    ]
)  # fmt: skip
BODIES = st.lists(PIECES | st.binary(max_size=40), max_size=30)
TYPES = st.sampled_from(["multipart/form-data; boundary=x", 'multipart/form-data; boundary="x"']) | st.text(max_size=60)


async def read(content_type: str, body: list[bytes]) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Return how much of which field and file came."""

    async def chunks() -> AsyncIterator[bytes]:
        for chunk in body:
            yield chunk

    incoming = Incoming(content_type, chunks())
    files = []
    while (name := await incoming.next_file()) is not None:
        size = 0
        async for block in incoming.blocks():
            size += len(block)
        files.append((plain_name(name), size))
    return {name: len(values) for name, values in incoming.fields.fields.items()}, files


@given(TYPES, BODIES)
def test_any_bytes_are_a_form_with_files_or_malformed(content_type: str, body: list[bytes]) -> None:
    """A name that comes out is fit for a disk, and no more bytes come out than went in."""
    try:
        _fields, files = asyncio.run(read(content_type, body))
    except Malformed:
        return
    assert sum(size for _name, size in files) <= sum(map(len, body))
    for name, _size in files:
        assert 0 < len(name) <= ATTACHMENT_NAME_CHARACTERS_MAX
        assert "/" not in name
        assert name not in (".", "..")


@given(
    st.binary(max_size=2_000).filter(lambda one: b"\r\n--x" not in one),
    st.text("aбз .-(1)", min_size=1, max_size=80).filter(lambda one: one.strip() == one),
    st.integers(1, 97),
)
def test_a_file_comes_out_as_it_went_in_however_it_is_cut(content: bytes, name: str, piece: int) -> None:
    """The wire cuts a request anywhere, also within a boundary."""
    head = f'--x\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    body = head + content + b"\r\n--x--\r\n"
    cut = [body[at : at + piece] for at in range(0, len(body), piece)]
    _fields, files = asyncio.run(read("multipart/form-data; boundary=x", cut))
    assert files == [(plain_name(name), len(content))]
