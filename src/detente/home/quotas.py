"""Calls about quotas: what a year's visits have come to, counted over all matters of a council."""

from detente.clock import rfc3339
from detente.council.desks import inspections
from detente.council.quotas import Account, ledger
from detente.home.asked import party_of
from detente.home.calls import ShowQuotas
from detente.home.host import Host
from detente.home.replies.visits import QuotasView, QuotaView, VisitView
from detente.home.views import council_of, heads_of
from detente.node.core import Core
from detente.node.sayings import channel_of


async def show_quotas(host: Host, call: ShowQuotas) -> QuotasView:
    """Return what the quotas have come to.

    Raises:
        Refused: `council-unknown`.
    """
    await host.fold()
    return await host.read(lambda core: _quotas(core, call, rfc3339(host.clock.now())))


def _quotas(core: Core, call: ShowQuotas, as_of: str) -> QuotasView:
    council = council_of(core, call.council)
    folded = core.folding.of_desk(council, inspections.NAME)
    party = party_of(core, call.party)
    items = [
        quota_view(one) for one in ledger(one.states[inspections.NAME] for one in folded)
        if party in (None, one.party) and call.year in (None, one.year)
    ]  # fmt: skip
    channels = sorted({channel_of(one.ref) for one in folded})
    heads = heads_of(feed for name in channels for feed in core.context.store.feeds(council, channel=name))
    return QuotasView(as_of, heads, items)


def quota_view(account: Account) -> QuotaView:
    """Return an account as replies carry it."""
    allowed = account.allowed
    return QuotaView(
        party=account.party,
        sort=account.sort,
        regime=account.regime or None,
        year=account.year,
        passive=allowed.passive if allowed else None,
        per_party=allowed.per_party if allowed else None,
        at_once=allowed.at_once if allowed else None,
        per_object=allowed.per_object if allowed else None,
        per_object_and_party=allowed.per_object_and_party if allowed else None,
        units=account.units,
        units_differ=account.units_differ,
        counted=len(account.counted),
        left=account.left,
        beyond=account.beyond,
        by={asker: account.by(asker) for asker in sorted({one.asker for one in account.counted})},
        used_up=account.used_up,
        visits=[
            VisitView(one.ref, one.asker, one.object, rfc3339(one.enters_at), one.counts, one.why)
            for one in account.visits
        ],
    )
