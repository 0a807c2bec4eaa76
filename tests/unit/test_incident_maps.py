"""The map of an incident by the command that people type: from accounts and files, at both sides the same."""

import json
import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.unit.test_concern_commands import Table, table

from detente.errors import Refused
from detente.maps.picture import RECOGNITION

__all__ = ["table"]

US_TRACK = {
    "type": "FeatureCollection",
    "features": [
        {"type": "Feature",
         "properties": {"track": "the ship", "at": f"2016-04-12T15:0{minute}:00Z", "uncertainty_m": 500},
         "geometry": {"type": "Point", "coordinates": [18.9 + minute / 100, 55.1]}}
        for minute in range(6)
    ],
}  # fmt: skip
BORDER = {
    "type": "FeatureCollection", "source": "Survey of X, 2015",
    "features": [{"type": "Feature", "properties": {"name": "a line"},
                  "geometry": {"type": "LineString", "coordinates": [[18.8, 55.0], [19.2, 55.3]]}}],
}  # fmt: skip


@pytest.fixture
def incident(table: Table, tmp_path: Path) -> str:
    """Return an incident with a place in one account, and with a track of the other side."""
    report = table("nato", "incident", "report", "Flights <near> a ship", "--concerning", "nato", "--concerning", "ru")
    ref = str(report["act"]["ref"])
    body = tmp_path / "account.json"
    place = {"lat": "55.1", "lon": "18.9", "uncertainty_metres": 2000, "source": "GPS", "text": "где был корабль"}
    body.write_text(json.dumps({"place": place}), "utf-8")
    table("ru", "incident", "account", ref, "Корабль был замечен.", "--body", str(body), "--language", "ru")
    track = tmp_path / "ship.geojson"
    track.write_text(json.dumps(US_TRACK), "utf-8")
    table("nato", "incident", "attach", ref, str(track), "--sort", "track", "--what", "The ship", "--of", "USS X",
          "--basis", "reconstructed", "--derived-from", "published facts")  # fmt: skip
    table.carry()
    return ref


def test_one_map_of_both_accounts_and_the_same_at_both_sides(table: Table, incident: str, tmp_path: Path) -> None:
    """Whoever holds the same acts draws the same: only whether files are here can differ, and that is said."""
    made = table("nato", "incident", "map", incident, "--out", str(tmp_path / "map.svg"))
    assert (made["positions"], made["tracks"], made["media_type"]) == (1, 1, "image/svg+xml")
    words = " ".join(one.text or "" for one in ET.fromstring((tmp_path / "map.svg").read_text("utf-8")).iter())
    for said in (RECOGNITION, "Flights <near> a ship", "где был корабль", "reconstructed", "REHEARSAL"):
        assert (said in words) == (said != "REHEARSAL"), said
    theirs = table("ru", "incident", "map", incident, "--out", str(tmp_path / "theirs.svg"))
    assert (theirs["positions"], theirs["tracks"]) == (1, 0)
    assert any("not here yet" in one for one in theirs["remark"])


def test_geojson_and_png(table: Table, incident: str, tmp_path: Path) -> None:
    """The file for programs has both sides' basis and hash; the picture has as many pixels as were asked for."""
    table("nato", "incident", "map", incident, "--out", str(tmp_path / "map.geojson"))
    features = json.loads((tmp_path / "map.geojson").read_text("utf-8"))["features"]
    said = {one["properties"]["what"]: one["properties"] for one in features}
    assert said["position"]["uncertainty_m"] == 2000
    assert said["track"]["name"] == "USS X (the ship)"
    assert (said["track"]["basis"], said["track"]["uncertainty_m"]) == ("reconstructed", 500)
    assert re.fullmatch(r"[0-9a-f]{64}", said["track"]["source_sha256"])
    table("nato", "incident", "map", incident, "--out", str(tmp_path / "map.png"), "--size", "600", "--form", "small")
    data = (tmp_path / "map.png").read_bytes()
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == 600
    assert "1 positions, 1 tracks" in table.text("nato", "incident", "map", incident, "-o", str(tmp_path / "2.svg"))


def test_a_layer_is_the_callers_and_says_whence_it_is(table: Table, incident: str, tmp_path: Path) -> None:
    border = tmp_path / "border.geojson"
    border.write_text(json.dumps(BORDER), "utf-8")
    table(
        "nato", "incident", "map", incident, "-o", str(tmp_path / "map.svg"), "--layer", str(border), "--name", "Lines"
    )
    words = " ".join(one.text or "" for one in ET.fromstring((tmp_path / "map.svg").read_text("utf-8")).iter())
    assert "Lines: source Survey of X, 2015 · chosen by NATO" in words


REFUSED = (
    (("-o", "map.gif"), "map-format"),
    (("-o", "map.svg", "--form", "round"), "map-form"),
    (("-o", "map.png", "--size", "7"), "map-size"),
    (("-o", "map.svg", "--name", "x"), "layer-unnamed"),
    (("-o", "map.svg", "--layer", "absent.geojson"), "file-unreadable"),
    (("-o", "map.svg", *(["--layer", "x"] * 6)), "layers-many"),
)


def test_what_cannot_be_drawn_is_refused(
    table: Table, incident: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for options, code in REFUSED:
        with pytest.raises(Refused) as refusal:
            table("nato", "incident", "map", incident, *options)
        assert refusal.value.code == code
    assert not list(tmp_path.glob("map.*"))


def test_nothing_is_overwritten_and_nothing_drawn_without_a_place(table: Table, tmp_path: Path) -> None:
    (tmp_path / "map.svg").write_text("mine", "utf-8")
    report = table("nato", "incident", "report", "Somewhere", "--concerning", "ru")["act"]["ref"]
    for target, code in (("map.svg", "file-exists"), ("other.svg", "map-empty")):
        with pytest.raises(Refused) as refusal:
            table("nato", "incident", "map", report, "-o", str(tmp_path / target))
        assert refusal.value.code == code
    assert (tmp_path / "map.svg").read_text("utf-8") == "mine"
