"""Files of positions to tracks: each format, and each thing that may be odd in it."""

import json
from pathlib import Path

import pytest

from detente.errors import Malformed, Refused
from detente.limits import TRACK_BYTES_MAX, TRACKS_MAX
from detente.tracks import raw
from detente.tracks.coast import coast
from detente.tracks.reading import Format, Stated, format_of, read
from detente.tracks.table import parse_columns
from detente.tracks.track import Craft, Reading

AEGEAN = (Path(__file__).parents[1] / "vectors/ais/aegean.nmea").read_bytes()
COLUMNS = parse_columns("time=utc,lat=lat,lon=lon,name=who,height=alt:ft,speed=sog:kn,course=cog,uncertainty=err:m")
HEAD = "utc,lat,lon,who,alt,sog,cog,err\n"


def table(*rows: str, datum: str = "WGS 84", craft: Craft | None = None) -> Reading:
    return read((HEAD + "\n".join(rows)).encode(), Format.CSV, Stated(columns=COLUMNS, datum=datum, craft=craft),
                coast().on_land)  # fmt: skip


def row(second: int, lat: float | str, lon: float | str, who: str = "a") -> str:
    return f"2016-04-12T15:{second // 60:02d}:{second % 60:02d}Z,{lat},{lon},{who},500,10,90,25"


def codes(reading: Reading) -> list[str]:
    return [flag.code for flag in reading.flags]


def test_a_real_recording_becomes_one_track_a_ship() -> None:
    """The base station's clock gives the times; what was cut out of the recording shows as jumps."""
    reading = read(AEGEAN, Format.AIS, on_land=coast().on_land)
    assert len(reading.tracks) == 163
    ship = next(one for one in reading.tracks if one.name.startswith("MMSI 235070716"))
    assert ship.craft is Craft.SHIP
    assert ship.points[0].at == 1_434_879_009  # 2015-06-21T09:30:09Z, half a minute before the first clock
    assert ship.points[0].lat == pytest.approx(36.910433)
    assert ship.points[0].uncertainty_m == 10.0
    assert "base station" in ship.derived[0]
    assert "jump" in codes(reading)
    assert "on-land" not in codes(reading)


TAGGED = b"""\\s:r,c:1460471400*00\\!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*23
\\s:r,c:1460471410*00\\!AIVDM,1,1,,B,13eaJF0P00Qd388Eew6aagvH85Ip,0*45
"""


def test_a_receivers_time_stands_before_the_second_of_a_report() -> None:
    reading = read(TAGGED, Format.AIS)
    assert {one.points[0].at for one in reading.tracks} == {1_460_471_400, 1_460_471_410}
    milliseconds = TAGGED.replace(b"c:1460471400", b"c:1460471400500")
    assert 1_460_471_400.5 in {one.points[0].at for one in read(milliseconds, Format.AIS).tracks}


def test_gatehouse_times_are_read() -> None:
    data = b"$PGHP,1,2009,5,9,0,0,0,10,338,2,,1,09*17\n" + TAGGED.split(b"\\")[2]
    assert read(data, Format.AIS).tracks[0].points[0].at == 1_241_827_200.010


def test_sentences_without_any_time_need_a_stated_start() -> None:
    bare = b"\n".join(line.split(b"\\")[2] for line in TAGGED.splitlines())
    with pytest.raises(Malformed, match="track-empty"):
        read(bare, Format.AIS)
    started = read(bare, Format.AIS, Stated(starts_at=1_460_471_400.0))
    assert "a start that was stated" in started.tracks[0].derived[0]


def test_sentences_that_are_damaged_are_told_and_left_out() -> None:
    reading = read(TAGGED + b"!AIVDM,1,1,,A,13HOI:0P0000VOHLCnHQKwvL05Ip,0*24\nfoobar\n", Format.AIS)
    assert [(flag.code, flag.line) for flag in reading.flags if flag.code == "unread"] == [("unread", 3), ("unread", 4)]


