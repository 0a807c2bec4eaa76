"""Files that all agreed to erase: gone with their keys at every member, said so, not brought back by a restore."""

import asyncio
import shutil
from pathlib import Path

import pytest
from tests.table import Table

from detente.errors import DetenteError, Malformed, Refused
from detente.home.calls import (
    CheckRecord,
    EraseAttachments,
    ExportDossier,
    ListAttachments,
    SaveAttachment,
    Send,
    Show,
    ShowDossier,
)
from detente.home.proofs import verify_path
from detente.home.service import Service
from detente.node.node import Node
from detente.protocol.attachments import PART_SEALED_BYTES, files_of, parts_of
from detente.record.store import StoredAttachment

SECRET = b"name,place\nwitness one,harbour\n" * 700


async def sent(node: Node, path: Path) -> str:
    """Let a node send an erasable file in `no-ru`, and return the reference of the act."""
    source = path / "witnesses.csv"
    source.write_bytes(SECRET)
    call = Send("no-ru", {"text": "See the list."}, attach=(str(source),), erasable=True)
    act = (await Service(node).run(call)).act  # type: ignore[attr-defined]
    (one,) = act.attachments
    assert (one.name, one.erasable, one.erased_by) == ("file-1.csv", True, None)
    return str(act.ref)


async def rows(node: Node) -> list[StoredAttachment]:
    return await node.read(lambda core: list(core.context.attachments.all()))


async def until(node: Node, holds: object) -> None:
    """Return when something holds that is looked at again and again."""
    for _ in range(400):
        if await holds():  # type: ignore[operator]
            return
        await node.until(lambda _core: None, 0.05)
    pytest.fail("what was waited for did not come")


async def all_here(*nodes: Node) -> None:
    for node in nodes:

        async def here(node: Node = node) -> bool:
            found = await rows(node)
            return len(found) == 2 and all(row.held == row.size for row in found)

        await until(node, here)


async def known(node: Node, ref: str) -> None:
    """Return when a node has an act."""

    async def there() -> bool:
        try:
            await Service(node).run(Show(ref=ref))
        except DetenteError:
            return False
        return True

    await until(node, there)


async def erased_at(node: Node) -> None:
    async def gone() -> bool:
        return all(row.erased_by for row in await rows(node))

    await until(node, gone)


async def agreed(author: Node, member: Node, ref: str) -> str:
    """Let one propose and the other consent, and return the reference of the proposal."""
    proposal = (await Service(author).run(EraseAttachments(ref, "The witness asks for it."))).act.ref  # type: ignore[attr-defined]
    await known(member, proposal)
    await Service(member).run(Send("no-ru", {}, kind="erasure-consent", re=proposal))
    return str(proposal)


def traces(folder: Path) -> list[str]:
    """Return the files of a party in which a whole sealed file or key part still lies."""
    return sorted(path.name for path in (folder / "attachments").rglob("*") if path.is_file())


def test_bytes_and_key_go_at_every_member_and_each_says_so(tmp_path: Path) -> None:
    """Nothing goes before all have consented; then nothing opens the file any more, and act, list and fsck say why."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru", "depositary") as (author, member, depositary):
            ref = await sent(author, tmp_path)
            await known(member, ref)
            await all_here(author, member)
            assert await rows(depositary) == []
            saved = await Service(member).run(SaveAttachment(ref, str(tmp_path / "saved.csv")))
            assert (tmp_path / "saved.csv").read_bytes() == SECRET
            assert saved.name == "file-1.csv"  # type: ignore[attr-defined]
            proposal = (await Service(author).run(EraseAttachments(ref, "The witness asks for it."))).act.ref  # type: ignore[attr-defined]
            await known(member, proposal)
            shown = await Service(member).run(ShowDossier(ref=ref))
            assert "ru" in shown.dossier.turn  # type: ignore[attr-defined]
            assert len(traces(author.folder.path)) == len(traces(member.folder.path)) == 2
            await Service(member).run(Send("no-ru", {}, kind="erasure-consent", re=proposal))
            for node in (author, member):
                await erased_at(node)
                assert traces(node.folder.path) == []
                listed = await Service(node).run(ListAttachments(ref=ref))
                (one,) = listed.items  # type: ignore[attr-defined]
                assert (one.erased_by, one.held_bytes) == (proposal, 0)
                with pytest.raises(Refused, match=f"erased by {proposal}") as caught:
                    await Service(node).run(SaveAttachment(ref, str(tmp_path / "again.csv")))
                assert caught.value.code == "attachment-erased"
                checked = await Service(node).run(CheckRecord(all=True))
                assert checked.fsck == "ok", checked.items  # type: ignore[attr-defined]
                assert [one.rpartition(": ")[2] for one in checked.remarks] == [f"erased by {proposal}"] * 2  # type: ignore[attr-defined]
            await until(author, lambda: _done(author, ref, proposal, {"no", "ru"}))
            await until(member, lambda: _done(member, ref, proposal, {"no", "ru"}))

    asyncio.run(main())


async def _done(node: Node, ref: str, proposal: str, parties: set[str]) -> bool:
    shown = await Service(node).run(ShowDossier(ref=ref))
    (one,) = shown.data["erasures"]["erasures"]  # type: ignore[attr-defined]
    assert one["ref"] == proposal
    return set(one["done"]) == parties


def test_the_act_alone_opens_nothing(tmp_path: Path) -> None:
    """With every entry, every act's key and the sealed bytes, and without the key part, the file stays closed."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru") as (author, member):
            ref = await sent(author, tmp_path)
            await known(member, ref)
            await all_here(author, member)
            from detente.home.attachments import offered

            _council, _channel, found = await member.read(lambda core: offered(core, None, ref))
            (one,) = files_of(found)
            part = parts_of(found)[one.hash]
            assert part.size == PART_SEALED_BYTES
            assert member.files.parts.joinpath(part.hash.hex()).is_file()
            assert b"".join(member.files.read(one.hash, member.files.opening_key(one, part))) == SECRET
            with pytest.raises(Malformed, match="cannot-open"):
                b"".join(member.files.read(one.hash, one.key))
            bundle = tmp_path / "all.zip"
            await Service(member).run(ExportDossier(ref, str(bundle)))
            report = verify_path(bundle)
            assert report.verified, report.items[-1]
            assert report.items[4].text == "1 of 1 files that the acts name are here"

    asyncio.run(main())


