"""The returns of a council as a record has them: who made which, since when who is bound, what is owed."""

from detente.clock import Instant
from detente.council.desks import notifications
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Place
from detente.council.notification.state import NOTIFICATION, NotificationState
from detente.council.returns import Made, returns_owed
from detente.council.settings import fits
from detente.node.context import Context
from detente.node.folding import Folding
from detente.protocol.charter import Charter


def returns_of(context: Context, folding: Folding, council: str, now: Instant) -> tuple[Duty, ...]:
    """Return what parties owe by days of the calendar, said in channels that everybody reads."""
    charter = context.directory.charter(council)
    channels = frozenset(name for name in charter.channels if fits(Place.EVERYBODY, charter, name))
    journal = folding.time.journal(council, channels)
    made = _made(context, folding, council, channels)
    since = _since(context, council, charter, made, journal)
    return returns_owed(charter, since, made, journal, now if journal.as_of is None else journal.as_of)


def _made(context: Context, folding: Folding, council: str, channels: frozenset[str]) -> list[Made]:
    """Return the returns that stand: sound, for a year, neither cancelled nor a drill."""
    found = []
    for _sequence, row in context.store.acts(council, kinds=[NOTIFICATION]):
        if row.channel not in channels:
            continue
        folded = folding.folded(council, row.dossier or row.ref)
        state = folded.states.get(notifications.NAME)
        if not isinstance(state, NotificationState) or state.opening is None or folded.drill or state.cancellations:
            continue
        form, year = state.form, state.year
        if form is not None and form.yearly and year is not None:
            found.append(Made(state.regime, form.name, year, state.opening))
    return found


def _since(
    context: Context, council: str, charter: Charter, made: list[Made], journal: Journal
) -> dict[tuple[str, str], Instant]:
    """Return by (regime, party) from when it is bound.

    Founders are by what the founding charter names since it was founded. An amendment has no time of its own: a party
    that came by one is bound from the first heads that cover an entry of it, a regime from those that cover its first
    return.
    """
    course = context.directory.amended[council].course
    founding = course.before[0] if course.before else course.charter
    first = _entered(charter, journal)
    found: dict[tuple[str, str], Instant] = {}
    for regime in charter.tables.get("regimes", {}):
        entered = [heads.at for one in made if one.regime == regime and (heads := journal.entered(one.act)) is not None]
        here = charter.founded_at if regime in founding.tables.get("regimes", {}) else min(entered, default=None)
        for party, member in charter.parties.items():
            there = charter.founded_at if member.since == 0 else first.get(party)
            if here is not None and there is not None:
                found[regime, party] = max(here, there)
    return found


def _entered(charter: Charter, journal: Journal) -> dict[str, Instant]:
    """Return when heads first covered an entry of each party."""
    times = {heads.position: heads.at for heads in journal.heads}
    found: dict[str, Instant] = {}
    for origin, listed in journal.listed.items():
        party = origin.split("/")[2]
        at = min((times[position] for position, size in listed if size and position in times), default=None)
        if party in charter.parties and at is not None:
            found[party] = min(at, found.get(party, at))
    return found
