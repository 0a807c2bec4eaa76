"""The five cards. Each does one thing by one click, tells what it brought about, and can be undone."""

import time
from typing import Any, Final, Protocol

from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import Needs as Figures
from detente.assessment.dependence.needs import clear_need, needs, needs_more
from detente.assessment.inputs import library
from detente.assessment.reading import parse_file
from detente.console.links import link_to, page_of
from detente.console.words.facts import begun, listed
from detente.council.desks.line import ACKNOWLEDGE, DECLINE, TRANSLATION
from detente.home.calls import Show, ShowDossier
from detente.home.replies import ActView, Shown
from detente.languages import gettext as _
from detente.languages import ngettext, noted, said
from detente.languages.joining import colon
from detente.tour.cutting import Cut
from detente.tour.house import RECEIPT_SECONDS_MAX, Choice, Frames, House, Row, Told, act_page, shortened
from detente.tour.proving import Test

ASK: Final = "clarification-request"
READING: Final = "#part-11"
"""Where the assessment's page says what the chosen reading comes to, with its picture."""
STATED_MAX: Final = 70
"""Letters of what one side states of one thing; all of it stands in the window."""
_BACK: Final = noted("Both windows show again what needs a human now. Nothing was signed, so nothing stays.")


class Card(Protocol):
    """One thing to try.

    `choice` is the name of one of those it told of, or empty.
    """

    name: str
    title: str
    lead: str
    lasts: bool
    """What it did bears on what other cards show, so it is undone when another one is taken."""

    async def do(self, choice: str, /) -> Frames:
        """Do it, and return what the windows show then."""

    async def undo(self) -> tuple[Frames, tuple[Row, ...]]:
        """Undo it, and return what the windows show then, and what there is to tell of it."""

    async def told(self) -> Told:
        """Return what there is to tell."""


class Both:
    """See both accounts of one incident on one map."""

    name, title = "both", noted("See both accounts")
    lasts = False
    lead = noted("One encounter, two accounts, one map. Nothing is merged, and nobody is told to be right.")

    def __init__(self, house: House, ref: str) -> None:
        self._house = house
        self._ref = ref

    async def do(self, _choice: str, /) -> Frames:
        """Show the map in both windows."""
        path = f"{page_of(self._ref, 'maps') or '/'}#chart"
        return Frames(path, path)

    async def undo(self) -> tuple[Frames, tuple[Row, ...]]:
        """Go back to the first pages."""
        return Frames(), (Row(said(_BACK), "good"),)

    async def told(self) -> Told:
        """Say how many accounts there are and what they differ in, as each node computed it from its own record."""
        shown = [
            await self._house.ask(party, ShowDossier(self._ref, council=self._house.council, most=1))
            for party in (self._house.left, self._house.right)
        ]
        accounts = [one for one in shown[0].data["accounts"] if one["in_force"]]
        differences = [one for one in shown[0].data["differences"] if one["questions"]]
        voices = sorted({str(one["voice"]) for one in accounts})
        told = ngettext(
            "{incident}: accounts of {parties}. {n} point differs, and is a question to both.",
            "{incident}: accounts of {parties}. {n} points differ, and are questions to both.",
            len(differences),
        )
        rows = [Row(told.format(incident=shown[0].dossier.title, parties=listed(voices), n=len(differences)))]
        rows += [_differing(one) for one in differences]
        same = shown[0].data["differences"] == shown[1].data["differences"]
        rows.append(
            Row(_("Both nodes computed the same table, each from its own copy of the record."), "good")
            if same
            else Row(_("The two nodes do not hold the same acts yet."), "waiting")
        )
        rows.append(Row(_("Move the slider under the map; take a side off and put it on; the table stands below it.")))
        return Told(tuple(rows))


class Needs:
    """Look at who needs the line, on which inputs."""

    name, title = "needs", noted("Who needs the line?")
    lasts = False
    lead = noted("Which side would lose more if the council fell silent, and on whose judgement of what that turns.")

    def __init__(self, inputs: str) -> None:
        self._inputs = inputs

    async def do(self, choice: str, /) -> Frames:
        """Show the assessment: the article's reading on the left, another one on the right."""
        return Frames(_needs_of(""), _needs_of(choice or "announced"))

    async def undo(self) -> tuple[Frames, tuple[Row, ...]]:
        """Go back to the first pages."""
        return Frames(), (Row(said(_BACK), "good"),)

    async def told(self) -> Told:
        """Say who needs it more by each reading, and offer each as a switch of the right window."""
        ledger = read_ledger(parse_file(library.find(self._inputs), toml=True))
        asked = _(
            "Of a hundred parts of what each side wants from the other, how many can it get in this council only?"
        )
        rows = [Row(asked)]
        for id_, each in ledger.every_reading():
            title = _("The article's own reading") if id_ == ledger.id else each.title
            rows.append(Row(f"{title}{colon()}{_who_needs(needs(each, 0, 1))}"))
        rows.append(Row(_("These are judgements, each with its source on the page, where you can set them otherwise.")))
        rows.append(Row(_("What the record itself shows stands apart.")))
        choices = (Choice(one.id, one.title, ("right", _needs_of(one.id))) for one in ledger.readings)
        return Told(tuple(rows), tuple(choices))


