"""The record's page: heads of every log here, receipts, the check of the record, and evidence that somebody brings."""

import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from tempfile import TemporaryFile
from typing import Annotated, Any, BinaryIO, Final

from litestar import Response, get, post
from litestar.params import PathParameter
from litestar.types import ControllerRouterHandler
from msgspec import Struct

from detente.console.answers import ZIP, attached, html, redirect
from detente.console.asked import Asked, CouncilName, Every, Named
from detente.console.door.received import PROOF, check_proof, proof_of, read_form
from detente.console.door.visit import again, let_in
from detente.console.forms.incoming import Incoming
from detente.console.links import link_to
from detente.console.say.uploading import flow
from detente.console.templating import have_scripts
from detente.console.view import Console
from detente.console.words import steps
from detente.errors import Fault, Malformed, Refused
from detente.home import outgoing
from detente.home.access.rights import speaking
from detente.home.access.state import draw
from detente.home.calls import Contradictions, ShowCheck, ShowLogs
from detente.home.proofs import verify_handle
from detente.home.replies import EvidenceReport
from detente.home.replies.record import LogView
from detente.home.room import check_room, told
from detente.languages import gettext as _
from detente.limits import EVIDENCE_CHECKS_MAX, UPLOAD_IDLE_SECONDS_MAX, UPLOAD_SECONDS_MAX
from detente.log import log_of
from detente.protocol.passkeys import text_of

LOOK_AGAIN_SECONDS: Final = 2
"""How often the page asks again while the record is checked, where scripts do not renew it."""
OF_THE_DISK: Final = frozenset({"disk-room", "disk-refuses", "outgoing-room"})
ROOM_EVERY_BYTES: Final = 16_777_216
"""How much of a file comes in before the disk's room is looked at again."""
EVIDENCE_FILE: Final = "file"
"""Name of the control by which an evidence file comes."""

log = log_of("console")


class Brought(Struct, frozen=True):
    """What came of an evidence file that somebody brought.

    Args:
        name: as the browser says it.
        report: None where nothing in it was looked at; `unread` then says why.
        failed: number and title of the first step that does not hold; empty where all do.
    """

    name: str
    size: int
    sha256: str
    report: EvidenceReport | None
    failed: str = ""
    unread: str = ""


@get("/record")
async def show_record(console: Named, council: CouncilName = None, every: Every = None) -> Response[str]:
    """Return the logs held here with their receipts, how the check of the record stands, and a form for evidence."""
    return await _page(console, council, every=every)


@get("/record/contradictions/{name:str}")
async def download_contradiction(
    console: Named, name: Annotated[str, PathParameter(max_length=80)], council: CouncilName = None
) -> Response[bytes]:
    """Return the proof of a contradiction as a file."""
    for one in (await console.reader.ask(Contradictions(council=council))).items:
        if name == f"{one.id}.zip":
            return attached(base64.b64decode(one.file), f"contradiction-{one.id[:16]}.zip", ZIP)
    raise Refused(
        "contradiction-unknown", expected="a contradiction known here", got=name[:80], remedy="see the record's page"
    )


