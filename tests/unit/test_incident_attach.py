"""What `incident attach` refuses, what it only remarks on, and what it sends as it is: the bytes stay as they were."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from council_of_two import ask, at_rest
from tests.unit.test_concern_commands import Table, table

from detente.errors import Refused
from detente.home.calls import EraseAttachments, ListAttachments, SaveAttachment, Send
from detente.node.events import Erased

__all__ = ["table"]

HEAD = "utc,lat,lon\n"
SOUND = [f"2016-04-12T15:{n:02}:00Z,{54.8 + n / 1000:.3f},19.0" for n in range(6)]
COLUMNS = ("--columns", "time=utc,lat=lat,lon=lon", "--datum", "WGS 84")


@pytest.fixture
def ref(table: Table) -> str:
    """Return the reference of an incident that NATO reports."""
    return str(table("nato", "incident", "report", "Passes", "--concerning", "ru")["act"]["ref"])


def attached(table: Table, ref: str, file: Path, *more: str, sort: str = "track") -> Any:
    """Return what NATO's command prints for programs."""
    return table("nato", "incident", "attach", ref, str(file), "--sort", sort, "--what", "Log", *more)


def csv(path: Path, rows: list[str], name: str = "log.csv") -> Path:
    file = path / name
    file.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    return file


ODD = {
    "jump": [*SOUND[:3], "2016-04-12T15:03:00Z,57.8,19.0"],
    "time-duplicate": [*SOUND, SOUND[-1]],
    "time-reversed": SOUND[::-1],
    "swapped": [*SOUND[:3], "2016-04-12T15:03:00Z,19.0,54.803"],
    "on-land": [f"2016-04-12T15:{n:02}:00Z,52.2,21.0" for n in range(3)],
    "gap": [*SOUND, "2016-04-12T18:00:00Z,54.806,19.0"],
}


def test_what_is_odd_in_a_track_is_told_and_it_goes_as_it_is(table: Table, ref: str, tmp_path: Path) -> None:
    """Nothing is mended: what was attached is, byte for byte, what is saved."""
    for code, rows in ODD.items():
        file = csv(tmp_path, rows, f"{code}.csv")
        found = attached(table, ref, file, *COLUMNS, "--craft", "ship")
        assert code in {flag["code"] for flag in found["files"][0]["positions"]["flags"]}
        saved = tmp_path / f"saved-{code}.csv"
        ask(table.two.nato, SaveAttachment(ref=found["sent"]["act"]["ref"], path=str(saved)))
        assert saved.read_bytes() == file.read_bytes()
    shown = table.text("nato", "incident", "attach", ref, str(csv(tmp_path, SOUND)), "--sort", "track", "--what", "Log",
                       *COLUMNS[:2])  # fmt: skip
    assert "remark (datum): datum not stated" in shown
    assert "adds log.csv as evidence" in shown


REFUSED: list[tuple[str, bytes, tuple[str, ...], str]] = [
    ("log.csv", HEAD.encode(), COLUMNS, "track-empty"),
    ("log.csv", (HEAD + SOUND[0]).encode(), (), "track-columns"),
    ("log.csv", (HEAD + SOUND[0]).encode(), ("--columns", "time=when,lat=lat,lon=lon"), "track-columns"),
    ("log.gpx", b'<?xml version="1.0"?><!DOCTYPE gpx><gpx></gpx>', (), "track-document-type"),
    ("log.gpx", b"<gpx><trk></gpx>", (), "track-malformed"),
    ("log.nmea", b"!AIVDM,1,1,,A,ruined,0*00\n", (), "track-empty"),
    ("aircraft.json", b'{"now": 1}', (), "track-malformed"),
    ("log.csv", (HEAD + SOUND[0]).encode(), (*COLUMNS, "--format", "kml"), "track-format"),
]


def test_a_track_that_cannot_be_read_is_refused_before_it_is_signed_unless_it_is_evidence(
    table: Table, ref: str, tmp_path: Path
) -> None:
    """Nothing stays of it; as evidence it goes with its hash, and everybody is told why it cannot be read."""
    for number, (name, data, more, code) in enumerate(REFUSED):
        file = tmp_path / f"{number}-{name}"
        file.write_bytes(data)
        with pytest.raises(Refused) as refusal:
            attached(table, ref, file, *more)
        assert refusal.value.code == "evidence-unreadable"
        assert f"({code})" in refusal.value.got
        assert "--as-evidence" in refusal.value.remedy
        assert len(sealed(table)) == number
        sent = attached(table, ref, file, *more, "--as-evidence")["files"][0]
        assert (sent["state"], sent["positions"]) == (code, None)
        assert sent["sha256"] == sha256(data).hexdigest()
    found = table("nato", "incident", "track", ref)["files"]
    assert [one["state"] for one in found] == [code for _name, _data, _more, code in REFUSED]
    assert "not read (track-columns): " in table.text("nato", "incident", "track", ref)


def sealed(table: Table) -> list[Path]:
    """Return what is held of NATO's attachments."""
    return [one for one in table.two.nato.attachments.glob("*") if one.is_file()]


