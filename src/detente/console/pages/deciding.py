"""The page of one decision: how long silence runs, who has broken it, who is bound by which evidence, its history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from litestar import Response, get
from litestar.exceptions import NotFoundException
from litestar.types import ControllerRouterHandler

from detente.console.answers import html, reference_of
from detente.console.asked import CouncilName, Every, Named, Part, Ref
from detente.console.told import telling
from detente.console.told.refusing import suspensions
from detente.console.told.returning import just_said
from detente.council.decision.state import AMEND, OBJECT, RESERVE, SIGN, SILENCE
from detente.council.desks.decisions import KINDS
from detente.home.access.state import draw
from detente.home.calls import ShowDossier
from detente.home.replies import ActView, DossierShown, NextActView
from detente.languages import called
from detente.protocol.passkeys import text_of

HISTORY_ACTS: Final = 200
"""Acts of a decision that its page tells; the story has them all."""
BREAKS: Final = (OBJECT, AMEND)


@dataclass(frozen=True, slots=True)
class Step:
    """One act in the history of a decision.

    Args:
        title: of its kind.
        standing: what became of an objection or amendment; empty of other acts.
    """

    act: ActView
    title: str
    standing: str = ""


@get("/decisions/{party:str}/{channel:str}/{entry:str}")
async def show_decision(
    console: Named,
    party: Part,
    channel: Part,
    entry: Part,
    council: CouncilName = None,
    said: Ref = None,
    every: Every = None,
) -> Response[str]:
    """Return one decision with its clock, its evidence, its history, and what can be said of it."""
    frame = await console.frame(council)
    call = ShowDossier(reference_of(party, channel, entry), council=frame.named, most=HISTORY_ACTS)
    shown = await console.reader.ask(call)
    if "procedure" not in shown.data:
        raise NotFoundException
    ref = shown.dossier.dossier
    page = console.render(
        "decision.html",
        frame,
        title=called(shown.dossier.title, shown.dossier.theirs) or ref,
        shown=shown,
        data=shown.data,
        ref=ref,
        just=await just_said(console, frame.named, said),
        silent=shown.data["procedure"] == SILENCE,
        quiet=quiet_in(shown.data),
        breaking=breaking_in(shown.next_acts, shown.data, shown.as_of),
        others=others_in(telling.sayable_in(shown), shown.data, shown.as_of),
        commands=telling.commands_of(shown),
        suspensions=await suspensions(console, shown),
        history=history_of(shown),
        RESERVE=RESERVE,
        fresh=lambda: text_of(draw()),
        json_command=console.command("decision", "show", ref, "--json"),
    )
    return html(page, every)


# --- what stands there ------------------------------------------------------------------------------------------------


def quiet_in(data: Mapping[str, Any]) -> list[str]:
    """Return the members whose silence is asked for, and who have not broken it."""
    return [one["party"] for one in data["bound"] if one["party"] not in data["broken_by"]]


def breaking_in(acts: Iterable[NextActView], data: Mapping[str, Any], now: str) -> list[NextActView]:
    """Return the acts by which silence can be broken now: none once its last second is over."""
    open_ = data["expires_at"] is not None and not data["final"] and now <= data["expires_at"]
    return [one for one in acts if one.kind in BREAKS] if open_ else []


def others_in(acts: Iterable[NextActView], data: Mapping[str, Any], now: str) -> list[NextActView]:
    """Return what else this desk offers; the outcome is signed once the last second of silence is over."""
    running = data["expires_at"] is not None and now <= data["expires_at"]
    return [one for one in acts if one.kind in KINDS and one.kind not in BREAKS and not (running and one.kind == SIGN)]


def history_of(shown: DossierShown) -> list[Step]:
    """Return the acts of a decision in the order of proof, each objection with what became of it."""
    became = {one["ref"]: one["standing"] for one in shown.data["objections"]}
    return [Step(act, telling.title_of(act.kind), became.get(act.ref, "")) for act in shown.items]


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_decision,)
