"""Calls about attachments: sealing files for an act, saying how much of them is here, giving them back as files."""

import asyncio
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from detente.clock import rfc3339
from detente.errors import DetenteError, Refused
from detente.home.acts import locate
from detente.home.calls import ListAttachments, SaveAttachment
from detente.home.host import Host
from detente.home.replies import AttachmentsView, AttachmentView, SavedAttachment
from detente.limits import ATTACHMENTS_MAX
from detente.node.attachment_files import AttachmentFiles
from detente.node.core import Core
from detente.node.reader import open_entry
from detente.node.references import find
from detente.protocol.acts import Act, Attachment


async def seal_files(host: Host, paths: Sequence[str]) -> tuple[Attachment, ...]:
    """Seal files for an act that is about to be sent; where one is refused, none stays.

    Raises:
        Refused: `attachments-many`, `attachment-absent`, `attachment-too-large`. Fault: `attachment-unwritable`.
    """
    if len(paths) > ATTACHMENTS_MAX:
        raise Refused("attachments-many", expected=f"at most {ATTACHMENTS_MAX} files in one act", got=str(len(paths)))
    files = AttachmentFiles(host.folder.attachments)
    made: list[Attachment] = []
    try:
        for path in paths:
            one = await asyncio.to_thread(files.attach, Path(path))
            made.append(one)
    except DetenteError:
        withdraw(host, made)
        raise
    return tuple(made)


def withdraw(host: Host, made: Sequence[Attachment]) -> None:
    """Remove files that were sealed for an act that was then refused: nobody else has their keys."""
    files = AttachmentFiles(host.folder.attachments)
    for one in made:
        files.remove(one.hash)


async def answer(host: Host, call: ListAttachments | SaveAttachment) -> AttachmentsView | SavedAttachment:
    """Return the reply to a call about attachments."""
    return await (listing(host, call) if isinstance(call, ListAttachments) else save(host, call))


async def listing(host: Host, call: ListAttachments) -> AttachmentsView:
    """Return the attachments of one act, or all that this record wants or holds.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`.
    """
    files = AttachmentFiles(host.folder.attachments)
    if call.ref is None:
        rows = await host.read(lambda core: list(core.context.attachments.all()))
        items = [
            AttachmentView(row.hash.hex(), row.size, files.held(row.hash), council=row.council, channel=row.channel)
            for row in rows
        ]
    else:
        ref = call.ref
        council, channel, found = await host.read(lambda core: offered(core, call.council, ref))
        items = [
            AttachmentView(one.hash.hex(), one.size, files.held(one.hash), one.name, one.media_type, council, channel)
            for one in found
        ]
    return AttachmentsView(rfc3339(host.clock.now()), items)


async def save(host: Host, call: SaveAttachment) -> SavedAttachment:
    """Write an attachment's content to a new file, which is there only when all of it is right.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`, `attachment-unknown`, `attachment-unfinished`, `file-exists`,
            `file-unwritable`.
        Malformed: `cannot-open`.
    """
    _council, _channel, found = await host.read(lambda core: offered(core, call.council, call.ref))
    if not 0 < call.number <= len(found):
        raise Refused(
            "attachment-unknown",
            expected=f"the number of one of {len(found)} attachments of {call.ref}, from 1",
            got=str(call.number),
            remedy=f"detente attachment list {call.ref}",
        )
    one = found[call.number - 1]
    size = await asyncio.to_thread(_write, AttachmentFiles(host.folder.attachments), one, Path(call.path))
    return SavedAttachment(call.path, one.name, one.media_type, size, one.hash.hex())


def _write(files: AttachmentFiles, one: Attachment, path: Path) -> int:
    fresh = path.with_name(f".{secrets.token_hex(8)}.new")
    try:
        with fresh.open("xb") as file:
            size = sum(file.write(block) for block in files.read(one.hash, one.key))
            file.flush()
            os.fsync(file.fileno())
        # A link never replaces what is there, as a rename would.
        os.link(fresh, path)
    except FileExistsError:
        raise Refused("file-exists", expected="a path where nothing is yet", got=str(path)) from None
    except OSError as fault:
        raise Refused(
            "file-unwritable", expected=f"leave to write {path}", got=str(fault), remedy="choose another place"
        ) from None
    finally:
        fresh.unlink(missing_ok=True)
    return size


def offered(core: Core, council: str | None, text: str) -> tuple[str, str, tuple[Attachment, ...]]:
    """Return council, channel and attachments of an act."""
    chosen, ref = locate(core, council, text)
    feed, index = find(core.context, chosen, ref)
    act = open_entry(core.context, feed, index, core.context.store.entries(feed, index, index + 1)[0])
    if not isinstance(act, Act):
        raise Refused("act-unreadable", expected="an act that can be read here", got=f"{ref}: {act.value}")
    return chosen, feed.channel, act.attachments
