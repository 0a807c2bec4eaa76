"""`incident track` on files, without a node."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detente.cli.incident_tracks import is_reference
from detente.cli.main import app
from detente.errors import Refused
from detente.home.track_views import moment

AEGEAN = Path(__file__).parents[1] / "vectors/ais/aegean.nmea"
SHIP = "utc,lat,lon\n" + "".join(f"2015-06-21T09:{30 + n}:00Z,{36.91 - n * 0.004},{20.77},\n" for n in range(3))


def track(*arguments: object) -> Any:
    return CliRunner().invoke(app, ["incident", "track", *map(str, arguments)])


def test_two_sides_files_are_compared(tmp_path: Path) -> None:
    """The sides may come in different formats; every uncertainty has its name, and nothing is guessed."""
    table = tmp_path / "ship.csv"
    table.write_text(SHIP, encoding="utf-8")
    both = [AEGEAN, "--with", table, "--columns", "time=utc,lat=lat,lon=lon", "--only", "235070716", "--only", "track"]
    answer = json.loads(track(*both, "--json").stdout)
    (pair,) = answer["items"]
    assert 100 < pair["distance_m"] < 2_000
    assert pair["nearest_at"].startswith("2015-06-21T09:3")
    assert {"what": "datum of track", "metres": 200.0} in pair["uncertainty"]
    assert [one["format"] for one in answer["files"]] == ["ais", "csv"]
    assert "datum" in [flag["code"] for flag in answer["files"][1]["flags"]]
    shown = track(*both)
    assert "remark (datum, track)" in shown.stdout
    assert "not in it, because nobody states it" in shown.stdout


def test_zones_of_a_party_are_compared_too(tmp_path: Path) -> None:
    table, zone = tmp_path / "ship.csv", tmp_path / "zone.geojson"
    table.write_text(SHIP, encoding="utf-8")
    corners = [[20.7, 36.9], [20.8, 36.9], [20.8, 36.95], [20.7, 36.95], [20.7, 36.9]]
    zone.write_text(json.dumps({"type": "Polygon", "coordinates": [corners]}), encoding="utf-8")
    run = [table, "--columns", "time=utc,lat=lat,lon=lon", "--datum", "WGS 84", "--zone", zone]
    (near,) = json.loads(track(*run, "--json").stdout)["zones"]
    assert (near["positions_inside"], near["source"]) == (3, "zone.geojson")
    assert "zone 1 (as given in zone.geojson)" in track(*run).stdout


def test_too_many_pairs_are_refused() -> None:
    """A receiver's whole recording against itself is no question about one incident."""
    result = track(AEGEAN, "--with", AEGEAN)
    assert isinstance(result.exception, Refused)
    assert result.exception.code == "track-pairs"


@pytest.mark.parametrize(
    ("options", "code"),
    [(["--craft", "whale"], "track-craft"), (["--starts-at", "noon"], "track-time"),
     (["--format", "kml"], "track-format")],
)  # fmt: skip
def test_options_that_say_nothing_are_refused(options: list[str], code: str) -> None:
    result = track(AEGEAN, *options)
    assert isinstance(result.exception, Refused)
    assert result.exception.code == code


def test_times_are_told_with_fractions_where_they_have_them() -> None:
    assert moment(1_460_473_200.0) == "2016-04-12T15:00:00Z"
    assert moment(1_460_473_200.25) == "2016-04-12T15:00:00.250Z"


def test_options_for_files_at_hand_say_nothing_of_an_incident() -> None:
    """Its acts say what the files are; a file that has the form of a reference is a file."""
    result = track("US/PLENARY/7", "--datum", "WGS 84")
    assert isinstance(result.exception, Refused)
    assert result.exception.code == "track-of-incident"


@pytest.mark.parametrize(
    ("words", "act"),
    [(["US/PLENARY/7"], True), (["nrc:us/plenary/2.7"], True), (["a.csv"], False), (["US/PLENARY/7", "b.csv"], False),
     (["/tmp/x/7"], False)],
)  # fmt: skip
def test_a_reference_is_told_from_files(words: list[str], act: bool) -> None:
    assert is_reference(words) is act
