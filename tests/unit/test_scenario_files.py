"""Files that go with acts of a scenario lie beside it, are read with it, and travel as any party's files do."""

import asyncio
import os
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from tests.unit.council_of_two import Two, at_rest
from tests.unit.test_rehearsal_stage import NOON
from tests.unit.test_scenario import ACT, HEAD, SECOND

from detente.cli.pace import Pace
from detente.cli.screen import Screen
from detente.errors import Malformed
from detente.home.calls import Send
from detente.home.service import Service
from detente.limits import ATTACHMENTS_MAX, SCENARIO_FILE_BYTES_MAX, SCENARIO_FILES_BYTES_MAX
from detente.rehearsal import bodies, cues
from detente.rehearsal.backstage import files_held
from detente.rehearsal.library import load_scenario
from detente.rehearsal.play import Said
from detente.rehearsal.scenario import Scenario

NAME = "rehearsal-track.csv"
TRACK = b"utc,latitude,longitude\n2020-01-01T00:00:00Z,55.5,18.9\n"
REPORT = ACT.replace('"line"', '"pair"') + 'kind = "incident-report"\nbody = { title = "Two ships" }\n'
EVIDENCE = (
    SECOND.replace('"line"', '"pair"') + f're = "first"\nkind = "incident-evidence"\nattach = ["{NAME}"]\n'
    f'body = {{ files = [{{ what = "Track", sort = "track", attachment = "{NAME}" }}, {{ what = "A film, held'
    f' elsewhere", sort = "video", sha256 = "{"a" * 64}" }}] }}\n'
)


def read(tmp_path: Path, text: str, **files: bytes) -> Scenario:
    """Return a scenario in a file, with files beside it; `track` stands for `NAME`."""
    folder = tmp_path / "mine"
    folder.mkdir(exist_ok=True)
    for name, data in ({"track": TRACK} | files).items():
        (folder / (NAME if name == "track" else name.replace("_", "-", 1))).write_bytes(data)
    (tmp_path / "mine.toml").write_text(text, "utf-8")
    return load_scenario(str(tmp_path / "mine.toml"))


