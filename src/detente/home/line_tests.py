"""Calls about line tests: sending the next one, and what came of those that were sent."""

import statistics
from collections.abc import Iterable, Mapping
from typing import Any

from detente.clock import Instant, rfc3339, written
from detente.council.desks import line_tests
from detente.council.silence import link_fact
from detente.errors import Refused
from detente.home.acts import send
from detente.home.calls import LISTING_MAX, ListLineTests, Send, SendLineTest
from detente.home.host import Host
from detente.home.replies import Sent
from detente.home.replies.facts import FactView
from detente.home.replies.line import LineTestsView, LineTestView, PairView, ReadBackView
from detente.home.silence import Reading, fact_view, facts_in
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.directory import LINE
from detente.node.signs import link_of
from detente.record.store import DossierRow


async def send_test(host: Host, call: SendLineTest) -> Sent:
    """Send the next line test and return it.

    Raises:
        Refused: `line-test-to-nobody`, and what `send` raises.
    """

    def drafted(core: Core) -> Send:
        council = council_of(core, call.council)
        draft = core.line_tests.draft(council, tuple(party.lower() for party in call.to))
        if not draft.to:
            raise Refused("line-test-to-nobody", expected="to: parties that read it back", got="nobody",
                          remedy="only parties that read the line test it")  # fmt: skip
        body = {**draft.body, **({"drill": call.drill} if call.drill else {})}
        return Send(draft.channel, body, draft.kind, council=council, to=draft.to, officer=call.officer)

    return await send(host, await host.read(drafted))


async def list_tests(host: Host, call: ListLineTests) -> LineTestsView:
    """Return line tests with what came back, and a score for each pair.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()
    return await host.read(lambda core: _list(core, call, host.clock.now()))


def _list(core: Core, call: ListLineTests, now: Instant) -> LineTestsView:
    council = council_of(core, call.council)
    limit = max(1, min(call.limit, LISTING_MAX))
    rows = core.context.store.dossiers(council, desk=line_tests.NAME, before=call.before, limit=limit + 1)
    charter = core.context.directory.charter(council)
    reading = Reading(core, council, charter, limit)
    items = [view for row in rows[:limit] if (view := _view(reading, row, now)) is not None]
    if call.party is not None:
        items = [one for one in items if _between(one, core.context.party, call.party.lower())]
    due_at = core.line_tests.due_at(council)
    # Before the first test there is no second from which an interval runs: it is due since the council began.
    due_at = None if due_at is None else max(due_at, charter.founded_at)
    return LineTestsView(
        as_of=rfc3339(now),
        heads=heads_of(core.context.store.feeds(council, channel=LINE)),
        council=council,
        hours=line_tests.hours_between(charter),
        due_at=written(due_at),
        due=due_at is not None and due_at <= now,
        items=items,
        pairs=pairs_of(items),
        next=rows[limit - 1].last_sequence if len(rows) > limit else None,
    )


def _between(one: LineTestView, me: str, other: str) -> bool:
    named = {result.party for result in one.results}
    return (one.party == me and other in named) or (one.party == other and me in named)


def _view(reading: Reading, row: DossierRow, now: Instant) -> LineTestView | None:
    folding = reading.core.folding
    folded = folding.folded(reading.council, row.dossier)
    data: Mapping[str, Any] = folded.sheet(folding.journal_of(folded)).data
    if "test" not in data:
        return None
    duties = {duty.who: str(duty.state) for duty in folding.duties_of(folded, now)}
    results = tuple(
        ReadBackView(
            **one,
            duty=duties.get(one["party"], ""),
            silence=_silence(reading, row, str(one["party"]), now) if one["reading"] is None else (),
        )
        for one in data["results"]
    )
    return LineTestView(data["test"], data["party"], data["number"], data["claimed_at"], results, data["drill"])


def _silence(reading: Reading, row: DossierRow, party: str, now: Instant) -> tuple[FactView, ...]:
    """Return what is known of a test of ours that did not come back: the wire first, then the act."""
    known = reading.core.folding.standing(reading.council, party)
    found = facts_in(reading, party, row, known, now)
    wire = link_fact(link_of(reading.core.context, party, reading.signs), now)
    return tuple(map(fact_view, (wire, *found))) if found else ()


def pairs_of(items: Iterable[LineTestView]) -> list[PairView]:
    """Return a score for each pair, what was drilled left out, by sender and addressee."""
    pairs: dict[tuple[str, str], list[tuple[LineTestView, ReadBackView]]] = {}
    for one in items:
        for result in one.results if not one.drill else ():
            pairs.setdefault((one.party, result.party), []).append((one, result))
    return [_pair(*pair, pairs[pair]) for pair in sorted(pairs)]


def _pair(party: str, other: str, found: list[tuple[LineTestView, ReadBackView]]) -> PairView:
    back = [result for _test, result in found if result.of is not None]
    seconds = [result.seconds for result in back if result.seconds is not None]
    return PairView(
        party,
        other,
        tests=len(found),
        read_back=len(back),
        whole=sum(result.result == "whole" for result in back),
        declined=sum(result.result == "declined" for _test, result in found),
        same=sum(result.same or 0 for result in back),
        of=sum(result.of or 0 for result in back),
        median_seconds=int(statistics.median(seconds)) if seconds else None,
        last_at=max(test.claimed_at for test, _result in found),
    )
