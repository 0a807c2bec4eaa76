"""When this party's next line test is due and what it says; where its policy wants it, the node makes it by itself."""

from collections.abc import Callable, Iterable

from detente.clock import HOUR, Instant, held, rfc3339
from detente.council.desks.line_tests import TEST, hours_between
from detente.council.line_text import text_of_test
from detente.council.said import Said
from detente.council.settings import two_person_kinds
from detente.node.context import Context
from detente.node.directory import LINE
from detente.node.events import Alarm, Draft
from detente.protocol.charter import Charter
from detente.record.store import ActRow

AUTOMATIC, BY_HAND = "automatic", "by hand"
"""What `line_tests` in `party.toml` may say."""


class LineTests:
    """The line tests that this party owes by the charter's interval.

    Args:
        opened: gives the acts of rows.
    """

    def __init__(self, context: Context, opened: Callable[[Iterable[ActRow]], list[Said]]) -> None:
        self._context = context
        self._opened = opened
        self._put_off: dict[str, Instant] = {}
        """Councils whose test was refused or told to be due, with the second until which nothing more is done."""
        self._known: dict[str, Instant | None] = {}
        """When each council's next test was found to be due: read anew once that second has come, not in every step."""
        self._version = -1

    def due_at(self, council: str) -> Instant | None:
        """Return when this party's next test is due by the charter, or None where that sets no interval.

        The first is due at once; from then on the claimed second of the last counts, which is this party's own.
        """
        charter = self._context.directory.charter(council)
        hours = hours_between(charter)
        if not hours or not self.others(charter):
            return None
        last = self._last(council)
        return 0 if last is None else held(last.claimed_at + hours * HOUR)

    def others(self, charter: Charter) -> tuple[str, ...]:
        """Return who reads the line beside this party, in the order of the charter; nobody for one that does not."""
        readers = [party for party in charter.present if party != charter.depositary]
        me = self._context.party
        return tuple(party for party in readers if party != me) if me in readers else ()

    def draft(self, council: str, to: tuple[str, ...] = (), officer: str = "") -> Draft:
        """Return the next test, to the parties named, to all others where none is."""
        charter = self._context.directory.charter(council)
        last = self._last(council)
        number = last.body.get("number", 0) if last is not None else 0
        number = number + 1 if isinstance(number, int) else 1
        body = {"number": number, "text": text_of_test(charter.languages or ("en",), number)}
        return Draft(council, LINE, TEST, body, officer, to or self.others(charter))

    def wake_at(self) -> Instant | None:
        """Return when the node next has something to do about a test, or None."""
        if not self._context.settings.line_tests:
            return None
        return min((at for council in self._context.directory.councils if (at := self._next(council)) is not None),
                   default=None)  # fmt: skip

    def drafts(self, now: Instant) -> list[Draft]:
        """Return the tests to be made now, where the party's policy lets its node make them; else tell of them."""
        if not self._context.settings.line_tests:
            return []
        due = [council for council in self._context.directory.councils if self._is_due(council, now)]
        by_itself = [council for council in due if self._by_itself(council)]
        for council in due:
            self._put_off[council] = now + HOUR
            self._known.pop(council, None)
            if council not in by_itself:
                last = self._last(council)
                since = "none was made yet" if last is None else f"the last was made at {rfc3339(last.claimed_at)}"
                text = f"{council}: a line test is due; {since}. Make it with: detente line test"
                self._context.effects.append(Alarm("line-test-due", text))
        return [self.draft(council) for council in by_itself]

    def _is_due(self, council: str, now: Instant) -> bool:
        at = self._next(council)
        if at is None or at > now:
            return False
        # A test made by hand meanwhile moves it.
        self._known.pop(council)
        at = self._next(council)
        return at is not None and at <= now

    def _next(self, council: str) -> Instant | None:
        if self._version != self._context.directory.version:
            self._known.clear()
            self._version = self._context.directory.version
        if council not in self._known:
            self._known[council] = self.due_at(council)
        at = self._known[council]
        return None if at is None else max(at, self._put_off.get(council, 0))

    def _by_itself(self, council: str) -> bool:
        charter = self._context.directory.charter(council)
        return self._context.settings.line_tests == AUTOMATIC and TEST not in two_person_kinds(charter)

    def _last(self, council: str) -> Said | None:
        rows = self._context.store.acts(council, party=self._context.party, kinds=[TEST], newest=True, limit=1)
        return next(iter(self._opened(row for _sequence, row in rows)), None)
