"""The returns of a council as a record has them: who made which, since when who is bound, what is owed."""

from detente.clock import Instant
from detente.council.agreements import agreements
from detente.council.desks import notifications
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Place, text_of
from detente.council.notification.state import NotificationState
from detente.council.returns import Made, returns_owed, yearly_rules
from detente.council.settings import fits
from detente.node.context import Context
from detente.node.folding import Folding
from detente.protocol.charter import Charter
from detente.record.store import DossierRow


class Returns:
    """The returns of councils; what a notification's dossier makes of one is kept until its row is another."""

    def __init__(self, context: Context, folding: Folding) -> None:
        self._context = context
        self._folding = folding
        self._known: dict[tuple[str, str], tuple[DossierRow, Made | None]] = {}
        self._other: set[tuple[str, str]] = set()
        """Notifications in a form that no return has, by what they were opened with: nothing makes one of them."""
        self._last: dict[str, tuple[object, tuple[Duty, ...]]] = {}
        """What was found last, and by which state of the record and charter at what time."""

    def owed(self, council: str, now: Instant) -> tuple[Duty, ...]:
        """Return what parties owe by days of the calendar, said in channels that everybody reads.

        Its dossiers are folded: whoever asks sees to it. A page asks several times, and a record rests between commits.
        """
        charter, store = self._context.directory.charter(council), self._context.store
        if not any(yearly_rules(pack) for pack in agreements(charter).values()):
            return ()
        channels = frozenset(name for name in charter.channels if fits(Place.EVERYBODY, charter, name))
        journal = self._folding.time.journal(council, channels)
        at = now if journal.as_of is None else journal.as_of
        state = store.changes(), self._context.directory.version, at
        if council not in self._last or self._last[council][0] != state:
            made = self._made(council, channels)
            since = _since(self._context, council, charter, made, journal)
            self._last[council] = state, returns_owed(charter, since, made, journal, at)
        return self._last[council][1]

    def _made(self, council: str, channels: frozenset[str]) -> list[Made]:
        """Return the returns that stand: sound, for a year, neither cancelled nor a drill."""
        found = []
        for row in self._context.store.dossiers(council, desk=notifications.NAME):
            if row.channel not in channels:
                continue
            key = (council, row.dossier)
            if key in self._other or self._is_other(*key):
                continue
            if key not in self._known or self._known[key][0] != row:
                self._known[key] = row, self._made_in(row)
            found.append(self._known[key][1])
        return [one for one in found if one is not None]

    def _is_other(self, council: str, dossier: str) -> bool:
        """Say if a dossier was opened in a form of which no year has one: it need not be folded to see that."""
        charter = self._context.directory.charter(council)
        # Under an amended charter a matter may live by an earlier one, and another version of the agreement.
        if (council, dossier) in self._known or charter.amended:
            return False
        first = self._context.store.act(council, dossier)
        for act in self._folding.sayings.opened([first] if first is not None else []):
            pack = agreements(charter).get(text_of(act.body, "regime"))
            form = pack.formats.get(text_of(act.body, "format")) if pack is not None else None
            if form is not None and not form.yearly:
                self._other.add((council, dossier))
                return True
        return False

    def _made_in(self, row: DossierRow) -> Made | None:
        folded = self._folding.folded(row.council, row.dossier)
        state = folded.states.get(notifications.NAME)
        if not isinstance(state, NotificationState) or state.opening is None or folded.drill or state.cancellations:
            return None
        form, year = state.form, state.year
        if form is None or not form.yearly or year is None:
            return None
        return Made(state.regime, form.name, year, state.opening)


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
    found: dict[str, Instant] = {}
    for origin in journal.listed:
        party, heads = origin.split("/")[2], journal.entered_at(origin, 0)
        if party in charter.parties and heads is not None:
            found[party] = min(heads.at, found.get(party, heads.at))
    return found
