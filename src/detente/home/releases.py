"""Calls about what takes two officers: the drafts that are held, and releasing one."""

from collections.abc import Mapping
from typing import Any

from detente.clock import Instant, rfc3339
from detente.council.desks.releases import DRAFT, HELD, OPEN, RELEASE, ReleasesState, digest_of, kept
from detente.council.desks.releases import NAME as DESK
from detente.council.registry import KINDS
from detente.council.said import Said
from detente.errors import Refused
from detente.home.acts import locate, view_at
from detente.home.calls import ListDrafts, ReleaseDraft
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.officers import DraftsView, DraftView
from detente.home.two_person import drafted, keys_asked
from detente.home.views import council_of, plain
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft
from detente.protocol.acts import Precedence


async def answer(host: Host, call: ListDrafts | ReleaseDraft) -> DraftsView | Sent:
    """Return the reply to a call about drafts."""
    return await (list_drafts(host, call) if isinstance(call, ListDrafts) else release(host, call))


async def list_drafts(host: Host, call: ListDrafts) -> DraftsView:
    """Return the drafts that are held for release, or all that there ever were, of which a page may be asked for."""
    await host.fold()
    work = _all if call.all else _held
    return await host.read(lambda core: work(core, council_of(core, call.council), call, rfc3339(host.clock.now())))


def _held(core: Core, council: str, _call: ListDrafts, as_of: str) -> DraftsView:
    return DraftsView(as_of, held_in(core, council))


def held_in(core: Core, council: str) -> list[DraftView]:
    """Return the drafts that wait for a second officer, in the order in which they were written."""
    mark = core.context.mark_of(DESK, HELD, OPEN)
    states = (
        core.folding.matter_of(council, row.dossier).states[DESK]
        for row in core.context.store.dossiers(council, desk=DESK, traits=[mark])
    )
    found = [(state, one) for state in states for one in state.drafts.values() if state.status_of(one.ref) == OPEN]
    found.sort(key=lambda pair: (pair[1].claimed_at, len(pair[1].ref), pair[1].ref))
    return [view_of(council, state, draft) for state, draft in found]


def _all(core: Core, council: str, call: ListDrafts, as_of: str) -> DraftsView:
    # One more than asked for tells that there are more.
    most = None if call.limit is None else call.limit + 1
    rows = core.context.store.acts(council, channel=OWN, kinds=[DRAFT], after=call.before or 0, limit=most, newest=True)
    shown = rows[: call.limit]
    views = [view_of(council, *draft_of(core, council, row.ref)) for _sequence, row in reversed(shown)]
    return DraftsView(as_of, views, shown[-1][0] if len(rows) > len(shown) else None)


def sent_as(core: Core, council: str, text: str) -> str | None:
    """Return the act as which a draft was sent, or None where it was not released.

    Raises:
        Refused: `draft-unknown`, `reference-unknown`.
    """
    where, ref = locate(core, council, text)
    return view_of(where, *draft_of(core, where, ref)).act


def draft_of(core: Core, council: str, ref: str) -> tuple[ReleasesState, Said]:
    """Return a draft, and what became of it.

    Raises:
        Refused: `draft-unknown`.
    """
    state: ReleasesState | None = core.folding.matter_of(council, ref).states.get(DESK)
    draft = state.drafts.get(ref) if state is not None else None
    if state is None or draft is None:
        raise Refused(
            "draft-unknown", expected="a draft of this party, like RU/OWN/5", got=ref, remedy="detente release list"
        )
    return state, draft


def view_of(council: str, state: ReleasesState, draft: Said) -> DraftView:
    """Return a draft as lists carry it."""
    fields = kept(draft)
    kind = KINDS.get(fields["kind"])
    shown: dict[str, Any] = plain(fields["body"] if kind is None else kind.show(fields["body"]))
    released = min(state.released.get(draft.ref, ()), key=lambda one: one.ref, default=None)
    return DraftView(
        ref=draft.ref,
        council=council,
        status=state.status_of(draft.ref),
        drafted_by=draft.officer,
        drafted_at=rfc3339(draft.claimed_at),
        digest=digest_of(draft),
        kind=fields["kind"],
        channel=fields["channel"],
        body=shown,
        to=tuple(fields.get("to", ())),
        re=fields.get("re"),
        dossier=fields.get("dossier"),
        released_by=released.by if released is not None else None,
        act=released.act if released is not None else None,
        precedence=Precedence(fields.get("precedence", 0)).name.lower(),
        language=fields.get("language", ""),
        marking=fields.get("marking", ""),
    )


async def release(host: Host, call: ReleaseDraft, evidence: Mapping[str, Any] | None = None) -> Sent:
    """Send a draft exactly as it was drafted, and note in the same commit who drafted and who released it.

    Args:
        evidence: further fields of the release: how the pages knew the officer.

    Raises:
        Refused: `draft-unknown`, `release-unsigned` where the policy asks for signatures; what the desk says of the
            release, and what is refused of the act by now.
    """
    now = host.clock.now()
    if call.note is None and keys_asked(host.config):
        raise unsigned("names only")
    written = await host.submit(await host.read(lambda core: _released(core, call, now, evidence or {})))
    return await host.read(lambda core: Sent(rfc3339(host.clock.now()), view_at(core, written.council, written.ref)))


def unsigned(got: str) -> Refused:
    """Return that the party's policy asks for both officers' own keys on a release, where something else came."""
    return Refused(
        "release-unsigned", expected="the signatures of both officers, as two_person_keys in party.toml asks for",
        got=got, remedy="detente release sign REF, or give both keys with --key",
    )  # fmt: skip


def _released(core: Core, call: ReleaseDraft, now: Instant, evidence: Mapping[str, Any]) -> Draft:
    council, ref = locate(core, call.council, call.ref)
    _state, draft = draft_of(core, council, ref)
    accredited = core.folding.standing(council, core.context.party).present(now)
    body: dict[str, Any] = {"drafted_by": draft.officer, "released_by": call.officer, **evidence}
    if call.note is not None:
        body["note"] = call.note.encode()
    # What a release is judged by stands in other channels; in one's own nothing cites it by itself.
    cites = tuple(accredited[name].ref for name in (draft.officer, call.officer) if name in accredited)
    beside = Draft(council, OWN, RELEASE, body, officer=call.officer, re=ref, cites=cites)
    return drafted(council, draft.officer, kept(draft), beside)