class Answer:
    """Answer as either side: a flash question, and how far it has come."""

    name, title = "answer", noted("Answer as either side")
    lasts = False
    lead = noted(
        "A flash question rings at the other window. Stored, read and answered are three things; see each happen."
    )

    def __init__(self, house: House) -> None:
        self._house = house
        self._asked: ActView | None = None
        self._other = ""
        self._stored_ms: float | None = None

    async def do(self, choice: str, /) -> Frames:
        """Let one side ask by flash; its window shows the act, the other's what needs a human now."""
        asks, self._other = (
            (self._house.right, self._house.left) if choice == "right" else (self._house.left, self._house.right)
        )
        began = time.perf_counter()
        text = "Rehearsal inject: an aircraft without transponder closes on two ships. Is it yours?"
        self._asked = await self._house.say(asks, ASK, text, to=[self._other], precedence="flash")
        held = await self._house.receipt(self._asked, self._other, RECEIPT_SECONDS_MAX)
        self._stored_ms = (time.perf_counter() - began) * 1000 if held is not None else None
        act, board = act_page(self._asked.ref), Frames().left
        return Frames(act, board) if asks == self._house.left else Frames(board, act)

    async def undo(self) -> tuple[Frames, tuple[Row, ...]]:
        """Let who was asked decline, or who asked read the answer, so that nothing rings: what is signed stays."""
        if (asked := self._asked) is None:
            return Frames(), (Row(said(_BACK), "good"),)
        if (answer := self._answer_in(await self._shown(asked))) is not None:
            undone = _("{ref} was answered by {ref_of_answer}. What is signed stays.")
            await self._house.read(answer, asked.party)
        else:
            text = "Rehearsal inject: no answer is given; the question was undone."
            answer = await self._house.say(self._other, DECLINE, text, re=asked.ref)
            undone = _("{ref} is declined by {ref_of_answer}, so that nothing rings. What is signed stays.")
        self._asked = None
        return Frames(), (Row(undone.format(ref=asked.ref, ref_of_answer=answer.ref), "good"),)

    async def _shown(self, asked: ActView) -> Shown:
        return await self._house.ask(asked.party, Show(asked.ref, council=self._house.council))

    def _answer_in(self, shown: Shown) -> ActView | None:
        """Return what answers the question; that it was read, or translated, does not."""
        found = (one for one in shown.items if one.re == shown.act.ref and one.party == self._other)
        return next((one for one in found if one.kind not in (ACKNOWLEDGE, TRANSLATION)), None)

    async def told(self) -> Told:
        """Say which of the three has happened."""
        choices = (
            Choice("left", _("{party} asks").format(party=self._house.name(self._house.left))),
            Choice("right", _("{party} asks").format(party=self._house.name(self._house.right))),
        )
        if self._asked is None:
            return Told(choices=choices)
        asked, other = self._asked, self._house.name(self._other)
        shown = await self._shown(asked)
        read = any(one.party == self._other and one.rung == "acknowledged" for one in shown.act.received)
        answered = self._answer_in(shown)
        signed = _("{ref} is signed by {party} and asks {other} to act.")
        rows = [Row(signed.format(ref=asked.ref, party=self._house.name(asked.party), other=other), "good")]
        if self._stored_ms is None:
            rows.append(Row(_("Stored: no receipt of {party} yet, cause not stated.").format(party=other), "waiting"))
        else:
            ms = f"{self._stored_ms:,.0f} ms"
            stored = _("Stored: {party}'s signed receipt was here {time} after the click.")
            rows.append(Row(stored.format(party=other, time=ms), "good"))
        if read:
            rows.append(Row(_("Read: an officer of {party} has acknowledged it.").format(party=other), "good"))
        elif answered is None:
            unread = _("Read: not yet. Acknowledge it in {party}'s window.")
            rows.append(Row(unread.format(party=other), "waiting"))
        if answered:
            rows.append(Row(_("Answered: {ref}, {text}").format(ref=answered.ref, text=answered.says), "good"))
        else:
            answer = _("Answered: not yet. Answer it in {party}'s window: you see what will be signed first.")
            rows.append(Row(answer.format(party=other), "waiting"))
        window = "right" if self._other == self._house.right else "left"
        form = link_to("/act", kind="reply", re=asked.ref)
        here = (
            (Choice("form", _("Open {party}'s form").format(party=other), (window, form)),)
            if answered is None
            else choices
        )
        return Told(tuple(rows), here, pending=answered is None)


def _differing(difference: dict[str, Any]) -> Row:
    """Return what each side states of one thing, and that it is not the same."""
    what = str(difference["what"])
    stated = tuple(
        (one["voice"], shortened(said(one["stated"]) if one["ours"] else one["stated"], STATED_MAX) or _("not stated"))
        for one in difference["stated"]
    )
    return Row(begun(what if difference["named"] else said(what)), "waiting", stated=stated)


def _needs_of(reading: str) -> str:
    return f"{link_to('/assessment', reading=reading or None)}{READING}"


def _who_needs(found: Figures) -> str:
    """Return who needs the council more, in words and whole parts of a hundred."""
    more = needs_more(found)
    names = [party.name for party in found.ledger.parties[:2]]
    parts = {
        "one": names[0], "mine": round(100 * found.need[0]), "other": names[1], "theirs": round(100 * found.need[1]),
    }  # fmt: skip
    if more is None:
        return _("neither needs it clearly more. {one} {mine}, {other} {theirs}.").format(**parts)
    if clear_need(found.need_narrow):
        return _("{party} needs it more. {one} {mine}, {other} {theirs}.").format(party=names[more], **parts)
    turns = _("{party} needs it more, but one step in a judgement can turn that. {one} {mine}, {other} {theirs}.")
    return turns.format(party=names[more], **parts)


async def cards_of(house: House) -> list[Card]:
    """Return the cards for which this rehearsal has the matter."""
    ref = await house.mapped()
    found: list[Card] = [Both(house, ref)] if ref is not None else []
    if shipped := library.SCENARIOS.get(house.director.scenario.id):
        found.append(Needs(shipped.needs))
    return [*found, Answer(house), Cut(house), Test(house)]