SNAPSHOTS = [
    {"now": 1_460_471_400.5, "aircraft": [
        {"hex": "1400ab", "flight": "RF1 ", "lat": 55.0, "lon": 19.0, "alt_geom": 1_000, "alt_baro": 900, "gs": 400,
         "track": 90.5, "seen_pos": 0.5, "nac_p": 9},
        {"hex": "~abc", "lat": 55.1, "lon": 19.1, "alt_baro": "ground"}, {"hex": "noplace"}]},
    {"now": 1_460_471_401.5, "aircraft": [
        {"hex": "1400ab", "lat": 55.0, "lon": 19.0, "seen_pos": 1.5},
        {"hex": "~abc", "lat": 55.1, "lon": 19.1}]},
    {"now": 1_460_471_402.5, "aircraft": [
        {"hex": "1400ab", "lat": 55.0, "lon": 19.01, "seen_pos": 0, "alt_baro": 900}]},
]  # fmt: skip


@pytest.mark.parametrize("lines", [True, False])
def test_snapshots_of_readsb_become_tracks(lines: bool) -> None:
    """Feet become metres, categories of accuracy too; a position that is repeated is one."""
    text = "\n".join(map(json.dumps, SNAPSHOTS)) if lines else json.dumps(SNAPSHOTS)
    first, other = read(text.encode(), Format.ADSB).tracks
    assert (first.name, first.craft) == ("ICAO 1400ab RF1", Craft.AIRCRAFT)
    assert [one.at for one in first.points] == [1_460_471_400.0, 1_460_471_402.5]
    start, end = first.points
    assert (start.height_m, start.height_datum, start.uncertainty_m) == (304.8, "WGS 84 ellipsoid", 30.0)
    assert start.speed_mps == pytest.approx(205.78, abs=0.01)
    assert (end.height_m, end.height_datum) == (274.32, "standard pressure")
    assert other.name == "ICAO ~abc"


def test_a_trace_of_readsb_becomes_a_track() -> None:
    trace = {"icao": "1400ab", "timestamp": 1_460_471_400.0, "trace": [
        [0, 55.0, 19.0, 900, 400, 90, 0, 0, None, "adsb_icao", 1_000], [2.5, 55.0, 19.01, "ground", None, None],
        ["x"], [3, None, 2, 3, 4, 5]]}  # fmt: skip
    reading = read(json.dumps(trace).encode(), Format.ADSB)
    assert [(one.at, one.height_m) for one in reading.tracks[0].points] == [
        (1_460_471_400.0, 304.8), (1_460_471_402.5, None)]  # fmt: skip
    assert codes(reading) == ["unread", "unread"]


GPX = """<?xml version="1.0" encoding="UTF-8"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">
<wpt lat="1" lon="2"/><trk><name>Boat</name><trkseg>
<trkpt lat="54.9" lon="19.2"><ele>3.5</ele><time>2016-04-12T15:00:00Z</time></trkpt>
<trkpt lat="54.91" lon="19.2"><time>2016-04-12T17:02:00.5+02:00</time></trkpt>
<trkpt lat="54.92" lon="19.2"/></trkseg></trk></gpx>
"""


def test_gpx_becomes_a_track() -> None:
    reading = read(GPX.encode(), Format.GPX)
    (track,) = reading.tracks
    assert track.name == "Boat"
    assert [one.at for one in track.points] == [1_460_473_200.0, 1_460_473_320.5]
    assert (track.points[0].height_m, track.points[0].height_datum) == (3.5, "not stated")
    assert codes(reading)[:2] == ["time", "other"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (GPX.replace("<gpx ", '<!DOCTYPE gpx SYSTEM "x"><gpx '), "track-document-type"),
        (GPX.replace("</gpx>", ""), "track-malformed"),
        (GPX.replace("UTF-8", "windows-1251"), "track-malformed"),
        ("<gpx>" + "<a>" * 100, "track-malformed"),
        ("<gpx/>", "track-empty"),
    ],
)
def test_gpx_that_is_none_is_refused(text: str, code: str) -> None:
    with pytest.raises(Malformed, match=code):
        read(text.encode(), Format.GPX)


