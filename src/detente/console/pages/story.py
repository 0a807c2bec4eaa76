"""The pages of one matter: a dossier as a story of its acts, and one act with all that is known of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Annotated, Final

from litestar import Response, get
from litestar.params import QueryParameter
from litestar.types import ControllerRouterHandler

from detente.console.answers import file_name_of, html, reference_of
from detente.console.asked import CouncilName, Flag, Named, Part, Ref
from detente.console.pages.searching import TITLES
from detente.console.told import folding, proof, reading, telling
from detente.console.told.cleared import cleared
from detente.console.told.differing import differences_in
from detente.console.told.filled import filled_in, holds_form
from detente.console.told.refusing import suspensions
from detente.console.told.within import within_rights
from detente.console.view import Console, Seated
from detente.home.access.state import draw
from detente.home.act_papers import readers_of
from detente.home.calls import Show, ShowDossier
from detente.home.heading import heading_of
from detente.home.replies import ActView
from detente.languages import current
from detente.protocol.passkeys import text_of

ACTS_SHOWN: Final = 50
"""Acts of a long dossier on one page, the last ones first looked at; every one has a page on which it stands."""
ACTS_ROUND: Final = 7
"""Acts of its dossier that the page of an act shows, with the act in their middle."""
ASIDE_SHOWN: Final = 12
"""Newest acts said aside that stand open below a dossier; earlier ones are folded."""

After = Annotated[int | None, QueryParameter(ge=0, le=1_000_000)]


@get("/dossiers/{party:str}/{channel:str}/{entry:str}")
async def show_dossier(
    console: Named,
    party: Part,
    channel: Part,
    entry: Part,
    council: CouncilName = None,
    after: After = None,
    at: Ref = None,
    whole: Flag = None,
) -> Response[str]:
    """Return what one dossier adds up to, and its story: some acts of a long one, or all of it, unfolded, for paper."""
    frame = await console.frame(council)
    named = frame.named
    ref = reference_of(party, channel, entry)
    most = None if whole else ACTS_SHOWN
    call = ShowDossier(at or ref, council=named, language=current(), most=most, after=after, around=at is not None)
    shown = await within_rights(console, await console.reader.ask(call))
    assert frame.council is not None, "a dossier is of a council"
    entries = await _filled(console, telling.entries_of(shown, frame.council))
    too_early = reading.claims_too_early(shown.items)
    needed = folding.needed_acts(entries, frame.status.party, too_early | {at})
    page = console.render(
        "dossier.html",
        frame,
        title=shown.dossier.dossier,
        shown=shown,
        whole=bool(whole),
        form=text_of(draw()),
        titles=TITLES,
        entries=entries,
        needed=needed,
        folded=frozenset() if whole else folding.folded_acts(entries, needed),
        folds={} if whole else folding.folded_sections(shown.sections),
        slims=frozenset() if whole else folding.slim_acts(entries, needed),
        many=folding.has_many(shown.sections),
        notes=[one for one in shown.beside if one.sort == "note" and not one.about],
        too_early=too_early,
        clock=telling.next_clock(shown, frame.status.party),
        counts=telling.counts_of(shown.duties),
        offer=telling.offer_of(shown),
        commands=telling.commands_of(shown),
        suspensions=await suspensions(console, shown),
        most=ACTS_SHOWN,
        ASIDE_SHOWN=ASIDE_SHOWN,
        json_command=console.command("dossier", "show", shown.dossier.dossier, "--json"),
    )
    return html(page)


@get("/acts/{party:str}/{channel:str}/{entry:str}")
async def show_act(
    console: Named, party: Part, channel: Part, entry: Part, council: CouncilName = None
) -> Response[str]:
    """Return one act with everything that is known of it, and the check of its proof, made now."""
    frame = await console.frame(council)
    ref = reference_of(party, channel, entry)
    named = frame.named
    act = (await console.reader.ask(Show(ref, council=named, alone=True))).act
    call = ShowDossier(ref, council=named, language=current(), most=ACTS_ROUND, around=True)
    matter = await within_rights(console, await console.reader.ask(call))
    assert isinstance(frame, Seated), "an act is of a council"
    page = console.render(
        "act.html",
        frame,
        title=act.ref,
        entry=(await _filled(console, [telling.entry_of(act, matter, frame.council)]))[0],
        form=text_of(draw()),
        heading=heading_of(act),
        cleared=await cleared(console, frame, act),
        matter=matter,
        differences=differences_in(matter.data),
        suspensions=await suspensions(console, matter),
        too_early=reading.claims_too_early([*matter.items, act]),
        printable=_printable(act, frame, await console.access.host.read(lambda core: readers_of(core, act))),
        answers=[one for one in matter.answers if one.to == act.ref],
        checked=await proof.check(console.reader, act),
        json_command=console.command("show", act.ref, "--json"),
        export_command=console.command("evidence", "export", act.ref, "-o", f"{file_name_of(act.ref)}"),
    )
    return html(page)


async def _filled(console: Console, entries: list[telling.Entry]) -> list[telling.Entry]:
    """Return acts with the forms of agreements that they hold, in the agreements' own words."""
    acts = [one.act for one in entries if holds_form(one.act)]
    if not acts:
        return entries
    language = current()
    found = await console.access.host.read(lambda core: filled_in(core, acts, language))
    return [replace(one, filled=found.get(one.act.ref)) for one in entries]


@dataclass(frozen=True, slots=True)
class Printable:
    """For whom an act can be printed.

    Args:
        party: its author, who gets a receipt, or who else reads it; empty for every other reader.
        words: what it says stands on the sheets, not codes alone.
    """

    party: str
    words: bool = True


def _printable(act: ActView, frame: Seated, readers: Collection[str] | None) -> list[Printable]:
    """Return for whom an act can be printed, those first who may read what it says.

    Args:
        readers: who may, where it is for few.
    """
    own, council = frame.status.party, frame.council
    named = [one for one in dict.fromkeys((act.party, *act.to, *act.info)) if one != own and one in council.parties]
    if readers is None:
        return [Printable(one) for one in ("", *named)]
    # A depositary holds every log, and reads none that is not public.
    every = council.depositary is None and {*named} <= {*readers}
    found = [*(Printable(one, one in readers) for one in named), Printable("", every)]
    return sorted(found, key=lambda one: not one.words)


HANDLERS: tuple[ControllerRouterHandler, ...] = (show_dossier, show_act)
