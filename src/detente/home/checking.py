"""The check of the record: one at a time on a connection of its own, how far it is, and what the last one found.

What it found stands in a file beside the record, sealed under the store key, so a node that ends and begins again still
knows it: when, up to which heads, by which version. Nothing is written into a record that was just found to be broken.
"""

import asyncio
import random
import threading
from contextlib import closing
from functools import partial
from weakref import WeakKeyDictionary

import msgspec

from detente import __version__
from detente.clock import rfc3339
from detente.errors import DetenteError, Fault, Malformed
from detente.home.calls import CheckRecord, ShowCheck
from detente.home.files import write_file
from detente.home.host import Host
from detente.home.replies import CheckView, Finding
from detente.home.replies.record import CheckingView
from detente.home.views import heads_of
from detente.log import log_of
from detente.node.attachment_files import AttachmentFiles
from detente.node.context import Context, Settings
from detente.node.reader import derive
from detente.protocol.heads import parse_origin
from detente.record.fsck import fsck
from detente.record.report import Keys, Progress, Report
from detente.record.sql import open_store
from detente.record.store import StoredAttachment

log = log_of("home")


class GivenUp(Exception):  # noqa: N818  no error: nobody waits for the check any more
    """Ends a check within its thread."""


class Checker:
    """The checks of one node's record; what the last one found is kept beside it.

    Args:
        done: entries looked at of `total`, in the check under way.
    """

    def __init__(self) -> None:
        self.began_at: str | None = None
        self.every = False
        self.done = self.total = 0
        self.last: CheckView | None = None
        self.problem: DetenteError | None = None
        self._one = asyncio.Lock()
        self._task: asyncio.Task[None] | None = None

    def begin(self, host: Host, call: CheckRecord) -> None:
        """Begin a check in the background, unless one is under way."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run(host, call))

    @property
    def running(self) -> bool:
        """Say if a check is under way or about to begin."""
        return self.began_at is not None or (self._task is not None and not self._task.done())

    async def check(self, host: Host, call: CheckRecord) -> CheckView:
        """Return what a check finds, after the one that is under way.

        Raises:
            Fault: `store-failed`.
        """
        async with self._one:
            self.began_at, self.every = rfc3339(host.clock.now()), call.all
            self.done = self.total = 0
            given_up = threading.Event()
            try:
                found = await asyncio.to_thread(_check, host, call.all, partial(self._tell, given_up))
            except asyncio.CancelledError:
                # The thread cannot be cancelled, and a process that ends waits for it: it ends at its next word.
                given_up.set()
                raise
            finally:
                self.began_at = None
            self.last, self.problem = _view(rfc3339(host.clock.now()), call.all, *found), None
            await _keep(host, self.last)
            return self.last

    async def _run(self, host: Host, call: CheckRecord) -> None:
        try:
            await self.check(host, call)
        except DetenteError as error:
            self.problem = error
        except Exception:
            # Nobody awaits the task: the page tells that it came to nothing.
            log.exception("check-failed")
            self.problem = Fault("our-mistake", expected="a check", got="a mistake of ours", remedy="see the log")

    def _tell(self, given_up: threading.Event, done: int, total: int) -> None:
        if given_up.is_set():
            raise GivenUp
        self.done, self.total = done, total


_OF: WeakKeyDictionary[Host, Checker] = WeakKeyDictionary()


def checker_of(host: Host) -> Checker:
    """Return the checker of a node's record, which goes with the node."""
    found = _OF.get(host)
    if found is None:
        found = _OF[host] = Checker()
    return found


async def last_check(host: Host) -> CheckView | None:
    """Return what the last check found that came to its end, also before this node began; None where none did."""
    if (known := checker_of(host).last) is not None:
        return known
    try:
        sealed = await asyncio.to_thread(host.folder.last_check.read_bytes)
        return msgspec.json.decode(await host.read(lambda core: core.context.open_words(sealed)), type=CheckView)
    except (OSError, Malformed, msgspec.DecodeError):
        # There is none, it is damaged, or another version kept it in another shape: what it found is found again.
        return None


async def _keep(host: Host, found: CheckView) -> None:
    try:
        sealed = await host.read(lambda core: core.context.seal_words(msgspec.json.encode(found)))
        await asyncio.to_thread(write_file, host.folder.last_check, sealed, replace=True)
    except DetenteError as error:
        log.warning("check-not-kept", code=error.code)


async def check(host: Host, call: CheckRecord) -> CheckView:
    """Check the record, so that the node's work goes on meanwhile.

    Raises:
        Fault: `store-failed`.
    """
    return await checker_of(host).check(host, call)


async def show_check(host: Host, call: ShowCheck) -> CheckingView:
    """Return how far a check is, and what the last one found; with `begin` one begins, unless it is under way."""
    one = checker_of(host)
    if call.begin:
        one.begin(host, CheckRecord(all=call.all))
    problem, last = one.problem, await last_check(host)
    return CheckingView(
        as_of=rfc3339(host.clock.now()),
        running=one.running,
        began_at=one.began_at,
        every=one.every,
        done=one.done,
        total=one.total,
        last=last,
        problem="" if problem is None else f"{problem.code}: expected {problem.expected}; got {problem.got}",
    )


def _check(host: Host, every: bool, tell: Progress) -> tuple[Report, int, list[Finding], tuple[str, ...]]:
    with closing(open_store(host.folder.record)) as store:
        context = Context(store, host.keyring, Settings(), random.SystemRandom())
        directory = context.directory
        keys = Keys(lambda origin: directory.log_keys(parse_origin(origin)), directory.cosigner_keys)
        report = fsck(store, keys, partial(derive, context), all_signatures=every, progress=tell)
        try:
            rows = store.attachments()
        except Fault as fault:
            if fault.code != "record-damaged":
                raise
            why = f"cannot be read: {fault.got} instead of {fault.expected}"
            return report, 0, [Finding("attachments", why)], ()
        files = AttachmentFiles(host.folder.attachments)
        return report, len(rows), *_check_attachments(rows, files, every=every)


def _view(
    as_of: str,
    every: bool,
    report: Report,
    count: int,
    wrong: list[Finding],
    remarks: tuple[str, ...],
) -> CheckView:
    findings = [Finding(finding.where, finding.text) for finding in report.findings] + wrong
    checked = {**report.checked, "attachments": count}
    return CheckView(
        as_of,
        "failed" if findings else "ok",
        findings,
        checked,
        remarks=remarks,
        every=every,
        version=__version__,
        heads=heads_of(report.feeds),
        wrong=report.wrong + len(wrong),
    )


def _check_attachments(
    rows: list[StoredAttachment], files: AttachmentFiles, *, every: bool
) -> tuple[list[Finding], tuple[str, ...]]:
    """Compare what the record says of attachments with the folder, with `every` each whole one's hash."""
    wrong, remarks = list[Finding](), list[str]()
    for row in rows:
        where = f"attachments {row.council} {row.channel} {row.hash.hex()}"
        elsewhere = any(other.hash == row.hash and not other.erased_by for other in rows)
        if row.erased_by:
            remarks.append(f"{where}: erased by {row.erased_by}")
            if files.held(row.hash) and not elsewhere:
                wrong.append(Finding(where, f"erased by {row.erased_by}, and bytes of it are here"))
        elif row.held == row.size and not files.is_whole(row.hash):
            wrong.append(Finding(where, "the record says that it is here whole, and the folder has it not"))
        elif row.held == row.size and every and not files.is_sound(row.hash):
            wrong.append(Finding(where, "its bytes have another hash"))
    return wrong, tuple(remarks)
