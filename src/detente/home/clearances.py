"""Calls about clearance: an act goes round inside the party before it is said, and stands whole in `own`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import msgspec

from detente.clock import Instant, rfc3339
from detente.council.desks.clearances import ASKED, AWAITS, ClearancesState, data, officers_of
from detente.council.desks.clearances import NAME as DESK
from detente.council.desks.releases import kept
from detente.council.kinds import text_of
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.errors import Refused
from detente.home import acts, previews
from detente.home.acts import locate
from detente.home.calls import AskClearance, ListClearances
from detente.home.host import Host
from detente.home.previews import Preview
from detente.home.releases import draft_of
from detente.home.replies import Sent
from detente.home.replies.clearances import ClearancesView, ClearanceView, WordView
from detente.home.two_person import fields_of, kept_draft
from detente.home.views import council_of, heads_of, plain
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft, Once
from detente.protocol import cbor

LOOKED_AT = 500
"""Newest requests that are looked at: a party that asks for more in a year has forgotten the first."""


async def answer(host: Host, call: AskClearance | ListClearances) -> Sent | ClearancesView:
    """Return the reply to a call about clearance."""
    return await (ask(host, call) if isinstance(call, AskClearance) else list_clearances(host, call))


async def ask(host: Host, call: AskClearance) -> Sent:
    """Ask for clearance of an act that is not said yet, or of a draft that is held for release.

    Raises:
        Refused: `clearance-of-what`, `draft-unknown`, what the desk says, and what would be refused of the act itself.
    """
    if (call.act is None) == (call.draft is None):
        raise Refused(
            "clearance-of-what", expected="an act that is not said yet, or a draft",
            got="none" if call.act is None else "both", remedy="detente clearance ask TEXT --of NAME, or --draft REF",
        )  # fmt: skip
    officer = acts.officer_of(host, call.officer)
    if call.act is not None:
        said = msgspec.structs.replace(call.act, officer=officer, council=call.council or call.act.council)
        await previews.preview(host, said)
        drafted = await acts.draft_of(host, said)
        draft = await host.read(lambda core: core.folding.complete(drafted))
        return await submit(host, draft, draft, call.officers, call.text, officer=officer)
    draft, of = await host.read(lambda core: _held(core, call.council, str(call.draft)))
    return await submit(host, draft, draft, call.officers, call.text, officer=officer, of=of)


def _held(core: Core, council: str | None, text: str) -> tuple[Draft, str]:
    where, ref = locate(core, council, text)
    _state, draft = draft_of(core, where, ref)
    return kept_draft(where, draft.officer, kept(draft)), ref


async def submit(
    host: Host,
    draft: Draft,
    planned: Draft,
    officers: Sequence[str],
    text: str,
    *,
    officer: str,
    of: str = "",
    files: Sequence[Mapping[str, Any]] = (),
    beside: Draft | None = None,
    until: Instant | None = None,
) -> Sent:
    """Write a request for clearance into `own`.

    Args:
        draft: what would be said.
        planned: the same with what would be said of its files; its digest is what is cleared.
        of: which draft it is; by default named by its own digest.
        files: name, size and SHA-256 of each.
        beside: an entry that goes with it.
        until: so long the same officers are asked the same of the same text once.
    """
    digest = previews.digest_of(planned)
    body = {
        "text": text.strip(), "officers": list(dict.fromkeys(officers)), "act": fields_of(draft), "files": list(files),
        "digest": digest, "of": of or f"act {digest[:16]}",
    }  # fmt: skip
    given = {name: value for name, value in body.items() if value not in ("", [])}
    once = None if until is None else Once(_name_of(draft.council, officer, given), until)
    written = await host.submit(Draft(draft.council, OWN, ASKED, given, officer=officer, beside=beside, once=once))
    return await acts.sent(host, written)


def _name_of(council: str, officer: str, body: Mapping[str, Any]) -> str:
    """Return by what a second sending of a request is known: who asks whom what, of which text of which form."""
    said = cbor.encode([council, officer, body["of"], body["digest"], sorted(body["officers"]), body.get("text", "")])
    return f"clearance {sha256(said).hexdigest()}"


def name_of_form(form: str) -> str:
    """Return by which name requests about one form of the pages are known; its own name is a secret of its officer."""
    return f"form {sha256(form.encode()).hexdigest()[:16]}"


# --- what was said ----------------------------------------------------------------------------------------------------


async def list_clearances(host: Host, call: ListClearances) -> ClearancesView:
    """Return requests for clearance, the newest first."""
    await host.fold()

    def look(core: Core) -> ClearancesView:
        council = council_of(core, call.council)
        found = _views(core, council, lambda asked: call.asked_of in (None, *officers_of(asked)))
        items = [one for one in found if call.all or any(word.ref is None for word in one.words)]
        return ClearancesView(
            rfc3339(host.clock.now()), heads_of(core.context.store.feeds(council, channel=OWN)), items
        )

    return await host.read(look)


def views(core: Core, council: str, of: str | None, digest: str | None = None) -> list[ClearanceView]:
    """Return requests for clearance, the newest first: those about one draft, or about exactly one text.

    Args:
        of, digest: either is enough.
    """
    return _views(
        core, council, lambda asked: text_of(asked.body, "of") == of or text_of(asked.body, "digest") == digest
    )


def _views(core: Core, council: str, wanted: Callable[[Said], bool]) -> list[ClearanceView]:
    """Return the requests that are wanted, the newest first; what becomes of the others is not worked out."""
    rows = core.context.store.acts(council, channel=OWN, kinds=[ASKED], limit=LOOKED_AT, newest=True)
    asked = filter(wanted, core.folding.sayings.opened(row for _sequence, row in rows))
    found = (_view(core, council, one.dossier or one.ref, one.ref) for one in asked)
    return [one for one in found if one is not None]


def waiting(core: Core, council: str, officer: str) -> list[ClearanceView]:
    """Return the requests in which a word of this officer is asked for and not said, the newest first."""
    mark = core.context.mark_of(DESK, AWAITS, officer)
    rows = core.context.store.dossiers(council, desk=DESK, traits=[mark], limit=LOOKED_AT)
    found = [_view(core, council, row.dossier, row.dossier) for row in rows]
    return [one for one in found if one is not None]


def preview_of(core: Core, council: str, ref: str, now: Instant) -> Preview | None:
    """Return the act that a request asks clearance of, as the one who asks saw it; None where there is no request.

    Raises:
        Refused: `kind-unknown`, `channel-unknown`, `reference-unknown`.
    """
    row = core.context.store.act(council, ref)
    if row is None or row.kind != ASKED:
        return None
    state: ClearancesState | None = core.folding.folded(council, row.dossier or ref).states.get(DESK)
    request = state.asked.get(ref) if state is not None else None
    if request is None:
        return None
    of = text_of(request.body, "of")
    # What is held for release goes in the name of who drafted it, whoever asks about it.
    speaker = _held(core, council, of)[0].officer if "/" in of else request.officer
    found = previews.preview_of(core, kept_draft(council, speaker, request.body["act"]), now, held=False)
    return replace(found, digest=text_of(request.body, "digest"))


def _view(core: Core, council: str, dossier: str, ref: str) -> ClearanceView | None:
    state: ClearancesState | None = core.folding.folded(council, dossier).states.get(DESK)
    request = state.asked.get(ref) if state is not None else None
    if state is None or request is None:
        return None
    said = data(state, request)
    act = dict(request.body["act"])
    kind = KINDS.get(str(act.get("kind")))
    body = act.get("body")
    if kind is not None and isinstance(body, Mapping):
        act["body"] = kind.show(dict(body))
    return ClearanceView(
        ref=ref, council=council, of=said["of"], digest=said["digest"], asked_by=said["asked_by"],
        asked_at=said["asked_at"], text=said["text"], status=said["status"],
        words=[WordView(**one) for one in said["words"]], act=plain(act),
        files=plain(list(request.body.get("files") or [])),
    )  # fmt: skip
