"""The desk of inspections: visits on one's own right, to an area or a unit, and the quotas on which they draw.

Source: Vienna Document 2011, chapter IX, as recalled; the quota paragraphs of an earlier edition as read;
docs/sources.md section 3. Which hours and numbers hold, a regime of the charter says; without one only the charter's
clocks do.

    who            may                                                    when
    everybody      ask one party for an inspection or an evaluation       before the entry; each in a dossier of its own
    who is asked   accept, offer another site, refuse on a ground         any time; a later answer replaces
    who asked      report that it was carried out                         once it was accepted, and is over
    who asked      say that it was not carried out, on a ground           any time
    everybody      comment on a report                                    any time
    everybody      say that its own quota is used up, or declare it       of this year or the next, by itself

Quotas go over all matters of a council (`council/quotas.py`). A request beyond what its author counts, or at too short
notice, is refused at its author's desk; from others it counts and is shown so: who is asked may accept it all the same.
"""

from collections.abc import Iterable, Sequence

from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty
from detente.council.inspection.appointment import appointment_of
from detente.council.inspection.clocks import duties_of
from detente.council.inspection.rules import check_act, check_notice_time, check_team, check_year
from detente.council.inspection.sheet import sheet_of
from detente.council.inspection.state import (
    ACCEPTED,
    ANSWER,
    DECLARED,
    EVALUATION,
    INSPECTION,
    NOTICE,
    OTHER_SITE,
    QUOTA_USED,
    REFUSED,
    REPORT,
    REQUEST,
    InspectionState,
)
from detente.council.journal import Journal
from detente.council.kinds import Addressed, Field, Kind, Place, Sort, Speech, short, table_of
from detente.council.papers.appointment import Appointment
from detente.council.points import Degrees
from detente.council.quotas import check_room
from detente.council.said import Said
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX, PERSONS_MAX, POINT_CHARACTERS_MAX, UNITS_MAX, VISIT_HOURS_MAX, YEAR_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "inspections", "Inspections"


_PERSON = {"name": short("Name", required=True), "rank": short("Rank"), "nationality": short("Nationality")}
_SORT = Field("Sort of visit", choices=(INSPECTION, EVALUATION))
_REGIME = Field("Regime of the charter", required=False, characters_max=32, names="regimes")

KINDS = table_of(
    Kind(
        REQUEST, "request for an inspection or evaluation", Speech.ASKS, "02",
        {
            "sort": _SORT,
            "regime": _REGIME,
            "enters_at": Field("Estimated time of entry", Sort.INSTANT),
            "entry_point": short("Point of entry", required=True),
            "hours": Field("Hours in the area or at the unit", Sort.COUNT, required=False, most=VISIT_HOURS_MAX),
            "area": Field("Area, in words", required=False),
            "outline": Field("Positions that bound it, like 54.71, 19.92", required=False, many=True,
                             characters_max=POINT_CHARACTERS_MAX, degrees=Degrees.POSITION),
            "unit": short("Unit or formation"),
            "subordination": short("Its subordination"),
            "location": Field("Its peacetime location, like 54.71, 19.92", required=False,
                              characters_max=POINT_CHARACTERS_MAX, degrees=Degrees.POSITION),
            "team": Field("Size of the team, persons", Sort.COUNT, most=PERSONS_MAX),
            "auxiliary": Field("Interpreters, drivers, crew beside it, persons", Sort.COUNT, required=False,
                               most=PERSONS_MAX),
            "persons": Field("Members of the team", Sort.TABLE, many=True, required=False, fields=_PERSON),
            "means": Field("Means", required=False, choices=("ground", "air", "both")),
            "transport": short("Transport to and from the point of entry"),
            "vehicles": Field("Whose vehicles", required=False, choices=("own", "host")),
            "begin_where": short("Where it is to begin"),
            "language": short("Working language"),
            "other_states": Field("Other parties whose nationals take part", required=False, many=True,
                                  characters_max=32, parties=True),
            "clearance": short("Diplomatic clearance number"),
            "about": Field("Reference of a notification on which it bears", required=False,
                           characters_max=NAME_CHARACTERS_MAX, names="notifications"),
            "beyond_quota": Field("Asked all the same, though its author counts the quota as used up", Sort.FLAG,
                                  required=False),
            "other": Field("Other", required=False),
        },
        purpose="Asks to inspect or evaluate, by the agreement's quota and clock.",
        addressed=Addressed.ONE, alone=True,
        text={"en": "{party} asks for an {sort}: {area}{unit}, entry {enters_at} at {entry_point}"},
    ),
    Kind(
        ANSWER, "answer to a request for an inspection", Speech.ANSWERS, "03",
        {
            "answer": Field("Answer", choices=(ACCEPTED, OTHER_SITE, REFUSED)),
            "ground": short("Ground of a refusal"),
            "text": Field("In its author's words", required=False),
            "site": short("Other site"),
            "entry_point": short("Point of entry"),
            "contact": short("Contact"),
            "restricted": Field("Restricted areas and sensitive points", required=False),
            "arrangements": Field("Arrangements", required=False),
            "other_forces": Field("Forces of others present", required=False),
        },
        needs_re=True, answers=(REQUEST,), opens=False, text={"en": "{party} on {re}: {answer} {ground}. {text}"},
    ),
    Kind(
        REPORT, "inspection report", Speech.INFORMS, "01",
        {
            "carried_out": Field("Whether it was carried out", Sort.FLAG, required=False),
            "ground": short("Why it was not carried out"),
            "starts_at": Field("From when", Sort.INSTANT, required=False),
            "ends_at": Field("Until when", Sort.INSTANT, required=False),
            "text": Field("What was seen, the briefings, the assessment; or a comment", required=False),
        },
        needs_re=True, answers=(REQUEST, ANSWER, REPORT), opens=False, text={"en": "{party} reports on {re}: {text}"},
    ),
    Kind(
        NOTICE, "notice of a quota", Speech.INFORMS, "01",
        {
            "sort": _SORT,
            "year": Field("Calendar year", Sort.COUNT, most=YEAR_MAX),
            "says": Field("What it says", choices=(QUOTA_USED, DECLARED)),
            "regime": _REGIME,
            "units": Field("Units from which a quota follows", Sort.COUNT, required=False, most=UNITS_MAX),
            "text": Field("Remark", required=False),
        },
        purpose="That a quota of inspections is used up.",
        place=Place.EVERYBODY, alone=True, text={"en": "{party}, {sort}s in {year}: {says}. {text}"},
    ),
)  # fmt: skip