def test_geojson_lines_and_points_with_times_become_tracks() -> None:
    place = [[19.2, 54.9, 10.0], [19.21, 54.9]]
    features = [
        {"type": "Feature", "properties": {"name": "A", "coordTimes": ["2016-04-12T15:00:00Z", 1_460_473_260_000]},
         "geometry": {"type": "LineString", "coordinates": place}},
        {"type": "Feature", "properties": {"track": "B", "time": 1_460_473_200, "uncertainty_m": 50},
         "geometry": {"type": "Point", "coordinates": place[0]}},
        {"type": "Feature", "properties": {"name": "C", "times": [["2016-04-12T15:00:00Z"], []]},
         "geometry": {"type": "MultiLineString", "coordinates": [place, place]}},
        {"type": "Feature", "properties": None, "geometry": {"type": "Polygon", "coordinates": []}},
    ]  # fmt: skip
    reading = read(json.dumps({"type": "FeatureCollection", "features": features}).encode(), Format.GEOJSON)
    a, b, c = reading.tracks
    assert [one.at for one in a.points] == [1_460_473_200.0, 1_460_473_260.0]
    assert a.points[0].height_m == 10.0
    assert (b.name, b.points[0].uncertainty_m) == ("B", 50.0)
    assert len(c.points) == 1
    assert {"time", "other"} <= set(codes(reading))


def test_geojson_with_a_coordinate_system_of_its_own_is_of_an_unknown_datum() -> None:
    document = {"type": "Feature", "crs": {"type": "name", "properties": {"name": "EPSG:4284"}},
                "properties": {"times": [1, 2]},
                "geometry": {"type": "LineString", "coordinates": [[1, 2], [1, 3]]}}  # fmt: skip
    reading = read(json.dumps(document).encode(), Format.GEOJSON)
    assert reading.tracks[0].datum == "EPSG:4284"
    assert "datum" in codes(reading)


def test_a_table_is_read_by_its_declared_columns_and_units() -> None:
    (track,) = table(row(0, 54.9, 19.2), row(60, 54.9, 19.21)).tracks
    point = track.points[0]
    assert (track.name, track.time_step_s, point.line) == ("a", 60.0, 2)
    assert point.height_m == pytest.approx(152.4)
    assert point.speed_mps == pytest.approx(5.144, abs=0.001)
    assert (point.course_deg, point.uncertainty_m) == (90.0, 25.0)


@pytest.mark.parametrize(
    "text", ["time=utc,lat=lat", "time=utc,lat=a,lon=b,height=alt", "time=utc,lat=a,lon=b,speed=s:furlong",
             "when=utc,lat=a,lon=b", "time=,lat=a,lon=b", "time=utc,time=utc,lat=a,lon=b",
             "time=utc:sundial,lat=a,lon=b"],
)  # fmt: skip
def test_columns_are_never_guessed(text: str) -> None:
    """Height and speed need their unit: feet and metres have been taken for each other before."""
    with pytest.raises(Refused, match="track-columns"):
        parse_columns(text)


def test_a_table_needs_its_columns() -> None:
    with pytest.raises(Refused, match="track-columns"):
        read(b"a,b\n1,2\n", Format.CSV)
    with pytest.raises(Refused, match="track-columns"):
        read(b"a,b\n1,2\n", Format.CSV, Stated(columns=COLUMNS))


def test_duplicated_and_reversed_times_are_told_and_put_in_order() -> None:
    reading = table(row(0, 54.9, 19.2), row(120, 54.9, 19.22), row(60, 54.9, 19.21), row(60, 54.8, 19.21),
                    row(120, 54.9, 19.22))  # fmt: skip
    assert [one.at % 3_600 for one in reading.tracks[0].points] == [0, 60, 120]
    assert reading.tracks[0].points[1].lat == 54.9
    assert codes(reading) == ["time-reversed", "time-duplicate", "time-duplicate"]
    assert "another position" in reading.flags[1].text
    assert "the same position" in reading.flags[2].text


def test_a_jump_is_told() -> None:
    reading = table(*(row(60 * number, 54.9 + (1.0 if number == 3 else 0.0), 19.2) for number in range(6)))
    assert [(flag.code, flag.line) for flag in reading.flags] == [("jump", 5), ("jump", 6)]


def test_latitude_and_longitude_that_look_exchanged_are_asked_about_and_never_turned_round() -> None:
    far = table(row(0, 54.9, 19.2), row(60, 19.21, 54.9), row(120, 54.9, 19.22))
    assert codes(far)[0] == "swapped"
    assert "Were they exchanged?" in far.flags[0].text
    assert (far.tracks[0].points[1].lat, far.tracks[0].points[1].lon) == (19.21, 54.9)
    none = table(row(0, 54.9, 19.2), row(60, 154.9, 19.2))
    assert codes(none) == ["swapped", "single"]
    assert len(none.tracks[0].points) == 1
    assert codes(table(row(0, 54.9, 19.2), row(60, 999, 999)))[0] == "position"


