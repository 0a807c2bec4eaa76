"""The delegation with which a form that names one begins: as it was at the last meeting, or who is accredited now."""

from collections.abc import Iterator
from typing import Final

from detente.clock import Instant
from detente.console.forms.controls import typed_of
from detente.console.forms.keeping import Form
from detente.council.desks.meetings import KINDS
from detente.council.desks.meetings import NAME as MEETINGS
from detente.council.meeting.state import ACCEPT, CONVENE, MeetingState
from detente.languages import gettext as _
from detente.limits import BODY_ITEMS_MAX
from detente.node.core import Core

DELEGATION: Final = "body.delegation."
"""How the names of its controls begin."""
MEETINGS_LOOKED_AT: Final = 20
"""Newest meetings in which a delegation of one's own is looked for."""


def begun(core: Core, form: Form, now: Instant) -> tuple[dict[str, str], str]:
    """Return the delegation as a new form types it, and in words from where it is; nothing where it names none."""
    if form.kind not in (CONVENE, ACCEPT):
        return {}, ""
    last = next(_delegations(core, form), None)
    if last is not None:
        ref, persons = last
        words = _("The delegation is filled in as it was for {meeting}. Change who comes.").format(meeting=ref)
    else:
        persons = _accredited(core, form, now)
        words = _("The delegation is filled in with the officers accredited here. Take out who does not come.")
    body = {"delegation": [{"name": name, "rank": rank} for name, rank in persons]}
    return (typed_of(KINDS[form.kind].fields, body), words) if persons else ({}, "")


def _delegations(core: Core, form: Form) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Yield the own delegations that were named, of this meeting first and then of the one with the newest acts."""
    here = core.folding.dossier_of(form.council, form.re) if form.re else ""
    rows = core.context.store.dossiers(form.council, desk=MEETINGS, limit=MEETINGS_LOOKED_AT)
    for ref in dict.fromkeys((*filter(None, [here]), *(row.dossier for row in rows))):
        state = core.folding.matter_of(form.council, ref).states.get(MEETINGS)
        if isinstance(state, MeetingState) and (named := state.delegation(core.context.party)):
            yield ref, named


def _accredited(core: Core, form: Form, now: Instant) -> tuple[tuple[str, str], ...]:
    """Return who of the party may speak now where the meeting is, all who may anywhere while that is open."""
    found = core.folding.standing(form.council, core.context.party).accreditations.values()
    held = [one for one in found if (one.covers(form.channel, now) if form.channel else one.holds(now))]
    held.sort(key=lambda one: (-one.rank.height, one.name))
    return tuple((one.name, one.rank.value) for one in held[:BODY_ITEMS_MAX])
