"""An exchange of lists as a value: who has committed to what, who has shown it, who declined; and how that is shown.

Used by the lists desk, which says who may do what and when.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Self

from msgspec import Struct, field
from msgspec.structs import replace

from detente.clock import rfc3339, written
from detente.council.desk import Line, Section
from detente.council.duty import answered_at
from detente.council.journal import Journal
from detente.council.kinds import instant_of, text_of
from detente.council.said import Said

Slot = tuple[str, int]
"""A party, and the number of an item from 1."""
Acts = Mapping[Slot, tuple[Said, ...]]


class Exchange(Struct, frozen=True):
    """One exchange.

    Args:
        opening: the act that opened it.
        parties: who takes part, in the order of the charter.
        commitments: by party and item: the acts that gave one; more than one only where a feed was forked.
        reveals: likewise, those that match.
        declined: likewise, the acts that declined.
    """

    opening: Said
    parties: tuple[str, ...]
    items: tuple[str, ...]
    staged: bool
    commitments: Acts = field(default_factory=dict)
    reveals: Acts = field(default_factory=dict)
    declined: Acts = field(default_factory=dict)

    @property
    def numbers(self) -> range:
        """Return the numbers of the items."""
        return range(1, len(self.items) + 1)

    def others(self, party: str) -> tuple[str, ...]:
        """Return who else takes part."""
        return tuple(one for one in self.parties if one != party)

    def uncommitted(self) -> list[Slot]:
        """Return who has not committed to what, in order."""
        return [(p, n) for n in self.numbers for p in self.parties if (p, n) not in self.commitments]

    def before(self, party: str, item: int) -> list[Slot]:
        """Return what is still to be revealed by others before this party reveals the item."""
        if not self.staged or item == 1:
            return []
        return [(other, item - 1) for other in self.others(party) if (other, item - 1) not in self.reveals]

    def may_reveal(self, party: str, item: int) -> bool:
        """Say if the party can reveal the item now."""
        return not self.uncommitted() and (party, item) not in self.reveals and not self.before(party, item)

    def committed(self, act: Said, item: int) -> Self:
        """Return the exchange with one more commitment."""
        return replace(self, commitments=_with(self.commitments, (act.party, item), act))

    def revealed(self, act: Said, item: int) -> Self:
        """Return the exchange with one more list shown."""
        return replace(self, reveals=_with(self.reveals, (act.party, item), act))

    def refused(self, act: Said, items: Iterable[int]) -> Self:
        """Return the exchange with items that a party declined."""
        held = self.declined
        for item in items:
            held = _with(held, (act.party, item), act)
        return replace(self, declined=held)

    def refuses(self, place: Slot) -> bool:
        """Say if the party has declined the item and not revealed it since."""
        return place in self.declined and place not in self.reveals

    @property
    def status(self) -> str:
        """Return how it stands, in a word."""
        slots = [(party, number) for party in self.parties for number in self.numbers]
        if all(slot in self.reveals for slot in slots):
            return "exchanged"
        if any(map(self.refuses, slots)):
            return "declined"
        return "committing" if self.uncommitted() else "revealing"


def _with(held: Acts, slot: Slot, act: Said) -> Acts:
    return {**held, slot: tuple(sorted((*held.get(slot, ()), act), key=lambda one: one.ref))}


# --- for eyes and programs --------------------------------------------------------------------------------------------


def sections_of(exchange: Exchange, journal: Journal) -> Iterator[Section]:
    """Yield a table of parties and items, what was revealed, and what was declined."""
    columns = ("Item", *(party.upper() for party in exchange.parties))
    rows = tuple(
        Line((f"{number}. {title}", *(_cell(exchange, (party, number), journal) for party in exchange.parties)))
        for number, title in enumerate(exchange.items, 1)
    )
    note = "Times are those of the first evidence; without any, the author's own word is marked as claimed."
    yield Section("Commitments and lists", rows, columns, note, timed=True)
    shown = tuple(
        Line((party.upper(), f"{number}. {exchange.items[number - 1]}", text_of(act.body, "text")), act.ref,
             act.language)
        for (party, number), acts in sorted(exchange.reveals.items()) for act in acts
    )  # fmt: skip
    if shown:
        yield Section("Revealed", shown, ("By", "Item", "Content"), "Each matches the commitment given before.")
    refused = {act.ref: act for place, acts in exchange.declined.items() if exchange.refuses(place) for act in acts}
    if refused:
        lines = tuple(Line((one.party.upper(), text_of(one.body, "text")), ref) for ref, one in sorted(refused.items()))
        yield Section("Declined", lines, ("By", "Reason"))


def _cell(exchange: Exchange, place: Slot, journal: Journal) -> str:
    words = [f"committed {_by_evidence(one, exchange, journal)}" for one in exchange.commitments.get(place, ())]
    words += [f"revealed {_by_evidence(one, exchange, journal)}" for one in exchange.reveals.get(place, ())]
    if exchange.refuses(place):
        words.append("declined")
    return "; ".join(words) or "–"


def _by_evidence(act: Said, exchange: Exchange, journal: Journal) -> str:
    at = _first_at(act, exchange, journal)
    return f"(claimed {rfc3339(act.claimed_at)})" if at is None else at


def data_of(exchange: Exchange, journal: Journal) -> dict[str, object]:
    """Return the same for programs."""

    def of(acts: tuple[Said, ...], *names: str) -> list[dict[str, object]]:
        return [
            {"ref": one.ref, "claimed_at": rfc3339(one.claimed_at), "at": _first_at(one, exchange, journal),
             **{name: one.body.get(name) for name in names}}
            for one in acts
        ]  # fmt: skip

    return {
        "opening": exchange.opening.ref,
        "title": text_of(exchange.opening.body, "title"),
        "status": exchange.status,
        "staged": exchange.staged,
        "commit_by_at": time_of(exchange, "commit_by_at"),
        "reveal_by_at": time_of(exchange, "reveal_by_at"),
        "parties": list(exchange.parties),
        "items": [
            {
                "number": number,
                "title": title,
                "by": {
                    party: {
                        "commitments": of(exchange.commitments.get((party, number), ()), "commitment"),
                        "reveals": of(exchange.reveals.get((party, number), ()), "salt", "text"),
                        "declined": of(exchange.declined.get((party, number), ()), "text"),
                    }
                    for party in exchange.parties
                },
            }
            for number, title in enumerate(exchange.items, 1)
        ],
    }


def _first_at(act: Said, exchange: Exchange, journal: Journal) -> str | None:
    times = [answered_at(act, other, journal) for other in exchange.others(act.party)]
    return written(min((at for at in times if at is not None), default=None))


def time_of(exchange: Exchange, name: str) -> str | None:
    """Return a time of its opening in RFC 3339, or None where it sets none."""
    return written(instant_of(exchange.opening.body, name))