def begin(charter: Charter) -> InspectionState:
    """Return the state before the request."""
    return InspectionState(charter)


def may(state: InspectionState, act: Said) -> Refused | None:
    """Return why an act does not count, as the table above says."""
    try:
        check_act(state, act)
    except Refused as reason:
        return reason
    return None


def may_draft(state: InspectionState, act: Said) -> Refused | None:
    """Return why the author's own node does not ask at this notice, for a team of this size, or speak of that year."""
    if act.kind == NOTICE:
        return check_year(act)
    asking = state.plus(act)
    return (check_notice_time(asking) or check_team(asking)) if act.kind == REQUEST else None


def may_draft_among(others: Iterable[InspectionState], state: InspectionState, act: Said) -> Refused | None:
    """Return why the author's own node does not ask beyond a quota, given the desk's other matters."""
    return check_room(others, state.plus(act)) if act.kind == REQUEST else None


def fold(state: InspectionState, act: Said) -> InspectionState:
    """Return the state with one more act."""
    return state.plus(act) if act.kind in KINDS else state


# --- what follows -----------------------------------------------------------------------------------------------------


def duties(state: InspectionState, journal: Journal) -> tuple[Duty, ...]:
    """Return the answer and the report that are owed."""
    return duties_of(state, journal)


def appointments(state: InspectionState) -> tuple[Appointment, ...]:
    """Return the visit as it stands in a calendar."""
    found = appointment_of(state)
    return () if found is None else (found,)


def turn(state: InspectionState, journal: Journal) -> frozenset[str]:
    """Return who is asked and has not answered, and who asked once the visitors have left."""
    if state.request is None:
        return frozenset()
    if not state.answer.values:
        return frozenset({state.asked})
    leaves_at = state.leaves_at
    over = leaves_at is not None and journal.as_of is not None and journal.as_of > leaves_at
    waits = state.granted and over and not state.reports and state.undone is None
    return frozenset({state.asker}) if waits else frozenset()


def next_acts(state: InspectionState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now, with the act that it concerns."""
    request = state.request
    if request is None:
        return (NextAct(REQUEST), NextAct(NOTICE)) if state.notice is None else ()
    found = [NextAct(ANSWER, request.ref)] if party == state.asked else []
    if party == state.asker:
        carried_out = {"carried_out": True} if state.granted else {"carried_out": False}
        found.append(NextAct(REPORT, request.ref, carried_out))
    return (*found, *(NextAct(REPORT, act.ref) for act in state.reports if party != state.asker))


def render(state: InspectionState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the matter for eyes, by the desk's own clocks."""
    return sheet_of(state, duties_of(state, journal), journal)


def render_owing(
    state: InspectionState,
    duties: Sequence[Duty],
    journal: Journal,
    language: str = "en",  # noqa: ARG001
) -> Sheet:
    """Return the matter for eyes, by what is owed in it as all desks leave it: extended, disputed, excused."""
    return sheet_of(state, duties, journal)
