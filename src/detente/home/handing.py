"""Calls of a watch that goes from officer to officer: who has it, what is open, what was done; offering and taking."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.clock import DAY, Instant, parse_rfc3339, rfc3339, written
from detente.council.board import Need
from detente.council.desks import handovers, releases, watchlog
from detente.council.desks.handovers import WHAT_CHARACTERS_MAX, Holder, Offer
from detente.council.kinds import NEED_BY
from detente.council.registry import KINDS
from detente.council.told import Told
from detente.errors import Refused
from detente.home.access.passkeys import check_accredited
from detente.home.acts import officer_of, sent
from detente.home.board import show_board
from detente.home.calls import OfferWatch, ShowBoard, ShowWatch, TakeWatch
from detente.home.holding import standing_of
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.watch import BoardItemView, BoardView, DoneView, OfferView, WatchView
from detente.home.sentences import tell
from detente.home.views import council_of
from detente.limits import HANDOVER_OPEN_MAX
from detente.node.core import Core
from detente.node.directory import OWN
from detente.node.events import Draft, Once
from detente.protocol.acts import NODE_KINDS
from detente.record.store import ActRow

DOSSIER_ENTRIES_MAX = 400
DONE_MAX = 100
"""Acts of one watch that its handover shows: a page that somebody reads through before taking over."""
LOOKED_AT_MAX = 2_000
NOTED = (watchlog.PASSED, releases.RELEASE, releases.DROPPED)
"""Entries in `own` that an officer made on the watch; sign-ins and alarms are counted elsewhere."""


async def show_watch(host: Host, call: ShowWatch) -> WatchView:
    """Return who has a watch; what is open now and what was done since it was taken, unless the call is brief.

    Raises:
        Refused: `council-unknown`, `council-not-named`, `council-none`.
    """
    await host.fold()
    if call.brief:
        return await host.read(lambda core: _watch(core, call, host.clock.now(), None))
    board = await show_board(host, ShowBoard(call.council, each=call.each))
    return await host.read(lambda core: _watch(core, call, host.clock.now(), board))


def _watch(core: Core, call: ShowWatch, now: Instant, board: BoardView | None) -> WatchView:
    council = council_of(core, call.council)
    holder, offer = standing_of(core, council, call.watch)
    done = [] if call.brief else list(_done(core, council, holder.at if holder is not None else now - DAY))
    alarms = sum(row.kind == watchlog.ALARM for row in done)
    shown = [row for row in done if row.kind != watchlog.ALARM]
    return WatchView(
        rfc3339(now),
        council,
        call.watch,
        holder.officer if holder is not None else "",
        written(holder.at) if holder is not None else None,
        holder.giver if holder is not None else "",
        holder.text if holder is not None else "",
        _offer_view(offer) if offer is not None else None,
        [] if board is None else board.items,
        _told(core, shown[:DONE_MAX]),
        len(shown) > DONE_MAX,
        alarms,
        {} if board is None else board.groups,
    )


def _offer_view(one: Offer) -> OfferView:
    listed = tuple(
        (str(item.get("ref") or item.get("what")), str(item.get("need")), _at(item.get("by_at"))) for item in one.open
    )
    return OfferView(one.ref, one.giver, one.to, rfc3339(one.at), one.text, listed)


def _at(value: object) -> str | None:
    return rfc3339(value) if isinstance(value, int) else None


def _told(core: Core, rows: Sequence[ActRow]) -> list[DoneView]:
    said = {act.ref: act for act in core.folding.sayings.opened(rows)}
    found = []
    for row in rows:
        kind, charter = KINDS[row.kind], core.context.directory.charter(row.council)
        act = said.get(row.ref)
        says = Told() if act is None else tell(charter, row.kind, row.party, row.re, kind.show(act.body))
        found.append(DoneView(row.ref, rfc3339(row.stored_at), row.officer, kind.title, says.words, says.frame))
    return found


def _done(core: Core, council: str, since: Instant) -> Iterator[ActRow]:
    """Yield what this party said since then, the newest first: to others, and what its officers noted on the watch."""
    rows = core.context.store.acts(council, party=core.context.party, limit=LOOKED_AT_MAX, newest=True)
    for _sequence, row in sorted(rows, key=lambda pair: -pair[0]):
        if row.stored_at < since:
            return
        if row.kind in NODE_KINDS or row.kind not in KINDS:
            continue
        if row.channel != OWN or row.kind in NOTED or row.kind == watchlog.ALARM:
            yield row


# --- handing over -----------------------------------------------------------------------------------------------------


async def offer(host: Host, call: OfferWatch) -> Sent:
    """Offer a watch to another officer, with what is open now.

    Raises:
        Refused: `officer-not-accredited`, `watch-nobody`, `watch-other-holder`, `watch-same-officer`.
    """
    council, body = await offer_body(host, call)
    return await say_offer(host, council, officer_of(host, call.officer), body)


async def offer_body(host: Host, call: OfferWatch) -> tuple[str, dict[str, Any]]:
    """Return the council, and exactly what is said to hand a watch over now.

    Raises:
        Refused: `officer-not-accredited`, `watch-nobody`, `watch-other-holder`, `watch-same-officer`: who may not is
            told before they sign. `body-field-too-long`: notes.
    """
    now, usual = host.clock.now(), officer_of(host, None)
    told = tuple(need for need in Need if need is not Need.HEAR)
    board = await show_board(host, ShowBoard(call.council, told, limit=HANDOVER_OPEN_MAX))

    def make(core: Core) -> tuple[str, dict[str, Any]]:
        council = council_of(core, call.council)
        if call.to != usual or not usual:
            check_accredited(core, council, call.to, now)
        holder, _offer = standing_of(core, council, call.watch)
        check_holder(holder, officer_of(host, call.officer), call.to)
        body: dict[str, Any] = {"watch": call.watch, "taker": call.to}
        if call.text:
            body["text"] = call.text
        if holder is not None:
            body["since_at"] = holder.at
        if listed := [open_of(one) for one in board.items]:
            body["open"] = listed
        handovers.KINDS[handovers.OFFERED].check_body(body)
        return council, body

    return await host.read(make)


def check_holder(holder: Holder | None, officer: str, to: str) -> None:
    """Be silent where an officer may hand the watch over to another: who has it, or anybody where nobody has.

    Raises:
        Refused: `watch-nobody`, `watch-other-holder`, `watch-same-officer`.
    """
    if not officer:
        raise Refused("watch-nobody", expected="the officer who signs it", got="nobody named", remedy="name one")
    if holder is not None and holder.officer != officer:
        raise Refused(
            "watch-other-holder", expected=f"an offer by {holder.officer}, who has the watch", got=officer,
            remedy="let that officer hand it over, or take the watch without a handover",
        )  # fmt: skip
    if officer == to:
        raise Refused(
            "watch-same-officer", expected=f"another officer than {officer}, who hands over", got=to,
            remedy="name who takes the watch",
        )  # fmt: skip


def open_of(one: BoardItemView) -> dict[str, Any]:
    """Return a thing of the board as an offer of the watch lists it: until when, and apart by when somebody wishes."""
    by_at = min((at for at in (one.by_at, one.duty_at, one.runs_until_at) if at is not None), default=None)
    times = {"by_at": by_at, NEED_BY: one.need_by_at}
    found = {name: parse_rfc3339(at) for name, at in times.items() if at is not None}
    ref = one.ref or one.matter
    # What is owed by the calendar comes from no act: it is named by its words, and by its debtor where that is another.
    what = one.what if one.need == Need.DUTY else f"{one.party.upper()}: {one.what}"
    return {**({"ref": ref} if ref else {"what": what[:WHAT_CHARACTERS_MAX]}), "need": str(one.need), **found}


async def say_offer(
    host: Host,
    council: str,
    officer: str,
    body: Mapping[str, Any],
    evidence: Mapping[str, Any] | None = None,
    once: Once | None = None,
) -> Sent:
    """Write an offer into `own`.

    Args:
        evidence: how the pages knew the officer.
        once: under which name it is offered once.
    """
    watch = str(body["watch"])

    def draft(core: Core) -> Draft:
        re = _before(core, council, watch)
        said = {**body, **(evidence or {})}
        return Draft(council, OWN, handovers.OFFERED, said, officer=officer, re=re, once=once)

    return await sent(host, await host.submit(await host.read(draft)))


def _before(core: Core, council: str, watch: str) -> str | None:
    """Return the act that an offer answers: an offer that stands, or the last taking; None where a dossier begins."""
    holder, known = standing_of(core, council, watch)
    ref = known.ref if known is not None else holder.ref if holder is not None else None
    row = core.context.store.act(council, ref) if ref is not None else None
    if row is None or row.kind not in handovers.KINDS:
        return None
    entries = core.context.store.acts(council, dossier=row.dossier)
    return row.ref if len(entries) < DOSSIER_ENTRIES_MAX else None


async def take(
    host: Host, call: TakeWatch, evidence: Mapping[str, Any] | None = None, once: Once | None = None
) -> Sent:
    """Take a watch that is offered to the officer; or begin one, where that is asked for.

    Args:
        evidence: how the pages knew the officer.
        once: under which name it is taken once.

    Raises:
        Refused: `watch-not-offered`, `watch-for-other`, `watch-nobody`.
    """
    officer = officer_of(host, call.officer)
    await host.fold()

    def draft(core: Core) -> Draft:
        council = council_of(core, call.council)
        _holder, known = standing_of(core, council, call.watch)
        if known is None and not call.unoffered:
            raise Refused(
                "watch-not-offered", expected="an offer that stands", got="none",
                remedy="let who has the watch hand it over: detente watch offer; or detente watch take --unoffered",
            )  # fmt: skip
        body: dict[str, Any] = {"watch": call.watch, **({"text": call.text} if call.text else {}), **(evidence or {})}
        re = None if call.unoffered or known is None else known.ref
        return Draft(council, OWN, handovers.TAKEN, body, officer=officer, re=re, once=once)

    return await sent(host, await host.submit(await host.read(draft)))