def refused(tmp_path: Path, text: str, **files: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        read(tmp_path, text, **files)
    assert "mine.toml" in caught.value.got
    return caught.value


def test_an_act_brings_its_file_and_its_body_says_the_hash(tmp_path: Path) -> None:
    event = read(tmp_path, HEAD + REPORT + EVIDENCE).events[1]
    assert [(one.name, one.data) for one in event.what.attach] == [(NAME, TRACK)]
    first, second = event.what.body["files"]
    assert first["sha256"] == sha256(TRACK).hexdigest()
    assert second["sha256"] == "a" * 64, "what is held elsewhere keeps the hash that is written"
    call = bodies.call_of(event, "council", "{}/{}".format, "/papers")
    assert isinstance(call, Send)
    assert call.attach == (f"/papers/_attached/{NAME}",)


def test_a_hash_that_is_written_must_be_that_of_the_file(tmp_path: Path) -> None:
    right = EVIDENCE.replace(f'"{NAME}" }}', f'"{NAME}", sha256 = "{sha256(TRACK).hexdigest()}" }}')
    assert read(tmp_path, HEAD + REPORT + right).events[1].what.body["files"][0]["sha256"]
    assert refused(tmp_path, HEAD + REPORT + right, track=TRACK + b"\n").code == "scenario-file"


@pytest.mark.parametrize(
    ("code", "attach"),
    [
        ("scenario-type", '"rehearsal-track.csv"'),
        ("scenario-type", "[1]"),
        ("scenario-twice", f'["{NAME}", "{NAME}"]'),
        ("scenario-not-rehearsal", '["track.csv"]'),
        ("scenario-not-rehearsal", '["../rehearsal-track.csv"]'),
        ("scenario-not-rehearsal", '["rehearsal-/../track.csv"]'),
        ("scenario-not-rehearsal", '["/etc/hostname"]'),
        ("scenario-not-rehearsal", '["rehearsal-Track.csv"]'),
        ("scenario-not-rehearsal", f'["rehearsal-{"a" * 90}"]'),
        ("scenario-file", '["rehearsal-trck.csv"]'),
        ("scenario-too-long", str([f"rehearsal-{number}" for number in range(ATTACHMENTS_MAX + 1)])),
    ],
)
def test_a_name_that_is_none_is_refused(tmp_path: Path, code: str, attach: str) -> None:
    error = refused(tmp_path, HEAD + ACT + f"attach = {attach}\n")
    assert error.code == code
    if code == "scenario-file":
        assert NAME in error.remedy


def test_a_body_names_only_what_the_act_attaches(tmp_path: Path) -> None:
    other = EVIDENCE.replace(f'attach = ["{NAME}"]', 'attach = ["rehearsal-other.csv"]')
    error = refused(tmp_path, HEAD + REPORT + other, rehearsal_other=b"", **{"rehearsal_other.csv": TRACK})
    assert (error.code, NAME in error.got) == ("scenario-file", True)


@pytest.mark.parametrize("data", [b"", b"x" * (SCENARIO_FILE_BYTES_MAX + 1)])
def test_a_file_is_neither_empty_nor_large(tmp_path: Path, data: bytes) -> None:
    assert refused(tmp_path, HEAD + REPORT + EVIDENCE, track=data).code == "scenario-too-long"


def test_a_file_is_what_its_name_says(tmp_path: Path) -> None:
    archive = b"PK\x03\x04" + bytes(100)
    assert refused(tmp_path, HEAD + REPORT + EVIDENCE, track=archive).code == "scenario-file"


def test_all_files_of_a_scenario_have_a_limit_together(tmp_path: Path) -> None:
    count = SCENARIO_FILES_BYTES_MAX // SCENARIO_FILE_BYTES_MAX + 1
    names = [f"rehearsal-{number}.csv" for number in range(count)]
    files = {name.replace("-", "_", 1): b"x" * SCENARIO_FILE_BYTES_MAX for name in names}
    error = refused(tmp_path, HEAD + ACT + f"attach = {names}\n", **files)
    assert (error.code, "together" in error.expected) == ("scenario-too-long", True)


def test_a_link_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    text = HEAD + ACT + 'attach = ["rehearsal-odd.csv"]\n'
    odd = tmp_path / "mine" / "rehearsal-odd.csv"
    odd.parent.mkdir()
    odd.symlink_to("/etc/hostname")
    assert refused(tmp_path, text).code == "scenario-file"
    odd.unlink()
    os.mkfifo(odd)
    assert refused(tmp_path, text).code == "scenario-file"


def test_a_scenario_without_a_folder_has_no_files(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(HEAD + REPORT + EVIDENCE, "utf-8")
    with pytest.raises(Malformed, match="scenario-file"):
        load_scenario(str(tmp_path / "mine.toml"))


def test_a_call_that_takes_no_files_is_given_none(tmp_path: Path) -> None:
    called = SECOND.replace('text = "A says that it is there."', 'call = "read-back"\nre = "first"').replace(
        'language = "en"\n', ""
    )
    error = refused(tmp_path, HEAD + ACT + called + f'attach = ["{NAME}"]\n')
    assert error.code in ("scenario-unknown-key", "scenario-value")


# --- at the nodes ---------------------------------------------------------------------------------------------------


def test_a_node_says_how_many_of_an_acts_files_are_whole_here(tmp_path: Path) -> None:
    two = Two(tmp_path).joined()
    (tmp_path / NAME).write_bytes(TRACK)
    with at_rest(two.ru) as still:
        call = Send("line", {"text": "With a file."}, officer="watch officer", attach=(str(tmp_path / NAME),))
        said = asyncio.run(Service(still).run(call))
        council, ref, one = said.act.council, said.act.ref, said.act.attachments[0]
        assert asyncio.run(still.read(lambda core: files_held(core, council, ref))) == cues.FilesHeld(0, 1)
        # What a running node's carrier says once it has found the hash right.
        asyncio.run(still.read(lambda core: core.context.attachments.hold(bytes.fromhex(one.hash), one.size_bytes)))
        assert asyncio.run(still.read(lambda core: files_held(core, council, ref))) == cues.FilesHeld(1, 1)
        assert asyncio.run(still.read(lambda core: files_held(core, council, "RU/LINE/99"))) == cues.FilesHeld(0, None)


def test_an_act_tells_its_files_and_where_they_are(tmp_path: Path) -> None:
    event = read(tmp_path, HEAD + REPORT + EVIDENCE).events[1]
    said = Said("second", "BB/PAIR/1", "bb", "pair", NOON, ("aa",), event, files_at={"bb", "aa"})
    told = said.as_json()
    assert (told["files"], told["files_at"]) == ([NAME], ["aa", "bb"])
    assert Said("x", "BB/LINE/1", "bb", "line", NOON, ()).as_json()["files"] == []


def test_a_demo_shows_which_files_go_with_an_act(tmp_path: Path) -> None:
    scenario = read(tmp_path, HEAD + REPORT + EVIDENCE)
    console = Console(file=StringIO(), width=120)
    with Screen(console, scenario, Pace(1.0, bool, list), keys=False) as screen:
        for event in scenario.events:
            screen.happens(event, Said(event.what.id, "BB/PAIR/1", event.what.party, "pair", NOON, (), event))
    assert isinstance(console.file, StringIO)
    assert console.file.getvalue().count(f"with {NAME}") == 1
