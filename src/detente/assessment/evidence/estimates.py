"""What asks suggest of interests: shares of a party's asks by topic, as an estimate that somebody may take as an input.

A suggestion and no finding: who does not ask may have other channels, or be too proud: silence is no lack of interest.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from detente.assessment.evidence.shares import COUNTS_ONLY_BELOW
from detente.council.kinds import Speech

_ADDED: Final = Fraction(1, 2)
"""Added to the asks on each topic, so that none is taken to be worth nothing because nobody asked (Jeffreys' half)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one party asked about.

    Args:
        on: asks by topic, for those that were looked for.
        others: asks on another topic, or on none that was named.
        shares: the estimate by topic, of sum 1; None where there are too few asks for one.
    """

    party: str
    on: dict[str, int]
    others: int
    shares: dict[str, Fraction] | None

    @property
    def asks(self) -> int:
        """Return the asks on the topics that were looked for."""
        return sum(self.on.values())


def asked_about(said: Mapping[str, Any], party: str, topics: Sequence[str]) -> Asked:
    """Return what a party asked about, and what that suggests; from five asks on these topics on.

    Args:
        said: the measures of a record.
    """
    every = {topic: row.get(str(Speech.ASKS), 0) for topic, row in _rows_of(said, party)}
    on = {topic: every.get(topic, 0) for topic in topics}
    asks = sum(on.values())
    shares = None
    if asks >= COUNTS_ONLY_BELOW:
        shares = {topic: (_ADDED + count) / (_ADDED * len(topics) + asks) for topic, count in on.items()}
    return Asked(party, on, sum(every.values()) - asks, shares)


def _rows_of(said: Mapping[str, Any], party: str) -> list[tuple[str, Mapping[str, int]]]:
    named = [(*name.rpartition(", ")[::2], row) for name, row in said["by_topic"].items()]
    return [(topic, row) for topic, own, row in named if own == party]
