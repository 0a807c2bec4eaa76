"""The matrix of receipts: for each party the highest rung that is proven of an act, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from detente.home.replies import ActView, CouncilView, ReceiptView

RUNGS = ("seen", "stored", "acknowledged", "passed on")


class Standing(StrEnum):
    """How a party stands to an act; the value is the word for it."""

    AUTHOR = "author"
    OUTSIDE = "not in this channel"
    NOTHING = "no receipt here"
    HAS = "has it"


@dataclass(frozen=True, slots=True)
class Cell:
    """One party's cell.

    Args:
        rung: the highest, where there is one; a rung that this version does not know counts as the lowest.
        at: its time, or None where no receipt proves it yet.
        asked: whether the party was asked to act.
    """

    party: str
    standing: Standing
    rung: str = ""
    at: str | None = None
    asked: bool = False

    @property
    def word(self) -> str:
        """Return the cell as a word."""
        return self.rung if self.standing is Standing.HAS else self.standing.value


def row_of(act: ActView, council: CouncilView) -> list[Cell]:
    """Return the cells of an act, one for each party of the council in the charter's order."""
    return [_cell(act, party, council) for party in council.parties]


def _cell(act: ActView, party: str, council: CouncilView) -> Cell:
    asked = party in act.to
    if party == act.party:
        return Cell(party, Standing.AUTHOR)
    best = max((one for one in act.received if one.party == party), key=_height, default=None)
    if best is not None:
        return Cell(party, Standing.HAS, best.rung, best.at, asked)
    holders = {*act.to, *act.info, *([council.depositary] if act.channel != "own" else [])}
    return Cell(party, Standing.NOTHING if party in holders else Standing.OUTSIDE, asked=asked)


def _height(receipt: ReceiptView) -> int:
    return RUNGS.index(receipt.rung) if receipt.rung in RUNGS else -1


def in_time_order(receipts: Iterable[ReceiptView]) -> list[ReceiptView]:
    """Return receipts by time, those without one last."""
    return sorted(receipts, key=lambda one: (one.at is None, one.at or "", one.party))
