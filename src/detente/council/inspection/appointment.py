"""A visit as an entry of a calendar: asked for, granted, declined, or not carried out."""

from detente.council.inspection.state import ANSWER, EVALUATION, REPORT, InspectionState
from detente.council.kinds import text_of
from detente.council.papers.appointment import INSPECTION, Appointment, Standing
from detente.council.titles import practised, quoted, titled


def appointment_of(state: InspectionState) -> Appointment | None:
    """Return the visit from the estimated time of entry; None in the matter of a notice about a quota.

    It is tentative until who is asked has answered alike, and cancelled where that declined, or it was not carried out.
    """
    request = state.request
    if request is None:
        return None
    body, charter = request.body, state.charter
    what = "evaluation visit" if state.sort == EVALUATION else "inspection"
    where = text_of(body, "unit") or text_of(body, "area")
    title = f"{what} by {request.party.upper()} at {state.asked.upper()}: {quoted(where)}"
    steps = [request, *state.said(ANSWER, REPORT)]
    return Appointment(
        council=charter.council_id,
        rehearsal=charter.rehearsal,
        reference=request.ref,
        title=practised(state.drill, titled(title)),
        standing=_standing(state),
        revision=len(steps) - 1,
        stamped_at=max(act.claimed_at for act in steps),
        begins_at=state.enters_at,
        ends_at=state.leaves_at,
        place=text_of(body, "entry_point"),
        organiser=request.party,
        organiser_name=charter.parties[request.party].name,
        text=text_of(body, "area"),
        sort=INSPECTION,
    )


def _standing(state: InspectionState) -> Standing:
    if state.undone is not None:
        return Standing.CANCELLED
    if state.granted or state.reports:
        return Standing.CONFIRMED
    return Standing.TENTATIVE if not state.answer.values or state.answer.conflict else Standing.CANCELLED
