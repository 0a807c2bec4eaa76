"""The matrix of receipts: for each party the highest rung that is proven of an act, and since when."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from detente.home.replies import ActView, AnswerView, CouncilView, ReceiptView
from detente.languages import gettext as _
from detente.languages import ngettext, noted, said

RUNGS = (noted("seen"), noted("stored"), noted("acknowledged"), noted("passed on"))
NODE_RUNGS = ("seen", "stored")
"""What nodes sign; every other rung is an officer's act."""
FEW = 3
"""Parties that a sentence names; more are counted."""


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
        return said(self.rung if self.standing is Standing.HAS else self.standing.value)


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


# --- the three rungs --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rungs:
    """How far an act has come with one party: stored, read, answered; each differs from the others.

    Args:
        standing: as in `Cell`; who has answered without a receipt known here has it all the same.
        stored: `stored` or `seen`, empty where no receipt is held here; `stored_at` not later than which it was.
        read: what an officer did: `acknowledged`, `passed on`; empty where nothing is known here.
        answer: reference of its first answer, empty where there is none; `answered_at` not later than which it was.
    """

    party: str
    standing: Standing
    asked: bool = False
    stored: str = ""
    stored_at: str | None = None
    read: str = ""
    read_at: str | None = None
    answer: str = ""
    answered_at: str | None = None

    @property
    def known(self) -> bool:
        """Say if anything of it is known here."""
        return bool(self.stored or self.read or self.answer)


def rungs_of(act: ActView, council: CouncilView, answers: Iterable[AnswerView]) -> list[Rungs]:
    """Return how far an act has come with each other party that holds its channel, in the charter's order."""
    first: dict[str, AnswerView] = {}
    for one in answers:
        if one.to == act.ref:
            first.setdefault(one.party, one)
    found = [_rungs(act, party, council, first.get(party)) for party in council.parties if party != act.party]
    return [one for one in found if one.standing is not Standing.OUTSIDE]


def _rungs(act: ActView, party: str, council: CouncilView, answer: AnswerView | None) -> Rungs:
    mine = [one for one in act.received if one.party == party]
    nodes = sorted((one for one in mine if one.rung in NODE_RUNGS), key=lambda one: (-_height(one), one.at or "~"))
    people = sorted((one for one in mine if one.rung not in NODE_RUNGS), key=lambda one: (one.at is None, one.at or ""))
    stored, read = next(iter(nodes), None), next(iter(people), None)
    standing = _cell(act, party, council).standing
    return Rungs(
        party,
        Standing.HAS if answer is not None else standing,
        party in act.to,
        stored.rung if stored else "",
        stored.at if stored else None,
        read.rung if read else "",
        read.at if read else None,
        answer.ref if answer else "",
        answer.at if answer else None,
    )


def summary_of(rungs: Iterable[Rungs]) -> str:
    """Return in one sentence how far an act has come."""
    known = list(rungs)
    if not known:
        return _("Nobody else reads it.")
    stored = sum(one.stored == "stored" for one in known)
    read = [one.party.upper() for one in known if one.read]
    answered = [one.party.upper() for one in known if one.answer]
    facts = [ngettext("stored by {n} of {all}", "stored by {n} of {all}", stored).format(n=stored, all=len(known))]
    if read:
        facts.append(_("read by {parties}").format(parties=_few(read)))
    elif not answered:
        # Whoever answers has read it, also where that was not said by itself.
        facts.append(_("no word that it was read"))
    facts.append(_("answered by {parties}").format(parties=_few(answered)) if answered else _("not answered"))
    sentence = "; ".join(facts)
    return f"{sentence[:1].upper()}{sentence[1:]}."


def stored_by_time(rungs: Iterable[Rungs]) -> list[tuple[str | None, list[str]]]:
    """Return who stored an act, by the time not later than which they did; the earliest first, unproven times last."""
    found: dict[str | None, list[str]] = {}
    for one in rungs:
        if one.stored:
            found.setdefault(one.stored_at, []).append(one.party)
    return sorted(found.items(), key=lambda pair: (pair[0] is None, pair[0] or ""))


def _few(parties: list[str]) -> str:
    if len(parties) <= FEW:
        return ", ".join(parties)
    return ngettext("{n} party", "{n} parties", len(parties)).format(n=len(parties))
