"""Uploads to a mirror: read in pieces, printed, compared; each package proven against the head."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detente.errors import Malformed
from detente.limits import MIRROR_TICKET_BYTES_MAX, TREE_SIZE_MAX
from detente.tlog.merkle import Range, leaf_hash, root_of
from detente.tlog.mirror import MirrorInfo, Package, Upload, UploadReader, parse_mirror_info, verify_package
from detente.tlog.subtree import subtree_proof

ENTRIES = [b"entry %d" % number + b"!" * (number % 7) for number in range(700)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def subtree(start: int, end: int) -> bytes:
    """Answer for complete subtrees of the log."""
    return Range.of(LEAVES[start:end]).root()


def packages(upload: Upload) -> list[Package]:
    """Return the packages of an upload as an honest client makes them."""
    return [
        Package(rounded, start, tuple(ENTRIES[start:end]), tuple(subtree_proof(rounded, end, upload.end, subtree)))
        for rounded, start, end in upload.intervals()
    ]


def body(upload: Upload) -> bytes:
    """Return the whole body of an upload."""
    return upload.to_bytes() + b"".join(package.to_bytes() for package in packages(upload))


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 0, []),
        (300, 300, []),
        (0, 1, [(0, 0, 1)]),
        (255, 257, [(0, 255, 256), (256, 256, 257)]),
        (10, 700, [(0, 10, 256), (256, 256, 512), (512, 512, 700)]),
        (512, 512 + 256, [(512, 512, 768)]),
    ],
)
def test_the_sequence_of_packages_is_fixed(start: int, end: int, expected: list[tuple[int, int, int]]) -> None:
    """Packages end at multiples of 256 and at the upload's end, whatever it starts with."""
    assert list(Upload("log", start, end).intervals()) == expected


@given(st.integers(0, 700), st.integers(0, 700), st.data())
@settings(max_examples=40, deadline=None)
def test_any_cut_of_the_body_reads_the_same(one: int, other: int, data: st.DataObject) -> None:
    """However the body is cut in pieces, the same packages come out, and they print as they came."""
    upload = Upload("council/line/ru/1", min(one, other), max(one, other), b"ticket")
    whole = body(upload)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    reader, read = UploadReader(), []
    for low, high in zip([0, *cuts], [*cuts, len(whole)], strict=True):
        read += reader.feed(whole[low:high])
    assert (reader.upload, read) == (upload, packages(upload))
    assert not reader.pending
    assert upload.to_bytes() + b"".join(package.to_bytes() for package in read) == whole


def test_a_prefix_brings_whole_packages_only() -> None:
    """A body that ends early gives those packages that are complete, and more is still to come."""
    upload = Upload("log", 0, 700)
    first, second, _ = packages(upload)
    reader = UploadReader()
    cut = upload.to_bytes() + first.to_bytes() + second.to_bytes()[:-1]
    assert reader.feed(cut) == [first]
    assert reader.pending


@given(st.integers(0, 699), st.integers(1, 700))
@settings(max_examples=60, deadline=None)
def test_honest_packages_are_proven_with_all_before_them(start: int, end: int) -> None:
    """Each package is proven, and tells the hashes of everything that lies before its subtree, without a gap."""
    if start >= end:
        return
    upload = Upload("log", start, end)
    for package in packages(upload):
        before = LEAVES[package.subtree_start : package.start]
        parts = verify_package(package, end, root_of(end, subtree), before)
        assert sorted((low, high) for low, high, _ in parts) == _tiling(package.subtree_start, parts)
        assert all(one == subtree(low, high) for low, high, one in parts)


def _tiling(stop: int, parts: list[tuple[int, int, bytes]]) -> list[tuple[int, int]]:
    """Return the parts in order if they cover 0 to `stop` without gap or overlap."""
    ordered = sorted((low, high) for low, high, _ in parts)
    at = 0
    for low, high in ordered:
        assert low == at
        at = high
    assert at == stop
    return ordered


def test_a_changed_package_is_refused() -> None:
    """Another entry, a missing one, another leaf before it, another head: none is proven."""
    upload = Upload("log", 10, 700)
    package, root = packages(upload)[0], root_of(700, subtree)
    before = LEAVES[:10]
    verify_package(package, 700, root, before)
    other = Package(0, 10, (b"other", *package.entries[1:]), package.proof)
    fewer = Package(0, 10, package.entries[:-1], package.proof)
    for bad, leaves, size, top in [
        (other, before, 700, root),
        (fewer, before, 700, root),
        (package, [*before[1:], before[0]], 700, root),
        (package, before, 700, root_of(699, subtree)),
        (package, before, 500, root),
        (package, before, 255, root),
    ]:
        with pytest.raises(Malformed, match="subtree-"):
            verify_package(bad, size, top, leaves)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x00\x00", "upload-header"),
        (b"\x01\x00", "upload-header"),
        (b"\x00\x01\xff" + bytes(18), "upload-header"),
        (Upload("log", 1, 0).to_bytes(), "upload-header"),
        (Upload("log", 0, TREE_SIZE_MAX + 1).to_bytes(), "upload-header"),
        (Upload("log", 0, 0).to_bytes()[:-2] + (MIRROR_TICKET_BYTES_MAX + 1).to_bytes(2, "big"), "upload-header"),
        (Upload("log", 0, 1).to_bytes() + b"\0\0" + b"\x40", "upload-hashes"),
        (Upload("log", 0, 0).to_bytes() + b"\0", "upload-trailing"),
        (body(Upload("log", 0, 3)) + b"more", "upload-trailing"),
    ],
)
def test_bad_uploads_are_refused(data: bytes, code: str) -> None:
    """Each fault of form has its code."""
    with pytest.raises(Malformed) as refused:
        UploadReader().feed(data)
    assert refused.value.code == code


def test_mirror_info_prints_as_it_came() -> None:
    """Three lines, one spelling."""
    for info in (MirrorInfo(0, 0), MirrorInfo(700, 256, b"ticket"), MirrorInfo(TREE_SIZE_MAX, 1)):
        assert parse_mirror_info(info.to_bytes()) == info
    for bad in (b"", b"1\n2\n", b"1\n2\n\n\n", b"01\n2\n\n", b"1\n2\nA\n", b"1\n2\n\xff\n", b"1\n-2\n\n"):
        with pytest.raises(Malformed, match="mirror-info"):
            parse_mirror_info(bad)