def test_a_refusal_keeps_the_file_and_what_is_not_erasable_is_not_proposed(tmp_path: Path) -> None:
    """Not agreed is a result; a file whose key stands in its act cannot be erased, and the command says so."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru") as (author, member):
            ref = await sent(author, tmp_path)
            await known(member, ref)
            await all_here(author, member)
            proposal = (await Service(author).run(EraseAttachments(ref, "Asked for."))).act.ref  # type: ignore[attr-defined]
            await known(member, proposal)
            await Service(member).run(Send("no-ru", {"text": "Needed."}, kind="erasure-decline", re=proposal))
            assert len(traces(member.folder.path)) == 2
            shown = await Service(member).run(ShowDossier(ref=ref))
            (one,) = shown.data["erasures"]["erasures"]  # type: ignore[attr-defined]
            assert (one["status"], one["lacking"]) == ("not agreed", ["ru"])
            plain = tmp_path / "plain.csv"
            plain.write_bytes(b"a,b\n")
            other = (await Service(author).run(Send("no-ru", {"text": "x"}, attach=(str(plain),)))).act.ref  # type: ignore[attr-defined]
            for asked, number, code in ((other, 1, "attachment-not-erasable"), (ref, 2, "attachment-unknown")):
                with pytest.raises(Refused) as caught:
                    await Service(author).run(EraseAttachments(asked, "x", (number,)))
                assert caught.value.code == code

    asyncio.run(main())


def test_a_restored_folder_erases_again_and_tells_people(tmp_path: Path) -> None:
    """A copy from before the erasure brings bytes and key back; the acts come from the others, and both go again."""

    async def main() -> None:
        table = Table(tmp_path)
        copy = tmp_path / "copy"
        async with table.up("no") as (author,):
            async with table.up("ru") as (member,):
                ref = await sent(author, tmp_path)
                await known(member, ref)
                await all_here(author, member)
            shutil.copytree(table.seats["ru"].folder.path, copy, ignore=shutil.ignore_patterns("home.sock", "lock"))
            async with table.up("ru") as (member,):
                proposal = await agreed(author, member, ref)
                await erased_at(member)
                await until(author, lambda: _done(author, ref, proposal, {"no", "ru"}))
            shutil.rmtree(table.seats["ru"].folder.path)
            shutil.copytree(copy, table.seats["ru"].folder.path)
            assert len(traces(table.seats["ru"].folder.path)) == 2
            async with table.up("ru") as (member,):
                await erased_at(member)
                assert traces(member.folder.path) == []
                (told,) = [alarm.text for _, alarm in member.alarms if alarm.code == "attachment-erased-again"]
                assert told.startswith(proposal)

    asyncio.run(main())


def test_a_part_that_is_not_here_yet_keeps_the_file_closed(tmp_path: Path) -> None:
    """Bytes without their key part are as good as unfinished."""

    async def main() -> None:
        table = Table(tmp_path)
        async with table.up("no", "ru") as (author, member):
            ref = await sent(author, tmp_path)
            await known(member, ref)
            await all_here(author, member)
            for path in member.files.parts.iterdir():
                path.unlink()
            with pytest.raises(Refused, match="attachment-unfinished"):
                await Service(member).run(SaveAttachment(ref, str(tmp_path / "saved.csv")))

    asyncio.run(main())
