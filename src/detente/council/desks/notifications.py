"""The notifications' desk: what an agreement wants told in advance, and the returns of a year, in its forms.

Source: Vienna Document 2011, chapters I, II, V and VII, as far as the pack `vienna-2011` has them; CAP 1.2 (OASIS) for
updates and cancellations that name what they follow.

    who                     may
    any party               notify an activity, or make a return, in a form of a regime that the charter names
    its author              amend it, one number after the other; cancel it
    every other party       say what it estimates itself; that stands apart and changes nothing

A dossier is one activity, or one return. Whether the form is sound is checked by the same code at the author's desk
and at everybody else's. Three totals stay apart: what was said in public, what is notifiable, what others estimate.
Notice is not permission: nobody agrees to anything by reading it.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from detente.clock import rfc3339, written
from detente.council.desk import Line, NextAct, Section, Sheet
from detente.council.duty import Duty
from detente.council.journal import Journal
from detente.council.kinds import Change, Field, Kind, Sort, Speech, table_of, text_of
from detente.council.notification.ahead import activities_of, appointments_of
from detente.council.notification.checks import check_told, findings
from detente.council.notification.rules import Ruled, duties_of, invited, readers, ruled, there_at, values_of
from detente.council.notification.state import (
    AMENDMENT,
    CANCELLATION,
    ESTIMATE,
    NOTIFICATION,
    NotificationState,
    amended,
    fields_of,
    told_after,
)
from detente.council.papers.appointment import Appointment
from detente.council.said import Said, by_past
from detente.council.titles import quoted, titled
from detente.errors import Refused
from detente.limits import ACTIVITY_FIGURE_MAX, NUMBER_MAX
from detente.protocol.charter import Charter
from detente.regimes import form as forms_of
from detente.regimes.activity import Activity
from detente.regimes.form import Format, said_in, worded
from detente.regimes.forms import render_field
from detente.regimes.ruling import Verdict
from detente.regimes.values import shown

NAME, TITLE = "notifications", "Notifications"
NOTIFIED, AMENDED, CANCELLED, NIL = "notified", "amended", "cancelled", "nil return"
TROOPS: Final = "troops"
UNDETERMINED: Final = "und"
"""BCP 47 of what stands in a field: no form says in which language, and it is its author's."""

_TOLD = {
    "single_command": Field("Under a single operational command", Sort.FLAG, required=False),
    "in_zone": Field("In the zone of the regime", Sort.FLAG, required=False),
    "own_troops": Field("Troops of its own part, where somebody else hosts it", Sort.COUNT, required=False,
                        most=ACTIVITY_FIGURE_MAX),
    "notifiable_in_year": Field("Notifiable activities that its author has in the year", Sort.COUNT, required=False,
                                most=ACTIVITY_FIGURE_MAX),
}  # fmt: skip

KINDS = table_of(
    Kind(
        NOTIFICATION, "notification", Speech.INFORMS, "01",
        {
            "regime": Field("Regime of the charter", characters_max=32),
            "format": Field("Form of the regime", characters_max=64),
            "version": Field("Version of the form", Sort.COUNT, required=False, most=NUMBER_MAX),
            "fields": Field("The form, filled in", Sort.TABLE, required=False),
            "text": Field("Narrative, in its author's language", required=False),
            "nil": Field("There is nothing to report", Sort.FLAG, required=False),
            "announced": Field("Total number of troops as said in public", Sort.COUNT, required=False,
                               most=ACTIVITY_FIGURE_MAX),
            **_TOLD,
            "parent": Field("Notification of the activity of which this is a part", required=False,
                            characters_max=200),
        },
        purpose="Tells an activity in advance, or makes a return of a year, in a form of an agreement.",
        alone=True, headline=("designation",),
        text={"en": "{party} notifies: {format} {designation}, under {regime}. {text}"},
    ),
    Kind(
        AMENDMENT, "amendment of a notification", Speech.INFORMS, "01",
        {
            "number": Field("Number of the amendment, from 1", Sort.COUNT, most=NUMBER_MAX),
            "fields": Field("Fields that change, with their new values", Sort.TABLE, required=False),
            "removed": Field("Fields that are stated no more", required=False, many=True, characters_max=64),
            "reason": Field("Reason"),
            **_TOLD,
        },
        needs_re=True, answers=(NOTIFICATION, AMENDMENT), opens=False,
        text={"en": "{party} amends {re} (no. {number}): {reason}"},
        verb="amend the notification", changes=Change.AMENDS,
    ),
    Kind(
        CANCELLATION, "cancellation of a notification", Speech.INFORMS, "01", {"reason": Field("Reason")},
        needs_re=True, answers=(NOTIFICATION, AMENDMENT), opens=False, text={"en": "{party} cancels {re}: {reason}"},
        verb="cancel the notification", changes=Change.TAKES_BACK,
    ),
    Kind(
        ESTIMATE, "estimate of another's activity", Speech.INFORMS, "01",
        {
            "troops": Field("Troops, as its author estimates", Sort.COUNT, most=ACTIVITY_FIGURE_MAX),
            "text": Field("On what it rests"),
        },
        needs_re=True, answers=(NOTIFICATION, AMENDMENT), opens=False,
        text={"en": "{party} estimates {troops} troops for {re}: {text}"},
    ),
)  # fmt: skip


