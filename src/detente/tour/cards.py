"""The five cards. Each does one thing by one click, tells what it brought about, and can be undone."""

import asyncio
import time
from typing import Final, Protocol

from detente.assessment.dependence.ledger_reading import read_ledger
from detente.assessment.dependence.needs import needs
from detente.assessment.inputs import library
from detente.assessment.reading import parse_file
from detente.console.view import link_to, page_of
from detente.console.words.facts import listed
from detente.council.desks.line import ACKNOWLEDGE, DECLINE, TRANSLATION
from detente.home.calls import Show, ShowDossier, ShowLine
from detente.home.replies import ActView, Shown
from detente.languages import gettext as _
from detente.languages import noted, said
from detente.rehearsal import cues
from detente.tour.forging import alterations, exported, told_twice
from detente.tour.house import Choice, Frames, House, Row, Told

RECEIPT_SECONDS_MAX: Final = 20.0
ASK: Final = "clarification-request"
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

    async def undo(self) -> tuple[Frames, str]:
        """Undo it, and return what the windows show then, and in words what was undone."""

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

    async def undo(self) -> tuple[Frames, str]:
        """Go back to the first pages."""
        return Frames(), said(_BACK)

    async def told(self) -> Told:
        """Say how many accounts there are and what they differ in, as each node computed it from its own record."""
        shown = [
            await self._house.ask(party, ShowDossier(self._ref, council=self._house.council, most=1))
            for party in (self._house.left, self._house.right)
        ]
        rows = []
        accounts = [one for one in shown[0].data["accounts"] if one["in_force"]]
        differences = [one["what"] for one in shown[0].data["differences"] if one["questions"]]
        voices = sorted({str(one["voice"]) for one in accounts})
        told = _("{incident}: accounts of {parties}.")
        rows.append(Row(told.format(incident=shown[0].dossier.title, parties=listed(voices))))
        questions = ", ".join(map(said, differences))
        rows.append(Row(_("Put as questions to both: {questions}.").format(questions=questions), "waiting"))
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
    lead = noted(
        "The article's thesis, computed: on which inputs one side needs the council more, and where that turns."
    )

    def __init__(self, inputs: str) -> None:
        self._inputs = inputs

    async def do(self, choice: str, /) -> Frames:
        """Show the assessment: the article's reading on the left, another one on the right."""
        return Frames(_needs_of(""), _needs_of(choice or "announced"))

    async def undo(self) -> tuple[Frames, str]:
        """Go back to the first pages."""
        return Frames(), said(_BACK)

    async def told(self) -> Told:
        """Say what each reading of the shipped inputs comes to, and offer each as a switch of the right window."""
        ledger = read_ledger(parse_file(library.find(self._inputs), toml=True))
        rows = []
        for id_, each in ledger.every_reading():
            title, one = _("The article's own reading") if id_ == ledger.id else each.title, needs(each, 0, 1)
            figures = ", ".join(f"{name} {float(need):.3f}" for name, need in zip(one.names, one.need, strict=True))
            hang = _("{title}. Of all that each wants (1), so much hangs on the council: {figures}.")
            rows.append(Row(hang.format(title=title, figures=figures)))
        rows.append(Row(_("Judgement, from stated inputs; what the record itself shows stands apart on the page.")))
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
        act, board = _act(self._asked.ref), Frames().left
        return Frames(act, board) if asks == self._house.left else Frames(board, act)

    async def undo(self) -> tuple[Frames, str]:
        """Let who was asked decline, or who asked read the answer, so that nothing rings: what is signed stays."""
        if (asked := self._asked) is None:
            return Frames(), said(_BACK)
        if (answer := self._answer_in(await self._shown(asked))) is not None:
            undone = _("{ref} was answered by {ref_of_answer}. What is signed stays.")
            await self._house.read(answer, asked.party)
        else:
            text = "Rehearsal inject: no answer is given; the question was undone."
            answer = await self._house.say(self._other, DECLINE, text, re=asked.ref)
            undone = _("{ref} is declined by {ref_of_answer}, so that nothing rings. What is signed stays.")
        self._asked = None
        return Frames(), undone.format(ref=asked.ref, ref_of_answer=answer.ref)

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


