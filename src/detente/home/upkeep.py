"""Calls about the party's own machine: how it stands, whether its record is sound, what it holds."""

import asyncio
import random
from contextlib import closing
from functools import partial

from detente.clock import rfc3339
from detente.home.calls import CheckRecord, CountRecord, Status
from detente.home.host import Host
from detente.home.parties import councils, peers
from detente.home.replies import AlarmView, CheckView, CountView, Finding, StatusView
from detente.home.replies.processes import AlarmProcessView
from detente.home.views import council_of, heads_of
from detente.node.attachment_files import AttachmentFiles
from detente.node.context import Context, Settings
from detente.node.core import Core
from detente.node.reader import derive
from detente.protocol.heads import parse_origin
from detente.record.fsck import fsck
from detente.record.report import Keys, Report
from detente.record.sql import open_store
from detente.record.store import StoredAttachment

ALARMS_SHOWN = 20


async def status(host: Host, call: Status) -> StatusView:
    """Return how the party stands: heads, peers with last contact and queue, alarms."""
    alarms = [AlarmView(rfc3339(at), alarm.code, alarm.text) for at, alarm in list(host.alarms)[-ALARMS_SHOWN:]]

    def read(core: Core) -> StatusView:
        store, party, now = core.context.store, core.context.party, host.clock.now()
        chosen = None if call.council is None else council_of(core, call.council)
        return StatusView(
            as_of=rfc3339(now),
            heads=heads_of(store.feeds(chosen)),
            party=party,
            name=core.context.directory.identity(party).name,
            running=host.port is not None,
            port=host.port,
            councils=tuple(councils(core, chosen)),
            items=peers(core, now),
            contradictions=len(store.contradictions(chosen)),
            alarms=alarms,
            alarm_process=_process(host),
            to_renew=store.to_renew(),
        )

    return await host.read(read)


def _process(host: Host) -> AlarmProcessView | None:
    """Return how the process stands that alarms people, None where none is kept."""
    known = getattr(host, "alarm_process", None)
    if known is None:
        return None
    return AlarmProcessView(known.state, known.pid, known.ended, known.next_start_seconds, known.reason)


async def check(host: Host, call: CheckRecord) -> CheckView:
    """Check the record, on a connection of its own, so that the node's work goes on meanwhile.

    Raises:
        Fault: `store-failed`.
    """
    as_of = rfc3339(host.clock.now())
    report, count, wrong, remarks = await asyncio.to_thread(_check, host, call.all)
    findings = [Finding(finding.where, finding.text) for finding in report.findings] + wrong
    checked = {**report.checked, "attachments": count}
    return CheckView(as_of, "failed" if findings else "ok", findings, checked, remarks=remarks)


def _check(host: Host, every: bool) -> tuple[Report, int, list[Finding], tuple[str, ...]]:
    with closing(open_store(host.folder.record)) as store:
        context = Context(store, host.keyring, Settings(), random.SystemRandom())
        directory = context.directory
        keys = Keys(lambda origin: directory.log_keys(parse_origin(origin)), directory.cosigner_keys)
        report = fsck(store, keys, partial(derive, context), all_signatures=every)
        rows = store.attachments()
        return report, len(rows), *_check_attachments(rows, AttachmentFiles(host.folder.attachments), every=every)


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


async def count(host: Host, call: CountRecord) -> CountView:  # noqa: ARG001  all there is to say
    """Return how many of each thing the record holds."""
    counts = await host.read(lambda core: core.context.store.counts())
    return CountView(rfc3339(host.clock.now()), counts)
