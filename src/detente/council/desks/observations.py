"""The desk of observations: who is invited to see an activity, who comes, and what host and visitors say of it.

Source: Vienna Document 2011, chapter VI and paragraph 18, as recalled; the visitors' day of 2017 in Belarus, of which
NATO said that it is not the same; docs/sources.md section 3.

    who             may                                               when
    everybody       invite others, or all                             before the assembly; in a dossier of its own
    who is invited  accept with names and ranks, or decline           any time; a later answer replaces
    host, visitors  report and remark                                 any time; visitors once they have accepted

Three things are told apart: observation that a rule asks for, what a host offers of its own will (a visitors' day, a
visit to dispel concern), and inspection, which is asked for on one's own right (`inspections.py`). Nobody owes an
answer: silence until the time for it means that nobody comes, and is said as of heads.
"""

from detente.clock import rfc3339
from detente.council.desk import NextAct, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Field, Kind, Place, Sort, Speech, drill_of, instant_of, table_of, text_of
from detente.council.observation.sheet import sheet_of
from detente.council.observation.state import (
    ACCEPTED,
    ANSWER,
    AWAITED,
    DECLINED,
    INVITATION,
    OBSERVATION,
    REPORT,
    SORTS,
    ObservationState,
    regime_for,
)
from detente.council.papers.appointment import Appointment, Standing
from detente.council.said import Said
from detente.council.settings import fits
from detente.council.terms import pack_of
from detente.council.titles import practised, quoted, titled
from detente.errors import Refused
from detente.limits import NAME_CHARACTERS_MAX, PERSONS_MAX
from detente.protocol.charter import Charter

NAME, TITLE = "observations", "Observation"


def _text(label: str) -> Field:
    return Field(label, required=False)


_PERSON = {
    "name": Field("Name", characters_max=NAME_CHARACTERS_MAX),
    "rank": Field("Rank", characters_max=NAME_CHARACTERS_MAX),
}

KINDS = table_of(
    Kind(
        INVITATION, "invitation to observe", Speech.ASKS, "03",
        {
            "sort": Field("What it is", choices=tuple(SORTS)),
            "activity": Field("Activity, by its designation"),
            "assembly_at": Field("When observers assemble", Sort.INSTANT),
            "assembly_place": Field("Where", characters_max=500),
            "starts_at": Field("From when", Sort.INSTANT),
            "ends_at": Field("Until when", Sort.INSTANT),
            "observers": Field("Observers of each party at most", Sort.COUNT, required=False, most=PERSONS_MAX),
            "reply_by_at": Field("By when answers are asked for, where no rule says", Sort.INSTANT, required=False),
            "languages": Field("Working languages", required=False, many=True, characters_max=35),
            "lodging": _text("Board and lodging"),
            "transport": _text("Transport"),
            "equipment_issued": _text("Observation equipment issued by the host"),
            "equipment_own": _text("Special equipment that may be brought"),
            "clothing": _text("Special clothing"),
            "programme": _text("Programme"),
            "about": Field(
                "Reference of the notification", required=False, characters_max=200, names="notifications"
            ),
            "regime": Field("Regime of the charter", required=False, characters_max=32, names="regimes"),
            "rule": Field("Its rule", required=False, characters_max=32),
        },
        purpose="Invites others to watch an activity.",
        alone=True, text={"en": "{party} invites: {activity} ({sort}), {starts_at} to {ends_at}"},
    ),
    Kind(
        ANSWER, "answer to an invitation to observe", Speech.ANSWERS, "03",
        {
            "answer": Field("Answer", choices=(ACCEPTED, DECLINED)),
            "persons": Field("Observers", Sort.TABLE, many=True, required=False, fields=_PERSON),
            "text": _text("Remark"),
        },
        needs_re=True, answers=(INVITATION,), opens=False, text={"en": "{party} on {re}: {answer}. {text}"},
    ),
    Kind(
        REPORT, "report or remarks on an observation", Speech.INFORMS, "01", {"text": Field("Report or remarks")},
        needs_re=True, answers=(INVITATION, ANSWER, REPORT), opens=False, text={"en": "{party} on {re}: {text}"},
    ),
)  # fmt: skip


def begin(charter: Charter) -> ObservationState:
    """Return the state before the invitation."""
    return ObservationState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: ObservationState, act: Said) -> Refused | None:
    """Return why an act does not count, as the table above says."""
    try:
        _check(state, act)
    except Refused as reason:
        return reason
    return None


