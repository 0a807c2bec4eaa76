"""What may come out of a bundle's bytes? A report, and nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.bundled import bundle, parts_of, report_on
from tests.fuzz.test_protocol_fuzz import mutations

from detente.errors import Malformed
from detente.protocol.evidence.archive import pack
from detente.protocol.evidence.stream import ZipFile

WHOLE = bundle()
PARTS = parts_of(WHOLE)


@settings(max_examples=60, deadline=None)
@given(mutations(WHOLE))
def test_a_report_of_any_bytes(data: bytes) -> None:
    """Only the bundle itself verifies."""
    assert report_on(data).verified == (data == WHOLE)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.data())
def test_a_report_of_any_part(name: str, data: st.DataObject) -> None:
    """A zip that is well made around one part of anything is checked to its end or to a named step."""
    changed = data.draw(mutations(PARTS[name]))
    report = report_on(pack({**PARTS, name: changed}))
    assert report.verified == (changed == PARTS[name])


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_a_zip_or_malformed(data: bytes) -> None:
    """Whatever opens as a zip is the one zip of its parts."""
    try:
        zipped = ZipFile(lambda start, count: data[start : start + count], len(data))
        parts = {name: b"".join(zipped.blocks(name)) for name in zipped.places}
    except Malformed:
        return
    assert pack(parts) == data