def begin(charter: Charter) -> NotificationState:
    """Return the state before the first act."""
    return NotificationState(charter)


# --- who may ----------------------------------------------------------------------------------------------------------


def may(state: NotificationState, act: Said) -> Refused | None:
    """Return why an act does not count: its form is not sound, or it is another's to say."""
    if act.kind == NOTIFICATION:
        if (refusal := check_told(state.charter, act)) is not None:
            return refusal
        found = findings(state.charter, act.body, fields_of(act), act.language or "en")
        return found[0] if found else None
    if state.opening is None:
        return Refused("notification-unknown", expected="a notification that counts", got=act.re or "none")
    mine = state.opening.party == act.party
    if act.kind == ESTIMATE:
        own = Refused(
            "estimate-of-own", expected="another party's activity: one's own total stands in the form",
            got=state.opening.ref, remedy="detente notify amend",
        )  # fmt: skip
        return own if mine else None
    if not mine:
        return Refused(
            "notification-of-other", expected=f"a notification of {act.party.upper()}", got=state.opening.ref,
            remedy="detente duty dispute, detente explain ask, or detente notify estimate",
        )  # fmt: skip
    if state.cancellations:
        return Refused(
            "notification-cancelled", expected="a notification that stands",
            got=f"{state.opening.ref}, cancelled by {state.cancellations[0].ref}", remedy="notify it anew",
        )  # fmt: skip
    return _may_amend(state, state.opening, act) if act.kind == AMENDMENT else None


def _may_amend(state: NotificationState, opening: Said, act: Said) -> Refused | None:
    following = len(state.amendments) + 1
    if act.body["number"] != following:
        return Refused(
            "amendment-number", expected=f"number {following}, the next amendment of {opening.ref}",
            got=str(act.body["number"]),
        )  # fmt: skip
    fields = amended(state.fields, act.body)
    if fields == state.fields and told_after(state.told, act.body) == state.told:
        return Refused(
            "amendment-empty", expected="a field that changes", got="the same as before",
            remedy="give --set FIELD=VALUE, or a file that differs",
        )  # fmt: skip
    found = findings(state.charter, opening.body, fields, act.language or "en")
    return found[0] if found else None


# --- what follows -----------------------------------------------------------------------------------------------------


def fold(state: NotificationState, act: Said) -> NotificationState:
    """Return the state with one more act."""
    match act.kind:
        case "notification":
            return replace(state, opening=act)
        case "notification-amendment":
            return replace(state, amendments=_placed(state.amendments, act))
        case "notification-cancellation":
            return replace(state, cancellations=_placed(state.cancellations, act))
        case "activity-estimate":
            return replace(state, estimates=_placed(state.estimates, act))
        case _:
            return state


def _placed(acts: tuple[Said, ...], act: Said) -> tuple[Said, ...]:
    return tuple(sorted((*acts, act), key=by_past))


def duties(state: NotificationState, journal: Journal) -> tuple[Duty, ...]:
    """Return what the regime's rules ask of this activity, on the evidence of when its notice was there."""
    return duties_of(state, journal)


def appointments(state: NotificationState) -> tuple[Appointment, ...]:
    """Return the activity, or what a calendar plans, as it stands in a calendar."""
    return appointments_of(state)


def activities(state: NotificationState) -> tuple[Activity, ...]:
    """Return the activity that stands notified, for rules that weigh several together."""
    return activities_of(state)


def turn(state: NotificationState, journal: Journal) -> frozenset[str]:  # noqa: ARG001  the desk contract
    """Return nobody: notice asks for no answer."""
    return frozenset()


