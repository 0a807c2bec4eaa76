"""Calls about notifications: forms, previews, and saying, amending; checked by the code that checks what arrives."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from detente.clock import Instant, rfc3339
from detente.council.agreements import agreements
from detente.council.desks import notifications
from detente.council.notification.checks import findings, form_of
from detente.council.notification.rules import invited, ruled, values_of
from detente.council.notification.state import AMENDMENT, NOTIFICATION, TOLD, NotificationState, changes
from detente.errors import Refused
from detente.home.acts import locate, send
from detente.home.calls import AmendNotice, ImportCalendar, PreviewNotice, Send, SendNotice, ShowForm
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.notifications import FindingView, FormView, NoticePreview, RulingView
from detente.home.views import council_of, plain
from detente.node.core import Core
from detente.node.sayings import channel_of
from detente.protocol import cbor
from detente.protocol.charter import Charter
from detente.regimes.form import worded
from detente.regimes.forms import json_schema, render, written
from detente.regimes.notice_files import Notice, read_calendar, read_notice, template


async def answer(host: Host, call: ShowForm | ImportCalendar | PreviewNotice | SendNotice | AmendNotice) -> Struct:
    """Return the reply to one of these calls.

    Raises:
        Malformed: `notice-malformed`. Refused: as the function of the call says.
    """
    now = host.clock.now()
    match call:
        case ShowForm():
            return await host.read(lambda core: _form(core, call, now))
        case ImportCalendar():
            return await host.read(lambda core: _calendar(core, call, now))
        case PreviewNotice():
            return await host.read(lambda core: _preview(core, call, now))
        case SendNotice():
            return await notify(host, call)
        case AmendNotice():
            await host.fold()
            return await amend(host, call)


def _calendar(core: Core, call: ImportCalendar, now: Instant) -> FormView:
    charter = core.context.directory.charter(council_of(core, call.council))
    _pack, form = form_of(charter, call.regime or _only(charter), call.format)
    fields = read_calendar(call.text, form, call.year)
    return _form(core, ShowForm(call.format, call.regime, call.council, call.language, fields), now)


def _form(core: Core, call: ShowForm, now: Instant) -> FormView:
    council = council_of(core, call.council)
    charter = core.context.directory.charter(council)
    pack, form = form_of(charter, call.regime or _only(charter), call.format)
    return FormView(
        rfc3339(now), council, pack.id, form.name, form.version, worded(form.title, call.language), form.alias,
        form.basis.confidence, template(pack, form, call.language, call.fields), json_schema(form, call.language),
    )  # fmt: skip


def _only(charter: Charter) -> str:
    """Return the only regime of the charter; of several one has to be named."""
    known = list(agreements(charter))
    return known[0] if len(known) == 1 else ""


def _preview(core: Core, call: PreviewNotice, now: Instant) -> NoticePreview:
    council, notice = council_of(core, call.council), read_notice(call.notice)
    charter, body = core.context.directory.charter(council), notice.body()
    fields = body.get("fields", {})
    wrong = findings(charter, body, fields, call.language)
    lines, rules = _shown(charter, notice, fields, call.language)
    readers = charter.members_of(call.channel)
    return NoticePreview(
        rfc3339(now), council, call.channel, NOTIFICATION, notice.language, plain(body), lines,
        [FindingView(one.code, one.expected, one.got) for one in wrong], rules,
        tuple(party for party in readers if party != core.context.party), len(cbor.encode(body)),
    )  # fmt: skip


def _shown(
    charter: Charter, notice: Notice, fields: Mapping[str, Any], language: str
) -> tuple[tuple[str, ...], list[RulingView]]:
    """Return the form for eyes and what the rules say; nothing where the form is not known."""
    try:
        pack, form = form_of(charter, notice.regime, notice.format)
    except Refused:
        return (), []
    if notice.nil:
        return (*render(form, fields, language), "Nothing to report"), []
    values = values_of(notice.body(), fields)
    found = (*ruled(pack, form.name, values), *invited(pack, form.name, values))
    return tuple(render(form, fields, language)), [
        RulingView(
            one.rule.id, one.rule.title, one.ruling.verdict,
            rfc3339(one.ruling.due.due_at) if one.ruling.due else None,
            rfc3339(one.ruling.due.strict_at) if one.ruling.due else None,
            one.ruling.reason, one.ruling.missing, one.rule.basis.confidence,
        )
        for one in found
    ]  # fmt: skip


async def notify(host: Host, call: SendNotice) -> Sent:
    """Notify an activity, or make a return.

    Raises:
        Malformed: `notice-malformed`. Refused: the first thing that is wrong with it, and what the desk refuses.
    """
    notice = read_notice(call.notice)
    marks = {"topic": call.topic, "drill": call.drill, "parent": notice.parent.rpartition(":")[2].upper()}
    return await send(
        host,
        Send(
            channel=call.channel,
            body=notice.body() | {name: value for name, value in marks.items() if value},
            kind=NOTIFICATION,
            council=call.council,
            to=call.to,
            officer=call.officer,
            language=notice.language,
            wait=call.wait,
            timeout_seconds=call.timeout_seconds,
        ),
    )


async def amend(host: Host, call: AmendNotice) -> Sent:
    """Amend a notification by its next number.

    Raises:
        Refused: `notification-unknown`, `amendment-empty`, and what the desk refuses.
    """
    return await send(host, await host.read(lambda core: _amended(core, call)))


def _amended(core: Core, call: AmendNotice) -> Send:
    council, ref = locate(core, call.council, call.ref)
    state = _state(core, council, ref)
    assert state.opening is not None, "a notification that was found"
    fields = {name: one for name, one in call.fields.items() if not _beside(state, name)}
    kept = {} if call.whole else {name: one for name, one in state.fields.items() if name not in call.removed}
    body: dict[str, Any] = {"number": len(state.amendments) + 1, "reason": call.reason}
    body |= changes(state.fields, {**kept, **written(fields)})
    body |= {name: one for name, one in call.fields.items() if name not in fields}
    if gone := [name for name in call.removed if name in state.told]:
        body["removed"] = [*body.get("removed", ()), *gone]
    return Send(
        channel=channel_of(state.opening.ref), body=body, kind=AMENDMENT, council=council, re=state.opening.ref,
        officer=call.officer, language=call.language or state.opening.language, wait=call.wait,
        timeout_seconds=call.timeout_seconds,
    )  # fmt: skip


def _beside(state: NotificationState, name: str) -> bool:
    """Say if something is said beside the form, since the form has no field of that name."""
    return name in TOLD and (state.form is None or state.form.field(name) is None)


def _state(core: Core, council: str, ref: str) -> NotificationState:
    """Return the notification to which an act belongs.

    Raises:
        Refused: `notification-unknown`.
    """
    found = core.folding.matter_of(council, ref).states.get(notifications.NAME)
    if not isinstance(found, NotificationState) or found.opening is None:
        raise Refused(
            "notification-unknown", expected="a notification that counts", got=ref, remedy="detente notify list"
        )
    return found