class Cut:
    """Cut the wire between both windows; what is said goes another way."""

    name, title = "cut", noted("Cut the wire")
    lasts = True
    lead = noted("The direct wire is cut at both ends. A flash act goes all the same, and its receipt comes back.")

    def __init__(self, house: House) -> None:
        self._house = house
        self._act: ActView | None = None
        self._held: cues.Held | None = None
        self._ms = 0.0

    async def do(self, _choice: str, /) -> Frames:
        """Cut, say something by flash, and wait for the receipt that comes by another way."""
        await self._house.director.cut(self._house.left, self._house.right)
        began = time.perf_counter()
        text = "Rehearsal inject: the wire between us is cut. Do you read this?"
        self._act = await self._house.say(self._house.left, "message", text, to=[self._house.right], precedence="flash")
        self._held = await self._house.receipt(self._act, self._house.right, RECEIPT_SECONDS_MAX)
        self._ms = (time.perf_counter() - began) * 1000
        return Frames(_act(self._act.ref), _act(self._act.ref) if self._held else Frames().right)

    async def undo(self) -> tuple[Frames, str]:
        """Mend the wire, so that both level out, and let who was called acknowledge, so that nothing rings."""
        await self._house.director.mend(self._house.left, self._house.right)
        if self._act is not None:
            # What no detour carried comes now, and would ring.
            held = self._held or await self._house.receipt(self._act, self._house.right, RECEIPT_SECONDS_MAX)
            if held is not None:
                await self._house.read(self._act, self._house.right)
        mended = _("The wire between {left} and {right} is mended; both call each other at once.")
        frames = Frames(*((_act(self._act.ref),) * 2)) if self._act else Frames()
        return frames, mended.format(left=self._house.name(self._house.left), right=self._house.name(self._house.right))

    async def told(self) -> Told:
        """Say what came through, how each node sees the silence, and how to kill a node."""
        if self._act is None:
            return Told()
        left, right = self._house.name(self._house.left), self._house.name(self._house.right)
        rows = [Row(_("The wire between {left} and {right} is cut.").format(left=left, right=right), "waiting")]
        if self._held is not None:
            stored = _(
                "{ref} was stored by {party}, whose receipt was back {time} after the click, by way of a third holder."
            )
            rows.append(Row(stored.format(ref=self._act.ref, party=right, time=f"{self._ms:,.0f} ms"), "good"))
        else:
            silent = _("{ref}: no receipt of {party} yet, cause not stated.").format(ref=self._act.ref, party=right)
            rows.append(Row(silent, "waiting"))
        line = await self._house.ask(
            self._house.left, ShowLine(self._house.council, party=self._house.right, matters=0)
        )
        for one in line.items:
            known = _("{party} knows of {other}: {fact}.")
            facts = (one.link, *(fact for fact in one.facts if fact.about == self._act.ref))
            rows += [Row(known.format(party=left, other=right, fact=said(fact.title))) for fact in facts]
        rows.append(Row(_("A link that is down is not silence: others hold what it signed since.")))
        process = self._house.director.stage.players[self._house.right].process
        if process is not None and process.returncode is None:
            command = f"kill -9 {process.pid}"
            kill = _("Or kill {party}'s node in a shell; start it again, and nothing is lost.").format(party=right)
            rows.append(Row(kill, "", command))
        place = self._house.director.stage.cast.directory
        rows.append(Row("", "", f"detente demo --dir {place} start {self._house.right}"))
        return Told(tuple(rows), pending=True)


class Test:
    """Change a byte of a proof, and sign two entries at one place."""

    name, title = "test", noted("Test the record")
    lasts = False
    lead = noted(
        "A proof of one act is altered in five ways, and a second entry is signed at its place. "
        "Each is named and refused."
    )

    def __init__(self, house: House) -> None:
        self._house = house
        self._rows: tuple[Row, ...] = ()
        self._ref = ""

    async def do(self, _choice: str, /) -> Frames:
        """Export a proof, alter copies of it, and check each as a stranger would."""
        self._ref, data = await exported(self._house)
        keys = self._house.director.stage.players[self._house.left].folder.keys
        checked = [
            *await asyncio.to_thread(alterations, data),
            *await asyncio.to_thread(told_twice, data, keys, self._house.name(self._house.left)),
        ]
        path = self._house.director.stage.cast.directory / f"{self._ref.replace('/', '-')}.zip"
        await asyncio.to_thread(path.write_bytes, data)
        checked.append(
            Row(_("The same file, checked by you; its README says how to do it with code that is not ours:"))
        )
        checked.append(Row("", "", f"detente evidence verify {path}"))
        checked.append(Row("", "", f"unzip -p {path} README.md"))
        self._rows = tuple(checked)
        return Frames(_act(self._ref), _act(self._ref))

    async def undo(self) -> tuple[Frames, str]:
        """Forget the altered copies: no record was touched."""
        self._rows = ()
        return Frames(), _("The altered copies are gone. No record was touched.")

    async def told(self) -> Told:
        """Say what was altered, and which step refused it."""
        return Told(self._rows)


def _act(ref: str) -> str:
    return page_of(ref) or "/"


def _needs_of(reading: str) -> str:
    return link_to("/assessment", reading=reading or None)


async def cards_of(house: House) -> list[Card]:
    """Return the cards for which this rehearsal has the matter."""
    ref = await house.mapped()
    found: list[Card] = [Both(house, ref)] if ref is not None else []
    if shipped := library.SCENARIOS.get(house.director.scenario.id):
        found.append(Needs(shipped.needs))
    return [*found, Answer(house), Cut(house), Test(house)]