def next_acts(state: NotificationState, party: str) -> tuple[NextAct, ...]:
    """Return what an officer of the party could do now."""
    if state.opening is None:
        return (NextAct(NOTIFICATION),)
    if state.opening.party != party:
        return (NextAct(ESTIMATE, state.opening.ref),)
    if state.cancellations:
        return ()
    number = {"number": len(state.amendments) + 1}
    return (NextAct(AMENDMENT, state.opening.ref, number), NextAct(CANCELLATION, state.opening.ref))


# --- lists ------------------------------------------------------------------------------------------------------------

ACTIVITIES, RETURNS = "activities", "returns"
FOUND_BY = ("party", "regime", "year", "sort")


def traits(data: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Return whose it is, under which agreement, of which year, and if it is an activity or a return."""
    year = _year(data)
    return {
        "party": (data["party"],),
        "regime": (data["regime"],),
        "year": () if year is None else (year,),
        "sort": (RETURNS if data["year"] is not None or data["nil"] else ACTIVITIES,),
    }


def _year(data: Mapping[str, Any]) -> str | None:
    """Return the year of a return, or that in which an activity begins."""
    begins = str(data["fields"].get("start", ""))[:4]
    return str(data["year"]) if data["year"] else begins if begins.isdecimal() else None


# --- for eyes ---------------------------------------------------------------------------------------------------------


def render(state: NotificationState, journal: Journal, language: str = "en") -> Sheet:
    """Return the notification for eyes: headings in the reader's language, words in their author's."""
    if state.opening is None:
        return Sheet(titled(""), NOTIFIED)
    data = _data(state, journal, language)
    # A form that no pack has is called as the party calls it.
    form = data["title"] if state.form is not None else quoted(data["title"])
    title = quoted(data["designation"]) or " ".join(part for part in (form, str(state.year or "")) if part)
    facts = [
        ("Agreement", data["regime"]),
        ("Form", f"{data['title']} ({data['format']}, version {data['version'] or '–'} of the pack)"),
        ("Version", _version(state)),
    ]  # fmt: skip
    facts += [("Part of", data["parent"])] if data["parent"] else []
    sections = (
        _stated(state, language), _totals(data), _versions(data), _rules(data), _invites(data),
        Section("Narrative", _narrative(state), note=""),
    )  # fmt: skip
    return Sheet(titled(title), data["status"], tuple(facts), tuple(one for one in sections if one.lines), data)


def _data(state: NotificationState, journal: Journal, language: str) -> dict[str, Any]:
    opening, form, pack = state.opening, state.form, state.pack
    assert opening is not None, "shown once it is told"
    troops = state.fields.get(TROOPS)
    values = values_of(state.told, state.fields)
    asked: tuple[Ruled, ...] = ()
    also: tuple[Ruled, ...] = ()
    if pack is not None and form is not None and not state.nil:
        asked, also = ruled(pack, form.name, values), invited(pack, form.name, values)
    return {
        "regime": state.regime,
        "format": text_of(opening.body, "format"),
        "version": opening.body.get("version"),
        "title": worded(form.title, language) if form is not None else text_of(opening.body, "format"),
        "designation": str(state.fields.get("designation", "")),
        "status": CANCELLED if state.cancellations else NIL if state.nil else AMENDED if state.amendments else NOTIFIED,
        "party": opening.party,
        "year": state.year,
        "nil": state.nil,
        "parent": text_of(opening.body, "parent"),
        "single_command": state.told.get("single_command"),
        "fields": dict(state.fields),
        "headings": {} if form is None else {
            **{name: said_in(one.label, language) for name, one in _TOLD.items()},
            **{one.name: worded(one.heading, language) for one in form.fields},
        },
        "units": {} if form is None else {one.name: one.unit for one in form.fields if one.unit},
        "totals": {
            "public": opening.body.get("announced"),
            "notifiable": troops,
            "estimates": [
                {"ref": act.ref, "party": act.party, "troops": act.body["troops"], "text": text_of(act.body, "text")}
                for act in state.estimates
            ],
        },
        "versions": [
            {
                "number": one.number, "ref": one.act.ref, "claimed_at": rfc3339(one.act.claimed_at),
                "there_at": written(there_at(one.act, readers(state, one.act), journal)),
                "changed": list(one.changed), "reason": one.reason,
                "fields": {name: {**one.fields, **one.told}.get(name) for name in one.changed} if one.number
                else dict(one.fields),
            }
            for one in state.versions
        ],
        "cancelled": [
            {"ref": act.ref, "claimed_at": rfc3339(act.claimed_at), "reason": text_of(act.body, "reason")}
            for act in state.cancellations
        ],
        "rules": [_ruling(one) for one in asked],
        "invites": [_ruling(one) for one in also],
    }  # fmt: skip


def _ruling(one: Ruled) -> dict[str, Any]:
    rule, ruling = one.rule, one.ruling
    return {
        "rule": rule.id, "title": rule.title, "verdict": ruling.verdict.value, "by": ruling.by,
        "due_at": written(ruling.due.due_at) if ruling.due else None, "reason": ruling.reason,
        "missing": list(ruling.missing), "confidence": rule.basis.confidence.value,
    }  # fmt: skip


def _version(state: NotificationState) -> str:
    n = len(state.amendments)
    return f"{n} {'amendment' if n == 1 else 'amendments'}" if n else "as first notified"


def _stated(state: NotificationState, language: str) -> Section:
    lines = [] if state.form is None else list(_fields(state.form, state.fields, language))
    if state.nil:
        lines.append(Line((KINDS[NOTIFICATION].fields["nil"].label, shown(True))))
    lines += [Line((_TOLD[name].label, shown(value))) for name, value in state.told.items()]
    return Section("What is notified", tuple(lines), ("Field", "As stated"), heart=True)


def _fields(form: Format, values: Mapping[str, Any], language: str) -> Iterator[Line]:
    for name in dict.fromkeys((*(one.name for one in form.fields), *values)):
        value = values.get(name)
        heading, rows = render_field(form, name, value, language)
        field = form.field(name)
        counted = field is not None and field.sort in (forms_of.Sort.COUNT, forms_of.Sort.QUANTITY)
        spoken = "" if counted or isinstance(value, bool) else UNDETERMINED
        yield from (Line((heading, row), language=spoken, named=field is None) for row in rows)


def _totals(data: Mapping[str, Any]) -> Section:
    totals = data["totals"]
    rows = [("As said in public", totals["public"], "its author")]
    rows += [("Notifiable, as the form counts", totals["notifiable"], "its author")]
    lines = [Line((name, _number(value), who)) for name, value, who in rows if value is not None]
    lines += [
        Line((f"Estimate of {one['party'].upper()}: {one['text']}", _number(one["troops"]), one["party"].upper()),
             one["ref"])
        for one in totals["estimates"]
    ]  # fmt: skip
    note = "Three figures of three kinds; none stands in another's place." if len(lines) > 1 else ""
    return Section("Troops", tuple(lines), ("Figure", "Persons", "On the word of"), note)


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def _versions(data: Mapping[str, Any]) -> Section:
    lines = [
        Line((str(one["number"] or "–"), one["there_at"] or "not proven yet", _changes(one, data["headings"]),
              one["reason"]), one["ref"])
        for one in data["versions"]
    ]  # fmt: skip
    lines += [Line(("–", "–", "cancelled", one["reason"]), one["ref"]) for one in data["cancelled"]]
    return Section("Versions", tuple(lines), ("No.", "There since", "What changed", "Reason"))


def _changes(one: Mapping[str, Any], headings: Mapping[str, str]) -> str:
    return "; ".join(headings.get(name, name) for name in one["changed"]) if one["number"] else "first notified"


_RULING = ("Rule", "Says", "Due", "Why", "Confidence")


def _rules(data: Mapping[str, Any]) -> Section:
    note = "What the rules ask of it as it stands. Where none asks, the notice is a voluntary one."
    return Section("Rules", _rulings(data["rules"], data["headings"]), _RULING, note)


def _invites(data: Mapping[str, Any]) -> Section:
    note = "An invitation is an act of its own (detente observe invite). It is not counted among what is owed."
    return Section("Others are to be invited", _rulings(data["invites"], data["headings"]), _RULING, note)


def _rulings(rulings: Iterable[Mapping[str, Any]], headings: Mapping[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line((f"{one['rule']}: {one['title']}", one["verdict"], one["due_at"] or "–", _why(one, headings),
              one["confidence"]))
        for one in rulings
    )  # fmt: skip


def _why(ruling: Mapping[str, Any], headings: Mapping[str, str]) -> str:
    """Return the facts by which a rule was found, or what is not stated, by the headings of the form."""
    if ruling["verdict"] != Verdict.CANNOT_SAY:
        return str(ruling["reason"])
    readable = "; ".join(headings.get(name, name.replace("_", " ")) for name in ruling["missing"])
    return f"not stated: {readable}"


def _narrative(state: NotificationState) -> tuple[Line, ...]:
    assert state.opening is not None, "shown once it is told"
    text = text_of(state.opening.body, "text")
    return (Line((text,), state.opening.ref, state.opening.language),) if text else ()
