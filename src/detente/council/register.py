"""A value that one act sets and a later one replaces; what concurrent acts set stays side by side.

Source: the multi-value register of Shapiro, Preguiça, Baquero, Zawirski 2011, A comprehensive study of Convergent and
Commutative Replicated Data Types, section 3.2.2, over the order of proof instead of version vectors.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Generic, Self, TypeVar

from msgspec import Struct, field

from detente.council.said import Said

Value = TypeVar("Value")


class Register(Struct, Generic[Value], frozen=True):
    """The values that no later act replaced, by the reference of the act that set each."""

    values: Mapping[str, Value] = field(default_factory=dict)

    def put(self, act: Said, value: Value) -> Self:
        """Return the register with the act's value in place of those that the act is proven to follow."""
        kept = {ref: held for ref, held in self.values.items() if not act.follows(ref)}
        return type(self)({**kept, act.ref: value})

    @property
    def settled(self) -> Value | None:
        """Return the one value, or None where there is none, or more than one that differ."""
        found = list(self.values.values())
        return found[0] if found and all(one == found[0] for one in found) else None

    @property
    def conflict(self) -> bool:
        """Say if concurrent acts set values that differ."""
        return bool(self.values) and self.settled is None

    @property
    def refs(self) -> tuple[str, ...]:
        """Return the acts whose values stand, in the order of their references."""
        return tuple(sorted(self.values))


def differing(registers: Iterable[tuple[str, Register[Any]]]) -> tuple[str, ...]:
    """Return for each conflict which act says what of what, in the order of the names given."""
    return tuple(
        f"{name}: {', '.join(f'{by} says {value}' for by, value in sorted(one.values.items()))}"
        for name, one in sorted(registers, key=lambda pair: pair[0])
        if one.conflict
    )


def registered(pairs: Iterable[tuple[Said, Value]]) -> Register[Value]:
    """Return the register of acts with their values, which come in an order that proof allows."""
    found: Register[Value] = Register()
    for act, value in pairs:
        found = found.put(act, value)
    return found
