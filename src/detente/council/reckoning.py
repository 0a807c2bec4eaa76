"""How a due second moves: what the creditor extends, and while what was asked stands without an answer. Pure.

    extension   puts the due second to the one granted, where that is later; it takes nothing away
    question    the clock stands from when the creditor had it until the debtor had the answer; only while it still
                ran, and only as often as the charter lets questions stop a clock

Everything goes by evidence: nothing moves a clock before somebody else is proven to have it. The events are taken in
the order of that evidence, so the order in which a record came to hold them changes nothing.

Source: design section 4, "Clocks are fair by evidence"; the normative page is docs/spec/duties.md section 5.
"""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from detente.clock import DAY, HOUR, Instant, held, rfc3339


class Grant(Struct, frozen=True):
    """A creditor's extension.

    Args:
        at: since when it is proven to be there.
        until: the last second that it grants.
    """

    at: Instant
    ref: str
    by: str
    until: Instant


class Standstill(Struct, frozen=True):
    """A question of the debtor, while the clock stands.

    Args:
        at: since when the creditor is proven to have it.
        answer: reference of the answer, empty while there is none.
        until: since when the debtor is proven to have the answer, or waits no longer; None while it does.
    """

    at: Instant
    ref: str
    by: str
    answer: str = ""
    until: Instant | None = None


class Reckoned(Struct, frozen=True):
    """Where the due second stands.

    Args:
        due_at: None while the clock stands.
        standing: the question for which it stands, or None.
        steps: what moved it, in words with times; what moved nothing says why.
    """

    due_at: Instant | None
    strict_at: Instant | None = None
    standing: Standstill | None = None
    steps: tuple[str, ...] = ()


def reckon(
    due_at: Instant,
    grants: Iterable[Grant],
    standstills: Iterable[Standstill],
    most: int,
    strict_at: Instant | None = None,
) -> Reckoned:
    """Return where a due second stands after all that moved it.

    Args:
        grants: of which each counts as soon as it is proven.
        standstills: of one debtor.
        most: how many questions may stop this clock.
        strict_at: a stricter reading of the due second, which moves along.
    """
    hand = _Hand(due_at, due_at if strict_at is None else strict_at, most)
    # A question comes before a grant of the same second: the creditor who grants a time knows of it.
    events: list[Grant | Standstill] = [*standstills, *grants]
    for event in sorted(events, key=lambda one: (one.at, isinstance(one, Grant), one.ref)):
        if isinstance(event, Grant):
            hand.grant(event)
        else:
            hand.stand(event)
    strict = None if strict_at is None or hand.standing is not None else hand.strict_at
    return Reckoned(None if hand.standing else hand.due_at, strict, hand.standing, tuple(hand.steps))


def together(grants: Sequence[Grant], creditors: Iterable[str]) -> tuple[Grant, ...]:
    """Return the grants that move a clock: of one creditor each, of several what all of them have granted together.

    A time that is owed to several is extended only as far as each of them has: to the earliest of their latest.
    """
    by_creditor = {creditor: [one for one in grants if one.by == creditor] for creditor in dict.fromkeys(creditors)}
    if len(by_creditor) < 2:
        return tuple(one for mine in by_creditor.values() for one in mine)
    if not all(by_creditor.values()):
        return ()
    until = min(max(one.until for one in mine) for mine in by_creditor.values())
    # From when the last of them had granted as much: what one grants beyond the others moves nothing.
    enough = [min((one.at, one.ref) for one in mine if one.until >= until) for mine in by_creditor.values()]
    return (Grant(*max(enough), ", ".join(sorted(by_creditor)), until),)


class _Hand:
    """The hand of one clock while events move it."""

    def __init__(self, due_at: Instant, strict_at: Instant, most: int) -> None:
        self.due_at, self.strict_at = due_at, strict_at
        self.standing: Standstill | None = None
        self.steps: list[str] = []
        self._counted, self._most = 0, most
        self._stood_until: Instant = 0

    def grant(self, one: Grant) -> None:
        """Move the due second to the one granted, where that is later."""
        who = f"{one.by.upper()} extended it to {rfc3339(one.until)} ({one.ref}, there since {rfc3339(one.at)})"
        if one.until <= self.due_at:
            self.steps.append(f"{who}: not later than {rfc3339(self.due_at)}, so nothing moves")
            return
        self.due_at = one.until
        self.strict_at = max(self.strict_at, one.until)
        self.steps.append(f"{who}: due {rfc3339(self.due_at)}")

    def stand(self, one: Standstill) -> None:
        """Let the clock stand for a question, where it still runs and questions are left."""
        asked = f"{one.by.upper()} asked what is unclear ({one.ref}, there since {rfc3339(one.at)})"
        if self.standing is None and one.at > self.due_at:
            self.steps.append(f"{asked}: the clock had run out, so nothing stops")
            return
        if self._counted >= self._most:
            self.steps.append(f"{asked}: questions stop this clock {times(self._most)}, so it goes on")
            return
        self._counted += 1
        if one.until is None:
            self.standing = self.standing or one
            self.steps.append(f"{asked}: the clock stands until the answer is there")
            return
        # What stood already for another question does not stand twice.
        stood = max(0, one.until - max(one.at, self._stood_until))
        self._stood_until = max(self._stood_until, one.until)
        self.due_at, self.strict_at = held(self.due_at + stood), held(self.strict_at + stood)
        ended = f"the answer was there {rfc3339(one.until)} ({one.answer})"
        ended = ended if one.answer else f"no answer by {rfc3339(one.until)}, and no clock stands longer for one"
        self.steps.append(f"{asked}; {ended}: the clock stood {span(stood)}, due {rfc3339(self.due_at)}")


def times(number: int) -> str:
    """Return how often, in words."""
    return {0: "never", 1: "once at most"}.get(number, f"{number} times at most")


def span(seconds: int) -> str:
    """Return a length of time in words, to the second, like `1 day 2 h 5 s`."""
    days, rest = divmod(seconds, DAY)
    hours, rest = divmod(rest, HOUR)
    minutes, rest = divmod(rest, 60)
    parts = [
        f"{days} day{'' if days == 1 else 's'}" if days else "",
        f"{hours} h" if hours else "",
        f"{minutes} min" if minutes else "",
        f"{rest} s" if rest else "",
    ]
    return " ".join(part for part in parts if part) or "0 s"
