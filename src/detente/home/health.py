"""How the node's machine stands: room on the disk, sizes, clock, processes, and where its keys lie."""

import asyncio
import hashlib
import shutil
from pathlib import Path

from detente import __version__
from detente.clock import SystemClock, rfc3339
from detente.home.alarms.policy import FILE as ALARMS
from detente.home.calls import ShowHealth
from detente.home.checking import last_check
from detente.home.host import Host
from detente.home.replies.processes import AheadView, CheckedView, HealthView
from detente.home.upkeep import process_of
from detente.node.core import Core
from detente.node.folder import Folder
from detente.node.signs import signs_of
from detente.protocol.keys.certificates import der_of

SYSTEM, REHEARSAL = "system", "rehearsal"


async def show_health(host: Host, call: ShowHealth) -> HealthView:  # noqa: ARG001  all there is to say
    """Return how the node and its machine stand."""
    record, attachments, total, free = await asyncio.to_thread(_sizes, host.folder)
    again, ahead = await host.read(lambda core: (_opened_again(core), _ahead(core, host.clock.now())))
    root = hashlib.sha256(host.keyring.root_certificate).hexdigest()
    chain, _key, _password = host.keyring.chain_paths()
    return HealthView(
        as_of=rfc3339(host.clock.now()),
        version=__version__,
        party=host.keyring.party,
        folder=str(host.folder.path),
        running=host.port is not None,
        port=host.port,
        page=host.page,
        record_bytes=record,
        attachments_bytes=attachments,
        disk_bytes=total,
        disk_free_bytes=free,
        clock=SYSTEM if isinstance(host.clock, SystemClock) else REHEARSAL,
        clock_jumped_seconds=host.clock.jumped_seconds if isinstance(host.clock, SystemClock) else 0,
        ahead=ahead,
        alarms_set_up=(host.folder.path / ALARMS).exists(),
        alarm_process=process_of(host),
        opened_again=again,
        root_public=host.keyring.root.public.hex(),
        root_key_here=(host.folder.keys / "root.key").exists(),
        root_certificate=root,
        tls_certificate=hashlib.sha256(der_of(chain.read_text("ascii"))).hexdigest(),
        checked=await _checked(host),
    )


async def _checked(host: Host) -> CheckedView | None:
    last = await last_check(host)
    if last is None:
        return None
    return CheckedView(last.as_of, last.fsck, last.wrong, last.every, last.checked.get("entries", 0), last.version)


def _sizes(folder: Folder) -> tuple[int, int, int, int]:
    """Return bytes of the record and of attachments, and of the disk, all and free."""
    record = sum(_size(folder.record.with_name(folder.record.name + end)) for end in ("", "-wal"))
    files = sum(_size(path) for path in folder.attachments.rglob("*")) if folder.attachments.is_dir() else 0
    disk = shutil.disk_usage(folder.path)
    return record, files, disk.total, disk.free


def _size(path: Path) -> int:
    """Return a file's bytes; what vanishes meanwhile, or is none, has none."""
    try:
        return path.stat().st_size if path.is_file() else 0
    except OSError:
        return 0


def _opened_again(core: Core) -> int:
    """Return how many own logs are a later generation: a backup was restored, a folder copied or set back."""
    return sum(feed.number > 1 for feed in core.context.store.feeds(party=core.context.party))


def _ahead(core: Core, now: int) -> tuple[AheadView, ...]:
    """Return whose newest signature states a time that has not come by the clock used here."""
    signs = signs_of(core.context)
    return tuple(AheadView(party, one.at - now) for party, one in sorted(signs.items()) if one.at > now)
