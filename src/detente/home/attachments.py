"""Calls about attachments: sealing files for an act, saying how much of them is here, giving them back as files."""

import asyncio
import os
import secrets
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile

from detente.clock import rfc3339
from detente.errors import DetenteError, Refused
from detente.home.acts import locate
from detente.home.calls import CheckAttachment, ListAttachments, SaveAttachment
from detente.home.files import fresh_beside, put_new
from detente.home.host import Host
from detente.home.replies import AttachmentsView, AttachmentView, CheckedAttachment, RemarkView, SavedAttachment
from detente.home.views import view_of
from detente.limits import ATTACHMENTS_MAX
from detente.node.attachment_files import AttachmentFiles, media_type_of
from detente.node.core import Core
from detente.node.reader import open_at
from detente.node.references import find
from detente.protocol.acts import Act, Attachment
from detente.protocol.attachments import PART_BYTES, files_of, parts_of
from detente.protocol.content import check_content


async def seal_files(
    host: Host, paths: Sequence[str], *, as_evidence: bool = False, erasable: bool = False
) -> tuple[Attachment, ...]:
    """Seal files for an act that is about to be sent; where one is refused, none stays.

    Args:
        as_evidence: a file goes as it is, also where name, type and bytes do not agree.
        erasable: each file has a key part of its own, behind all files, and a name that says nothing.

    Raises:
        Refused: `attachments-many`, `attachment-absent`, `attachment-doubtful`, `attachment-too-large`.
        Fault: `attachment-unwritable`.
    """
    check_number(len(paths), erasable=erasable)
    files, given = AttachmentFiles(host.folder.attachments), list(map(Path, paths))
    if not as_evidence:
        for path in given:
            await asyncio.to_thread(check_file, path)
    return await seal_each(host, [(path.name, partial(files.attach, path)) for path in given], erasable=erasable)


def check_number(count: int, *, erasable: bool) -> None:
    """Be silent where one act can carry so many files.

    Raises:
        Refused: `attachments-many`.
    """
    most = ATTACHMENTS_MAX // 2 if erasable else ATTACHMENTS_MAX
    if count > most:
        raise Refused("attachments-many", expected=f"at most {most} such files in one act", got=str(count))


async def seal_each(
    host: Host, sources: Sequence[tuple[str, Callable[..., Attachment]]], *, erasable: bool
) -> tuple[Attachment, ...]:
    """Seal files for an act, each by its own means; where one is refused, none stays.

    Args:
        sources: the name of each, and what seals it under a `name` and with a key `part`.

    Raises:
        Refused, Fault: as the sources say.
    """
    files = AttachmentFiles(host.folder.attachments)
    made: list[Attachment] = []
    parts: list[Attachment] = []
    try:
        for number, (name, attach) in enumerate(sources, start=1):
            if not erasable:
                made.append(await asyncio.to_thread(attach))
                continue
            part = secrets.token_bytes(PART_BYTES)
            one = await asyncio.to_thread(partial(attach, name=erasable_name(number, name), part=part))
            made.append(one)
            parts.append(await asyncio.to_thread(files.attach_part, part, one))
    except DetenteError:
        withdraw(host, [*made, *parts])
        raise
    return (*made, *parts)


def erasable_name(number: int, name: str) -> str:
    """Return under which name an erasable file goes: its own stays out of the act, which is never erased."""
    return f"file-{number}{Path(name).suffix}"


def check_file(path: Path) -> None:
    """Be silent where a file is what its name says, and nothing besides.

    Raises:
        Refused: `attachment-absent`, `attachment-doubtful`.
    """
    if not path.is_file():
        raise Refused("attachment-absent", expected="a file", got=str(path), remedy="give the path of a file")
    if found := remarks_on(path, path.name, media_type_of(path.name)):
        raise Refused(
            "attachment-doubtful",
            expected=f"{path.name} to be what its name says, and nothing besides",
            got="; ".join(f"{one.text} ({one.code})" for one in found),
            remedy="name it after what it is; where it is evidence as it is, say so: --as-evidence",
        )


def remarks_on(path: Path, name: str, media_type: str) -> tuple[RemarkView, ...]:
    """Return what to know of a file before opening it; nothing in it is opened, unpacked or run.

    Args:
        name: the sender's word, as is the media type.
    """
    with path.open("rb") as file:
        return remarks_in(file.fileno(), name, media_type)


def remarks_in(handle: int, name: str, media_type: str) -> tuple[RemarkView, ...]:
    """Return what to know of an open file before anybody else opens it."""
    size = os.fstat(handle).st_size
    found = check_content(lambda start, count: os.pread(handle, max(count, 0), start), size, name, media_type)
    return tuple(RemarkView(one.code, one.text) for one in found)


def withdraw(host: Host, made: Sequence[Attachment]) -> None:
    """Remove files that were sealed for an act that was then refused: nobody else has their keys."""
    files = AttachmentFiles(host.folder.attachments)
    for one in made:
        files.remove(one.hash)


