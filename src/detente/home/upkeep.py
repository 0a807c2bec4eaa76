"""Calls about the party's own machine: how it stands, what it holds."""

from detente.clock import rfc3339
from detente.home.calls import CountRecord, Status
from detente.home.host import Host
from detente.home.parties import councils, peers
from detente.home.replies import AlarmView, CountView, StatusView
from detente.home.replies.processes import AlarmProcessView
from detente.home.views import council_of, heads_of
from detente.node.core import Core

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
            items=peers(core, now, host.troubles),
            contradictions=len(store.contradictions(chosen)),
            alarms=alarms,
            alarm_process=process_of(host),
            to_renew=store.to_renew(),
        )

    return await host.read(read)


def process_of(host: Host) -> AlarmProcessView | None:
    """Return how the process stands that alarms people, None where none is kept."""
    known = getattr(host, "alarm_process", None)
    if known is None:
        return None
    return AlarmProcessView(known.state, known.pid, known.ended, known.next_start_seconds, known.reason)


async def count(host: Host, call: CountRecord) -> CountView:  # noqa: ARG001  all there is to say
    """Return how many of each thing the record holds."""
    counts = await host.read(lambda core: core.context.store.counts())
    return CountView(rfc3339(host.clock.now()), counts)
