"""The acts of one matter that count, by kind and reference: a state that is nothing but what was said."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Self

from detente.council.said import Said, by_past
from detente.protocol.charter import Charter


@dataclass(frozen=True, slots=True)
class Gathered:
    """Acts of one matter; what they add up to is asked of whoever builds on this, so no order leaves a trace."""

    charter: Charter
    acts: Mapping[str, Mapping[str, Said]] = field(default_factory=dict)

    def said(self, *kinds: str) -> tuple[Said, ...]:
        """Return the acts of these kinds, of all where none is named, in an order that proof allows."""
        found = [act for kind in kinds or self.acts for act in self.acts.get(kind, {}).values()]
        return tuple(sorted(found, key=by_past))

    def act(self, ref: str | None, *kinds: str) -> Said | None:
        """Return an act of one of these kinds, or None."""
        return next((self.acts[kind][ref] for kind in kinds if ref in self.acts.get(kind, {})), None) if ref else None

    def plus(self, act: Said) -> Self:
        """Return the same with one more act."""
        return replace(self, acts={**self.acts, act.kind: {**self.acts.get(act.kind, {}), act.ref: act}})