async def answer(
    host: Host, call: ListAttachments | SaveAttachment | CheckAttachment
) -> AttachmentsView | SavedAttachment | CheckedAttachment:
    """Return the reply to a call about attachments."""
    match call:
        case ListAttachments():
            return await listing(host, call)
        case SaveAttachment():
            return await save(host, call)
        case CheckAttachment():
            return await check(host, call)


async def listing(host: Host, call: ListAttachments) -> AttachmentsView:
    """Return the attachments of one act, or all that this record wants or holds.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`.
    """
    files = AttachmentFiles(host.folder.attachments)
    if call.ref is None:
        rows = await host.read(lambda core: list(core.context.attachments.all()))
        items = [
            AttachmentView(
                row.hash.hex(),
                row.size,
                0 if row.erased_by else files.held(row.hash),
                council=row.council,
                channel=row.channel,
                erasable=row.erasable,
                erased_by=row.erased_by or None,
            )
            for row in rows
        ]
    else:
        ref = call.ref
        items = await host.read(lambda core: _views(core, files, call.council, ref))
    return AttachmentsView(rfc3339(host.clock.now()), items)


def _views(core: Core, files: AttachmentFiles, council: str | None, ref: str) -> list[AttachmentView]:
    chosen_council, channel, found = offered(core, council, ref)
    rows = core.context.attachments
    return [view_of(rows, chosen_council, channel, one, files.held(one.hash)) for one in files_of(found)]


async def save(host: Host, call: SaveAttachment) -> SavedAttachment:
    """Write an attachment's content to a new file, which is there only when all of it is right.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`, `attachment-unknown`, `attachment-unfinished`, `file-exists`,
            `file-unwritable`.
        Malformed: `cannot-open`.
    """
    one, part = await host.read(lambda core: chosen(core, call.council, call.ref, call.number))
    size = await asyncio.to_thread(_write, AttachmentFiles(host.folder.attachments), one, part, Path(call.path))
    remarks = await asyncio.to_thread(remarks_on, Path(call.path), one.name, one.media_type)
    return SavedAttachment(call.path, one.name, one.media_type, size, one.hash.hex(), remarks)


async def check(host: Host, call: CheckAttachment) -> CheckedAttachment:
    """Return what to know of an attachment before opening it; its content is nowhere under a name meanwhile.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`, `attachment-unknown`, `attachment-unfinished`.
        Malformed: `cannot-open`.
    """
    one, part = await host.read(lambda core: chosen(core, call.council, call.ref, call.number))
    found = await asyncio.to_thread(_checked, AttachmentFiles(host.folder.attachments), one, part)
    return CheckedAttachment(rfc3339(host.clock.now()), one.name, one.media_type, *found)


def _checked(
    files: AttachmentFiles, one: Attachment, part: Attachment | None
) -> tuple[int, str, str, list[RemarkView]]:
    digest, size = sha256(), 0
    with TemporaryFile(dir=files.path) as file:
        for block in files.read(one.hash, files.opening_key(one, part)):
            digest.update(block)
            size += file.write(block)
        file.flush()
        return size, one.hash.hex(), digest.hexdigest(), list(remarks_in(file.fileno(), one.name, one.media_type))


def chosen(core: Core, council: str | None, ref: str, number: int) -> tuple[Attachment, Attachment | None]:
    """Return one of an act's files by its number, from 1, with its key part where it has one.

    Raises:
        Refused: `reference-unknown`, `act-unreadable`, `attachment-unknown`, `attachment-erased`.
    """
    chosen_council, channel, found = offered(core, council, ref)
    one = numbered(found, ref, number)
    for row in core.context.attachments.of(one.hash):
        if (row.council, row.channel) == (chosen_council, channel) and row.erased_by:
            raise Refused(
                "attachment-erased", expected="a file that is still here", got=f"erased by {row.erased_by}",
                remedy="ask its sender for it, if it may be sent again",
            )  # fmt: skip
    return one, parts_of(found).get(one.hash)


def numbered(offered: Sequence[Attachment], ref: str, number: int) -> Attachment:
    """Return one of an act's files by its number, from 1.

    Raises:
        Refused: `attachment-unknown`.
    """
    listed = files_of(offered)
    if not 0 < number <= len(listed):
        raise Refused(
            "attachment-unknown",
            expected=f"the number of one of {len(listed)} attachments of {ref}, from 1",
            got=str(number),
            remedy=f"detente attachment list {ref}",
        )
    return listed[number - 1]


def _write(files: AttachmentFiles, one: Attachment, part: Attachment | None, path: Path) -> int:
    fresh = fresh_beside(path)
    try:
        with fresh.open("xb") as file:
            size = sum(file.write(block) for block in files.read(one.hash, files.opening_key(one, part)))
            file.flush()
            os.fsync(file.fileno())
        put_new(fresh, path)
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
    act = open_at(core.context, feed, index)
    if not isinstance(act, Act):
        raise Refused("act-unreadable", expected="an act that can be read here", got=f"{ref}: {act.value}")
    return chosen, feed.channel, act.attachments
