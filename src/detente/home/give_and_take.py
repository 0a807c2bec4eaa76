"""The balance of give and take: how often each party asked, answered and gave on each topic."""

from collections import Counter
from collections.abc import Iterator
from typing import Final

from detente.clock import rfc3339
from detente.council.desks.sharing import NAME
from detente.council.sharing.balance import balance
from detente.council.sharing.state import GIVEN, REQUEST, SharingState
from detente.council.sharing.topics import Topic, topic_of
from detente.home.calls import ShowBalance
from detente.home.host import Host
from detente.home.newest import newest_first
from detente.home.once_read import OnceRead, read_on
from detente.home.replies.sharing import BalanceRow, BalanceView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.record.store import DossierRow

KINDS: Final = (REQUEST, *GIVEN)
_Counts = dict[str, dict[str, Counter[str]]]
"""By topic and party."""


class Balances(OnceRead[_Counts]):
    """What was counted of each matter of one council."""

    def matters(self, core: Core, council: str) -> Iterator[DossierRow]:
        """Return the matters in which something was asked or given, of whichever desk, the newest acts first."""
        named = dict.fromkeys(row.dossier or row.ref for _sequence, row in newest_first(core, council, KINDS))
        rows = {row.dossier: row for row in core.context.store.dossiers_named(council, named)}
        return (rows[ref] for ref in named if ref in rows)

    def read(self, core: Core, row: DossierRow) -> _Counts:
        """Return what one matter counts; a drill counts nothing."""
        folded = core.folding.folded(row.council, row.dossier)
        state = folded.states.get(NAME)
        return balance([state]) if isinstance(state, SharingState) and not folded.drill else {}


async def show_balance(host: Host, call: ShowBalance) -> BalanceView:
    """Return the counts of each topic and party, as this record holds them.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()
    council = await host.read(lambda core: council_of(core, call.council))
    unread = await read_on(host, council, Balances, call.patience_seconds)
    return await host.read(lambda core: _balance(core, council, call, rfc3339(host.clock.now()), unread))


def _balance(core: Core, council: str, call: ShowBalance, as_of: str, unread: int) -> BalanceView:
    counted: _Counts = {}
    for one in Balances.of(core, council).all():
        for topic, parties in one.items():
            for party, counts in parties.items():
                counted.setdefault(topic, {}).setdefault(party, Counter()).update(counts)
    charter = core.context.directory.charter(council)
    rows = []
    for name, by_party in sorted(counted.items()):
        topic_known: Topic | None = topic_of(charter, name, REQUEST)
        if call.topic in (None, name):
            title = name if topic_known is None else topic_known.title
            rows += [BalanceRow(name, title, party, **counts) for party, counts in sorted(by_party.items())]
    heads = heads_of(core.context.store.feeds(council))
    return BalanceView(as_of, heads, core.context.party, rows, unread=unread)
