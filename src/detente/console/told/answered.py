"""The act that a form answers, and what one's own party has said to it: nobody should answer twice unawares."""

from typing import Final

from detente.console.forms.keeping import Form
from detente.console.told.filled import Filled, filled_in, holds_form
from detente.console.view import Console
from detente.council.attention import answers
from detente.council.meeting.state import CHOOSE
from detente.council.registry import KINDS
from detente.home.calls import ListDrafts, Show
from detente.home.replies import ActView
from detente.home.replies.officers import DraftView
from detente.languages import current
from detente.node.core import Core
from detente.protocol.charter import OWN

SHOWN: Final = 3
"""Newest earlier answers that a page names."""
SEVERAL: Final = (CHOOSE,)
"""Kinds of which one act is answered by several: a joint text bracket by bracket."""
BESIDE: Final = "beside"
"""Field in which a preview's form says beside which answer it is sent all the same."""


def _answers_once(form: Form) -> bool:
    """Say if a form answers an act to which one answer is enough.

    What signs, or undoes an earlier answer, comes after other answers on purpose; its desk refuses it twice.
    """
    kind = KINDS[form.kind]
    return bool(form.re) and answers(form.kind) and not (kind.name in SEVERAL or kind.made or kind.undoes)


async def said_before(console: Console, form: Form) -> list[ActView]:
    """Return the acts of this party that answer what a form answers, the newest first; that it was read is none."""
    if not _answers_once(form):
        return []

    def look(core: Core) -> list[str]:
        rows = core.context.store.answers(form.council, form.re, core.context.party)
        return [row.ref for row in rows if row.channel != OWN and answers(row.kind)]

    refs = (await console.access.host.read(look))[: -SHOWN - 1 : -1]
    return [(await console.reader.ask(Show(ref, council=form.council))).act for ref in refs]


async def waiting(console: Console, form: Form) -> list[DraftView]:
    """Return the drafts that answer what a form answers and are held for a second officer."""
    if not _answers_once(form):
        return []
    held = await console.reader.ask(ListDrafts(council=form.council))
    return [one for one in held.items if one.re == form.re and answers(one.kind)]


async def answered(console: Console, council: str, ref: str | None) -> tuple[ActView | None, Filled | None]:
    """Return the act that is answered, with the form of an agreement that it holds; None where nothing is."""
    if not ref:
        return None, None
    act = (await console.reader.ask(Show(ref, council=council, alone=True))).act
    if not holds_form(act):
        return act, None
    language = current()
    return act, (await console.access.host.read(lambda core: filled_in(core, [act], language))).get(act.ref)
