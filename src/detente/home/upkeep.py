"""Calls about the party's own machine: how it stands, whether its record is sound, what it holds."""

from detente.clock import rfc3339
from detente.home.calls import CheckRecord, CountRecord, Status
from detente.home.host import Host
from detente.home.parties import councils, peers
from detente.home.replies import AlarmView, CheckView, CountView, StatusView
from detente.home.views import council_of, heads_of
from detente.node.core import Core

ALARMS_SHOWN = 20


async def status(host: Host, call: Status) -> StatusView:
    """Return how the party stands: heads, peers with last contact and queue, alarms."""
    alarms = [AlarmView(rfc3339(at), alarm.code, alarm.text) for at, alarm in list(host.alarms)[-ALARMS_SHOWN:]]

    def read(core: Core) -> StatusView:
        store, party = core.context.store, core.context.party
        chosen = None if call.council is None else council_of(core, call.council)
        return StatusView(
            as_of=rfc3339(host.clock.now()),
            heads=heads_of(store.feeds(chosen)),
            party=party,
            name=core.context.directory.identity(party).name,
            running=host.port is not None,
            port=host.port,
            councils=tuple(councils(core, chosen)),
            items=peers(core),
            contradictions=len(store.contradictions(chosen)),
            alarms=alarms,
        )

    return await host.read(read)


async def check(host: Host, call: CheckRecord) -> CheckView:
    """Check the record and return what was found; the node's other work waits meanwhile."""
    raise NotImplementedError


async def count(host: Host, call: CountRecord) -> CountView:  # noqa: ARG001  all there is to say
    """Return how many of each thing the record holds."""
    counts = await host.read(lambda core: core.context.store.counts())
    return CountView(rfc3339(host.clock.now()), counts)