def _check(state: ObservationState, act: Said) -> None:
    if act.kind == INVITATION:
        _check_invitation(state.charter, act)
        return
    invitation = state.invitation
    if invitation is None:
        raise Refused(
            "observation-unknown", expected="the dossier of an invitation to observe", got="another matter",
            remedy="detente observe list shows them; detente observe invite opens one",
        )  # fmt: skip
    if act.kind == ANSWER:
        _check_answer(state, invitation, act)
    elif act.party != state.host and ACCEPTED not in state.answer(act.party).values.values():
        raise Refused(
            "observation-not-visitor", expected=f"{state.host.upper()}, the host, or a party that has accepted",
            got=act.party.upper(), remedy="say something of your own about it: detente send --dossier",
        )  # fmt: skip


def _check_invitation(charter: Charter, act: Said) -> None:
    times = [instant_of(act.body, name) or 0 for name in ("assembly_at", "starts_at", "ends_at")]
    assembly_at, starts_at, ends_at = times
    if not act.claimed_at < assembly_at <= ends_at or ends_at < starts_at:
        raise Refused(
            "observation-time",
            expected=f"an assembly after {rfc3339(act.claimed_at)} and not after the end, which follows the start",
            got=", ".join(rfc3339(at) for at in times), remedy="give other times",
        )  # fmt: skip
    reply_by_at = instant_of(act.body, "reply_by_at")
    if reply_by_at is not None and not act.claimed_at < reply_by_at <= assembly_at:
        raise Refused(
            "observation-time",
            expected=f"reply_by_at: a time after {rfc3339(act.claimed_at)} and not after the assembly",
            got=rfc3339(reply_by_at), remedy="give another --reply-by",
        )  # fmt: skip
    regime = regime_for(charter, act.body)
    if regime:
        pack = pack_of(charter, regime, between=(act.party,))
        if rule := text_of(act.body, "rule"):
            pack.rule(rule)
    readers = set(charter.members_of(act.channel)) - {act.party, charter.depositary}
    of_all = readers <= set(act.to or readers) and fits(Place.EVERYBODY, charter, act.channel)
    if text_of(act.body, "sort") == OBSERVATION and regime and not of_all:
        raise Refused(
            "observation-all", expected=f"an invitation of all, where all read it: {regime} asks for it",
            got=", ".join(act.to).upper() or act.channel,
            remedy="leave --to out, or name all; what is voluntary may be for some",
        )  # fmt: skip


def _check_answer(state: ObservationState, invitation: Said, act: Said) -> None:
    if act.party not in state.invited:
        raise Refused(
            "observation-not-invited", expected=f"one of {', '.join(state.invited).upper()}, who are invited",
            got=act.party.upper(),
        )  # fmt: skip
    persons = act.body.get("persons", ())
    most = invitation.body.get("observers")
    if text_of(act.body, "answer") != ACCEPTED:
        return
    if not persons or (isinstance(most, int) and len(persons) > most):
        raise Refused(
            "observers-number",
            expected="names and ranks of the observers" + ("" if most is None else f", {most} at most"),
            got=str(len(persons)), remedy="give them with --observer",
        )  # fmt: skip


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: ObservationState, act: Said) -> ObservationState:
    """Return the state with one more act."""
    return state.plus(act) if act.kind in KINDS else state


def duties(state: ObservationState, journal: Journal) -> tuple[Duty, ...]:  # noqa: ARG001  the desk contract
    """Return nothing: silence is an answer here."""
    return ()


def turn(state: ObservationState, journal: Journal) -> frozenset[str]:
    """Return who is invited and may still answer in time."""
    return frozenset(party for party in state.invited if state.stands(party, journal) == AWAITED)


def next_acts(state: ObservationState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    invitation = state.invitation
    if invitation is None:
        return (NextAct(INVITATION),)
    if party == state.host or ACCEPTED in state.answer(party).values.values():
        return (NextAct(REPORT, invitation.ref),)
    return (NextAct(ANSWER, invitation.ref),) if party in state.invited else ()


def appointments(state: ObservationState) -> tuple[Appointment, ...]:
    """Return the observation as it stands in a calendar."""
    act, charter = state.invitation, state.charter
    if act is None:
        return ()
    begins_at = instant_of(act.body, "assembly_at") or 0
    return (
        Appointment(
            council=charter.council_id,
            rehearsal=charter.rehearsal,
            reference=act.ref,
            title=practised(
                drill_of(act.body), titled(f"{state.sort.capitalize()}: {quoted(text_of(act.body, 'activity'))}")
            ),
            standing=Standing.CONFIRMED,
            revision=0,
            stamped_at=act.claimed_at,
            begins_at=begins_at,
            ends_at=instant_of(act.body, "ends_at"),
            place=text_of(act.body, "assembly_place"),
            organiser=state.host,
            organiser_name=charter.parties[state.host].name,
            text=SORTS[state.sort],
            sort="activity",
        ),
    )


def render(state: ObservationState, journal: Journal, language: str = "en") -> Sheet:  # noqa: ARG001  the desk contract
    """Return the matter for eyes."""
    return sheet_of(state, journal)
