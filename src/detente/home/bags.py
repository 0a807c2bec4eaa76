"""Calls about bags: what a party lacks is packed into a file carried by hand, and taken out of one."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from detente.clock import rfc3339
from detente.errors import Fault, Refused
from detente.home import taking
from detente.home.calls import PackBag, UnpackBag
from detente.home.files import check_new
from detente.home.host import Host
from detente.home.papers.codes import name_of, texts_of
from detente.home.papers.sheet import Sheet, framed, render_sheet
from detente.home.replies import PackedView, UnpackedView
from detente.home.views import council_of
from detente.languages import ENGLISH, using
from detente.node.bag import BAG_BYTES_MAX, Bag, pack, parse_bag


async def answer(host: Host, call: PackBag | UnpackBag) -> PackedView | UnpackedView:
    """Return the reply to a call about bags."""
    return await (pack_bag(host, call) if isinstance(call, PackBag) else unpack_bag(host, call))


async def pack_bag(host: Host, call: PackBag) -> PackedView:
    """Write a bag with all that a party has not receipted, and all receipts here that concern it.

    Raises:
        Refused: `party-unknown`, `council-unknown`, `file-exists`, `paper-long`; Fault: `bag-unwritable`.
    """
    now = host.clock.now()
    bag = await host.read(lambda core: pack(core, council_of(core, call.council), call.party.lower(), now))
    data = bag.to_bytes()
    texts = texts_of(data) if call.paper else []
    if call.paper:
        rehearsal = await host.read(lambda core: core.context.directory.charter(bag.council).rehearsal)
        _write_new(Path(call.file), await asyncio.to_thread(_paper, bag, name_of(data), texts, rehearsal))
    else:
        _write_new(Path(call.file), data)
    return PackedView(
        file=call.file,
        council=bag.council,
        sender=bag.sender,
        addressee=bag.addressee,
        made_at=rfc3339(bag.made_at),
        entries=bag.entries,
        receipts=bag.receipts,
        bytes=len(data),
        codes=len(texts),
    )


def _paper(bag: Bag, name: str, texts: Sequence[str], rehearsal: bool) -> bytes:
    """Return a bag as a PDF: what it is for whom, and its codes; nothing of what it says that a courier could read."""
    sheet = Sheet(
        title=f"Bag of {bag.sender.upper()} for {bag.addressee.upper()}",
        about=f"{bag.council}, packed {rfc3339(bag.made_at)}: {bag.entries} entries, {bag.receipts} receipts; "
        f"{len(texts)} codes named {name}",
        how=f"For {bag.addressee.upper()}: take a picture of every page, or scan it; then the page Paper of the "
        "console, or: detente bag unpack FILE…",
        name=name,
    )
    # Who reads it need not speak the language of who packs it: all of it is English.
    with using(ENGLISH):
        return render_sheet(framed(sheet, rehearsal=rehearsal), texts, bag.made_at)


async def unpack_bag(host: Host, call: UnpackBag) -> UnpackedView:
    """Take in what a bag carries, exactly as if its sender had called.

    Raises:
        Refused: `bag-foreign`, `bag-old`, `bag-gap`, `file-unreadable`; Malformed: `bag-malformed`, `bag-cut-short`.
    """
    taken = await taking.take_bag(host, parse_bag(_read(Path(call.file))))
    if taken.refusal is not None:
        raise taken.refusal
    return taken.view


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > BAG_BYTES_MAX:
            raise Refused("file-unreadable", expected=f"a bag of at most {BAG_BYTES_MAX} bytes", got=f"{path}: larger")
        return path.read_bytes()
    except OSError as fault:
        raise Refused("file-unreadable", expected="a bag", got=f"{path}: {fault.strerror}") from None


def _write_new(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and never over another one."""
    part = path.with_name(path.name + ".part")
    try:
        check_new(path)
        with part.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        part.replace(path)
    except OSError as fault:
        part.unlink(missing_ok=True)
        raise Fault("bag-unwritable", expected=f"room and permission for {path}", got=str(fault.strerror)) from None
