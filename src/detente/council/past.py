"""The acts that are proven to come before an act: a set of references, of one bit for each act of the dossier."""

from collections.abc import Iterable, Iterator, Set
from typing import Any, TypeVar

_S = TypeVar("_S")


class Order:
    """The references of acts in the order in which they were placed; all pasts of one dossier share it."""

    __slots__ = ("numbers", "refs")

    def __init__(self) -> None:
        self.refs: list[str] = []
        self.numbers: dict[str, int] = {}

    def place(self, ref: str) -> int:
        """Add a reference and return its bit."""
        self.numbers[ref] = len(self.refs)
        self.refs.append(ref)
        return 1 << self.numbers[ref]


class Past(Set[str]):
    """A set of references that compares with any other set; two of one order compare by their bits."""

    __slots__ = ("_bits", "_order")

    def __init__(self, order: Order, bits: int) -> None:
        self._order = order
        self._bits = bits

    def __contains__(self, ref: object) -> bool:
        number = self._order.numbers.get(ref) if isinstance(ref, str) else None
        return number is not None and self._bits >> number & 1 == 1

    def __iter__(self) -> Iterator[str]:
        bits = reversed(f"{self._bits:b}")
        return (self._order.refs[number] for number, bit in enumerate(bits) if bit == "1")

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Past) and other._order is self._order:
            return self._bits == other._bits
        return super().__eq__(other)

    def __le__(self, other: Set[Any]) -> bool:
        if isinstance(other, Past) and other._order is self._order:
            return self._bits & ~other._bits == 0
        return super().__le__(other)

    def __sub__(self, other: Set[Any]) -> Set[str]:
        if isinstance(other, Past) and other._order is self._order:
            return Past(self._order, self._bits & ~other._bits)
        return super().__sub__(other)

    def __hash__(self) -> int:
        return self._hash()

    def __repr__(self) -> str:
        return f"Past({sorted(self)})"

    @classmethod
    def _from_iterable(cls, it: Iterable[_S]) -> Set[_S]:
        return frozenset(it)
