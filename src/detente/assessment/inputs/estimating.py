"""Interests estimated from a record, put into an analyst's inputs beside what they say themselves.

Control is not estimated: who answers is who was asked, and whom one asks is one's own choice. Outside options and
bypass are in no record.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from detente.assessment.basis import Basis
from detente.assessment.dependence.ledger import Given, Ledger, Quantity, Reading, Setting
from detente.assessment.evidence.estimates import Asked, asked_about
from detente.assessment.evidence.saved import hash_of


@dataclass(frozen=True, slots=True)
class Estimated:
    """What a record suggests.

    Args:
        ledger: with what could be estimated; None where nothing could.
        asked: by party, in the ledger's order; None for a party that the record does not name.
        settings: the inputs that it sets.
    """

    ledger: Ledger | None
    asked: tuple[Asked | None, ...]
    settings: tuple[Setting, ...]


def estimate(ledger: Ledger, said: Mapping[str, Any]) -> Estimated:
    """Return a ledger in which interests rest on asks, from five of a party on; the most asked is the most.

    An issue is the topic of the same name, a party the one of the same id, or a side that was counted as one.
    """
    named, topics = _parties(said), [issue.id for issue in ledger.issues]
    keys = [named.get(party.id.lower()) for party in ledger.parties]
    asked = tuple(None if key is None else asked_about(said, key, topics) for key in keys)
    settings = [
        Setting(Quantity.INTEREST, place, issue, Given(ledger.most * share / max(one.shares.values()), Basis.ESTIMATED,
                                                       _source(said, one, topic)))
        for place, one in enumerate(asked)
        if one is not None and one.shares is not None
        for issue, (topic, share) in enumerate(one.shares.items())
    ]  # fmt: skip
    if not settings:
        return Estimated(None, asked, ())
    title = f"{ledger.title}, interests estimated from the record"
    source = f"{ledger.source}; interests from what was asked in the record" if ledger.source else "the record"
    made = ledger.read_as(Reading("estimated", title, source, tuple(settings)))
    return Estimated(made, asked, tuple(settings))


def _parties(said: Mapping[str, Any]) -> dict[str, str]:
    """Return how the record writes each party and side, by its name in small letters."""
    return {name.lower(): name for name in (*said["by_party"], *said["silent"])}


def _source(said: Mapping[str, Any], one: Asked, topic: str) -> str:
    at = f" as of {said['time_at']}" if said.get("time_at") else ""
    return f"record{at}: {one.on[topic]} of {one.asks} asks; measures {hash_of(said)[:16]}"