def test_a_file_that_is_not_what_its_name_says_is_refused(table: Table, ref: str, tmp_path: Path) -> None:
    """A zip under another name, and XML that grows without end: before anything is read of them."""
    file = tmp_path / "log.gpx"
    for data in (b"PK\x03\x04" + bytes(60), b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><gpx/>'):
        file.write_bytes(data)
        with pytest.raises(Refused) as refusal:
            attached(table, ref, file)
        assert refusal.value.code == "attachment-doubtful"
    assert sealed(table) == []


def test_zones_are_read_too_and_other_files_go_with_their_hash_alone(table: Table, ref: str, tmp_path: Path) -> None:
    zone, note = tmp_path / "zone.geojson", tmp_path / "note.txt"
    zone.write_text(json.dumps({"type": "Polygon", "coordinates": [[[19, 54], [20, 54]]]}), encoding="utf-8")
    note.write_text("Written on the bridge.", encoding="utf-8")
    with pytest.raises(Refused) as refusal:
        attached(table, ref, zone, sort="zone")
    assert "(zone-malformed)" in refusal.value.got
    found = attached(table, ref, note, "--basis", "recorded", sort="document")["files"][0]
    assert (found["state"], found["said"]["sha256"]) == ("other", found["sha256"])


def test_what_an_act_cannot_say_is_refused_and_leaves_nothing(table: Table, ref: str, tmp_path: Path) -> None:
    """Two files of one name, a sort that is none, a reconstruction from nothing, an act of no incident."""
    file, other = csv(tmp_path, SOUND), tmp_path / "other"
    other.mkdir()
    raised = table.say("nato", "raise", "An exercise.", "--about", "activity")
    for words, code in (
        ([ref, str(file), str(csv(other, SOUND)), "--sort", "track", "--what", "Logs"], "evidence-twice"),
        ([ref, str(file), "--sort", "rumour", "--what", "Log"], "body-field-choice"),
        ([ref, str(file), "--sort", "track", "--what", "Log", "--basis", "reconstructed"], "evidence-derived"),
        ([raised, str(file), "--sort", "track", "--what", "Log"], "re-of-other-kind"),
        ([ref, str(tmp_path / "none.csv"), "--sort", "track", "--what", "Log"], "attachment-absent"),
    ):
        with pytest.raises(Refused) as refusal:
            table("nato", "incident", "attach", *words, *COLUMNS)
        assert refusal.value.code == code
    assert sealed(table) == []


def test_what_is_not_here_says_so(table: Table, ref: str, tmp_path: Path) -> None:
    """On its way, erased, held elsewhere, named by an act that has no such file, and corrected: each in its words."""
    file = csv(tmp_path, SOUND)
    first = attached(table, ref, file, *COLUMNS, "--erasable")["sent"]["act"]["ref"]
    (here,) = table("nato", "incident", "track", ref)["files"]
    assert (here["state"], here["positions"]["tracks"][0]["points"]) == ("read", 6)
    (there,) = table("ru", "incident", "track", ref)["files"]
    assert there["state"] == "partial"
    assert "0 of" in there["why"]
    files = [
        {"what": "A film", "sort": "video", "sha256": "0" * 64},
        {"what": "A log", "sort": "track", "attachment": "x"},
    ]
    call = Send(channel="plenary", body={"files": files}, kind="incident-evidence", re=ref)
    second = ask(table.two.nato, call).act.ref
    ask(table.two.nato, Send(channel="plenary", body={"files": files[:1], "corrects": second}, kind="incident-evidence",
                             re=ref))  # fmt: skip
    states = [one["state"] for one in table("nato", "incident", "track", ref)["files"]]
    assert states == ["read", "corrected", "corrected", "elsewhere"]
    proposed = ask(table.two.nato, EraseAttachments(ref=first, text="The witness asks for it.", numbers=(1,))).act.ref
    table.carry()
    ask(table.two.ru, Send(channel="plenary", body={}, kind="erasure-consent", re=proposed))
    table.carry()
    (held,) = [one for one in ask(table.two.nato, ListAttachments(ref=first)).items if one.held_bytes]
    with at_rest(table.two.nato) as still:
        asyncio.run(still.tell(Erased(held.council, held.channel, proposed, (bytes.fromhex(held.hash),))))
    gone = table("nato", "incident", "track", ref)["files"][0]
    assert (gone["state"], gone["sha256"], gone["why"]) == ("erased", None, f"erased by {proposed}")


def test_bytes_of_another_hash_than_the_act_states_are_read_and_said_to_differ(
    table: Table, ref: str, tmp_path: Path
) -> None:
    """The act is signed over the file as it was sealed; what its author wrote of it beside may be wrong."""
    file = csv(tmp_path, SOUND)
    said = {"what": "Log", "sort": "track", "attachment": file.name, "columns": COLUMNS[1], "sha256": "0" * 64}
    call = Send(channel="plenary", body={"files": [said]}, kind="incident-evidence", re=ref, attach=(str(file),))
    ask(table.two.nato, call)
    (one,) = table("nato", "incident", "track", ref)["files"]
    assert (one["state"], one["differs"]) == ("read", True)
    assert one["sha256"] == sha256(file.read_bytes()).hexdigest() == one["positions"]["sha256"]
    assert f"remark: its act states another sha256, {'0' * 64}" in table.text("nato", "incident", "track", ref)