@post("/record/check")
async def begin_check(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Begin a check of the record, unless one is under way; it goes on while nobody looks.

    Raises:
        Refused: `form-foreign`, `signed-out`, `officer-not-accredited`.
    """
    form = await read_form(request, console.visit.secret)
    frame = await console.seated(council)
    async with speaking(console.access, console.visit.session, frame.council.council) as (officer, _session):
        every = form.one("all") == "1"
        await console.reader.ask(ShowCheck(begin=True, all=every))
        log.info("check-begun", officer=officer, every=every)
    return redirect(f"{link_to('/record', frame.in_links)}#check")


@get("/record/evidence")
async def show_evidence_form(council: CouncilName = None) -> Response[str]:
    """Return the way to the form for evidence."""
    return redirect(f"{link_to('/record', council)}#evidence")


@post("/record/evidence", status_code=200, request_max_body_size=None)
async def check_evidence(request: Asked, console: Named, council: CouncilName = None) -> Response[str]:
    """Return what an evidence file proves that comes with the form; nothing of it is kept."""
    coming = flow(request, idle_seconds=UPLOAD_IDLE_SECONDS_MAX, seconds=UPLOAD_SECONDS_MAX)
    incoming = Incoming(request.headers.get("content-type", ""), coming)
    name = await incoming.next_file()
    check_proof(incoming.fields, console.visit.secret)
    if name is None:
        return await _page(console, council, nothing_chosen=True)
    under_way = console.turns.evidence
    if len(under_way) >= EVIDENCE_CHECKS_MAX:
        await incoming.skip()
        raise Refused(
            "uploads-busy", expected=f"at most {EVIDENCE_CHECKS_MAX} evidence files at a time", got="one more",
            remedy="wait until the others are through",
        )  # fmt: skip
    token = object()
    under_way.add(token)
    try:
        try:
            brought = await _look_at(console, name, incoming.blocks())
        except Fault as fault:
            if fault.code in OF_THE_DISK:
                # The browser shows no answer before all that it sends was read.
                await incoming.skip()
            raise
        await incoming.skip()
    finally:
        under_way.discard(token)
    return await _page(console, council, brought=brought)


async def _look_at(console: Console, name: str, blocks: AsyncIterator[bytes]) -> Brought:
    """Return what a file proves; it has no name on the disk while it is looked at, and is gone after it.

    Raises:
        Fault: those of `outgoing.room`, `disk-room`, `disk-refuses`, and what `blocks` raises.
    """
    digest, size = hashlib.sha256(), 0
    folder = outgoing.room(console.access.host.folder)
    checked = 0
    with told(folder), TemporaryFile(dir=folder) as file:
        async for block in blocks:
            digest.update(block)
            size += len(block)
            if size - checked >= ROOM_EVERY_BYTES:
                checked = size
                await asyncio.to_thread(check_room, folder)
            await asyncio.to_thread(file.write, block)
        try:
            report = await asyncio.to_thread(_report_on, file)
        except Malformed as error:
            return Brought(name, size, digest.hexdigest(), None, unread=steps.UNREAD[error.code])
    return Brought(name, size, digest.hexdigest(), report, steps.first_failed(report))


def _report_on(file: BinaryIO) -> EvidenceReport:
    file.flush()
    return verify_handle(file.fileno())


async def _page(console: Console, council: str | None, *, every: int | None = None, **values: Any) -> Response[str]:
    frame = await console.seated(council)
    reader, chosen = console.reader, frame.council.council
    logs, checking = await reader.ask(ShowLogs(chosen)), await reader.ask(ShowCheck())
    secret = console.visit.secret or text_of(draw())
    page = console.render(
        "record.html",
        frame,
        title=_("Record"),
        **{"brought": None, "nothing_chosen": False, **values},
        logs=logs,
        channels=by_channel(logs.items, frame.status.party),
        checking=checking,
        contradictions=(await reader.ask(Contradictions(council=chosen))).items,
        proof=proof_of(secret),
        proof_name=PROOF,
        steps=steps.STEPS,
        sorts=steps.SORTS,
        joined={one.council for one in frame.status.councils},
        json_command=console.command("record", "heads", "--json"),
        fsck_command=console.command("record", "fsck"),
    )
    looks_again = checking.running and not have_scripts()
    answer = html(page, LOOK_AGAIN_SECONDS, again(link_to("/record", council))) if looks_again else html(page, every)
    let_in(answer, console.visit, secret)
    return answer


def by_channel(logs: list[LogView], party: str) -> dict[str, list[LogView]]:
    """Return logs by channel, each channel's own first and then by party and generation."""
    channels: dict[str, list[LogView]] = {}
    for one in sorted(logs, key=lambda one: (one.channel, one.party != party, one.origin)):
        channels.setdefault(one.channel, []).append(one)
    return channels


HANDLERS: tuple[ControllerRouterHandler, ...] = (
    show_record,
    download_contradiction,
    begin_check,
    show_evidence_form,
    check_evidence,
)
