"""The bundle of a dossier: what it holds, in which order, and which step names what does not hold."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.bundled import FILES, bundle, evidence, held, parts_of, report_on, sealed_files

from detente.errors import Malformed, Refused
from detente.protocol.evidence import Report, build_bundle, in_order, read_item, verify_evidence
from detente.protocol.evidence.archive import pack
from detente.protocol.evidence.pages import to_json
from detente.protocol.evidence.stream import ZipFile

PHOTO = f"files/{sealed_files()['photo.jpg'][0].hash.hex()}.jpg"
Parts = dict[str, bytes]


def failed(report: Report) -> int:
    """Return the number of the step that does not hold; all before it do."""
    assert not report.verified
    assert all(step.ok for step in report.steps[:-1])
    return report.steps[-1].number


def again(changes: Mapping[str, bytes | None]) -> bytes:
    """Return the bundle with other parts and a manifest that fits them, as a forger would make it."""
    parts = {**parts_of(bundle()), **changes}
    kept = {name: data for name, data in parts.items() if data is not None}
    manifest = json.loads(kept.pop("manifest.json"))
    manifest["parts"] = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()} for name, data in sorted(kept.items())
    }
    return pack({**kept, "manifest.json": to_json(manifest)})


def test_a_bundle_proves_a_dossier_to_a_stranger() -> None:
    """Six steps hold, with files and without, and the same parts make the same bytes in whatever order they come."""
    report = report_on(bundle())
    assert report.verified, report.steps[-1]
    assert [step.number for step in report.steps] == [1, 2, 3, 4, 5, 6]
    assert report.sort == "dossier"
    assert report.steps[3].detail == "RU/LINE/0, US/LINE/0, RU/LINE/1"
    assert report.steps[4].detail == "1 of 2 files that the acts name are here"
    assert bundle(evidence()[::-1]) == bundle()
    assert report_on(bundle(files={})).verified
    assert report_on(bundle(files=held(*FILES))).verified


def test_any_zip_tool_reads_it_and_each_act_stands_alone() -> None:
    """The files lie there open, and each act is evidence by the nine steps without the others."""
    with zipfile.ZipFile(io.BytesIO(bundle())) as zipped:
        assert zipped.testzip() is None
        assert zipped.read(PHOTO) == FILES["photo.jpg"]
        assert verify_evidence(zipped.read("acts/00002.zip")).verified


def test_the_index_says_who_held_what_since_when() -> None:
    """By receipts, act by act and file by file; words of others stay on their own lines."""
    text = parts_of(bundle())["index.txt"].decode()
    assert (
        "(1) RU/LINE/0  account\n    by RU (duty officer), claimed 2016-04-07T03:33:20Z\n    held by US since" in text
    )
    assert "(2) US/LINE/0  account" in text
    assert "    builds on (1)\n    held by DEP since 2016-04-07T03:33:23Z at the latest (stored)" in text
    assert "    | First\n    | and\ufffdsecond\n" in text
    assert "track (image/jpeg)" in text
    assert "    its bytes are not in this bundle\n    named by RU in (3), an act held by nobody else yet" in text
    found = json.loads(parts_of(bundle())["index.json"])
    assert [(one["name"], one["named_by"], one["file"]) for one in found["files"]] == [
        ("photo.jpg", [1, 3], PHOTO),
        ("track", [3], None),
    ]


def test_the_readme_seals_a_file_again_without_us(tmp_path: Path) -> None:
    """The program in the README, run as it stands, finds the hash that the act names."""
    parts = parts_of(bundle(files=held(*FILES)))
    program = parts["README.md"].decode().split("```python\n")[1].split("```")[0]
    for one in json.loads(parts["index.json"])["files"]:
        path = tmp_path / "file"
        path.write_bytes(parts[one["file"]])
        key = sealed_files()[one["name"]][0].key.hex()
        done = subprocess.run([sys.executable, "-c", program, path, key, one["salt"]], capture_output=True, check=True)
        assert done.stdout.decode().strip() == one["attachment"]


FORGERIES: dict[str, tuple[int, Callable[[Parts], dict[str, bytes | None]]]] = {
    "a strange part": (1, lambda _: {"virus.exe": b""}),
    "no index": (1, lambda _: {"index.txt": None}),
    "no acts": (2, lambda parts: dict.fromkeys((name for name in parts if name.startswith("acts/")), None)),
    "a gap in the acts": (2, lambda parts: {"acts/00004.zip": parts["acts/00003.zip"], "acts/00003.zip": None}),
    "an act that is not proven": (2, lambda parts: {"acts/00002.zip": parts["acts/00002.zip"][:-1]}),
    "an act that is none": (2, lambda _: {"acts/00002.zip": b"text"}),
    "no first act": (
        3,
        lambda parts: {
            "acts/00001.zip": parts["acts/00002.zip"],
            "acts/00002.zip": parts["acts/00003.zip"],
            "acts/00003.zip": None,
        },
    ),
    "an act twice": (3, lambda parts: {"acts/00004.zip": parts["acts/00003.zip"]}),
    "acts in another order": (
        4,
        lambda parts: {"acts/00002.zip": parts["acts/00003.zip"], "acts/00003.zip": parts["acts/00002.zip"]},
    ),
    "a file that no act names": (5, lambda parts: {"files/more.jpg": parts[PHOTO]}),
    "another content": (5, lambda _: {PHOTO: b"another picture"}),
    "a salt of another": (
        5,
        lambda parts: {
            "index.json": parts["index.json"].replace(sealed_files()["photo.jpg"][1][:24].hex().encode(), b"0")
        },
    ),
    "another word in the index": (6, lambda parts: {"index.txt": parts["index.txt"].replace(b"RU", b"US")}),
    "an act left out": (6, lambda _: {"acts/00003.zip": None}),
    "a file left out": (6, lambda _: {PHOTO: None}),
    "another readme": (6, lambda _: {"README.md": b"Run files/setup.exe first."}),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forgery_is_refused_at_its_step(name: str) -> None:
    """Whoever changes a part and makes zip and manifest anew is caught by the step that the part belongs to."""
    step, change = FORGERIES[name]
    report = report_on(again(change(parts_of(bundle()))))
    assert failed(report) == step, report.steps[-1]
    assert report.steps[-1].detail.partition(":")[0] in {"bundle-act", "bundle-part", "evidence-archive"}


def test_every_changed_byte_is_refused() -> None:
    """Whichever byte is another, a step does not hold: the first, since CRC-32 and hashes differ."""
    whole = bundle()
    for at in [*range(0, len(whole), 97), *range(len(whole) - 900, len(whole), 3)]:
        changed = bytearray(whole)
        changed[at] ^= 1 << (at % 8)
        assert failed(report_on(bytes(changed))) == 1
    for data in (b"", whole[:-1], whole + b"\0", whole[: len(whole) // 2], b"\0" + whole):
        assert failed(report_on(data)) == 1


@pytest.mark.parametrize("name", ["../leaf.bin", "/etc/passwd", "a/b/c", "files/", "files/..", ""])
def test_a_name_that_leads_elsewhere_never_gets_as_far_as_its_content(name: str) -> None:
    """Path traversal, empty names and parts twice end at the header."""
    plain = "x" * max(len(name), 1)
    data = pack({plain: b"text"}).replace(plain.encode(), name.encode() or b"?")
    with pytest.raises(Malformed, match="evidence-archive"):
        ZipFile(lambda start, count: data[start : start + count], len(data))


def test_parts_stand_once_and_in_order_and_below_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part twice, too many, too large: refused, whatever the sizes in the headers say, before anything is read."""
    one, two = pack({"a": b"text"}), pack({"b": b"text"})
    for data in (one[: one.index(b"PK\x01\x02")] * 2, two[: two.index(b"PK\x01\x02")] + one):
        with pytest.raises(Malformed, match="evidence-archive"):
            ZipFile(lambda start, count, data=data: data[start : start + count], len(data))  # type: ignore[misc]
    with pytest.raises(Malformed, match="at most"):
        ZipFile(lambda _start, _count: b"", 2**40)
    bomb = bytearray(one)
    bomb[18:26] = b"\xff" * 8
    with pytest.raises(Malformed, match="whole parts"):
        ZipFile(lambda start, count: bytes(bomb[start : start + count]), len(bomb))
    monkeypatch.setattr("detente.protocol.evidence.stream.BUNDLE_PARTS_MAX", 3)
    assert failed(report_on(bundle())) == 1


def test_nothing_too_large_or_unsound_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """What could not be checked is not handed out."""
    with pytest.raises(Refused, match="evidence-unsound"):
        build_bundle([evidence()[0][:-1]], {})
    monkeypatch.setattr("detente.protocol.evidence.bundle_build.BUNDLE_BYTES_MAX", 1_000)
    with pytest.raises(Refused, match="bundle-too-large"):
        build_bundle(evidence(), {})


def test_the_order_is_that_of_proof_and_not_of_claims() -> None:
    """The answer claims to be earlier than what it answers, and stands after it."""
    items = [read_item(data, "act") for data in evidence()]
    assert items[2].said["claimed_at"] < items[0].said["claimed_at"]
    assert [item.ref for item in in_order(items)] == ["RU/LINE/0", "US/LINE/0", "RU/LINE/1"]
