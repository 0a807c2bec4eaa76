"""Files that go with acts, asked for over the home face and the command: sealed, listed, saved."""

import asyncio
import json
from hashlib import sha256
from pathlib import Path

import pytest
from council_of_two import Two, ask
from tests.table import Table
from typer.testing import CliRunner

from detente.cli.main import app
from detente.errors import Refused
from detente.home.calls import CheckAttachment, ListAttachments, SaveAttachment, Send, Show
from detente.home.service import Service
from detente.limits import ATTACHMENTS_MAX
from detente.node.node import Node


async def here(node: Node, ref: str) -> None:
    """Return when the first attachment of an act is here whole."""
    for _ in range(200):
        shown = await Service(node).run(Show(ref=ref))
        (one,) = shown.act.attachments  # type: ignore[attr-defined]
        if one.held_bytes == one.size_bytes:
            return
        await node.until(lambda _core: None, 0.05)
    pytest.fail("an attachment that does not come")


def test_a_file_goes_with_an_act_and_is_saved_by_its_reader(tmp_path: Path) -> None:
    """What the sender attached is what the reader saves; list and act show it; nothing is overwritten."""

    async def main() -> None:
        table = Table(tmp_path)
        chart = tmp_path / "chart.gpx"
        chart.write_bytes(b"<gpx/>" * 1000)
        async with table.up("no", "ru") as (author, reader):
            call = Send(channel="line", body={"text": "chart"}, attach=(str(chart),), to=("ru",), wait="stored")
            sent = await Service(author).run(call)
            (one,) = sent.act.attachments  # type: ignore[attr-defined]
            assert (one.name, one.media_type) == ("chart.gpx", one.media_type)
            ref = sent.act.ref  # type: ignore[attr-defined]
            await here(reader, ref)
            service, target = Service(reader), tmp_path / "saved.gpx"
            saved = await service.run(SaveAttachment(ref=ref, path=str(target)))
            assert (target.read_bytes(), saved.size_bytes) == (chart.read_bytes(), 6000)  # type: ignore[attr-defined]
            for listed in (ListAttachments(ref=ref), ListAttachments()):
                (item,) = (await service.run(listed)).items  # type: ignore[attr-defined]
                assert (item.hash, item.held_bytes, item.channel) == (one.hash, one.size_bytes, "line")
            with pytest.raises(Refused, match="file-exists"):
                await service.run(SaveAttachment(ref=ref, path=str(target)))
            with pytest.raises(Refused, match="attachment-unknown"):
                await service.run(SaveAttachment(ref=ref, path=str(target), number=2))

    asyncio.run(main())
    assert not list(tmp_path.glob(".*"))


def test_what_is_refused_leaves_no_file(tmp_path: Path) -> None:
    """An act that breaks a rule, a file that is not there, too many of them: nothing stays in the folder."""

    async def main() -> None:
        table = Table(tmp_path)
        chart = tmp_path / "chart.gpx"
        chart.write_bytes(b"<gpx/>")
        async with table.up("no") as (author,):
            folder = table.seats["no"].folder.attachments
            for call, code in [
                (Send(channel="else", body={"text": "x"}, attach=(str(chart),)), "channel-unknown"),
                (
                    Send(channel="line", body={"text": "x"}, attach=(str(chart), str(tmp_path / "none"))),
                    "attachment-absent",
                ),
                (
                    Send(channel="line", body={"text": "x"}, attach=(str(chart),) * (ATTACHMENTS_MAX + 1)),
                    "attachments-many",
                ),
            ]:
                with pytest.raises(Refused, match=code):
                    await Service(author).run(call)
                assert list(folder.iterdir()) == []

    asyncio.run(main())


