"""What may come out of a file's bytes? Remarks with a known code, in a time that its size bounds, and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fuzz.test_protocol_fuzz import mutations
from tests.unit.test_protocol_content import GOOD, zipped

from detente.protocol.content import check_content

CODES = {"content-differs", "content-double", "content-bomb", "content-program", "content-paths", "content-broken"}
BYTES_READ_MAX = 12


@pytest.mark.parametrize("name", GOOD)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_remarks_of_any_bytes(name: str, data: st.DataObject) -> None:
    """However a file is changed, cut or repeated, it is read within its bounds and a few times over."""
    content = data.draw(mutations(GOOD[name][0]))
    behind = data.draw(st.sampled_from([b"", zipped(a_txt=b"x"), b"%%EOF", b"PK\x05\x06", b"\xff\xd9"]))
    whole, seen = content + behind, 0

    def read(start: int, count: int) -> bytes:
        nonlocal seen
        assert start >= 0
        assert count >= 0
        found = whole[start : start + count]
        seen += len(found)
        return found

    found = check_content(read, len(whole), name, GOOD[name][1])
    assert {one.code for one in found} <= CODES
    assert seen <= BYTES_READ_MAX * (len(whole) + 65_536)
