"""Bytes given to a reader of positions become tracks or an error of ours, one target a reader."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.test_tracks_readers import AEGEAN, COLUMNS, GPX, HEAD, SNAPSHOTS, TAGGED, row

from detente.council.incident.evidence import EvidenceFile, basis_in_words, files_in
from detente.council.incident.positions import tracks_in, zones_in
from detente.council.said import Said
from detente.errors import Malformed, Refused
from detente.tracks.reading import Format, Stated, read
from detente.tracks.track import Reading
from detente.tracks.zones import parse_zones

STATED = Stated(columns=COLUMNS, starts_at=1_460_471_400.0)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=5)
    | st.dictionaries(
        st.sampled_from(
            ["now", "aircraft", "hex", "lat", "lon", "seen_pos", "trace", "icao", "timestamp", "type", "features",
             "geometry", "coordinates", "properties", "times", "coordTimes", "time", "name", "crs"]
        ),
        inner | st.sampled_from(["FeatureCollection", "Feature", "LineString", "MultiLineString", "Point", "Polygon"]),
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


def mended(lines: list[bytes]) -> st.SearchStrategy[bytes]:
    """Return a strategy for a file of which some bytes were changed, some lines dropped, doubled or moved."""
    whole = st.lists(st.sampled_from(lines), min_size=1, max_size=12).map(b"\n".join)
    return st.tuples(whole, st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=6)).map(_changed)


def _changed(given_: tuple[bytes, list[tuple[int, int]]]) -> bytes:
    data, changes = bytearray(given_[0]), given_[1]
    for place, byte in changes:
        data[place % len(data)] = byte
    return bytes(data)


def outcome(data: bytes, form: Format) -> Reading | str:
    try:
        return read(data, form, STATED)
    except (Malformed, Refused) as error:
        return error.code


def check_read(data: bytes, form: Format) -> None:
    reading = outcome(data, form)
    if isinstance(reading, str):
        assert reading.startswith("track-")
        return
    for track in reading.tracks:
        assert all(one.at < other.at for one, other in zip(track.points, track.points[1:], strict=False))
        assert all(-90 <= one.lat <= 90 and -180 <= one.lon <= 180 for one in track.points)


@given(mended(AEGEAN.splitlines()[:60] + TAGGED.splitlines()))
@settings(max_examples=150, deadline=None)
def test_ais(data: bytes) -> None:
    check_read(data, Format.AIS)


@given(mended([json.dumps(one).encode() for one in SNAPSHOTS]) | json_values.map(lambda one: json.dumps(one).encode()))
@settings(max_examples=150, deadline=None)
def test_adsb(data: bytes) -> None:
    check_read(data, Format.ADSB)


@given(mended(GPX.encode().splitlines()))
@settings(max_examples=150, deadline=None)
def test_gpx(data: bytes) -> None:
    check_read(data, Format.GPX)


@given(json_values.map(lambda one: json.dumps(one).encode()))
@settings(max_examples=200, deadline=None)
def test_geojson(data: bytes) -> None:
    check_read(data, Format.GEOJSON)


@given(mended([HEAD.strip().encode(), *(row(n, 54.9, 19.2).encode() for n in range(5))]))
@settings(max_examples=150, deadline=None)
def test_csv(data: bytes) -> None:
    check_read(data, Format.CSV)


@given(json_values.map(lambda one: json.dumps(one).encode()) | st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_zones(data: bytes) -> None:
    try:
        code = "" if parse_zones(data, "file") else "none"
    except Malformed as error:
        code = error.code
    assert code in ("", "zone-malformed", "track-malformed")


@pytest.mark.parametrize("form", list(Format))
def test_any_bytes(form: Format) -> None:
    """Bytes of no form at all, for each reader."""

    @given(st.binary(max_size=200))
    @settings(max_examples=60, deadline=None)
    def any_bytes(data: bytes) -> None:
        check_read(data, form)

    run: Callable[[], None] = any_bytes
    run()
    assert form in Format


words = st.text(max_size=30) | st.sampled_from(["csv", "gpx", "ais", "time=utc,lat=lat,lon=lon", "ship", "WGS 84", "1"])
said = st.fixed_dictionaries(
    {"what": words, "sort": st.sampled_from(["track", "zone"]), "attachment": words},
    optional=dict.fromkeys(("of", "side", "format", "columns", "datum", "craft", "sha256", "derived_from"), words)
    | {"starts_at": st.integers(-1, 2**40), "basis": st.sampled_from(["recorded", "reconstructed", ""])},
)


@given(said, mended([b"utc,lat,lon", b"2016-04-12T15:00:00Z,54.8,19.0", *GPX.encode().splitlines()[:5]]))
@settings(max_examples=200, deadline=None)
def test_whatever_a_peer_says_of_a_file_it_is_read_or_refused(table: dict[str, object], data: bytes) -> None:
    """What stands in an act is foreign too: columns, formats and times that are none lead to an error of ours."""
    (one,) = files_in(Said("US/PLENARY/1", "us", "incident-evidence", 0, body={"files": [table]}))
    assert isinstance(basis_in_words(one), str)
    for reader in (tracks_in, zones_in):
        assert _code(reader, one, data).startswith(("read", "track-", "zone-"))


def _code(reader: Callable[[EvidenceFile, bytes], object], one: EvidenceFile, data: bytes) -> str:
    try:
        reader(one, data)
    except (Malformed, Refused) as error:
        return error.code
    return "read"