def test_who_cannot_read_the_act_has_no_key(tmp_path: Path) -> None:
    """A depositary keeps the ciphertext, and neither lists nor saves what an act says of it."""

    async def main() -> None:
        table = Table(tmp_path)
        chart = tmp_path / "chart.gpx"
        chart.write_bytes(b"<gpx/>")
        async with table.up("no", "depositary") as (author, depositary):
            call = Send(channel="no-ru", body={"text": "x"}, attach=(str(chart),), wait="stored", timeout_seconds=20)
            sent = await Service(author).run(call)
            ref = sent.act.ref  # type: ignore[attr-defined]
            for asked in (ListAttachments(ref=ref), SaveAttachment(ref=ref, path=str(tmp_path / "saved"))):
                with pytest.raises(Refused, match="act-unreadable"):
                    await Service(depositary).run(asked)
            with pytest.raises(Refused, match="file-unwritable"):
                await Service(author).run(SaveAttachment(ref=ref, path=str(tmp_path / "no-folder" / "saved")))

    asyncio.run(main())


def test_the_command_attaches_lists_and_saves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`send --attach`, `attachment list`, `attachment save` work on a folder at rest too."""
    table = Table(tmp_path)

    async def join() -> None:
        async with table.up("no"):
            pass

    asyncio.run(join())
    capsys.readouterr()
    chart, folder = tmp_path / "chart.gpx", str(table.seats["no"].folder.path)
    chart.write_bytes(b"<gpx/>")

    def run(*words: str) -> str:
        app([*words, "--dir", folder], standalone_mode=False)
        return capsys.readouterr().out

    sent = json.loads(run("send", "--attach", str(chart), "--json", "Chart."))
    ref = sent["act"]["ref"]
    assert sent["act"]["attachments"][0]["name"] == "chart.gpx"
    assert "attachment 1: chart.gpx" in run("show", ref)
    listed = json.loads(run("attachment", "list", ref, "--json"))
    assert [(one["name"], one["held_bytes"] == one["size_bytes"]) for one in listed["items"]] == [("chart.gpx", True)]
    assert "chart.gpx" in run("attachment", "list", ref)
    assert "6 bytes" in run("attachment", "save", ref, "-o", str(tmp_path / "saved"))
    assert (tmp_path / "saved").read_bytes() == b"<gpx/>"


def test_a_file_that_is_not_what_it_says_is_refused_unless_it_is_evidence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused with the reason and nothing kept; as evidence it goes unchanged, and its reader is told first."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path).joined()
    odd = tmp_path / "photo.jpg"
    odd.write_bytes(b"%PDF-1.4\n%%EOF\n")
    with pytest.raises(Refused, match=r"first bytes are those of PDF \(content-differs\)") as caught:
        ask(two.ru, Send("line", {"text": "See."}, attach=(str(odd),)))
    assert caught.value.code == "attachment-doubtful"
    assert list(two.ru.attachments.glob("*")) == []
    sent = ask(two.ru, Send("line", {"text": "See."}, attach=(str(odd),), as_evidence=True)).act
    checked = ask(two.ru, CheckAttachment(sent.ref))
    assert checked.sha256 == sha256(odd.read_bytes()).hexdigest()
    assert [one.code for one in checked.items] == ["content-differs"]
    saved = ask(two.ru, SaveAttachment(sent.ref, str(tmp_path / "saved")))
    assert saved.remarks == tuple(checked.items)
    assert (tmp_path / "saved").read_bytes() == odd.read_bytes()
    for words, expected in (
        (("check", sent.ref), "  named .jpg, and its first bytes are those of PDF (content-differs)"),
        (("save", sent.ref, "-o", str(tmp_path / "again")), "before you open it: named .jpg, and"),
    ):
        told = CliRunner().invoke(app, ["attachment", *words, "--dir", str(two.ru.path)])
        assert expected in told.stdout, told.output


def test_a_file_that_agrees_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check names size and hash of the content, so that it can be compared by other means."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    two = Two(tmp_path).joined()
    table = tmp_path / "track.csv"
    table.write_bytes(b"lat,lon\n")
    sent = ask(two.ru, Send("line", {"text": "See."}, attach=(str(table),))).act
    told = CliRunner().invoke(app, ["attachment", "check", sent.ref, "--dir", str(two.ru.path)]).stdout
    assert told.startswith(f"track.csv (text/csv): 8 bytes, SHA-256 {sha256(b'lat,lon' + bytes([10])).hexdigest()}\n")
    assert "name, type and bytes agree, as far as headers show" in told
    with pytest.raises(Refused, match="attachment-unknown"):
        ask(two.ru, CheckAttachment(sent.ref, 2))