def test_gaps_are_told() -> None:
    reading = table(*(row(second, 54.9, 19.2) for second in (0, 2, 4, 6, 200)))
    assert [(flag.code, flag.text.split()[0]) for flag in reading.flags] == [("gap", "194")]


def test_a_datum_that_nobody_states_is_told() -> None:
    assert codes(table(row(0, 54.9, 19.2), row(60, 54.9, 19.21), datum="")) == ["datum"]
    assert "Pulkovo" in table(row(0, 54.9, 19.2), row(60, 54.9, 19.21), datum="Pulkovo 1942").flags[0].text


def test_a_ship_on_land_is_told_and_an_aircraft_over_land_is_not() -> None:
    inland = (row(0, 52.2, 21.0), row(60, 52.2, 21.001))
    ship = table(*inland, craft=Craft.SHIP)
    assert codes(ship) == ["on-land"]
    assert "2 of 2 positions" in ship.flags[0].text
    assert codes(table(*inland, craft=Craft.AIRCRAFT)) == []
    swapped = table(row(0, 19.0, 55.5), row(60, 19.0, 55.501), craft=Craft.SHIP)
    assert "exchanged none would" in swapped.flags[0].text


def test_rows_that_state_nothing_usable_are_told() -> None:
    reading = table(row(0, 54.9, 19.2), "2016-04-12 15:01,54.9,19.2,a", row(60, "N54", 19.2), row(90, 54.9, 19.2))
    assert codes(reading) == ["time", "unread"]


def test_many_remarks_of_one_kind_are_counted() -> None:
    reading = table(*(row(number, "x", 19.2) for number in range(60)), row(61, 54.9, 19.2), row(62, 54.9, 19.2))
    assert codes(reading).count("unread") == 21
    assert reading.flags[-1].text == "40 more of this kind"


def test_longitudes_beyond_180_are_those_of_the_other_side() -> None:
    reading = table(row(0, 52, 179.99), row(60, 52, 180.01))
    assert [one.lon for one in reading.tracks[0].points] == [pytest.approx(179.99), pytest.approx(-179.99)]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("form", "data"),
    [(Format.GPX, AEGEAN), (Format.AIS, b"PK\x03\x04zip"), (Format.CSV, GPX.encode()), (Format.ADSB, b"\x7fELF"),
     (Format.GEOJSON, b"\x89PNG\r\n\x1a\n")],
)  # fmt: skip
def test_a_file_that_is_not_what_it_claims_is_not_read(form: Format, data: bytes) -> None:
    with pytest.raises(Malformed, match="track-differs"):
        read(data, form)


@pytest.mark.parametrize("size", [0, TRACK_BYTES_MAX + 1])
def test_files_have_a_size(size: int) -> None:
    with pytest.raises(Malformed, match="track-size"):
        read(bytes(size), Format.CSV)


def test_positions_and_craft_have_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "TRACK_POINTS_MAX", 5)
    with pytest.raises(Malformed, match="track-too-many"):
        table(*(row(number, 54.9, 19.2) for number in range(6)))
    with pytest.raises(Malformed, match="track-too-many"):
        table(*(row(1, 54.9, 19.2, f"craft {number}") for number in range(TRACKS_MAX + 1)))


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [("a.nmea", b"", Format.AIS), ("a.gpx", b"", Format.GPX), ("a.json", b'{"now":1}', Format.ADSB),
     ("a.json", b'{"type": "FeatureCollection"}', Format.GEOJSON), ("log", AEGEAN, Format.AIS),
     ("x", GPX.encode(), Format.GPX)],
)  # fmt: skip
def test_a_format_is_known_by_name_or_by_content(name: str, data: bytes, form: Format) -> None:
    assert format_of(name, data) is form


def test_a_format_that_nothing_tells_is_asked_for() -> None:
    with pytest.raises(Refused, match="track-format"):
        format_of("a.bin", b"hello")
